"""Lines of a table that are no rows of it: the total that a program writes below, a remark at its foot.

Rule: a line is a total where its only words are one (合计, Grand total) and it leaves open what the rows say, or one
of its figures is the sum of the rows above it; a remark is a single cell at the very end. Added up as rows they would
double every sum, so they are left out, each named by its line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

_TOTAL = re.compile(
    r"(本页|本月|本期|本年|总|累)?[合总小共累]\s*计|totals?|(grand|report|sub)[- ]?total|sum", re.IGNORECASE
)
_FIGURE = re.compile(r"[(-]?\s*[¥￥$€£]?\s*-?[0-9][0-9,]*(\.[0-9]+)?\)?\s*[%元]?")
_WIDE = 4  # columns: in a narrower table one cell may be a row
_USUAL = 0.5  # of the rows: what at least so many of them say, a total leaves open


def reasons_to_leave(rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """Return the places of the rows that are none, each with "total_line" or "remark_line".

    Examples
    --------
    >>> reasons_to_leave([("A1", "x", "5"), ("A2", "y", "6"), ("合计", "", "11")])
    {2: 'total_line'}
    >>> reasons_to_leave([("Total", "5"), ("Other", "6")])
    {}
    """
    found = {n: "total_line" for n, row in enumerate(rows) if _is_total(rows, n, row)}
    for n in range(len(rows) - 1, 0, -1):
        if n in found:
            continue
        cells = [cell for cell in rows[n] if cell.strip()]
        if len(rows[n]) < _WIDE or len(cells) != 1 or _FIGURE.fullmatch(cells[0].strip()):
            break
        if all(sum(bool(cell.strip()) for cell in row) == 1 for row in rows[:n]):
            break  # all rows are like that
        found[n] = "remark_line"
    return dict(sorted(found.items()))


def _is_total(rows: Sequence[Sequence[str]], place: int, row: Sequence[str]) -> bool:
    words = [cell.strip() for cell in row if cell.strip() and not _FIGURE.fullmatch(cell.strip())]
    if place == 0 or not words or not all(_TOTAL.fullmatch(word.rstrip(":： ")) for word in words):
        return False
    open_ = [n for n, cell in enumerate(row) if not cell.strip()]
    said = (sum(bool(other[n].strip()) for other in rows[:place]) for n in open_)
    return any(count > _USUAL * place for count in said) or _is_sum(rows[:place], row)


def _is_sum(above: Sequence[Sequence[str]], row: Sequence[str]) -> bool:
    for n, cell in enumerate(row):
        total = _value(cell)
        parts = [value for other in above if (value := _value(other[n])) is not None]
        if total is not None and len(parts) > 1 and total == sum(parts):
            return True
    return False


def _value(cell: str) -> Decimal | None:
    try:
        return Decimal(cell.replace(",", "").strip().lstrip("¥￥$€£")) if cell.strip() else None
    except InvalidOperation:
        return None
