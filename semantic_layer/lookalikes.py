"""Texts that an eye takes for one another: whole words of another alphabet, and a letter with its mark in two pieces.

Rule: two texts look alike when they are the same after letters have given way to the Latin ones of their shape, and
marks have joined their letters. What looks alike within one alphabet (O and 0) is not among them: article numbers hold
both.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_SHAPES = {
    "АВЕКМНОРСТУХІЈЅԚԜ": "ABEKMHOPCTYXIJSQW",  # Cyrillic
    "асеорхуіјѕԁһԛԝ": "aceopxyijsdhqw",
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ": "ABEZHIKMNOPTYX",  # Greek
    "ονρ": "ovp",
    "ՕՍօսհ": "OUouh",  # Armenian
}
_LATIN = str.maketrans({own: latin for row, latins in _SHAPES.items() for own, latin in zip(row, latins, strict=True)})


def skeleton(text: str) -> str:
    """What an eye reads.

    Examples
    --------
    >>> skeleton("\\u0430\\u0440\\u0435"), skeleton("Москва") == "Москва", skeleton("e\\u0301") == skeleton("\\u00e9")
    ('ape', False, True)
    """
    return unicodedata.normalize("NFC", text.translate(_LATIN))


def alike(texts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The groups of different texts that look the same, each in the order of its letters."""
    found: dict[str, set[str]] = {}
    for text in texts:
        found.setdefault(skeleton(text), set()).add(text)
    return tuple(tuple(sorted(group)) for group in found.values() if len(group) > 1)


def spelled(text: str) -> str:
    """The text with every letter beyond the first 128 characters as its code: different for different texts.

    Examples
    --------
    >>> spelled("e\\u0301a"), spelled("\\u00e9a")
    ('e<0301>a', '<00E9>a')
    """
    return "".join(letter if letter.isascii() else f"<{ord(letter):04X}>" for letter in text)
