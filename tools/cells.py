"""Cells that a spreadsheet may open.

Rule: a text that a spreadsheet could take for a formula gets a leading apostrophe; a number stays a number.
"""

from __future__ import annotations

import unicodedata

_FORMULA = frozenset("=+-@")
_BREAKS = ("\t", "\r", "\n")


def safe_cell(value: object) -> object:
    """Return a cell that no spreadsheet runs as a formula; numbers stay as they are.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("  ＝A1"), safe_cell(-5), safe_cell("East")
    ("'=1+1", "'  ＝A1", -5, 'East')
    """
    if not isinstance(value, str):
        return "" if value is None else value
    return f"'{value}" if value.startswith(_BREAKS) or _first(value) in _FORMULA else value


def _first(text: str) -> str:
    """The first character that is seen, in its ordinary width: blanks and characters without a shape go before it."""
    for character in text:
        if not (character.isspace() or unicodedata.category(character) in ("Cc", "Cf")):
            return unicodedata.normalize("NFKC", character)
    return ""
