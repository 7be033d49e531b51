"""Averages of sums: "average revenue per customer", "average daily sales", 人均消费, 日均销售额.

Rule: an aggregation word with "per" and a thing or a unit of time takes the metric of each of them first and
aggregates these numbers; "by" and "each" split the answer and are left alone. Only numbers that add up have such
sums; the average of an average is a grouping. A metric that the model defines that way is that metric.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from assistant.parser.draft import Draft, Item, Measured
from assistant.parser.figures.aggregations import AGGREGATIONS
from assistant.parser.figures.averages import is_of_named_rows
from assistant.parser.figures.count_averages import averaged_over
from assistant.parser.figures.counts import is_countable_thing
from assistant.parser.figures.per_head import HEADS, heads
from assistant.parser.figures.percentiles import CUE as PERCENTILE
from assistant.parser.figures.percentiles import rank_of
from assistant.parser.figures.rates import PER, is_blank
from assistant.parser.figures.roles import entity_of_orders, money_metrics, order_metric, reached, simple_metrics
from assistant.parser.figures.sides import is_sum, model_ratio
from assistant.parser.figures.verbs import count_of, pieces_metric
from semantic_layer.model import Aggregation, DerivedMetric, SimpleMetric
from semantic_layer.query import MetricRef
from semantic_layer.wordforms import has_han

AGGREGATES = ("agg_avg", "agg_median", "agg_max", "agg_min", PERCENTILE)
_RATES = {
    "day": "day", "dai": "day", "日": "day", "天": "day", "week": "week", "周": "week", "month": "month", "月": "month",
    "quarter": "quarter", "季": "quarter", "year": "year", "annual": "year", "年": "year",
}  # fmt: skip
_ORDERS = ("几单", "多少单", "几笔", "多少笔", "几个订单")
_PIECES = ("几件", "多少件")


@dataclass(frozen=True)
class _Level:
    """What is summed first, how the sums are aggregated, and the words that say so."""

    per: str
    agg: Aggregation
    words: tuple[Item, ...]
    number: Item | None = None  # what is summed, where it stands before the aggregation word


def read_levels(draft: Draft) -> None:
    """Turn each construction into one metric of the answer."""
    for item in list(draft.items):
        level = None if item.taken else _level_at(draft, item)
        if level is None:
            continue
        metric = _metric_of(draft, level)
        if metric is None:
            continue
        name, words = metric
        per = level.per
        if not _reaches(draft, name, per) or _is_of_rows(draft, name, level, words):
            continue
        for word in (*level.words, *words):
            word.operate(f"per:{per}", "aggregation")
        draft.metrics.append(Measured(_reference(draft, name, level), words[0]))


def _reference(draft: Draft, name: str, level: _Level) -> MetricRef:
    if level.agg == "avg" and draft.model.has_entity(level.per):
        for counted in _counts_of(draft, name, level.per):
            if own := model_ratio(draft.model, MetricRef(name), MetricRef(counted)):
                return MetricRef(own)
    rank = next((rank for word in level.words if (rank := rank_of(word))), None)
    return MetricRef(name, agg=level.agg, per=level.per, percentile=rank)


def _is_of_rows(draft: Draft, name: str, level: _Level, words: Sequence[Item]) -> bool:
    """ "Median visit duration per vet": the number stands beside its own rows, and the things split the answer."""
    metric = draft.model.metric(name)
    own = draft.model.has_entity(level.per) and len(level.words) > 1 and level.words[1].text in PER
    own = own and isinstance(metric, SimpleMetric) and draft.model.measure(metric.measure).agg == "sum"
    return own and is_of_named_rows(draft, Measured(MetricRef(name), words[0]))


def _counts_of(draft: Draft, name: str, entity: str) -> list[str]:
    """The metrics that count the things that a metric's own data are about: "active customers" of orders."""
    metric = draft.model.metric(name)
    own = draft.model.measure(metric.measure).dataset if isinstance(metric, SimpleMetric) else ""
    found = [
        m.name for m, measure, data in simple_metrics(draft.model)
        if measure.agg == "count_distinct" and m.unit.of == entity and data.name == own
    ]  # fmt: skip
    counted = draft.model.entity(entity).default_count
    return [*found, *((counted,) if counted else ())]


