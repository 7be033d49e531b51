"""Which line of a sheet or a text file names its columns.

Rule: a title, an export date or a band above groups of columns fills few cells of a line and is no header. Names that
stand on two lines, because cells were merged, are read as one header: the lower name, or the upper one where the lower
cell is empty; where two columns would have one name, the band above them is said before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_FIGURE = re.compile(r"[^A-Za-z\u4e00-\u9fff]*[0-9][^A-Za-z\u4e00-\u9fff]*|[0-9][0-9年月日号时分秒元:/., -]*")
_LOOKED_AT = 12  # lines: no title goes on for longer

Row = Sequence[str]


@dataclass(frozen=True)
class Header:
    """The names of the columns, and the place of the line below which the rows begin."""

    names: tuple[str, ...]
    place: int


def find_header(rows: Sequence[Row]) -> Header:
    """Return the header of `rows`, none of which is blank.

    Examples
    --------
    >>> find_header([("Sales 2024", "", ""), ("id", "day", "amount"), ("1", "2024-01-03", "5")])
    Header(names=('id', 'day', 'amount'), place=1)
    >>> find_header([("id", "price", ""), ("", "net", "gross"), ("1", "5", "6")])
    Header(names=('id', 'net', 'gross'), place=1)
    >>> find_header([("id", "", "amount"), ("1", "x", "5"), ("2", "y", "6")]).place
    0
    """
    fullest = max(map(_filled, rows))
    place = next(n for n, row in enumerate(rows) if _filled(row) * 2 > fullest or fullest < 3)
    place = _fuller_words(rows, place)
    if _completes(rows, place):
        place += 1
    names = tuple(cell.strip() for cell in rows[place])
    upper = tuple(cell.strip() for cell in rows[place - 1]) if place else ()
    gaps = [n for n, name in enumerate(names) if not name]
    if len(upper) == len(names) and _filled(upper) > 1 and _is_words(upper):
        names = tuple(name or upper[n] for n, name in enumerate(names)) if _fills(upper, gaps) else names
        names = _told_apart(names, upper, tuple(rows[place]))
    return Header(names, place)


def _filled(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _is_words(row: Row) -> bool:
    return not any(_FIGURE.fullmatch(cell.strip()) for cell in row)


def _fills(row: Row, gaps: Sequence[int]) -> bool:
    return any(row[n].strip() for n in gaps)


def _fuller_words(rows: Sequence[Row], place: int) -> int:
    """The fullest of the lines of words alone that stand above the first figures, where this one is far from full."""
    if _filled(rows[place]) * 3 > max(map(_filled, rows)) * 2:
        return place  # a header with an unnamed column, say
    end = next((n for n, row in enumerate(rows[:_LOOKED_AT]) if n >= place and not _is_words(row)), place)
    above = range(place, end)
    return max(above, key=lambda n: (_filled(rows[n]), -n)) if above else place


def _completes(rows: Sequence[Row], place: int) -> bool:
    """Does the next line name just those columns that this one leaves open, above rows with figures?"""
    if place + 2 >= len(rows) or not _is_words(rows[place]):
        return False
    here, below = rows[place], rows[place + 1]
    gaps = [n for n, cell in enumerate(here) if not cell.strip()]
    is_open = any(cell.strip() and not lower.strip() for cell, lower in zip(here, below, strict=False))
    is_followed = any(not _is_words(row) for row in rows[place + 2 : place + 2 + _LOOKED_AT])
    named = all(n < len(below) and below[n].strip() for n in gaps)
    return bool(gaps) and is_open and named and _is_words(below) and is_followed


def _told_apart(names: tuple[str, ...], upper: Row, lower: Row) -> tuple[str, ...]:
    """Names that come twice have the band above them in front, which stands at the first column that it covers."""
    often = Counter(names)
    band, told = "", []
    for n, name in enumerate(names):
        band = upper[n] if upper[n] else band if lower[n].strip() else ""
        told.append(f"{band} {name}" if often[name] > 1 and band and lower[n].strip() and name else name)
    return tuple(told)
