"""How many there are of what was listed: "how many of them are in Lyon?", 有几个.

Rule: listed rows are counted under the conditions that chose them, the shown ones of a ranking by their names, and
groups by the different values that were shown. A turn that asks how many and names no number is never read as a list;
多少 beside nothing but a time asks for the figure that was shown.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, Measured, refuse
from assistant.parser.turns.among import points_at_them, shown_condition
from assistant.parser.turns.row_edits import rows_before
from semantic_layer.model import SimpleMetric
from semantic_layer.query import MetricRef
from tools.arguments import QueryMetricsArgs


def read_count_of_rows(draft: Draft) -> None:
    """Make the turn the number of the rows or groups that were shown."""
    base = draft.previous
    if base is None or draft.edits_rows or next(draft.cued("how_many"), None) is None:
        return
    if any(item.has("share", "account_for", "of_total") for item in draft.items):
        return  # 它们各占总额的多少 asks for a part, and for no number of them
    if any(not _may_limit(item) for item in draft.free()) or (base.metrics and _asks_the_figure(draft)):
        return
    if base.metrics and not base.rows:
        _count_groups(draft, base)
        return
    rows = rows_before(draft)
    count = draft.model.entity(rows.entity).default_count if rows is not None else None
    if count:
        _count(draft, base, MetricRef(count), is_cut=bool(base.top or base.limit))


def _asks_the_figure(draft: Draft) -> bool:
    """它每个月多少, 它们上个月多少: nothing but a time beside 多少, so it is how much the figure before was then."""
    said = [item for item in draft.free() if not item.has("those")]
    is_bare = all(item.piece.time is not None or item.text == "多少" or item.piece.is_soft for item in said)
    times = [item for item in said if item.piece.time is not None]
    return is_bare and bool(times) and any(item.text == "多少" for item in said)


def _count_groups(draft: Draft, base: QueryMetricsArgs) -> None:
    """ "How many of them" after the plays of each topic; "how many is that" after a count asks for that count."""
    word = points_at_them(draft)
    if not base.dimensions or (word is None and (not _leads_to_members(draft, base) or _is_count(draft, base))):
        return
    if word is not None and any(item.named("value") or item.piece.condition for item in draft.free()):
        raise refuse("not_supported", construction=word.text)
    if len(base.dimensions) != 1 or shown_condition(draft, base) is None:
        raise refuse("nothing_shown", word=word.text if word else next(draft.cued("how_many")).text)
    _count(draft, base, MetricRef(base.dimensions[0].name, agg="count_distinct"), is_cut=True)


def _is_count(draft: Draft, base: QueryMetricsArgs) -> bool:
    """Whether the figure that was shown is itself a number of the things in question, or of anything but members."""
    metrics = [draft.model.metric(ref.name) for ref in base.metrics if draft.model.has_metric(ref.name)]
    return any(isinstance(m, SimpleMetric) and draft.model.measure(m.measure).agg == "count" for m in metrics)


def _leads_to_members(draft: Draft, base: QueryMetricsArgs) -> bool:
    """Whether nothing but "how many" is asked after groups."""
    return bool(base.dimensions) and all(item.piece.is_soft or item.has("how_many") for item in draft.items)


def _count(draft: Draft, base: QueryMetricsArgs, ref: MetricRef, *, is_cut: bool) -> None:
    """Put the number in the place of the list; the conditions stay, and a ranking gives its members."""
    if is_cut:
        chosen = shown_condition(draft, base)
        if chosen is None:
            raise refuse("nothing_shown", word=next(draft.cued("how_many")).text)
        draft.filters.append(chosen)
        draft.dropped.add("time")  # whenever they came about: they are those that were shown
    for word in list(draft.cued("how_many")):
        word.take(f"metric:{ref.key}", "metric")
    draft.metrics.append(Measured(ref, None))
    draft.dropped |= {*(f"row:{known.key}" for known in base.dimensions), "top", "having", "share", "compare"}
    draft.edits = True


def _may_limit(item: Item) -> bool:
    """What may stand beside "how many of them": conditions, and words that carry nothing."""
    if item.named("value") or item.piece.condition is not None or item.piece.time is not None:
        return True
    columns = item.named("dimension") and not item.named("entity")
    return item.piece.is_soft or bool(columns) or item.has("not", "except", "or", "unit_word", "those")
