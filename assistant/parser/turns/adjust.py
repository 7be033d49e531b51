"""Figures of the answer before that a turn changes: 改成不少于3个呢, "over 8 instead", 换成最高值, "as a maximum".

Rule: a bare condition replaces the only one that there was, or, where there was none, is about the only figure that
was shown; a bare word of aggregation changes every figure. Where that is not certain the words stay unexplained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.parser.conditions.row_numbers import take_unit
from assistant.parser.conditions.scales import in_own_unit
from assistant.parser.draft import Draft, Item, Measured
from assistant.parser.figures.aggregations import AGGREGATIONS
from assistant.parser.figures.roles import metrics_of_columns
from semantic_layer.model import Aggregation, SimpleMetric
from semantic_layer.query import Compare, Members, MetricFilter, MetricRef, Operator
from semantic_layer.vocabulary import is_numeric
from tools.arguments import QueryMetricsArgs

SUPPOSING = ("如果", "假如", "what if", "what if we look at")
CHANGING = ("growth", "decline", "change", "difference", "fast")
_BOUNDS: frozenset[Operator] = frozenset({"gt", "ge", "lt", "le", "eq", "between"})
_AGGREGATES: dict[str, Aggregation] = {
    "agg_max": "max",
    "agg_min": "min",
    "agg_avg": "avg",
    "agg_sum": "sum",
    "agg_median": "median",
}


def read_supposition(draft: Draft) -> None:
    """ "What if over 8", 如果只看2020年之后的呢: a limit on the answer before; a supposed change is an analysis."""
    if any(item.has(*CHANGING) for item in draft.items):
        return
    limited = any(
        item.piece.condition is not None
        or item.named("value")
        or (item.piece.time is not None and item.piece.time.kind == "window")
        for item in draft.items
    )
    for item in list(draft.cued("analysis")):
        if item.text in SUPPOSING and limited:
            item.operate("if")


def read_threshold(draft: Draft, base: QueryMetricsArgs) -> None:
    """Take the one condition of a turn that names nothing else."""
    found = [item for item in draft.free() if item.piece.condition is not None]
    named = [item for item in draft.free() if item.piece.meanings]
    condition = found[0].piece.condition if len(found) == 1 else None
    if condition is None or condition.than is not None or condition.unit == "percent" or len(named) > 1:
        return
    item = found[0]
    if named:
        _limit_shown(draft, base, named[0], item)
        return
    having = [h for h in base.having if h.than is None]
    members = [m for m in base.members if isinstance(m, Members) and m.than is None]
    filters = [f for f in base.filters if isinstance(f, Compare) and _is_limit(draft, f)]
    targets: Sequence[MetricFilter | Members | Compare] = [*having, *members, *filters] or _only_figure(draft, base)
    if len(targets) != 1:
        return
    target = targets[0]
    name = _limited(base, target)
    values = in_own_unit(draft, item, name, condition.values, condition.unit)
    match target:
        case MetricFilter():
            new = replace(target, op=condition.op, values=values)
            draft.having = [target, new] if _narrows(draft) and both_bounds(target, new) else [new]
        case Members():
            draft.members = [replace(target, op=condition.op, values=values)]
        case _:
            draft.filters.append(replace(target, op=condition.op, values=values))
    item.compare_with(name, values)
    take_unit(draft, item)
    _settle(draft)


def _limited(base: QueryMetricsArgs, target: MetricFilter | Members | Compare) -> str:
    """The metric or column that a limit is about."""
    match target:
        case MetricFilter():
            return next((ref.name for ref in base.metrics if ref.key == target.by), target.by)
        case Members():
            return target.metric.name
        case Compare():
            return target.field


def _settle(draft: Draft) -> None:
    """Words of changing that stand beside what is changed: 改成, "instead"."""
    draft.edits = True
    for cue in list(draft.cued("swap")):
        cue.operate("instead")


def _narrows(draft: Draft) -> bool:
    return draft.adds or any(item.has("only", "those", "and") for item in draft.items)


def _limit_shown(draft: Draft, base: QueryMetricsArgs, word: Item, item: Item) -> None:
    """播放量超过1000的呢: a limit on a figure that the answer before shows for its groups."""
    metrics, names = ({m.name for m in meanings} for meanings in (word.named("metric"), word.piece.meanings))
    shown = [ref for ref in base.metrics if ref.name in metrics or (ref.agg and ref.name in names)]
    condition = item.piece.condition
    beside = draft.left(item) is word or draft.right(item) is word
    if condition is None or len(shown) != 1 or not beside or not (base.dimensions or base.grain):
        return
    if any(other.has("which", "list") and not other.has("filler") for other in draft.items):
        return
    values = in_own_unit(draft, item, shown[0].name, condition.values, condition.unit)
    new, key = MetricFilter(shown[0].key, condition.op, values), shown[0].key
    old = [h for h in base.having if h.by != key or (_narrows(draft) and both_bounds(h, new))]
    draft.having = [*old, new]
    before = draft.left(word)
    if (
        before is not None
        and not before.taken
        and any(before.has(cue) and _is_own(draft, shown[0], agg) for cue, agg in _AGGREGATES.items())
    ):
        before.operate("aggregation", "aggregation")  # "average rating" of what is an average
    word.take(f"metric:{key}", "metric")
    item.compare_with(key, values)
    take_unit(draft, item)
    _settle(draft)


def _is_limit(draft: Draft, predicate: Compare) -> bool:
    dimension = draft.dimension(predicate.field)
    plain = predicate.op in _BOUNDS and predicate.than is None and predicate.part is None
    return plain and dimension is not None and is_numeric(dimension)


def _only_figure(draft: Draft, base: QueryMetricsArgs) -> Sequence[MetricFilter | Compare]:
    """What "only those above 4" is about where nothing was limited before."""
    numbers = [ref.name for ref in base.dimensions if (d := draft.dimension(ref.name)) is not None and is_numeric(d)]
    shown = [ref.key for ref in base.metrics]
    if len(numbers) + len(shown) != 1 or not (base.dimensions or base.grain):
        return ()
    return [MetricFilter(shown[0], "gt")] if shown else [Compare(numbers[0], "gt")]


def both_bounds(old: Compare | MetricFilter, new: Compare | MetricFilter) -> bool:
    """Say whether two limits of one column are the two ends of a range: over 7, and under 9."""
    lower, upper = (old, new) if old.op in ("gt", "ge") else (new, old)
    if lower.op not in ("gt", "ge") or upper.op not in ("lt", "le") or old.than or new.than:
        return False
    low, high = lower.values[0], upper.values[0]
    return isinstance(low, int | float) and isinstance(high, int | float) and low < high


# -- another aggregation --------------------------------------------------------------------------------------


def read_aggregation(draft: Draft, base: QueryMetricsArgs) -> None:
    """ "As a maximum instead", 换成平均值, 最高值也告诉我: the same figures, aggregated otherwise."""
    cues = [item for item in draft.free() if item.has(*AGGREGATIONS)]
    if len(cues) != 1 or any(item.piece.meanings for item in draft.free()) or not base.metrics:
        return
    cue = cues[0]
    agg = next((agg for name, agg in _AGGREGATES.items() if cue.has(name)), None)
    if agg is None or (cue.has("high", "low") and not _is_said_as(draft, cue)):
        return
    changed = [_aggregated(draft, ref, agg) for ref in base.metrics]
    made = [ref for ref in changed if ref is not None]
    if len(made) < len(changed):
        return
    cue.operate(f"agg:{agg}", "aggregation")
    draft.metrics = [Measured(ref, None) for ref in made if not draft.adds or ref not in base.metrics]
    _settle(draft)


def _is_said_as(draft: Draft, cue: Item) -> bool:
    """ "As a maximum": "the maximum" alone may ask for the highest group."""
    return any(item.text in ("as", "as a", "as the") for item in draft.items[: cue.index])


def _aggregated(draft: Draft, ref: MetricRef, agg: Aggregation) -> MetricRef | None:
    if ref.combine is not None or ref.offset is not None:
        return None
    if ref.per is not None:
        return replace(ref, agg=agg, percentile=None)
    if not draft.model.has_metric(ref.name):
        averaged = [name for name in metrics_of_columns(draft.model, [ref.name]) if _own(draft, name) == agg]
        return MetricRef(averaged[0], filters=ref.filters) if averaged else replace(ref, agg=agg, percentile=None)
    own = _own(draft, ref.name)
    if own == agg:
        return replace(ref, agg=None, percentile=None)
    if own == "sum":
        return replace(ref, agg=agg, percentile=None)
    columns = [d.qualified for d in draft.model.dimensions() if is_numeric(d) and not d.hidden]
    named = [name for name in columns if ref.name in metrics_of_columns(draft.model, [name])]
    return MetricRef(named[0], agg=agg, filters=ref.filters) if own == "avg" and len(named) == 1 else None


def _is_own(draft: Draft, ref: MetricRef, agg: Aggregation) -> bool:
    return ref.agg == agg or (ref.agg is None and draft.model.has_metric(ref.name) and _own(draft, ref.name) == agg)


def _own(draft: Draft, name: str) -> Aggregation | None:
    metric = draft.model.metric(name)
    return draft.model.measure(metric.measure).agg if isinstance(metric, SimpleMetric) else None
