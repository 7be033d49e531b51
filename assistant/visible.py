"""Characters that have no shape, made visible: control and direction characters, and what ends a line in secret.

Rule: a text of data, a model or a person is drawn with a code where it holds such a character. A chart is drawn by a
library that ends the whole program at some of them, so no spec reaches it with one inside.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

_SHAPELESS = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def with_codes(text: str) -> str:
    """Return the text with each shapeless character as its code point; line feeds stay.

    Examples
    --------
    >>> with_codes("a\\u202eb\\x07")
    'a<202E>b<0007>'
    """
    if text.isprintable():
        return text
    return "".join(f"<{ord(c):04X}>" if _is_shapeless(c) else c for c in text)


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


def _is_shapeless(character: str) -> bool:
    if character == "\n":
        return False
    return unicodedata.category(character) in _SHAPELESS or (ord(character) & 0xFFFE) == 0xFFFE
