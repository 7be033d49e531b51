"""Are these the rows that were expected? Columns are found by their values, never by their names.

Rule: every expected column must be one of the answer's columns, whole rows must agree, and neither side may have a
row more. Numbers agree within 1e-6 of their size; text, dates, truth values and missing values agree exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import product

Cell = object
Rows = Sequence[Sequence[Cell]]
TOLERANCE = 1e-6


def difference(found: Rows, expected: Rows, *, ordered: bool) -> str | None:
    """Say how `found` differs from `expected`; None when it does not."""
    if len(found) != len(expected):
        return f"{len(found)} rows instead of {len(expected)}"
    if not expected:
        return None
    candidates = []
    for position, column in enumerate(zip(*expected, strict=True)):
        fitting = [
            index
            for index, other in enumerate(zip(*found, strict=True))
            if _same_rows([(cell,) for cell in other], [(cell,) for cell in column], ordered)
        ]
        if not fitting:
            return f"no column holds the values of expected column {position + 1}: {_short(column)}"
        candidates.append(fitting)
    for choice in product(*candidates):
        picked = [[row[index] for index in choice] for row in found]
        if len(set(choice)) == len(choice) and _same_rows(picked, expected, ordered):
            return None
    return "the columns are there, but their rows do not belong together as expected"


def _same_rows(found: Rows, expected: Rows, ordered: bool) -> bool:
    if ordered:
        return all(_same_row(one, other) for one, other in zip(found, expected, strict=True))
    left = list(expected)
    for row in found:
        match = next((index for index, other in enumerate(left) if _same_row(row, other)), None)
        if match is None:
            return False
        del left[match]
    return not left


def _same_row(one: Sequence[Cell], other: Sequence[Cell]) -> bool:
    return all(_same(left, right) for left, right in zip(one, other, strict=True))


def _same(one: Cell, other: Cell) -> bool:
    if is_number(one) and is_number(other):
        left, right = float(one), float(other)  # type: ignore[arg-type]
        return abs(left - right) <= TOLERANCE * max(abs(left), abs(right), TOLERANCE)
    return _plain(one) == _plain(other) and isinstance(one, bool) == isinstance(other, bool)


def is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)


def _plain(cell: Cell) -> Cell:
    """A moment at midnight is its day: engines differ in what truncation gives."""
    if isinstance(cell, datetime) and cell.time().isoformat() == "00:00:00":
        return cell.date()
    return cell if isinstance(cell, str | date | bool) or cell is None else str(cell)


def _short(column: Sequence[Cell]) -> str:
    shown = ", ".join(str(cell) for cell in column[:4])
    return shown + (", ..." if len(column) > 4 else "")
