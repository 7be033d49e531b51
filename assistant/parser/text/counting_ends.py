"""数 behind a value: 流失客户数, 续费数.

Rule: right behind a value that has no number of that name it asks how many there are; before another character that
makes a word of it (数据, 数学) it is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.parser.text.pieces import Piece
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import has_han

_COUNTS = re.compile(r"(?:总数|人数|数量|数)(?![据字学值额码组列目])")


def counting_ends(text: str, named: Iterable[Piece], vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the endings that count, each behind the value that it counts."""
    for piece in named:
        if piece.named("value") and has_han(text[piece.end - 1]):
            ends = counting_end(text, piece.end)
            yield from (end for end in ends if text[piece.start : end.end] not in vocabulary.phrases)


def counting_end(text: str, place: int) -> Iterator[Piece]:
    """Return the ending that counts what ends at a place, if one stands there: 案子数, 直营店数."""
    match = _COUNTS.match(text, place)
    if match is not None:
        yield Piece(*match.span(), cues=frozenset({"how_many"}))
