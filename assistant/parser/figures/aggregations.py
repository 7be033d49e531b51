"""Words that aggregate: "average", "highest", 总和, and the numbers they belong to.

Rule: an aggregation word belongs to the metric or column beside it and changes nothing else. "Highest" ranks wherever
there is something to rank, and is the largest value of a column otherwise.
"""

from __future__ import annotations

from typing import cast

from assistant.parser.draft import Draft, Item, Measured, refuse
from assistant.parser.figures.counts import is_countable_thing
from assistant.parser.figures.percentiles import rank_of
from semantic_layer.model import Aggregation, Metric, SimpleMetric
from semantic_layer.query import MetricRef
from semantic_layer.vocabulary import is_numeric

AGGREGATIONS = {
    "agg_avg": "avg",
    "agg_sum": "sum",
    "agg_median": "median",
    "agg_max": "max",
    "agg_min": "min",
    "agg_distinct": "count_distinct",
    "agg_percentile": "percentile",
}
_ASKED = ("which", "what", "哪")


def aggregated(draft: Draft, name: str, cue: Item | None) -> MetricRef:
    metric = draft.model.metric(name)
    if cue is None:
        return MetricRef(name)
    agg = _aggregation(cue)
    cue.operate(f"agg:{agg}", "aggregation")
    own = own_aggregation(draft, metric)
    if agg == own or (agg == "sum" and own in ("sum", "count", "count_distinct")):
        return MetricRef(name)
    if agg == "count_distinct" and own in ("count", "count_distinct"):
        return MetricRef(name)
    if own is None or own in ("avg", "median", "percentile"):
        if agg in ("avg", "sum"):  # a rate or an average has one value for all rows
            draft.assume("default_metric", f"metric:{name}")
            return MetricRef(name)
        raise refuse("not_supported", construction=f"{cue.text} {draft.called(name)}")
    if own == "count":  # of rows that count one each
        raise refuse("not_supported", construction=f"{cue.text} {draft.called(name)}")
    return MetricRef(name, agg=agg, percentile=rank_of(cue))


def metric_of_condition(draft: Draft, name: str, word: Item | None) -> MetricRef:
    """The metric that a condition compares, aggregated as the words before it say: "average profit above 100"."""
    cue = draft.left(word) if word is not None else None
    if word is None or cue is None or cue.taken or not cue.has(*AGGREGATIONS):
        return MetricRef(name)
    columns = [m.name for m in word.named("dimension") if (d := draft.dimension(m.name)) and is_numeric(d)]
    agg = _aggregation(cue)
    if columns and own_aggregation(draft, draft.model.metric(name)) == "avg" != agg:  # "total discount above 100"
        cue.operate(f"agg:{agg}", "aggregation")
        return MetricRef(draft.choose(word, "ambiguous_dimension", columns), agg=agg, percentile=rank_of(cue))
    return aggregated(draft, name, cue)


def own_aggregation(draft: Draft, metric: Metric) -> Aggregation | None:
    return draft.model.measure(metric.measure).agg if isinstance(metric, SimpleMetric) else None


def _aggregation(cue: Item) -> Aggregation:
    if cue.has(*AGGREGATIONS):
        return cast(Aggregation, next(agg for name, agg in AGGREGATIONS.items() if cue.has(name)))
    return "max" if cue.has("high") else "min"


def aggregation_beside(draft: Draft, item: Item) -> Item | None:
    """The aggregation word before ("average X") or after ("X的平均值") a number.

    "Highest" is a ranking wherever there is something to rank, else the largest value of a column.
    """
    is_column = bool(item.named("dimension")) and not item.named("metric")
    before = draft.left(item)
    if before is not None and before.has("how_many") and not before.piece.meanings and not before.taken:
        counted = draft.left(before)  # "average number of X"
        before = counted if counted is not None and counted.has(*AGGREGATIONS) else before
    for other in (before, draft.right(item)):
        if other is None or other.taken:
            continue
        ranks = other.has("high", "low") and _has_rank_target(draft, item)
        if other.has(*AGGREGATIONS) and not (ranks and not is_column):
            if other.index > item.index and _belongs_right(draft, other):
                continue
            return other
        if is_column and other.has("high", "low") and other.index < item.index and not ranks:
            return other
    return None


