"""Which numbers are asked for: metrics, aggregates of columns, counts of things.

Rule: an aggregation word belongs to the metric or number beside it and changes nothing else. A noun that is a
metric and a thing at once ("orders") is counted where a count is asked, grouped where a grouping is asked, and the
metric otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from assistant.parser.draft import Choice, Draft, Item, Measured, refuse
from assistant.parser.figures.amounts import amount_of, averaged, take_sorted_again
from assistant.parser.figures.counts import counts_entity, key_in_rows, read_count
from assistant.parser.figures.percentiles import rank_of
from assistant.parser.figures.roles import extreme_of, metrics_of_columns
from assistant.parser.figures.verbs import count_of
from semantic_layer.model import Aggregation, ComparisonMetric, Metric, SimpleMetric
from semantic_layer.query import Comparison, MetricRef
from semantic_layer.vocabulary import is_numeric
from semantic_layer.wordforms import has_han, singular

AGGREGATIONS = {
    "agg_avg": "avg",
    "agg_sum": "sum",
    "agg_median": "median",
    "agg_max": "max",
    "agg_min": "min",
    "agg_distinct": "count_distinct",
    "agg_percentile": "percentile",
}
ATTACHING = frozenset(
    {"of", "from", "for", "in", "at", "by", "to", "among", "our", "my", "the", "a", "an", "all", "that", "who"}
)
COMPARISONS = {"previous": Comparison("previous"), "year_ago": Comparison("year_ago")}
_ASKED = ("which", "what", "哪")
RANK_CUES = ("top", "bottom", "high", "low", "best", "worst", "fast", "rank")


def read_measures(draft: Draft) -> None:
    """Fill the metrics of the draft, in the order of the question."""
    for item in list(draft.items):
        if item.taken:
            continue
        if item.named("entity") and (extreme := _extreme(draft, item)):
            item.take(f"metric:{extreme}", "metric")
            draft.metrics.append(Measured(MetricRef(extreme), item))
        elif item.named("entity") and (amount := amount_of(draft, item)):
            item.take(f"metric:{amount}", "metric")
            draft.metrics.append(Measured(_aggregated(draft, amount, averaged(draft, item)), item))
        elif item.named("entity") and (key := key_in_rows(draft, item)):
            item.take(f"dimension:{key}", "dimension")
            draft.metrics.append(Measured(MetricRef(key, agg="count_distinct"), item))
        elif (cue := _column_cue(draft, item)) is not None:
            _read_aggregate(draft, item, cue)
        elif item.named("metric") and not _is_thing_here(draft, item):
            _read_metric(draft, item)
        elif counts_entity(draft, item):
            read_count(draft, item)
        elif item.named("dimension") and (cue := _aggregation_beside(draft, item)):
            _read_aggregate(draft, item, cue)
    take_sorted_again(draft)
    _one_of_each(draft)


def _extreme(draft: Draft, item: Item) -> str | None:
    """ "The largest single order", 最大的一笔订单: the model's own figure for it, where one member is meant."""
    single = draft.left(item)
    cue = draft.left(single) if single is not None and single.has("single") else None
    if cue is None or single is None or cue.taken or not cue.has("high", "low"):
        return None
    found = extreme_of(draft.model, item.named("entity")[0].name, "max" if cue.has("high") else "min")
    if found:
        cue.operate("agg:max" if cue.has("high") else "agg:min", "aggregation")
        single.operate("single")
    return found


def is_countable_thing(draft: Draft, item: Item) -> bool:
    """A word that is a thing and the metric that counts it: "customers", "orders"."""
    counts = {draft.model.entity(m.name).default_count for m in item.named("entity")}
    return bool(item.named("entity")) and all(m.name in counts for m in item.named("metric"))


def _is_thing_here(draft: Draft, item: Item) -> bool:
    """ "Revenue of customers", "top 5 orders by amount", "which products": the word names things, not their number.

    "Most orders", "how many orders", "revenue and orders" ask for the number, and so does "orders" alone.
    """
    if not (item.named("entity") or item.named("dimension")):
        return False
    left, right = draft.left(item), draft.right(item)
    if _is_ranked_by_count(draft, item, left, right):
        return True
    if right is not None and right.has("spent", "sold") and any(other.has("money") for other in draft.items):
        return True
    if left is None:
        return is_ranked_thing(draft, item)
    if _follows_unit(draft, item, left):
        return True
    by = draft.left(left)
    if left.has("how_many") and item.named("dimension") and by is not None and by.has("group"):
        return True  # "by number of cylinders": the column holds the number
    if left.has("high", "low", "how_many", *AGGREGATIONS):
        return False
    if left.has("which", "top", "bottom", "best", "worst", "list") or is_ranked_thing(draft, item):
        return True
    others = [o for o in draft.items if o is not item and _is_other_number(draft, o)]
    if left.has("group") and draft.metrics and item.named("entity"):
        return not _ranks_by(draft, item)
    if left.has("group") and any(
        o is not item and (o.named("metric") or (item.named("dimension") and o.has("how_many", *AGGREGATIONS)))
        for o in draft.items
    ):
        return not _ranks_by(draft, item)
    return bool(others or draft.metrics) and is_countable_thing(draft, item) and is_attached(draft, item)