def _level_at(draft: Draft, item: Item) -> _Level | None:
    if item.has("mean_of"):
        per = heads(draft, item) if item.text in HEADS else unit_of(item.text)
        return _Level(per, "avg", (item,)) if per else None
    if item.has("single_of"):
        return _single(draft, item)
    if item.has("high", "low") and not item.has(*AGGREGATES):
        agg = "max" if item.has("high") else "min"
        return None if _ranks_things(draft) else _rate(draft, item, cast(Aggregation, agg))
    if not item.has(*AGGREGATES):
        return None
    agg = cast(Aggregation, next(a for cue, a in AGGREGATIONS.items() if item.has(cue)))
    return (
        _rate(draft, item, agg)
        or _per_after(draft, item, agg)
        or _per_before(draft, item, agg)
        or _per_at_end(draft, item, agg)
        or _per_around(draft, item, agg)
        or _over_members(draft, item, agg)
    )


def _over_members(draft: Draft, item: Item, agg: Aggregation) -> _Level | None:
    """ "Average number of lessons of active trainers"."""
    found = averaged_over(draft, item) if agg in ("avg", "median") else None
    return _Level(found[0], agg, (*found[2], item), found[1]) if found else None


def _single(draft: Draft, item: Item) -> _Level | None:
    """ "单日最高销售额": the sum of each day, of which the highest is asked for."""
    cue = draft.right(item)
    ahead = [i for i in draft.items[item.index + 1 :] if i.has("high", "low", "agg_max", "agg_min") and not i.taken]
    cue = cue if cue is not None and cue in ahead else next(iter(ahead), None)
    unit = unit_of(item.text)
    if cue is None or not unit or _ranks_things(draft):
        return None
    return _Level(unit, "max" if cue.has("high", "agg_max") else "min", (item, cue))


def _ranks_things(draft: Draft) -> bool:
    """ "Which region has the highest monthly revenue": the winner is asked for, and not the figure alone."""
    return any(
        item.has("top", "bottom") or (item.has("which") and not item.text.startswith("what")) for item in draft.items
    )


def _rate(draft: Draft, item: Item, agg: Aggregation) -> _Level | None:
    """ "Average number of daily orders", "median monthly revenue"."""
    after = _right(draft, item)
    if after is None or after.piece.time is None or after.piece.time.kind != "grain" or after.piece.time.grain is None:
        return None
    spoken = after.text.endswith(("ly", "annual")) or (has_han(after.text) and after.text.startswith("每"))
    spoken = spoken or item.text.endswith(" single")  # "highest single-day revenue"
    return _Level(after.piece.time.grain, agg, (item, after)) if spoken else None


def _per_after(draft: Draft, item: Item, agg: Aggregation) -> _Level | None:
    """ "Average revenue per customer", "平均每位客户的销售额"."""
    for other in draft.items[item.index + 1 : item.index + 9]:
        unit = other.piece.time
        if unit is not None and unit.kind == "grain" and other.text.startswith("per ") and unit.grain:
            return _Level(unit.grain, agg, (item, other))
        if other.has("comma") or (unit is not None and unit.kind == "grain"):
            return None
        if other.text in PER and not other.taken:
            thing = _thing(draft, other)
            if has_han(other.text) and draft.left(other) is not item:
                return None
            return _Level(thing[0], agg, (item, other, thing[1])) if thing else None
    return None


def _per_before(draft: Draft, item: Item, agg: Aggregation) -> _Level | None:
    """ "每位客户平均销售额": without 的, which would make it each customer's own average, but for "平均总金额"."""
    at = item.index
    if at + 1 < len(draft.items) and draft.items[at + 1].has("agg_sum") and at and draft.items[at - 1].text == "的":
        at -= 1
    before = draft.items[at - 1] if at else None
    marker = draft.items[at - 2] if at > 1 else None
    if before is None or marker is None or not has_han(marker.text) or marker.text not in PER or marker.taken:
        return None
    thing = _thing(draft, marker)
    return _Level(thing[0], agg, (item, marker, before)) if thing and thing[1] is before else None


