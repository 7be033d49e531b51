"""Where a way begins and ends: "shipments from Beijing to Shanghai", 从北京到上海的运单, 发往上海的运单.

Rule: where rows have a column for the start and one for the end, "from" before a place means the start and "to" the
end. One of them alone does so only where the question names these rows, as customers may be from a place as well; a
word for the way that no such column explains stays unexplained.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from assistant.parser.draft import Draft, Item
from semantic_layer.wordforms import words_of_name

_STARTS = ("origin", "departure", "start", "from", "source", "pickup", "sender", "ship from", "depart")
_ENDS = (
    "destination",
    "arrival",
    "end",
    "to",
    "dropoff",
    "drop off",
    "receiver",
    "ship to",
    "dest",
    "arrive",
    "return",
)
_STARTS_ZH = ("出发", "始发", "起始", "起点", "发货", "发件", "寄件", "取货", "上车", "起飞", "装货", "取车")
_ENDS_ZH = ("目的", "到达", "终点", "收货", "收件", "送达", "下车", "降落", "卸货", "抵达", "还车")
_FROM = ("from", "从", "由", "自")
_TO = ("to", "到", "至", "发往", "去往", "飞往", "运往", "开往", "寄往", "前往", "送往")
_LEFT = ("发出", "出发", "寄出", "发出的", "出发的", "寄出的", "起飞的", "departing")
_MARKERS = frozenset((*_FROM, *_TO, *_LEFT))

Side = tuple[str, ...]  # columns of one side, by their qualified names


def read_ways(draft: Draft) -> None:
    """Leave each place of a way the columns of its side."""
    if not any(item.text in _MARKERS for item in draft.items):
        return
    starts, ends = _columns(draft)
    if not starts or not ends:
        return
    begin = [item for item in draft.items if _is_place(item, starts) and _says(draft, item, _FROM, _LEFT)]
    close = [item for item in draft.items if _is_place(item, ends) and _says(draft, item, _TO, ())]
    homes = {name.partition(".")[0] for name in starts}
    named = {meaning.name for item in draft.items for meaning in item.named("entity")}
    counts = {draft.model.entity(name).default_count for name in homes if draft.model.has_entity(name)}
    named |= homes if any(m.name in counts for item in draft.items for m in item.named("metric")) else set()
    if not (begin and close) and not homes & named:
        return
    for items, columns in ((begin, starts), (close, ends)):
        for item in items:
            _keep(draft, item, columns)


def _columns(draft: Draft) -> tuple[Side, Side]:
    """The columns of starts and of ends, of data that have both."""
    shown = [
        d for dataset in draft.model.datasets for d in dataset.dimensions if d.type in ("categorical", "geography")
    ]
    starts = [d for d in shown if _is_called(d.name, _STARTS, _STARTS_ZH)]
    ends = [d for d in shown if _is_called(d.name, _ENDS, _ENDS_ZH)]
    both = {d.dataset for d in starts} & {d.dataset for d in ends}
    return tuple(d.qualified for d in starts if d.dataset in both), tuple(
        d.qualified for d in ends if d.dataset in both
    )


@lru_cache(maxsize=20_000)  # the names of a model come with every question
def _is_called(name: str, en: tuple[str, ...], zh: tuple[str, ...]) -> bool:
    words = words_of_name(name)
    return any(f"{words} ".startswith(f"{word} ") for word in en) or any(word in words for word in zh)


def _is_place(item: Item, columns: Side) -> bool:
    return not item.taken and any(meaning.name in columns for meaning in item.named("value"))


def _says(draft: Draft, item: Item, before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    return bool(_markers(draft, item, before, after))


def _markers(draft: Draft, item: Item, before: tuple[str, ...], after: tuple[str, ...]) -> list[Item]:
    beside = draft.items[item.index - 1] if item.index else None
    behind = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    found = [beside] if beside is not None and beside.text in before and not beside.piece.meanings else []
    return found + ([behind] if behind is not None and behind.text in after and not behind.piece.meanings else [])


def _keep(draft: Draft, item: Item, columns: Side) -> None:
    kept = tuple(m for m in item.piece.meanings if m.kind == "value" and m.name in columns)
    item.piece = replace(item.piece, meanings=kept)
    for marker in _markers(draft, item, (*_FROM, *_TO), _LEFT):
        marker.operate("way")