def _is_ranked_by_count(draft: Draft, item: Item, left: Item | None, right: Item | None) -> bool:
    """ "Customers with the most orders", "the most returned products": the number that ranks the things is another."""
    if not item.named("entity") or has_han(item.text):
        return False
    if left is not None and left.kind == "metric" and (cue := draft.left(left)) is not None and _is_extent(cue):
        return True
    counted = draft.right(right) if right is not None and _is_extent(right) else None
    tied = draft.items[item.index + 1].text in _WITH if right is not None else False
    return tied and counted is not None and bool(counted.named("metric")) and (left is None or not left.has("how_many"))


def _is_extent(item: Item) -> bool:
    return item.has("high", "low") and not item.piece.meanings


_WITH = ("with", "who have", "that have", "who had", "that had", "having", "who has", "which have", "which had")


def _follows_unit(draft: Draft, item: Item, joint: Item) -> bool:
    """ "Revenue by month and store": after "by month" the list goes on with what splits the number."""
    unit = draft.left(joint) if joint.has("and") and not joint.piece.meanings else None
    if unit is None or not item.named("entity") or not draft.metrics or not _is_marked(draft, unit):
        return False
    one = has_han(item.text) or singular(item.text) == item.text
    return one and unit.piece.time is not None and unit.piece.time.kind == "grain"


_OF_KIND = ("类", "型", "款", "种", "的")


def is_attached(draft: Draft, item: Item) -> bool:
    """ "Revenue of customers", "East customers": a word ties the thing to what is asked; a comma or "and" does not."""
    before = draft.items[item.index - 1]
    while before.text in _OF_KIND and before.index:  # 生鲜类商品, 已下架的商品
        before = draft.items[before.index - 1]
    if before.has("filler"):
        return bool(set(before.text.split()) & ATTACHING)
    return bool(before.named("value") or before.named("adjective")) or before.piece.literal is not None


def _ranks_by(draft: Draft, item: Item) -> bool:
    """ "By orders" after a ranking word names the number to rank by; "highest revenue by country" has named it."""
    if any(measured.item is not None and _is_ranked_number(draft, measured.item) for measured in draft.metrics):
        return False
    return any(o.has(*RANK_CUES, "axis", "sort_desc", "sort_asc") for o in draft.items if o is not item)


def _is_ranked_number(draft: Draft, item: Item) -> bool:
    before = draft.left(item, skip=lambda other: other.has("filler", "how_many", *AGGREGATIONS))
    return before is not None and before.has("high", "low")


def is_ranked_thing(draft: Draft, item: Item) -> bool:
    """ "Top 5 products", "3 products with", "前5个商品": a number and a ranking word before the thing."""
    number = draft.left(item)
    if number is None or number.piece.number is None:
        return False
    return any(other.has("top", "bottom", "high", "low", "best", "worst") for other in draft.items)


def _is_other_number(draft: Draft, item: Item) -> bool:
    if item.named("metric"):
        return not is_countable_thing(draft, item)
    is_column = any((d := draft.dimension(m.name)) is not None and is_numeric(d) for m in item.named("dimension"))
    return is_column and (item.kind == "dimension" or _aggregation_beside(draft, item) is not None)


def _read_metric(draft: Draft, item: Item) -> None:
    names = _of_total(draft, item) or [m.name for m in item.named("metric")]
    name = _rows_counted(draft, item, names) or draft.choose(item, "ambiguous_metric", names)
    if is_countable_thing(draft, item) and name in {m.name for m in item.named("metric")}:
        name = count_of(draft, item.named("entity")[0].name) or name
    cue = _aggregation_beside(draft, item)
    shared = _shared_aggregation(draft, item, name) if cue is None else None
    if shared is not None:
        item.take(f"metric:{name}", "metric")
        draft.metrics.append(Measured(replace(shared, name=name), item))
        return
    item.take(f"metric:{name}", "metric")
    name = _of_comparison(draft, name)
    listed = _listed_cues(draft, cue, -1 if cue.index < item.index else 1) if cue is not None else []
    if len(listed) > 1:  # "minimum, average and maximum fee"
        draft.metrics += [Measured(_aggregated(draft, name, word), word) for word in listed]
    else:
        draft.metrics.append(Measured(_aggregated(draft, name, cue), item))
    _take_counting_word(draft, item)


