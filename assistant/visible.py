"""Characters that have no shape, or the shape of another, made visible: what would let two texts look alike.

Rule: a text of data, a model or a person is drawn with a code where it holds a control or direction character, a letter
or a blank that is not seen, more marks on one letter than any language writes, or, in a word of Latin letters, a letter
of an alphabet that looks like it. A chart is drawn by a library that ends the whole program at some of them, so no spec
reaches it with one inside. Not told apart: whole words of another alphabet, and a letter with its mark in one piece or
in two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_SHAPELESS = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_UNSEEN = (
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0e\U000e0100-\U000e01ef"  # printable, and not seen
)
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_MARKS += "\ufe20-\ufe2f"
_MOST_MARKS = 3  # on one letter: Hebrew and Vietnamese have two
_ALIKE = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχօոսհցՕՍ"  # Greek and Armenian letters that look like Latin ones
_ALIKE += "\u0400-\u052f\u13a0-\u13fd\u1d00-\u1d2bɢɪɴʀʏʙʜʟ"  # Cyrillic, Cherokee, small capitals
_LATIN = "A-Za-z\u00c0-\u024f"
_HIDDEN = re.compile(
    f"[{_UNSEEN}]|[{_MARKS}]{{{_MOST_MARKS + 1},}}|[{_LATIN}][{_MARKS}]*[{_ALIKE}]|[{_ALIKE}][{_MARKS}]*[{_LATIN}]"
)
_WORD = re.compile(f"[{_LATIN}{_ALIKE}{_MARKS}]+")
_PILE = re.compile(f"(?<=[{_MARKS}]{{{_MOST_MARKS}}})[{_MARKS}]+")


def with_codes(text: str) -> str:
    """Return the text with each such character as its code point; line feeds stay.

    Examples
    --------
    >>> with_codes("a\\u202eb\\x07"), with_codes("p\\u0430ypal"), with_codes("Москва")
    ('a<202E>b<0007>', 'p<0430>ypal', 'Москва')
    """
    if text.isprintable() and (text.isascii() or not _HIDDEN.search(text)):
        return text
    told = _PILE.sub(lambda pile: "".join(map(_code, pile.group())), _WORD.sub(_word, text))
    return "".join(_code(c) if _is_shapeless(c) else c for c in told)


def spec_with_codes(part: object) -> object:
    """Return a chart spec whose every text, names of fields aside, is drawn with codes."""
    match part:
        case str():
            return with_codes(part)
        case Mapping():
            return {name: spec_with_codes(value) for name, value in part.items()}
        case list() | tuple():
            return [spec_with_codes(item) for item in part]
        case _:
            return part


def _word(found: re.Match[str]) -> str:
    """A word of two alphabets, with the letters that are not Latin as codes; any other word as it is."""
    word = found.group()
    if not re.search(f"[{_LATIN}]", word) or not re.search(f"[{_ALIKE}]", word):
        return word
    return re.sub(f"[{_ALIKE}]", lambda letter: _code(letter.group()), word)


def _code(character: str) -> str:
    return f"<{ord(character):04X}>"


def _is_shapeless(character: str) -> bool:
    if character in "\n \u3000":
        return False
    category = unicodedata.category(character)
    return category in _SHAPELESS or category == "Zs" or (ord(character) & 0xFFFE) == 0xFFFE or _is_unseen(character)


def _is_unseen(character: str) -> bool:
    return not character.isascii() and re.fullmatch(f"[{_UNSEEN}]", character) is not None
