"""Quoted values in a row: by channel ("app", "web"), 「一线」、「二线」.

Rule: several quoted texts side by side that are all values of one column are that list of values, as if they stood
without quotes; anything else in quotes is looked up as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.parser.text.pieces import Piece
from semantic_layer.vocabulary import Vocabulary

_BETWEEN = re.compile(r" ?(?:[,，、/;]|(?:[,，] ?)?(?:and|or|&|和|与|或|以及|及)) ?")


def with_values(text: str, literals: Sequence[Piece], vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the quoted texts; those of a list of values carry what they stand for."""
    for row in _rows(text, literals):
        values = [tuple(m for m in vocabulary.meanings(p.literal or "") if m.kind == "value") for p in row]
        shared = set.intersection(*({m.name for m in meanings} for meanings in values))
        for piece, meanings in zip(row, values, strict=True):
            listed = len(row) > 1 and bool(shared)
            own = tuple(m for m in meanings if m.name in shared)
            yield replace(piece, literal=None, meanings=own) if listed else piece


def _rows(text: str, literals: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    row: list[Piece] = []
    for piece in sorted(literals, key=lambda p: p.start):
        if row and not _BETWEEN.fullmatch(text, row[-1].end, piece.start):
            yield row
            row = []
        row.append(piece)
    if row:
        yield row