def _of_total(draft: Draft, item: Item) -> list[str]:
    """ "The total payments": their number or what they come to, where the model calls both so."""
    before = draft.left(item)
    if before is None or before.taken or not before.has("agg_sum") or not item.named("entity"):
        return []
    found = [m.name for m in draft.vocabulary.meanings(f"total {item.text}") if m.kind == "metric"]
    return found if len(found) > 1 else []


def _rows_counted(draft: Draft, item: Item, names: Sequence[str]) -> str | None:
    """ "Number of reviews" counts the reviews themselves where their rows are known, not what another table says."""
    things = {
        meaning.name
        for prefix in _NUMBER_OF
        if item.text.startswith(prefix)
        for meaning in draft.vocabulary.meanings(item.text.removeprefix(prefix))
        if meaning.kind == "entity"
    }
    counts = {count_of(draft, thing) for thing in things} & set(names)
    if len(set(names)) < 2 or len(counts) != 1 or item.place in draft.choices:
        return None
    name = counts.pop()
    draft.assume("default_metric", f"metric:{name}")
    return name


_NUMBER_OF = ("number of ", "the number of ")


def _shared_aggregation(draft: Draft, item: Item, name: str) -> MetricRef | None:
    """ "Average of fees and refunds": the word is for both; in "average fees and refunds" it may be for one."""
    before = draft.metrics[-1] if draft.metrics else None
    if before is None or before.item is None or before.ref.agg not in ("avg", "median", "max", "min"):
        return None
    if _own_aggregation(draft, draft.model.metric(name)) != "sum" or before.ref.per:
        return None
    between = draft.between(before.item, item)
    if not between or not all(word.has("and", "comma", "filler") and not word.piece.meanings for word in between):
        return None
    cue = draft.left(before.item)
    alone = cue is not None and cue.kind == "aggregation" and cue.text.endswith(" of")
    both = alone or draft.choose(item, "ambiguous_role", ["both", "one"]) == "both"
    return MetricRef(name, agg=before.ref.agg) if both else None


def _of_comparison(draft: Draft, name: str) -> str:
    """A metric that is the growth of another one is that one, compared: "revenue growth" however it is said."""
    metric = draft.model.metric(name)
    if not isinstance(metric, ComparisonMetric) or metric.as_ not in ("rate", "change"):
        return name
    comparison = COMPARISONS.get(metric.to)
    if comparison is None or metric.metric.filter or metric.metric.offset:
        return name
    if not draft.compare or (draft.growth and not draft.compare_named):
        draft.compare = [comparison]
        draft.compare_named = True
    draft.growth = draft.growth or ("rise" if metric.as_ == "rate" else "change")
    return metric.metric.metric


def _take_counting_word(draft: Draft, item: Item) -> None:
    """ "number of orders", "订单数量": the counting word belongs to a metric that counts."""
    for other in (draft.left(item), draft.right(item)):
        if other and not other.taken and other.has("how_many"):
            other.operate("count", "aggregation")


def _aggregated(draft: Draft, name: str, cue: Item | None) -> MetricRef:
    metric = draft.model.metric(name)
    if cue is None:
        return MetricRef(name)
    agg = _aggregation(cue)
    cue.operate(f"agg:{agg}", "aggregation")
    own = _own_aggregation(draft, metric)
    if agg == own or (agg == "sum" and own in ("sum", "count", "count_distinct")):
        return MetricRef(name)
    if agg == "count_distinct" and own in ("count", "count_distinct"):
        return MetricRef(name)
    if own is None or own in ("avg", "median", "percentile"):
        if agg in ("avg", "sum"):  # a rate or an average has one value for all rows
            draft.assume("default_metric", f"metric:{name}")
            return MetricRef(name)
        raise refuse("not_supported", construction=f"{cue.text} {name}")
    if own == "count":  # of rows that count one each
        raise refuse("not_supported", construction=f"{cue.text} {name}")
    return MetricRef(name, agg=agg, percentile=rank_of(cue))


def metric_of_condition(draft: Draft, name: str, word: Item | None) -> MetricRef:
    """The metric that a condition compares, aggregated as the words before it say: "average profit above 100"."""
    cue = draft.left(word) if word is not None else None
    if word is None or cue is None or cue.taken or not cue.has(*AGGREGATIONS):
        return MetricRef(name)
    columns = [m.name for m in word.named("dimension") if (d := draft.dimension(m.name)) and is_numeric(d)]
    agg = _aggregation(cue)
    if columns and _own_aggregation(draft, draft.model.metric(name)) == "avg" != agg:  # "total discount above 100"
        cue.operate(f"agg:{agg}", "aggregation")
        return MetricRef(draft.choose(word, "ambiguous_dimension", columns), agg=agg, percentile=rank_of(cue))
    return _aggregated(draft, name, cue)


