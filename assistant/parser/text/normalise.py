"""The text the parser reads, and the way back to the text the person wrote.

Rule: every character of the normal text knows its place in the raw one, so each span of a reading can be shown
in the person's own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from semantic_layer.wordforms import fold


@dataclass(frozen=True)
class NormalText:
    """`text` is folded; `origins[i]` is where its i-th character stands in `raw`."""

    raw: str
    text: str
    origins: tuple[int, ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open place in the raw text of a non-empty place in the normal text."""
        return self.origins[start], self.origins[end - 1] + 1

    def raw_text(self, start: int, end: int) -> str:
        first, last = self.raw_span(start, end)
        return self.raw[first:last]


def normalise(raw: str) -> NormalText:
    """Fold case, width, accents, traditional characters, quotes and blanks.

    Examples
    --------
    >>> normalise("銷售額 by Région").text
    '销售额 by region'
    >>> normalise("Ａ  按地区").raw_span(2, 4)
    (3, 5)
    """
    text, origins = fold(raw)
    return NormalText(raw, text, origins)


def without(text: NormalText, places: Sequence[tuple[int, int]]) -> NormalText:
    """Return the text without the given half-open places of the raw text."""
    kept = [
        (character, origin)
        for character, origin in zip(text.text, text.origins, strict=True)
        if not any(start <= origin < end for start, end in places)
    ]
    return NormalText(text.raw, "".join(c for c, _ in kept), tuple(origin for _, origin in kept))
