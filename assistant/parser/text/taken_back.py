"""Corrections of spelling that a person took back.

Rule: a word that was taken back is not corrected again, neither alone nor as part of a longer or a shorter stretch: it
stays unknown, to be refused by name or asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.parser.text.normalise import normalise
from assistant.parser.text.pieces import Piece
from assistant.question import NotMeant
from semantic_layer.wordforms import has_han


def meant(pieces: Iterable[Piece], not_meant: Sequence[NotMeant]) -> tuple[Piece, ...]:
    """Return the pieces without those that correct a word which was taken back."""
    words = [normalise(word).text for word, _ in not_meant]
    return tuple(piece for piece in pieces if not any(_shares(word, piece.repaired_from) for word in words))


def _shares(word: str, corrected: str | None) -> bool:
    if corrected is None:
        return False
    if has_han(word):
        return word in corrected or corrected in word
    return not set(word.split()).isdisjoint(corrected.split())
