"""One number per thing: "revenue per order", "tickets per customer by plan", 各计划每个客户的工单数量.

Rule: "A per B" divides where rows of A are things B, and where the answer is split or ranked by something else; else
it lists A for each B. What is divided by is the number of all B of a group; where B cannot be counted for the period
or the groups of the question, it is the B that have an A. `docs/decisions/0007-per-divides-beside-a-grouping.md`
says why.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.clauses import left_start, periods_in, right_end
from assistant.parser.figures.ratio import put_together
from assistant.parser.figures.roles import entity_of_orders
from assistant.parser.figures.sides import Reader, Side, add_conditions, is_sum, names_number, read_side, stand_in
from assistant.parser.text.pieces import Piece
from assistant.parser.text.splits import split
from semantic_layer.model import SimpleMetric
from semantic_layer.query import MetricRef
from semantic_layer.wordforms import has_han

PER = (
    "per", "per each", "每", "每个", "每位", "每家", "每名", "每一个", "每一位", "每种", "每款", "每张", "每笔", "每件",
    "每次", "每票", "每单", "每台", "每间", "每辆", "每条", "每份", "每人", "每户",
)  # fmt: skip
AGGREGATES = ("agg_avg", "agg_median", "agg_max", "agg_min", "agg_percentile", "mean_of")


@dataclass(frozen=True)
class _Rate:
    """ "A per B": the words of A, the marker and B, and the half-open place of them all."""

    start: int
    end: int
    number: tuple[Item, ...]
    marker: Item
    thing: Item


def read_rates(draft: Draft, read: Reader) -> None:
    """Put one number in the place of each rate that is a division."""
    for item in list(draft.items):
        _split_owned(draft, item)
        rate = _rate_at(draft, item)
        if rate is not None:
            _reduce(draft, rate, read)


def _split_owned(draft: Draft, marker: Item) -> None:
    """ "各城市每个订单的金额": the words for a thing and its number, which are one name of a column as well."""
    owned = draft.items[marker.index + 1] if marker.text in PER and marker.index + 1 < len(draft.items) else None
    if owned is None or owned.taken or not owned.named("dimension") or "的" not in owned.text:
        return
    at = owned.text.index("的")
    texts = (owned.text[:at], owned.text[at], owned.text[at + 1 :])
    thing, _, number = (draft.vocabulary.meanings(text) for text in texts)
    rate = _Rate(marker.index, owned.index + 1, (), marker, owned)
    if not any(m.kind == "entity" for m in thing) or not any(m.kind == "metric" for m in number):
        return
    if not _is_split(draft, rate):
        return
    start, middle, end = owned.piece.start, owned.piece.start + at, owned.piece.end
    pieces = (
        Piece(start, middle, meanings=thing),
        Piece(middle, middle + 1, cues=frozenset({"filler"})),
        Piece(middle + 1, end, meanings=number),
    )
    split(draft, owned, pieces)


def _rate_at(draft: Draft, marker: Item) -> _Rate | None:
    if marker.text not in PER or marker.taken or all(marker is not item for item in draft.items):
        return None
    at = marker.index + 1
    while at < len(draft.items) and (is_blank(draft.items[at]) or _is_measure_word(draft.items[at])):
        at += 1
    if at >= len(draft.items) or draft.items[at].taken:
        return None
    thing = draft.items[at]
    if has_han(marker.text):
        before = draft.left(marker)
        if before is not None and before.has(*AGGREGATES):
            return None  # "平均每位客户的销售额": sums of each one, which are averaged
        start, end = marker.index, right_end(draft, at + 1)
        number = draft.items[at + 1 : end]
    else:
        start, end = left_start(draft, marker.index), at + 1
        if start == marker.index > 0 and any(map(_ranks, draft.items)):  # "top 2 regions by orders per customer"
            start -= 1
        while start < marker.index and _leads_in(draft.items[start]):
            start += 1
        number = draft.items[start : marker.index]
    words = tuple(number)
    if not words or not names_number(draft, words) or any(word.has(*AGGREGATES) for word in words):
        return None
    if has_han(marker.text) and words[0].named("entity") and any(word.text == "的" for word in words):
        return None  # "每位就诊患者的收入": the thing has a name that is not known
    if any(word.piece.condition or word.piece.number or word.has("top", "bottom", "which") for word in words):
        return None
    return _Rate(start, end, words, marker, thing)


def _is_measure_word(item: Item) -> bool:
    """ "每次就诊": the word between 每 and the thing."""
    return item.has("times_word", "unit_word") and not item.piece.meanings and not item.has("unit_orders")


def is_blank(item: Item) -> bool:
    return item.piece.cues == {"filler"} and not item.piece.meanings


def _leads_in(item: Item) -> bool:
    return not item.piece.meanings and item.has("filler", "what_is", "list", "is", "chart_word", "about")


def _reduce(draft: Draft, rate: _Rate, read: Reader) -> None:
    thing = _entity(draft, rate.thing)
    if thing is None:
        return
    periods = periods_in(rate.number)
    words = [word for word in rate.number if word not in periods]
    number = read_side(draft, words, read)
    if number is None or number.ref.agg or number.ref.combine or not is_sum(draft.model, number.ref.name):
        return
    if not _is_of(draft, number.ref.name, thing) and not _is_split(draft, rate):
        return
    divided = _divided(draft, number, rate, thing, read)
    if divided is None:
        return
    number.settle()
    for word in (rate.marker, rate.thing):
        word.operate(f"per:{thing}", "aggregation")
    for word in draft.items[rate.start : rate.end]:
        if not word.taken and word not in periods and (word.piece.is_soft or _is_measure_word(word)):
            word.take("filler", "filler", "filler")
    stand_in(draft, rate.start, rate.end - 1, divided, periods)


def _entity(draft: Draft, thing: Item) -> str | None:
    if thing.named("entity"):
        return draft.choose(thing, "ambiguous_dimension", [m.name for m in thing.named("entity")])
    return entity_of_orders(draft.model, draft.vocabulary) if thing.has("unit_orders") else None


def _is_of(draft: Draft, metric: str, thing: str) -> bool:
    """Each row of the metric's data is one of the things."""
    defined = draft.model.metric(metric)
    if not isinstance(defined, SimpleMetric):
        return False
    own = draft.model.dataset(_home(draft, defined)).primary
    return own is not None and own.name == thing


