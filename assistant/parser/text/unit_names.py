"""Names with their unit behind them: "revenue (USD)", "weight in kg", 销售额（元）.

Rule: the unit that a figure is kept in says nothing new beside its name; another unit would be a
conversion and stays unexplained.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from assistant.parser.text.pieces import Piece
from semantic_layer.model import Unit
from semantic_layer.vocabulary import Vocabulary

_BEHIND = re.compile(r" ?\((?:in )?(?P<a>[^()\d]{1,20})\)| in (?P<b>[a-z%]{1,12})(?![a-z0-9])")
_SPOKEN: Mapping[str, tuple[str, ...]] = {
    "usd": ("usd", "us$", "us dollars", "dollars", "$", "美元"),
    "cny": ("cny", "rmb", "yuan", "元", "人民币", "¥", "￥"),
    "eur": ("eur", "euros", "euro", "€", "欧元"),
    "gbp": ("gbp", "pounds", "£", "英镑"),
    "jpy": ("jpy", "yen", "日元"),
}
_SHARES = ("%", "percent", "percentage", "百分比")


def with_units(text: str, named: Iterable[Piece], vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the units right behind the names of metrics that are kept in them, as words that carry nothing."""
    for piece in named:
        match = _BEHIND.match(text, piece.end) if piece.meanings else None
        if match is None:
            continue
        units = {vocabulary.model.metric(meaning.name).unit for meaning in piece.named("metric")}
        if units and all((match["a"] or match["b"]).strip() in _names(unit) for unit in units):
            yield Piece(match.start(), match.end(), cues=frozenset({"filler", "unit_word"}))


def _names(unit: Unit) -> tuple[str, ...]:
    match unit.kind:
        case "currency":
            return _SPOKEN.get(unit.of.casefold(), (unit.of.casefold(),))
        case "share":
            return _SHARES
        case "quantity" | "duration":
            return (unit.of.casefold(),)
        case _:
            return ()
