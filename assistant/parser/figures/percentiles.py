"""Percentiles: "90th percentile of order amount", P90, 订单金额的90分位数.

Rule: the word and its number are one aggregation word; a percentile without a number between 0 and 100 stays
unexplained.
"""

from __future__ import annotations

import re

from assistant.parser.draft import Draft, Item
from assistant.parser.text.pieces import Piece

_SHORT = re.compile(r"^p(\d{1,2}(?:\.\d)?)$")
CUE = "agg_percentile"


def join_percentiles(draft: Draft) -> None:
    """Make one word of "90th" and "percentile"."""
    for cue in [item for item in draft.items if item.has("percentile") and not item.taken]:
        said = _SHORT.match(cue.text)
        number = None if said else _number_beside(draft, cue)
        rank = float(said[1]) if said else float(number.piece.number.value) if number and number.piece.number else 0.0
        if not 0 < rank < 100:
            continue
        words = [cue] if number is None else sorted((cue, number), key=lambda item: item.index)
        piece = Piece(words[0].piece.start, words[-1].piece.end, cues=frozenset({CUE}))
        one = Item(piece, words[0].index, f"p{rank:g}")
        for word in words:
            word.operate(f"agg:percentile:{rank:g}", "aggregation")
        first, last = words[0].index, words[-1].index
        draft.items[first : last + 1] = [one]
        for index, item in enumerate(draft.items):
            item.index = index


def rank_of(cue: Item) -> float | None:
    """0.9 for the word that `join_percentiles` made of "90th percentile"."""
    return round(float(cue.text[1:]) / 100, 6) if cue.has(CUE) else None


def _number_beside(draft: Draft, cue: Item) -> Item | None:
    before = draft.items[cue.index - 1] if cue.index else None
    after = draft.items[cue.index + 1] if cue.index + 1 < len(draft.items) else None
    for item in (before, after):
        if item is not None and item.piece.number is not None and not item.taken:
            return item
    return None
