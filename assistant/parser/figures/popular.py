"""How much things are in demand: "most popular course", "busiest weekday", 最受欢迎的课程, 每周几最忙.

Rule: the word ranks by the number of rows that record the event, and the answer says so. These are the rows of the
verb or the thing that stands beside it, else of the one kind of rows that belongs to what is ranked. Where there are
several, or where rows also count pieces, the question is asked back; a figure that is named beside it goes first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.parser.conditions.happenings import happenings
from assistant.parser.draft import Draft, Item
from assistant.parser.figures.verbs import PIECES
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.model import Dataset, SimpleMetric
from semantic_layer.nicknames import called
from semantic_layer.wordforms import has_han

_DIRECTIONS = {"popular": "high", "unpopular": "low"}
_WANTED = (
    "popular",
    "欢迎",
    "喜欢",
    "爱",
    "热门",
    "抢手",
    "火",
    "冷门",
    "demand",
)  # of these, pieces count as well as rows
_LIKED = ("喜欢", "爱")
_QUANTITIES = frozenset({"quantity", "数量", "件数", "order quantity", "sales quantity", "购买数量", "订购数量"})


def read_popular(draft: Draft) -> None:
    """Put "highest" in the place of the word, and the number of events beside it."""
    item = next(draft.cued(*_DIRECTIONS), None)
    if item is None or item.piece.meanings or has_figure(draft):
        return
    _take_who_likes(draft, item)
    is_wanted = any(word in item.text for word in _WANTED)
    names = list(dict.fromkeys(name for data in _recorded(draft) for name in _figures(draft, data, pieces=is_wanted)))
    if not names:
        return
    name = draft.choose(item, "ambiguous_metric", names)
    draft.assume("default_metric", f"metric:{name}")
    for other in draft.free():  # 每周几发货最忙: the events say what is counted, and are not listed
        if any(draft.model.entity(m.name).default_count == name for m in other.named("entity")):
            other.take(f"metric:{name}", "metric")
    rank_by(draft, item, name, next(cue for word, cue in _DIRECTIONS.items() if item.has(word)))


def _take_who_likes(draft: Draft, item: Item) -> None:
    """客人最喜欢: people who like are no groups of what they like."""
    before = draft.left(item)
    if before is not None and any(word in item.text for word in _LIKED) and before.named("entity"):
        before.take("filler", "filler", "filler")
        before.piece = replace(before.piece, meanings=(), cues=frozenset({"filler"}))


def rank_by(draft: Draft, item: Item, name: str, direction: str) -> None:
    """The figure with its rank in the place of the word, in the order in which they are said."""
    start, end = item.place
    item.piece = Piece(start, end, meanings=(Meaning("metric", name),))
    place = end if has_han(item.text) else start
    rank = Item(Piece(place, place, cues=frozenset({direction})), item.index, item.text)
    draft.items.insert(item.index + has_han(item.text), rank)
    for index, other in enumerate(draft.items):
        other.index = index


def has_figure(draft: Draft) -> bool:
    """Something else is asked for, or the word is about a figure."""
    counted = {entity.default_count for entity in draft.model.entities}
    named = [meaning.name for item in draft.items for meaning in item.named("metric") if not item.named("entity")]
    columns = {meaning.name for item in draft.items for meaning in item.named("dimension")}
    numbers = [name for name in named if name not in counted and not any(c.endswith(f".{name}") for c in columns)]
    return bool(numbers)


def _recorded(draft: Draft) -> list[Dataset]:
    """The rows that a verb records, or that belong to what is ranked, the nearest ones only."""
    said = [i for i in draft.free() if i.text in happenings(draft.model) and not i.piece.meanings]
    verbs = {h.dataset for item in said for h in happenings(draft.model)[item.text]}
    if len(verbs) == 1:
        for item in said:
            item.operate(f"event:{next(iter(verbs))}")
        return [draft.model.dataset(name) for name in verbs]
    events = [d for d in draft.model.datasets if _is_event(draft, d)]
    named = {meaning.name for item in draft.items for meaning in item.named("entity")}
    fields = {m.name for item in draft.items if not item.named("value") for m in item.named("dimension")}
    by_time = any(item.piece.time is not None for item in draft.items)
    alone = [d for d in draft.model.datasets if {d.prefix} == named and d.default_time]
    if by_time and not fields and alone and not any(item.named("value") for item in draft.items):
        return alone  # "busiest weekday for orders": what is named, though its lines happen as well
    own = [dataset for dataset in events if dataset.prefix in named]
    if own and (len(named) > 1 or fields or by_time):
        return own
    things = named | {name.partition(".")[0] for name in fields}
    rows = [*events, *(d for d in draft.model.datasets if d not in events and _has_owner(d))]
    home = [d for d in rows if any(name.startswith(f"{d.prefix}.") for name in fields)]
    near = _last([d for d in events if things & {key.name for key in d.entities if key.type == "foreign"}], draft)
    if things:
        owned = [d for d in events if any(draft.reach.belongs(d.name, thing) for thing in things)]
        tied = [d for d in rows if things & {key.name for key in d.entities if key.type == "foreign"}]
        happened = [d for d in home if d in events]
        return happened or near or owned or home or tied  # rooms are booked: their number says nothing of demand
    return events if by_time else []


def _last(events: list[Dataset], draft: Draft) -> list[Dataset]:
    """Those that nothing else belongs to, if there are any: visits to a club before its members and trainers."""
    owners = {key.name for d in draft.model.datasets for key in d.entities if key.type == "foreign"}
    return [d for d in events if d.primary is None or d.primary.name not in owners] or events


def _is_event(draft: Draft, dataset: Dataset) -> bool:
    """Rows that happen at a time and belong to something."""
    return _has_owner(dataset) and bool(dataset.default_time) and dataset.role not in ("dimension", "spine", "segment")


def _has_owner(dataset: Dataset) -> bool:
    levels = any(measure.semi is not None for measure in dataset.measures)  # of stock: nothing happens in such rows
    owned = any(key.type == "foreign" for key in dataset.entities)
    return owned and not levels and dataset.role not in ("spine", "segment")


def _counts_rows(draft: Draft, metric: SimpleMetric, dataset: Dataset) -> bool:
    """The number of rows of a table whose rows have no key of their own: the tags that tickets got."""
    measure = draft.model.measure(metric.measure)
    return measure.dataset == dataset.name and (measure.agg, measure.expr) == ("count", "1") and not metric.filter


def _figures(draft: Draft, dataset: Dataset, *, pieces: bool) -> Iterator[str]:
    """The number of the rows, and of the pieces that they count."""
    home = dataset.primary
    counted = draft.model.entity(home.name).default_count if home is not None else None
    if counted is not None:
        yield counted
    for metric in draft.model.metrics:
        if home is None and isinstance(metric, SimpleMetric) and _counts_rows(draft, metric, dataset):
            yield metric.name
        if pieces and isinstance(metric, SimpleMetric) and not metric.hidden:
            measure = draft.model.measure(metric.measure)
            is_sum = measure.dataset == dataset.name and measure.agg == "sum"
            if is_sum and any(name in PIECES or name in _QUANTITIES for name in called(metric)):
                yield metric.name
