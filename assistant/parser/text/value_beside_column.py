"""Values that are also words of the language: the plan "Growth" in "customers on the Growth plan".

Rule: right beside the name of its own column such a word is the value, and no operator: neither alone nor as part of a
longer phrase that ends in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assistant.parser.text.pieces import Piece


def without_operators(text: str, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the pieces without what would make an operator of such a value."""
    found = tuple(pieces)
    columns = [(p.start, p.end, {m.name for m in p.named("dimension")}) for p in found if p.named("dimension")]
    values = {
        (p.start, p.end)
        for p in found
        for m in p.named("value")
        if p.cues and any(m.name in names and _is_beside(text, p, at) for *at, names in columns)
    }
    if not values:
        return found
    kept = (p for p in found if not (p.cues and not p.meanings and any(_hides(p, value) for value in values)))
    return tuple(replace(p, cues=frozenset()) if (p.start, p.end) in values and p.named("value") else p for p in kept)


def _is_beside(text: str, value: Piece, column: list[int]) -> bool:
    start, end = column
    between = text[value.end : start] if value.end <= start else text[end : value.start]
    return (value.end <= start or end <= value.start) and between == " "


def _hides(piece: Piece, value: tuple[int, int]) -> bool:
    return piece.start <= value[0] and value[1] <= piece.end