def _per_at_end(draft: Draft, item: Item, agg: Aggregation) -> _Level | None:
    """ "How many bookings per passenger on average", "sales per day on average": the aggregation is said behind."""
    unit = draft.items[item.index - 1] if item.text == "on average" and item.index else None
    if unit is not None and unit.piece.time is not None and unit.piece.time.grain and unit.text.startswith("per "):
        numbers = [i for i in draft.items[: unit.index] if i.named("metric") and not i.taken]
        name = _name_of(draft, numbers[0]) if len(numbers) == 1 else None
        return _Level(unit.piece.time.grain, agg, (item, unit), numbers[0]) if name and _adds(draft, name) else None
    marker = next((i for i in reversed(draft.items[: item.index]) if i.text == "per" and not i.taken), None)
    number = draft.left(marker) if marker is not None else None
    thing = _thing(draft, marker) if marker is not None else None
    if item.text != "on average" or number is None or thing is None or draft.left(item) is not thing[1]:
        return None
    return _Level(thing[0], agg, (item, marker, thing[1]), number) if marker is not None else None


def _per_around(draft: Draft, item: Item, agg: Aggregation) -> _Level | None:
    """ "每位医生就诊数的中位数": numbers of things, whose median over rows would say nothing."""
    number = draft.left(item)
    thing = draft.left(number) if number is not None else None
    marker = draft.items[thing.index - 1] if thing is not None and thing.index else None
    if number is not None and thing is not None and agg in ("median", "percentile") and _is_owner(draft, thing, number):
        return _Level(thing.named("entity")[0].name, agg, (item, thing), number)
    if number is None or marker is None or not has_han(marker.text) or marker.text not in PER or agg == "avg":
        return None
    named = _thing(draft, marker)
    counts = all(draft.model.metric(m.name).unit.kind == "count" for m in number.named("metric"))
    if named is None or named[1] is not thing or not number.named("metric") or not counts:
        return None
    return _Level(named[0], agg, (item, marker, named[1]), number)


def _is_owner(draft: Draft, thing: Item, number: Item) -> bool:
    """客户签到次数的90分位数: the thing right before numbers of what belongs to it, which rows have no median of."""
    names = [m.name for m in number.named("metric")]
    if len(names) != 1 or len(thing.named("entity")) != 1 or not has_han(thing.text) or thing.taken:
        return False
    before = draft.items[thing.index - 1] if thing.index else None
    if before is not None and (before.text in PER or not before.piece.is_soft):
        return False
    metric = draft.model.metric(names[0])
    own = draft.model.measure(metric.measure).dataset if isinstance(metric, SimpleMetric) else ""
    home = draft.model.dataset_of_entity(thing.named("entity")[0].name)
    return metric.unit.kind == "count" and home is not None and home.name != own


def _thing(draft: Draft, marker: Item) -> tuple[str, Item] | None:
    """The entity after "per"; a dimension where things are only counted in it."""
    thing = draft.right(marker, skip=is_blank)
    if thing is None or thing.taken:
        return None
    if thing.named("entity"):
        name = draft.choose(thing, "ambiguous_dimension", [m.name for m in thing.named("entity")])
        return name, thing
    if thing.has("unit_orders") and (orders := entity_of_orders(draft.model, draft.vocabulary)):
        return orders, thing
    names = [m.name for m in thing.named("dimension") if (d := draft.dimension(m.name)) and d.type != "time"]
    if not names or thing.named("metric") or not _counts(draft):
        return None
    return draft.choose(thing, "ambiguous_dimension", names), thing


def _counts(draft: Draft) -> bool:
    """Only numbers of things are asked for: their average over rows would say nothing."""
    named = [m.name for item in draft.items for m in item.named("metric") if not item.taken]
    kinds = {draft.model.metric(name).unit.kind for name in named if draft.model.has_metric(name)}
    return kinds == {"count"}


