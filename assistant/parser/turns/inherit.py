"""What an edit inherits from the query before.

Rule: an edit replaces the slots it names, adds where it says "also", and inherits the others; each inherited slot is
recorded as such. A value replaces the filter of its own dimension only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from assistant.parser.conditions.happenings import happenings
from assistant.parser.draft import Draft, Group, Item, Measured, refuse
from assistant.parser.text.pieces import Piece
from assistant.parser.times.time_axis import year_conditions
from assistant.parser.turns.adjust import both_bounds
from assistant.parser.turns.among import keep_among, shown_condition
from semantic_layer.model import SimpleMetric
from semantic_layer.query import Compare, EntitySet, Order, Predicate, TimeRef, Top
from tools.arguments import QueryMetricsArgs

ADDING = ("also", "and by", "and also", "也", "再按", "再")
ALIKE = ("也一样",)  # "the same for ..." puts nothing beside what was there
Ranked = TypeVar("Ranked", Top, Order)
_NOWHERE = 1_000_000  # the place of an item that the question does not hold


def inherit(draft: Draft) -> None:
    """Fill the slots that an edit leaves open from the query before."""
    base = draft.previous
    if base is None:
        return
    adding = (item for item in draft.items if item.text.startswith(ADDING) and not item.text.startswith(ALIKE))
    draft.adds = draft.adds or any(adding) or _joins_by(draft)
    _read_dated_verb(draft, base)
    keep_among(draft, base)
    _inherit_metrics(draft, base)
    _inherit_groups(draft, base)
    _inherit_conditions(draft, base)
    _inherit_rest(draft, base)


def _joins_by(draft: Draft) -> bool:
    """ "And by month": a grouping beside the one before."""
    first, second = (*draft.items[:2], None, None)[:2]
    return first is not None and second is not None and first.text == "and" and second.text.split()[0] in ("by", "per")


def _read_dated_verb(draft: Draft, base: QueryMetricsArgs) -> None:
    """ "If only those launched after 2010", 如果只看2010年之后上线的: the date of what is counted or listed."""
    verb = next(draft.cued("happened"), None)
    if verb is None or draft.window is None:
        return
    model = draft.model
    metrics = [model.metric(ref.name) for ref in base.metrics if model.has_metric(ref.name)]
    homes = {model.measure(m.measure).dataset for m in metrics if isinstance(m, SimpleMetric)} or {base.rows or ""}
    dated = {h.dimension for h in happenings(model).get(verb.text, ()) if h.dimension and h.dataset in homes}
    if len(dated) != 1 or len(homes) != 1:
        return
    dimension = model.dimension(dated.pop())
    if dimension.type == "time":
        draft.time = TimeRef(dimension.qualified)
    else:
        years = year_conditions(model.dataset(dimension.dataset), dimension, draft.window)
        if not years:
            return  # a column of years says nothing of a part of a year
        draft.filters += years
        draft.window = None
    verb.operate("dated")


def _kept(draft: Draft, slot: str) -> None:
    draft.assume("inherited", slot)


def _inherit_metrics(draft: Draft, base: QueryMetricsArgs) -> None:
    """A named metric replaces the ones before, unless it is added to them or rows are listed."""
    if draft.metrics and not draft.adds and not _only_orders(draft):
        return
    own = list(draft.metrics)
    known = {measured.ref.key for measured in own}
    kept = [ref for ref in base.metrics if ref.key not in known and f"metric:{ref.key}" not in draft.dropped]
    draft.metrics = [Measured(ref, None) for ref in kept] + own
    for ref in kept:
        _kept(draft, f"metric:{ref.key}")


def _only_orders(draft: Draft) -> bool:
    """ "Sort by plays", 按播放量从高到低排: the number is named to order by, and the others stay."""
    sorts = any(
        item.has("rank", "sort_desc", "sort_asc") or item.text.startswith(("sort", "order")) for item in draft.items
    )
    words = [measured.item for measured in draft.metrics]
    before = [draft.left(word) if word is not None else None for word in words]
    return sorts and all(marker is not None and marker.has("group", "axis", "rank") for marker in before)


def _inherit_groups(draft: Draft, base: QueryMetricsArgs) -> None:
    """Rows are one slot: "by channel" after "by region" replaces, "also by channel" adds, a filter keeps them."""
    if (draft.groups or draft.grain) and not draft.adds and not draft.edits_rows:
        if base.rows and not draft.metrics:  # rows that are split need a number
            raise refuse("not_supported", construction=" ".join(group.item.text for group in draft.groups) or "by time")
        return
    if base.rows and not base.metrics and not draft.edits_rows and _is_of_rows(draft, base):
        _keep_rows(draft, base)
        return  # "their average rating" is one number of the rows before
    known = {group.ref.key for group in draft.groups}
    kept = [ref for ref in base.dimensions if ref.key not in known and f"row:{ref.key}" not in draft.dropped]
    draft.rows = (draft.rows or base.rows) if kept or draft.groups else None
    listed = -3 if draft.edits_rows else 0  # columns of rows are one list, in the order they were asked for
    draft.groups = [Group(ref, _nowhere(), False, listed) for ref in kept] + draft.groups
    for ref in kept:
        _kept(draft, f"dimension:{ref.key}")
    if draft.grain is None and base.grain and "grain" not in draft.dropped:
        draft.grain = base.grain
        _kept(draft, f"grain:{base.grain}")


def _is_of_rows(draft: Draft, base: QueryMetricsArgs) -> bool:
    """Say whether every number is an aggregate over the rows that were listed, and nothing says "of each"."""
    if any(item.has("group") or item.text == "各自" for item in draft.items):
        return False
    homes = [_home_of(draft, measured.ref.name) for measured in draft.metrics]
    return bool(homes) and all(home == base.rows for home in homes)


def _keep_rows(draft: Draft, base: QueryMetricsArgs) -> None:
    """Of a ranking the rows that were shown are meant, by their names."""
    if (base.top is None and base.limit is None) or "top" in draft.dropped:
        return
    chosen = shown_condition(draft, base)
    if chosen is None:
        raise refuse("not_supported", construction=next(m.ref.key for m in draft.metrics))
    draft.filters.append(chosen)


def _home_of(draft: Draft, name: str) -> str | None:
    """The dataset whose rows a number is taken of."""
    if draft.model.has_metric(name):
        metric = draft.model.metric(name)
        return draft.model.measure(metric.measure).dataset if isinstance(metric, SimpleMetric) else None
    dimension = draft.dimension(name)
    return dimension.dataset if dimension is not None else None


def _nowhere() -> Item:
    return Item(Piece(0, 0), _NOWHERE, "", "inherited", "dimension")


def _inherit_conditions(draft: Draft, base: QueryMetricsArgs) -> None:
    new = [predicate for predicate in draft.filters if isinstance(predicate, Compare)]
    narrows = draft.adds or any(item.has("only", "those", "and") for item in draft.items)
    for predicate in base.filters:
        name = _field(predicate)
        replaced = [p for p in new if p.field == name]
        if narrows and isinstance(predicate, Compare) and all(both_bounds(predicate, p) for p in replaced):
            replaced = []
        if replaced or "filters" in draft.dropped or f"filter:{name}" in draft.dropped:
            continue
        draft.filters.append(predicate)
        _kept(draft, f"filter:{name}")
    if not draft.members and "members" not in draft.dropped:
        draft.members += [member for member in base.members if member.kind == "members"]
    if not draft.sets and "members" not in draft.dropped:
        draft.sets += [member for member in base.members if isinstance(member, EntitySet)]
    if draft.window is None and base.window is not None and "time" not in draft.dropped:
        draft.window = base.window
        draft.time = base.time if draft.time == TimeRef() else draft.time
        _kept(draft, f"time:{base.window.rule}")


def _field(predicate: Predicate) -> str:
    return predicate.field if isinstance(predicate, Compare) else ""


def _inherit_rest(draft: Draft, base: QueryMetricsArgs) -> None:
    """Comparison, share, condition and order stay while what they are about stays."""
    # A period that was named to compare with belongs to the period that it was compared to.
    still_fits = draft.window == base.window or all(comparison.to != "window" for comparison in base.compare)
    if not draft.compare and base.compare and still_fits and "compare" not in draft.dropped:
        draft.compare = list(base.compare)
        _kept(draft, "comparison")
    same_rows = {group.ref.key for group in draft.groups} >= {ref.key for ref in base.dimensions}
    same_rows = draft.edits_rows or (same_rows and draft.grain == base.grain)
    columns = {measured.ref.key for measured in draft.metrics} | {group.ref.key for group in draft.groups}
    if draft.edits_rows:  # rows may be ordered by a column that is not shown
        columns |= {name for name in _ordered_by(base) if draft.dimension(name) is not None}
    if base.share and draft.share is None and same_rows and "share" not in draft.dropped:
        draft.share = base.share
    if not same_rows:
        return
    if not draft.having and "having" not in draft.dropped:
        kept = [condition for condition in base.having if condition.by in columns]
        draft.having += kept
        for condition in kept:
            _kept(draft, f"condition:{condition.by}")
    if "top" in draft.dropped:
        return
    if base.limit is not None and draft.top is None and draft.limit is None:
        draft.limit = base.limit
    if base.top and draft.metrics and base.metrics:
        draft.inherited_top = _turned(_of_new_metric(draft, base, base.top), draft)
    elif base.top and base.top.by in columns:
        draft.inherited_top = _turned(base.top, draft)
    if base.order and not draft.order and all(order.by in columns for order in base.order):
        draft.inherited_order = tuple(_turned(order, draft) for order in base.order)


def _ordered_by(base: QueryMetricsArgs) -> tuple[str, ...]:
    return (*(order.by for order in base.order), *((base.top.by,) if base.top else ()))


def _turned(ranked: Ranked, draft: Draft) -> Ranked:
    """The ranking or order, from the other end where that was asked for."""
    if not draft.reversed:
        return ranked
    return replace(ranked, direction="asc" if ranked.direction == "desc" else "desc")


def _of_new_metric(draft: Draft, base: QueryMetricsArgs, top: Top) -> Top:
    """A ranking by the old metric becomes one by the new metric."""
    old, new = base.metrics[0].key, draft.metrics[0].ref.key
    by = new + top.by[len(old) :] if top.by.startswith(old) else top.by
    return replace(top, by=by)


def read_inherited_ranking(draft: Draft) -> None:
    """A bare number after a ranking is its n; without a ranking of its own an edit keeps the one before."""
    top, order = draft.inherited_top, draft.inherited_order
    _as_it_stood(draft, order)
    if draft.top is not None or draft.order or (top is None and not order):
        return
    number = next((item for item in draft.free() if _is_bare_number(item)), None)
    n = int(number.piece.number.value) if number is not None and number.piece.number is not None else None
    if number is not None:
        number.take(f"number:{n}", "number")
    if top is not None:
        draft.top = replace(top, n=n or top.n)
    elif n is not None:
        draft.top = Top(n, order[0].by, order[0].direction)
    draft.order = order if draft.top is None else ()
    _kept(draft, "ranking")


def _as_it_stood(draft: Draft, order: tuple[Order, ...]) -> None:
    """ "Only the first 2" of rows in order: the first as they stood, also where the lowest came first."""
    top = draft.top
    if draft.edits_rows or top is None or len(order) != 1 or top.by != order[0].by:
        return
    words = ("high", "low", "best", "worst", "bottom", "sort_desc", "sort_asc")
    if not any(item.has(*words) and item.bound_to.startswith(("rank", "sort")) for item in draft.items):
        draft.top = replace(top, direction=order[0].direction)


def _is_bare_number(item: Item) -> bool:
    number = item.piece.number
    return number is not None and number.unit is None and number.op is None and 1 <= number.value <= 10_000