def _is_split(draft: Draft, rate: _Rate) -> bool:
    """Something else than the thing splits or ranks the answer: "by plan", "which region", "top 3 regions", 各计划."""
    around = [item for item in draft.items if not rate.start <= item.index < rate.end]
    return any(_splits(draft, item) for item in around)


def _splits(draft: Draft, item: Item) -> bool:
    if item.named("value") or not (item.named("dimension") or item.named("segmentation") or item.named("entity")):
        return _is_axis(draft, item)
    before = draft.left(item)
    if before is None or before.piece.meanings:
        return False
    if before.has("group"):
        return before.text not in PER
    return before.has("which") or (before.piece.number is not None and any(map(_ranks, draft.items)))


def _is_axis(draft: Draft, item: Item) -> bool:
    """ "By month", 按月: a unit of time that is marked like a grouping."""
    if item.piece.time is None or item.piece.time.kind != "grain":
        return False
    before = draft.left(item)
    marked = before is not None and before.has("group") and before.text not in PER
    return marked or item.text.startswith(("by ", "按", "各", "分"))


def _ranks(item: Item) -> bool:
    return item.has("top", "bottom", "high", "low")


def _divided(draft: Draft, number: Side, rate: _Rate, thing: str, read: Reader) -> MetricRef | None:
    counted = read_side(draft, [rate.thing], read) or _counted(draft, thing)
    if counted is None:
        return None
    is_timeless = _has_period(draft) and not _is_event(draft, counted.ref.name)
    if is_timeless or not _reaches_splits(draft, counted.ref.name):
        add_conditions(draft, number.filters)
        return MetricRef(number.ref.name, agg="avg", per=thing)
    frame, ref = put_together(draft, number, counted, "divide", leading=True)
    add_conditions(draft, frame)
    return ref


def _counted(draft: Draft, thing: str) -> Side | None:
    count = draft.model.entity(thing).default_count
    return Side(MetricRef(count), (), ()) if count else None


def _has_period(draft: Draft) -> bool:
    return any(item.piece.time is not None and item.piece.time.kind != "comparison" for item in draft.items)


def _reaches_splits(draft: Draft, count: str) -> bool:
    """Each of the things counted belongs to one group: customers have one region, and many channels."""
    defined = draft.model.metric(count)
    if not isinstance(defined, SimpleMetric):
        return True
    named = [[m.name for m in item.named("dimension")] for item in draft.items if not item.named("value")]
    return all(any(draft.reach.has(_home(draft, defined), name) for name in names) for names in named if names)


def _is_event(draft: Draft, metric: str) -> bool:
    """Its rows happen at a time: the orders of a year are those made in it, the customers of a year are not."""
    defined = draft.model.metric(metric)
    return isinstance(defined, SimpleMetric) and draft.model.dataset(_home(draft, defined)).role != "dimension"


def _home(draft: Draft, metric: SimpleMetric) -> str:
    return draft.model.measure(metric.measure).dataset
