"""Spoken words for things: 单子 for an order, 案子 for a case, and the one character behind a value: 自有车, 冷藏车.

Rule: such a word is found only where the model has the thing by its full name, and means exactly that; one character
counts only right behind a value of that very thing. An amount of money is called its 收入 as well: 运费收入.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.parser.figures.roles import is_money_by_name
from assistant.parser.text.counting_ends import counting_end
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.nicknames import person
from semantic_layer.vocabulary import Vocabulary

_SPOKEN = {
    "单子": ("单", "订单", "工单", "运单"), "案子": ("案件",), "车子": ("车辆", "汽车"), "铺子": ("店铺", "门店"),
    "房子": ("房源", "房屋", "房产"),
}  # fmt: skip
_NEWCOMER = re.compile(r"(?<=新)客(?![户人流群源服])")
_BEHIND_VALUES = {
    "车": ("车辆", "汽车"), "店": ("门店", "店铺"), "单": ("单", "订单", "工单", "运单"), "课": ("课程",),
    "客": ("客户", "顾客", "客人", "会员"), "票": ("门票", "机票", "车票"), "房": ("客房", "房间", "房源"),
}  # fmt: skip


def spoken_things(text: str, named: Iterable[Piece], vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the spoken words of a normal text, with the things they are."""
    for word, names in _SPOKEN.items():
        start = text.find(word)
        things = _things(vocabulary, names) if start >= 0 and word not in vocabulary.phrases else ()
        while things and start >= 0:
            yield Piece(start, start + len(word), meanings=things)
            yield from counting_end(text, start + len(word))
            start = text.find(word, start + 1)
    yield from _newcomers(text, vocabulary)
    yield from _income(text, named, vocabulary)
    for piece in named:
        word = text[piece.end : piece.end + 1]
        if (
            word not in _BEHIND_VALUES
            or not piece.named("value")
            or text[piece.start : piece.end + 1] in vocabulary.phrases
        ):
            continue
        homes = {m.name.partition(".")[0] for m in piece.named("value")}
        things = tuple(thing for thing in _things(vocabulary, _BEHIND_VALUES[word]) if thing.name in homes)
        if things:
            yield Piece(piece.end, piece.end + 1, meanings=things)
            yield from counting_end(text, piece.end + 1)


def _newcomers(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """新客 are new customers."""
    buyer = person(vocabulary.model)
    for match in _NEWCOMER.finditer(text) if buyer is not None else ():
        if f"新{match[0]}" not in vocabulary.phrases:
            yield Piece(*match.span(), meanings=(Meaning("entity", str(buyer)),))


def _income(text: str, named: Iterable[Piece], vocabulary: Vocabulary) -> Iterator[Piece]:
    for piece in named:
        sums = [m for m in piece.named("metric") if is_money_by_name(vocabulary.model, m.name)]
        if text.startswith("收入", piece.end) and sums and text[piece.start : piece.end + 2] not in vocabulary.phrases:
            yield Piece(piece.start, piece.end + 2, meanings=piece.meanings)


def _things(vocabulary: Vocabulary, names: Iterable[str]) -> tuple[Meaning, ...]:
    found = (m for name in names for m in vocabulary.phrases.get(name, ()) if m.kind == "entity")
    return tuple(dict.fromkeys(found))
