"""Does a table hold what was expected? Columns are found by their values, rows are a multiset.

Rule: every expected column is one column of the answer, whole rows agree, and neither side has a row more; columns
beside them do no harm. Numbers agree within 1e-4 of their size, counts exactly. "2025-03", "2025-Q1" and 2025 are
the first days of what they name; a share may be told as 0.25 or as 25.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import islice, product

Cell = object
Rows = Sequence[Sequence[Cell]]
TOLERANCE = 1e-4
MOST_CHOICES = 5000

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-?q([1-4])")
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ t]00:00(?::00(?:\.0+)?)?(?:z|\+00(?::?00)?)?)?")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?")


def matches(found: Rows, expected: Rows, *, ordered: bool = False, shares: Sequence[int] = ()) -> bool:
    """Tell whether `found` holds `expected`.

    Parameters
    ----------
    ordered : bool
        The order of the rows counts.
    shares : sequence of int
        Positions of the answer's columns whose numbers are shares of one; they may be expected as percentages.
    """
    mine, theirs = [[_plain(c) for c in row] for row in found], [[_plain(c) for c in row] for row in expected]
    if not theirs or _is_nothing(theirs):
        return not mine or all(cell is None or cell == 0 for row in mine for cell in row)
    if len(mine) != len(theirs):
        return False
    columns = _columns(mine, shares)
    fitting = [
        [i for i, column in enumerate(columns) if _agree(column, wanted)] for wanted in zip(*theirs, strict=True)
    ]
    whole = list(zip(*columns, strict=True))
    for choice in islice(product(*fitting), MOST_CHOICES):
        sources = [i % len(mine[0]) for i in choice]
        picked = [tuple(row[i] for i in choice) for row in whole]
        if len(set(sources)) == len(sources) and _same_rows(picked, theirs, ordered):
            return True
    return False


def _is_nothing(rows: Rows) -> bool:
    """One row without any value is the answer of an aggregate over nothing."""
    return len(rows) == 1 and all(cell is None for cell in rows[0])


def _columns(rows: Rows, shares: Sequence[int]) -> list[tuple[Cell, ...]]:
    """The columns, and after as many of them again the same as percentages; what is no share stays empty there."""
    plain = list(zip(*rows, strict=True))
    percent = [
        tuple(cell * 100 if isinstance(cell, float) else cell for cell in column) if i in shares else ()
        for i, column in enumerate(plain)
    ]
    return plain + [column or tuple(object() for _ in rows) for column in percent]


def _agree(column: Sequence[Cell], wanted: Sequence[Cell]) -> bool:
    """The same values, whatever their order: sorting first keeps long columns cheap."""
    one, other = sorted(column, key=_key), sorted(wanted, key=_key)
    return all(map(_same, one, other)) or _same_rows([(c,) for c in column], [(c,) for c in wanted], False)


def _same_rows(found: Rows, expected: Rows, ordered: bool) -> bool:
    if ordered:
        return all(all(map(_same, one, other)) for one, other in zip(found, expected, strict=True))
    one, other = sorted(found, key=_row_key), sorted(expected, key=_row_key)
    if all(all(map(_same, a, b)) for a, b in zip(one, other, strict=True)):
        return True
    left = list(expected)
    for row in found:
        place = next((i for i, wanted in enumerate(left) if all(map(_same, row, wanted))), None)
        if place is None:
            return False
        del left[place]
    return True


def _same(one: Cell, other: Cell) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        if one.is_integer() and other.is_integer():
            return one == other
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=1e-9)
    if isinstance(one, str) and isinstance(other, float):
        one, other = other, one
    if isinstance(one, float) and isinstance(other, str):  # the year 2025 and its first day
        return one.is_integer() and other == f"{int(one)}-01-01"
    return one == other


def _plain(cell: Cell) -> Cell:
    """Numbers as float, moments and periods as ISO text of their first day, text without case and double spaces."""
    if cell is None or isinstance(cell, bool):
        return None if cell is None else str(cell).lower()
    if isinstance(cell, int | float | Decimal):
        return None if isinstance(cell, float) and math.isnan(cell) else float(cell)
    text = " ".join(str(cell.isoformat() if isinstance(cell, dt.date | dt.datetime) else cell).split()).lower()
    if found := _QUARTER.fullmatch(text):
        return f"{found[1]}-{int(found[2]) * 3 - 2:02}-01"
    if found := _MONTH.fullmatch(text):
        return f"{text}-01"
    if found := _MIDNIGHT.fullmatch(text):
        return found[1]
    return float(text) if _NUMBER.fullmatch(text) else text


def _key(cell: Cell) -> tuple[int, float, str]:
    if isinstance(cell, float):
        return (1, float(f"{cell:.4g}"), "")
    return (0, 0.0, "") if cell is None else (2, 0.0, str(cell))


def _row_key(row: Sequence[Cell]) -> tuple[tuple[int, float, str], ...]:
    return tuple(_key(cell) for cell in row)
