"""The largest and the smallest of one number: "the lowest and highest fare per route", 各线路的最高和最低票价.

Rule: two words of opposite extent that are joined right before a number are its two aggregations. Anywhere else the two
would be two rankings, and one ranking never stands for both: the second word stays unexplained.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.text.pieces import Piece
from semantic_layer.vocabulary import is_numeric

_JOINTS = frozenset({"and", "&", "/", "or", "和", "与", "及", "以及", "、", "跟", "and the"})
_ASKED = ("which", "top", "bottom", "rank", "how_many")
_AGGREGATIONS = {"high": "agg_max", "low": "agg_min"}


def read_both_ends(draft: Draft) -> None:
    """Make aggregation words of two joined words of opposite extent."""
    for first in list(draft.items):
        joint, second = _after(draft, first), None
        if joint is not None and joint.text.strip() in _JOINTS:
            second = _after(draft, joint)
        ends = (_extent(first), _extent(second)) if second is not None else ("", "")
        if second is None or set(ends) != {"high", "low"} or first.taken or second.taken:
            continue
        number = draft.right(second)
        if number is None or not _is_number(draft, number) or any(item.has(*_ASKED) for item in draft.items):
            continue
        for item, end in zip((first, second), ends, strict=True):
            _make(draft, item, _AGGREGATIONS[end])


def _after(draft: Draft, item: Item) -> Item | None:
    return draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None


def _extent(item: Item | None) -> str:
    """Which end a word names; words that are aggregations already are read as such."""
    if item is None or item.has("agg_min", "agg_max") or item.piece.meanings:
        return ""
    return next((end for end in _AGGREGATIONS if item.has(end)), "")


def _is_number(draft: Draft, item: Item) -> bool:
    columns = [draft.dimension(meaning.name) for meaning in item.named("dimension")]
    return bool(item.named("metric")) or any(column is not None and is_numeric(column) for column in columns)


def _make(draft: Draft, item: Item, cue: str) -> None:
    item.operate(cue.replace("_", ":"), "aggregation")
    piece = Piece(item.piece.start, item.piece.end, cues=frozenset({cue}))
    draft.items[item.index] = Item(piece, item.index, item.text)
