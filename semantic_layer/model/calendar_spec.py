"""The model's calendar rules; `calendar.py` applies them.

Rule: nothing here reads a clock; without an as-of date the day after the last event is "today".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class FiscalYear:
    start_month: int = 1
    start_day: int = 1
    named_by: Literal["start", "end"] = "start"


@dataclass(frozen=True)
class Spine:
    dataset: str
    column: str
    range: Literal["window", "data", "full"] = "window"


@dataclass(frozen=True)
class CalendarSpec:
    """The model's calendar rules; `calendar.py` applies them."""

    timezone: str = "UTC"
    week_start: Literal["monday", "sunday", "saturday"] = "monday"
    week_numbering: Literal["iso", "us", "simple"] = "iso"
    fiscal_year: FiscalYear | None = None
    spine: Spine | None = None
    holidays: tuple[str, ...] = ()
    as_of: date | None = None  # None = the day after the last event
    week_year_ago: Literal["364_days", "same_number"] = "364_days"
    last_n: Literal["calendar", "rolling"] = "calendar"
    recent_days: int | None = None
