"""Dates that are written as text, or as one number: how each way of writing reads as a date.

Rule: a column is a date only when every value of it reads as one and no second way of writing would read it
differently; 03/04/2025 alone is no date, and the evidence says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_MONTH = "replace(left({c}, 2), '/', '')"
_SECOND = "replace(substr({c}, CASE WHEN substr({c}, 2, 1) = '/' THEN 3 ELSE 4 END, 2), '/', '')"
_CHINESE = "replace(replace(replace({c}, '年', '-'), '月', '-'), '日', '')"
WRITTEN: Mapping[str, str] = {  # way of writing -> the text as year-month-day
    "year-month-day": "{c}",
    "year/month/day": "replace({c}, '/', '-')",
    "year.month.day": "replace({c}, '.', '-')",
    "年月日": _CHINESE,
    "month/day/year": f"right({{c}}, 4) || '-' || {_MONTH} || '-' || {_SECOND}",
    "day/month/year": f"right({{c}}, 4) || '-' || {_SECOND} || '-' || {_MONTH}",
}
MONTHS: Mapping[str, str] = {  # a month without its day is its first day
    "year-month": "{c} || '-01'",
    "year/month": "replace({c}, '/', '-') || '-01'",
    "年月 of a month": "replace(replace({c}, '年', '-'), '月', '-') || '01'",
}
_DIGITS = "CAST({c} AS VARCHAR)"
NUMBERED = f"left({_DIGITS}, 4) || '-' || substr({_DIGITS}, 5, 2) || '-' || substr({_DIGITS}, 7, 2)"
COMPACT = "yearmonthday"


@dataclass(frozen=True)
class TextDate:
    """The way of writing that fits all values; empty with `is_ambiguous` when two ways do."""

    way: str = ""
    is_ambiguous: bool = False

    @property
    def is_month(self) -> bool:
        return self.way in MONTHS

    def expression(self, column: str, *, has_clock: bool) -> str:
        """Return what reads the date out of `column`, an expression of the model."""
        text = (NUMBERED if self.way == COMPACT else {**WRITTEN, **MONTHS}[self.way]).format(c=column)
        return f"CAST({text} AS {'TIMESTAMP' if has_clock else 'DATE'})"


NO_DATE = TextDate()


def decide(read: Mapping[str, int], known: int) -> TextDate:
    """Choose the way of writing, given how many of the `known` values each one reads.

    Examples
    --------
    >>> decide({"month/day/year": 9, "day/month/year": 4}, 9)
    TextDate(way='month/day/year', is_ambiguous=False)
    >>> decide({"month/day/year": 9, "day/month/year": 9}, 9)
    TextDate(way='', is_ambiguous=True)
    """
    whole = [way for way, count in read.items() if known and count == known]
    if len(whole) == 2 and set(whole) == {"month/day/year", "day/month/year"}:
        return TextDate(is_ambiguous=True)
    return TextDate(whole[0]) if whole else NO_DATE
