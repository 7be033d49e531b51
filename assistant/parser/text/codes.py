"""Codes as people type them: "order SO00002", "invoice INV-1023": letters with a number, in no list of known values.

Rule: a code is kept as it was typed, since keys differ by case; a code that is a known value is that value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.parser.text.normalise import NormalText
from assistant.parser.text.pieces import Piece

# One to six letters and at least three digits: "q3", "h1", "10k" and "mp3" are no codes.
_CODE = re.compile(r"(?<![a-z0-9_-])[a-z]{1,6}[-_]?\d{3,}(?:[-_]\d+)*(?![a-z0-9_-])")


def code_pieces(question: NormalText, named: Sequence[Piece]) -> Iterator[Piece]:
    """Yield each code that nothing known covers."""
    for match in _CODE.finditer(question.text):
        start, end = match.span()
        if not any(piece.meanings and piece.start <= start and end <= piece.end for piece in named):
            yield Piece(start, end, literal=question.raw_text(start, end))


def is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None