def _metric_of(draft: Draft, level: _Level) -> tuple[str, list[Item]] | None:
    """The number that is summed: named, or meant by the verb or the unit that is asked about."""
    first = level.words[0]
    if level.number is not None and (name := _name_of(draft, level.number)):
        return name, [level.number, *_counting(draft, level.number)]
    for item in draft.items[first.index + 1 :]:
        if item.taken or any(item is word for word in level.words):
            continue
        if item.has("agg_sum") and not item.piece.meanings:  # "average total amount": the sums are averaged
            continue
        if _is_of_next(draft, item):  # "average store revenue per month" sums no number of stores
            return None
        if item.named("metric") or (item.named("entity") and _is_counted(draft, item)):
            name = _name_of(draft, item)
            sums = [w for w in draft.items[first.index : item.index] if w.has("agg_sum") and not w.taken]
            return (name, [item, *sums, *_counting(draft, item)]) if name and _adds(draft, name) else None
        if not (item.has("filler", "how_many", "spent", "bought", "sold", "single") or item.piece.is_soft):
            break
    return _meant(draft, first)


def _is_of_next(draft: Draft, item: Item) -> bool:
    """A thing right before another number, whose rows it names: "order profit"."""
    after = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    left = draft.left(item)
    counted = left is not None and left.has("how_many")
    if after is None or after.taken or counted or has_han(item.text) or not is_countable_thing(draft, item):
        return False
    return bool(after.named("metric")) and not is_countable_thing(draft, after)


def _is_counted(draft: Draft, item: Item) -> bool:
    left, right = draft.left(item), draft.right(item)
    counted_after = right is not None and right.has("how_many") and has_han(right.text)
    return counted_after or (left is not None and (left.has("how_many") or left.has("mean_of")))


def _name_of(draft: Draft, item: Item) -> str | None:
    if item.named("metric") and not is_countable_thing(draft, item):
        return draft.choose(item, "ambiguous_metric", [m.name for m in item.named("metric")])
    return count_of(draft, item.named("entity")[0].name) if item.named("entity") else item.named("metric")[0].name


def _adds(draft: Draft, name: str) -> bool:
    metric = draft.model.metric(name)
    return is_sum(draft.model, name) or (
        isinstance(metric, DerivedMetric) and metric.unit.kind in ("currency", "count", "quantity")
    )


def _counting(draft: Draft, item: Item) -> list[Item]:
    return [
        word
        for word in (draft.left(item), draft.right(item))
        if word is not None and word.has("how_many") and not word.taken and not word.piece.meanings
    ]


def _meant(draft: Draft, first: Item) -> tuple[str, list[Item]] | None:
    """ "平均每个客户买几单", "average spend per customer"."""
    after = [i for i in draft.items[first.index + 1 :] if not i.taken]
    asked = next((i for i in after if i.text in (*_ORDERS, *_PIECES)), None)
    if asked is not None:
        name = order_metric(draft.vocabulary) if asked.text in _ORDERS else pieces_metric(draft)
        verbs = [i for i in after if i.has("bought", "sold") and i.index < asked.index]
        return (name, [asked, *verbs]) if name else None
    spent = next((i for i in after if i.has("spent")), None)
    names = money_metrics(draft.model)
    if spent is None or not names:
        return None
    money = [i for i in after if i.has("money")]
    return draft.choose(spent, "ambiguous_metric", names), [spent, *money]


def _reaches(draft: Draft, metric: str, per: str) -> bool:
    """Each row of the metric's data belongs to one member."""
    if not draft.model.has_entity(per):
        return True
    defined = draft.model.metric(metric)
    if not isinstance(defined, SimpleMetric):
        return True
    return per in reached(draft.model, draft.model.dataset(draft.model.measure(defined.measure).dataset))


def unit_of(text: str) -> str:
    """Return the grain that a word of rhythm holds ("daily", 单日), or nothing."""
    return next((grain for word, grain in _RATES.items() if word in text), "")


def _right(draft: Draft, item: Item) -> Item | None:
    """The next word after a counting word and what carries nothing."""
    after = draft.right(item)
    while after is not None and (after.has("how_many") or is_blank(after)) and not after.piece.meanings:
        after = draft.right(after)
    return after