def _own_aggregation(draft: Draft, metric: Metric) -> Aggregation | None:
    return draft.model.measure(metric.measure).agg if isinstance(metric, SimpleMetric) else None


def _aggregation(cue: Item) -> Aggregation:
    if cue.has(*AGGREGATIONS):
        return cast(Aggregation, next(agg for name, agg in AGGREGATIONS.items() if cue.has(name)))
    return "max" if cue.has("high") else "min"


def _aggregation_beside(draft: Draft, item: Item) -> Item | None:
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


def _column_cue(draft: Draft, item: Item) -> Item | None:
    """ "Highest rating by genre", "median price": the word for another aggregate of a column that is averaged."""
    own = {_own_aggregation(draft, draft.model.metric(m.name)) for m in item.named("metric")}
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
    several = len(_listed_cues(draft, cue, -1 if cue.index < item.index else 1)) > 1
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
        and not _is_marked(draft, other)
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


def _is_marked(draft: Draft, item: Item) -> bool:
    """ "Highest order amount by region", "by city and gender": every group has its own highest."""
    unit = item.piece.time is not None and item.piece.time.kind in ("grain", "part")
    if unit and item.text.startswith((*BY_UNIT, "按", "各", "每")):
        return True
    left = draft.left(item)
    if left is None or left.piece.meanings:
        return False
    if left.has("and", "comma"):
        before = draft.left(left)
        return before is not None and before is not item and _is_marked(draft, before)
    return left.has("group")


def _read_aggregate(draft: Draft, item: Item, cue: Item) -> None:
    """An aggregate of a column that the model exposes as a dimension."""
    names = [m.name for m in item.named("dimension")]
    agg = _aggregation(cue)
    if agg != "count_distinct":
        names = [name for name in names if (d := draft.dimension(name)) is not None and is_numeric(d)]
    if not names:
        return
    name = draft.choose(item, "ambiguous_dimension", names)
    item.take(f"dimension:{name}", "dimension")
    for word in _listed_cues(draft, cue, -1 if cue.index < item.index else 1):
        one = _aggregation(word)
        word.operate(f"agg:{one}", "aggregation")
        draft.metrics.append(Measured(MetricRef(name, agg=one, percentile=rank_of(word)), word))


def _listed_cues(draft: Draft, cue: Item, step: int) -> list[Item]:
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


def read_default_aggregates(draft: Draft) -> None:
    """ "Weight by origin": a number column without an aggregation is averaged, and that is said."""
    for item in list(draft.free()):
        names = [m.name for m in item.named("dimension") if (d := draft.dimension(m.name)) and is_numeric(d)]
        left = draft.left(item)
        if not names or draft.metrics or (left and left.has("group", "which")):
            continue
        if not any(_is_grouping(other) for other in draft.free() if other is not item) and draft.grain is None:
            continue
        if len(known := metrics_of_columns(draft.model, names)) == 1:  # 房屋的价格 is the price
            item.take(f"metric:{known[0]}", "metric")
            draft.metrics.append(Measured(MetricRef(known[0]), item))
            continue
        name = draft.choose(item, "ambiguous_dimension", names)
        item.take(f"dimension:{name}", "dimension")
        draft.metrics.append(Measured(MetricRef(name, agg="avg"), item))
        draft.assume("default_metric", f"avg:{name}")


def _is_grouping(item: Item) -> bool:
    return bool(item.named("dimension") or item.named("segmentation")) or item.has("segment_word")


def _one_of_each(draft: Draft) -> None:
    """A metric named twice ("revenue ... by revenue") is one column; two that only share a name are two."""
    seen: list[Measured] = []
    for measured in draft.metrics:
        if any(measured.ref == other.ref for other in seen):
            continue
        same = sum(other.ref.key.startswith(measured.ref.key) for other in seen)
        taken = any(other.ref.key == measured.ref.key for other in seen)
        ref = replace(measured.ref, alias=f"{measured.ref.key}_{same + 1}") if taken else measured.ref
        seen.append(replace(measured, ref=ref))
    draft.metrics = seen


def default_metric(draft: Draft) -> str:
    """The metric for "best region": the model's only core metric, or a choice among the core ones."""
    core = [metric.name for metric in draft.model.metrics if metric.core and not metric.hidden]
    if not core:
        raise refuse("nothing_asked")
    stated = draft.model.settings.get("default_metric")
    if isinstance(stated, str) and draft.model.has_metric(stated):
        return stated
    if len(core) == 1:
        return core[0]
    chosen = draft.choices.get((0, 0))
    if chosen in core:
        return str(chosen)
    raise Choice("ambiguous_default", (0, 0), core[:4], _ranked_word(draft.items))


def _ranked_word(items: Sequence[Item]) -> str:
    return next((item.text for item in items if item.has(*RANK_CUES, "growth", "decline")), "")
