"""Which pieces explain the text together.

Rule: pieces do not overlap; among all covers the one that leaves the least text unexplained wins, then the one
with fewer pieces, then the one of more specific pieces. Nothing is dropped: what no piece covers is returned as
a gap.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.parser.text.pieces import Piece
from semantic_layer.wordforms import is_han

CONTENT_SIGNS = frozenset("%*@#\\")
COVERED, PIECE = 1000, 300
K_BEST = 4


def is_content(character: str) -> bool:
    """Say whether a character needs an explanation; blanks and punctuation do not."""
    return character.isalnum() or character in CONTENT_SIGNS or unicodedata.category(character) in ("Sm", "Sc")


@dataclass(frozen=True)
class Cover:
    """Pieces in order, and the half-open gaps of content between them."""

    pieces: tuple[Piece, ...]
    gaps: tuple[tuple[int, int], ...]
    score: int


@dataclass(frozen=True)
class _Path:
    score: int
    last: Piece | None = None
    before: _Path | None = None

    def pieces(self) -> Iterator[Piece]:
        path: _Path | None = self
        while path and path.last:
            yield path.last
            path = path.before


def best_covers(text: str, pieces: Iterable[Piece], k: int = K_BEST) -> tuple[Cover, ...]:
    """Return up to `k` covers of `text`, the best first; equal ones in a fixed order."""
    ending: dict[int, list[Piece]] = {}
    for piece in pieces:
        ending.setdefault(piece.end, []).append(piece)
    best: list[tuple[_Path, ...]] = [(_Path(0),)]
    for end in range(1, len(text) + 1):
        paths = list(best[end - 1])
        for piece in ending.get(end, ()):
            gained = _worth(text, piece)
            paths += [_Path(path.score + gained, piece, path) for path in best[piece.start]]
        paths.sort(key=lambda path: -path.score)
        best.append(tuple(paths[:k]))
    return tuple(_cover(text, path) for path in best[len(text)])


def _worth(text: str, piece: Piece) -> int:
    covered = sum(map(is_content, text[piece.start : piece.end]))
    if not covered:
        return 1  # a comma explains no word, but it separates
    return covered * COVERED - PIECE + _specificity(piece, text)


def _specificity(piece: Piece, text: str) -> int:
    """A name of the model wins over a period of the same length; of Chinese names, which nothing separates, the
    longest wins: 按|月收入 rather than 按月|收入."""
    if piece.literal is not None:
        return 80
    if piece.meanings:
        words = text.count(" ", piece.start, piece.end)  # "the | first name" rather than "the first | name"
        return 50 + 30 * sum(map(is_han, text[piece.start : piece.end])) + 15 * words
    if piece.condition:
        return 42
    if piece.time:
        return 45
    if piece.number:
        return 40
    return 10 if piece.cues == {"filler"} else 20


def _cover(text: str, path: _Path) -> Cover:
    pieces = tuple(reversed(tuple(path.pieces())))
    gaps: list[tuple[int, int]] = []
    position = 0
    for start, end in (*((piece.start, piece.end) for piece in pieces), (len(text), len(text))):
        gaps += _content_runs(text, position, start)
        position = end
    return Cover(pieces, tuple(_whole_words(text, gaps)), path.score)


def _whole_words(text: str, gaps: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join gaps that one Chinese character keeps apart: 使 and 率 around a known 用 are one unknown word."""
    joined: list[tuple[int, int]] = []
    for start, end in gaps:
        if joined and start - joined[-1][1] == 1 and is_han(text[start]) and is_han(text[start - 1]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    yield from joined


def _content_runs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of words between two pieces. Blanks and hyphens inside a run of Latin words end it."""
    position = start
    while position < end:
        if not is_content(text[position]):
            position += 1
            continue
        stop = position
        while stop < end and is_content(text[stop]):
            stop += 1
        yield position, stop
        position = stop
