"""Pure arithmetic of periods: where one starts, where the next one starts, what it is called.

Rule: a period is known by its first day, and every period runs from its first day up to, not including, the first
day of the next one. Nothing here knows today. The units are `day week month quarter half year` and the fiscal
`fy` (year) and `fq` (quarter), which follow the model's fiscal start and are calendar years and quarters without one.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal, get_args

from semantic_layer.model import CalendarSpec, FiscalYear

Unit = Literal["day", "week", "month", "quarter", "half", "year", "fy", "fq"]
UNITS: tuple[Unit, ...] = get_args(Unit)
_MONTHS: dict[Unit, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "fq": 3, "fy": 12}
_FIRST_WEEKDAY = {"monday": 0, "saturday": 5, "sunday": 6}
# A week belongs to the year of its n-th day (counted from 0): ISO by its middle, US by its last, simple by its first.
_NAMING_DAY = {"iso": 3, "us": 6, "simple": 0}


def days(n: int) -> timedelta:
    """`n` days, to add to a date."""
    return timedelta(days=n)


def add_months(day: date, n: int) -> date:
    """The same day number `n` months later, clipped to the month's last day.

    Examples
    --------
    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    index = day.year * 12 + day.month - 1 + n
    return _day_of(index, day.day)


def move(day: date, n: int, unit: Unit) -> date:
    """`day` moved by `n` whole units; the first day of a period moves to the first day of another one."""
    if unit == "day":
        return day + days(n)
    if unit == "week":
        return day + days(7 * n)
    return add_months(day, n * _MONTHS[unit])


def floor(day: date, unit: Unit, spec: CalendarSpec) -> date:
    """The first day of the period that holds `day`.

    Examples
    --------
    >>> floor(date(2026, 2, 14), "half", CalendarSpec())
    datetime.date(2026, 1, 1)
    >>> floor(date(2026, 2, 14), "fy", CalendarSpec(fiscal_year=FiscalYear(start_month=4)))
    datetime.date(2025, 4, 1)
    """
    if unit == "day":
        return day
    if unit == "week":
        return day - days((day.weekday() - _FIRST_WEEKDAY[spec.week_start]) % 7)
    start = _fiscal(spec) if unit in ("fy", "fq") else FiscalYear()
    index = day.year * 12 + day.month - 1
    if day < _day_of(index, start.start_day):
        index -= 1
    size, origin = _MONTHS[unit], start.start_month - 1
    return _day_of((index - origin) // size * size + origin, start.start_day)


def next_start(start: date, unit: Unit, spec: CalendarSpec) -> date:
    """The first day of the period after the one that holds `start`."""
    first = floor(start, unit, spec)
    if unit in ("day", "week"):
        return move(first, 1, unit)
    # Flooring again undoes the clip of a fiscal year that starts on a 29th, 30th or 31st.
    return floor(add_months(first, _MONTHS[unit]) + days(3), unit, spec)


def shift(start: date, n: int, unit: Unit, spec: CalendarSpec) -> date:
    """The first day of the period `n` periods after the one that holds `start`."""
    first = floor(start, unit, spec)
    if unit in ("day", "week"):
        return move(first, n, unit)
    return floor(add_months(first, n * _MONTHS[unit]) + days(3), unit, spec)


def week_label(start: date, spec: CalendarSpec) -> tuple[int, int]:
    """Week-year and number of the week that holds `start`; the week-year may differ from the year of its days.

    Examples
    --------
    >>> week_label(date(2024, 12, 30), CalendarSpec())
    (2025, 1)
    """
    first = floor(start, "week", spec)
    year = (first + days(_NAMING_DAY[spec.week_numbering])).year
    return year, (first - _first_week(year, spec)).days // 7 + 1


def week_start(year: int, number: int, spec: CalendarSpec) -> date:
    """The first day of a numbered week; `ValueError` where the year has no such week."""
    start = _first_week(year, spec) + days(7 * (number - 1))
    if number < 1 or week_label(start, spec) != (year, number):
        raise ValueError(f"{year} has no week {number}.")
    return start


def fiscal_start(name: int, spec: CalendarSpec) -> date:
    """The first day of the fiscal year that is called `name`."""
    fiscal = _fiscal(spec)
    year = name - 1 if _crosses_years(fiscal) and fiscal.named_by == "end" else name
    return _day_of(year * 12 + fiscal.start_month - 1, fiscal.start_day)


def fiscal_label(day: date, spec: CalendarSpec) -> tuple[int, int]:
    """Name of the fiscal year and number (1 to 4) of the fiscal quarter that hold `day`.

    Examples
    --------
    >>> fiscal_label(date(2026, 2, 14), CalendarSpec(fiscal_year=FiscalYear(start_month=4, named_by="end")))
    (2026, 4)
    """
    fiscal = _fiscal(spec)
    start = floor(day, "fy", spec)
    name = start.year + 1 if _crosses_years(fiscal) and fiscal.named_by == "end" else start.year
    quarter = floor(day, "fq", spec)
    months = (quarter.year - start.year) * 12 + quarter.month - start.month
    return name, months // 3 + 1


def whole_units(start: date, end: date, spec: CalendarSpec) -> tuple[int, Unit]:
    """How many of which largest unit `[start, end)` is made of: whole years, quarters, months, weeks, else days.

    Examples
    --------
    >>> whole_units(date(2026, 5, 1), date(2026, 7, 1), CalendarSpec())
    (2, 'month')
    """
    units: tuple[Unit, ...] = ("year", "half", "quarter", "month", "week")
    for unit in units:
        if start < end and floor(start, unit, spec) == start and floor(end, unit, spec) == end:
            return _count(start, end, unit), unit
    return (end - start).days, "day"


def _count(start: date, end: date, unit: Unit) -> int:
    if unit == "week":
        return (end - start).days // 7
    return ((end.year - start.year) * 12 + end.month - start.month) // _MONTHS[unit]


def _day_of(month_index: int, day: int) -> date:
    year, month = divmod(month_index, 12)
    if day > 28:  # every month has the days before
        day = min(day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day)


def _first_week(year: int, spec: CalendarSpec) -> date:
    offset = days(_NAMING_DAY[spec.week_numbering])
    first = floor(date(year, 1, 1) - offset, "week", spec)
    return first if (first + offset).year == year else first + days(7)


def _fiscal(spec: CalendarSpec) -> FiscalYear:
    return spec.fiscal_year or FiscalYear()


def _crosses_years(fiscal: FiscalYear) -> bool:
    return (fiscal.start_month, fiscal.start_day) != (1, 1)
