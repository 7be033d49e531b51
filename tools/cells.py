"""Cells that a spreadsheet may open.

Rule: a text that a spreadsheet could take for a formula gets a leading apostrophe; a number stays a number.
"""

from __future__ import annotations

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


def safe_cell(value: object) -> object:
    """Return a cell that no spreadsheet runs as a formula; numbers stay as they are.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("  ＝A1"), safe_cell(-5), safe_cell("East")
    ("'=1+1", "'  ＝A1", -5, 'East')
    """
    if not isinstance(value, str):
        return "" if value is None else value
    text = value.lstrip(" \u3000\u00a0")
    return f"'{value}" if value[:1] in _FORMULA or text[:1] in _FORMULA else value