def column_cue(draft: Draft, item: Item) -> Item | None:
    """ "Highest rating by genre", "median price": the word for another aggregate of a column that is averaged."""
    own = {own_aggregation(draft, draft.model.metric(m.name)) for m in item.named("metric")}
    is_column = any((d := draft.dimension(m.name)) and is_numeric(d) for m in item.named("dimension"))
    left, right = draft.left(item), draft.right(item)
    extreme = left is not None and left.has("high", "low") and not left.taken and not _has_rank_target(draft, item)
    alone = left is not None and not left.has(*AGGREGATIONS)
    if is_column and extreme and (own == {"avg"} or (alone and own == {"sum"})):  # "largest order amount": of one row
        return left
    if own != {"avg"} or not is_column:
        return None
    cue = left if left is not None and left.has(*AGGREGATIONS) else right
    if cue is None or cue.taken or not cue.has(*AGGREGATIONS) or cue.has("high", "low"):
        return None
    if cue is right and _belongs_right(draft, cue):
        return None
    several = len(listed_cues(draft, cue, -1 if cue.index < item.index else 1)) > 1
    return cue if several or _aggregation(cue) != "avg" else None


def _belongs_right(draft: Draft, cue: Item) -> bool:
    """In "订单数 平均 客单价" and "sales and average profit" the word belongs to what follows."""
    following = draft.right(cue)
    return following is not None and bool(following.named("metric") or following.named("dimension"))


def _has_rank_target(draft: Draft, item: Item) -> bool:
    """Something other than `item` that could be ranked: a grouping, an entity or a period."""
    if draft.listing is not None and all(other.bound_to != "each" for other in draft.items):
        return True  # the listed members
    if any(o.piece.time is not None and o.piece.time.kind == "part" and o.text.startswith(_ASKED) for o in draft.items):
        return True  # "which weekday has the highest footfall": the weekdays are ranked
    return any(
        other is not item
        and not other.taken
        and not is_marked(draft, other)
        and not _is_extreme(draft, other)
        and (
            other.named("dimension") or other.named("segmentation") or other.named("entity")
            or other.has("which", "segment_word")
            or (other.piece.time is not None and other.piece.time.kind in ("grain", "part"))
        )
        for other in draft.items
    )  # fmt: skip


def _is_extreme(draft: Draft, item: Item) -> bool:
    """ "Highest and lowest price": a number whose own extreme is asked for is nothing to rank."""
    left = draft.left(item)
    is_number = any((d := draft.dimension(m.name)) is not None and is_numeric(d) for m in item.named("dimension"))
    is_number = is_number or (bool(item.named("metric")) and not is_countable_thing(draft, item))
    return left is not None and left.has("high", "low") and is_number


BY_UNIT = ("by ", "per ", "for each ", "for every ", "in each ", "in every ", "each ", "every ")


def is_marked(draft: Draft, item: Item) -> bool:
    """ "Highest order amount by region", "by city and gender": every group has its own highest."""
    unit = item.piece.time is not None and item.piece.time.kind in ("grain", "part")
    if unit and item.text.startswith((*BY_UNIT, "按", "各", "每")):
        return True
    left = draft.left(item)
    if left is None or left.piece.meanings:
        return False
    if left.has("and", "comma"):
        before = draft.left(left)
        return before is not None and before is not item and is_marked(draft, before)
    return left.has("group")


def read_aggregate(draft: Draft, item: Item, cue: Item) -> None:
    """An aggregate of a column that the model exposes as a dimension."""
    names = [m.name for m in item.named("dimension")]
    agg = _aggregation(cue)
    if agg != "count_distinct":
        names = [name for name in names if (d := draft.dimension(name)) is not None and is_numeric(d)]
    if not names:
        return
    name = draft.choose(item, "ambiguous_dimension", names)
    item.take(f"dimension:{name}", "dimension")
    for word in listed_cues(draft, cue, -1 if cue.index < item.index else 1):
        one = _aggregation(word)
        word.operate(f"agg:{one}", "aggregation")
        draft.metrics.append(Measured(MetricRef(name, agg=one, percentile=rank_of(word)), word))


def listed_cues(draft: Draft, cue: Item, step: int) -> list[Item]:
    """ "Minimum, maximum and average X": all aggregation words of one list, in the order of the question."""
    found, index = [cue], cue.index + step
    while 0 <= index < len(draft.items):
        item = draft.items[index]
        if not item.taken and (item.has(*AGGREGATIONS) or (cue.has("high", "low") and item.has("high", "low"))):
            found.append(item)
        elif item.piece.meanings or not item.has("and", "comma", "filler"):
            break
        index += step
    return sorted(found, key=lambda word: word.index)
