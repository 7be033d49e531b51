"""A place that stands right behind its figure: 业绩第一的医生, 每个科室业绩第二的医生.

Rule: an ordinal behind a figure is a place from the top, as 第二高 is; it is never a number that the figure is compared
with.
"""

from __future__ import annotations

from assistant.parser.draft import Draft
from assistant.parser.text.pieces import Piece
from semantic_layer.wordforms import has_han


def read_bare_places(draft: Draft) -> None:
    """Let the ordinal say that it ranks."""
    for item in draft.items:
        number, figure = item.piece.number, draft.left(item)
        place = number is not None and number.op == "nth" and has_han(item.text) and not item.taken
        if place and figure is not None and figure.named("metric") and not figure.named("entity"):
            item.piece = Piece(*item.place, cues=frozenset({"high"}))
