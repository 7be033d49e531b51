"""Time columns: the model's time zone, periods and calendar parts.

Rule: a timestamp is brought to the model's time zone before it is cut to a day; a date is taken as it is. What engines
disagree about (the first day of a week, the number of a weekday) is decided here, by dialect, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.sql import Node
from semantic_layer.model import CalendarSpec, Dimension, Grain

# Truncating to WEEK starts on Sunday in BigQuery; everywhere else it is the ISO week.
_WEEK: Mapping[str, str] = {"bigquery": "ISOWEEK"}
# SQLGlot has no ISO weekday for Postgres; Monday is 1 everywhere.
_ISODOW_BY_EXTRACT = frozenset({"postgres", "redshift"})
_WEEK_OFFSET = {"monday": 0, "sunday": 1, "saturday": 2}
_PART_UNITS = {"month_of_year": "MONTH", "quarter_of_year": "QUARTER", "day_of_month": "DAY", "hour": "HOUR"}


def local_time(value: Node, dimension: Dimension, spec: CalendarSpec) -> Node:
    """Return the time in the model's time zone; dates and local timestamps stay as they are."""
    if dimension.datatype == "DateTimeTz":
        return _at(value, spec.timezone)
    if dimension.timezone and dimension.timezone != spec.timezone and dimension.datatype == "DateTime":
        return _at(_at(value, dimension.timezone), spec.timezone)
    return value


def _at(value: Node, zone: str) -> Node:
    return exp.AtTimeZone(this=value, zone=sql.literal(zone))


def period(value: Node, grain: Grain, spec: CalendarSpec, *, fiscal: bool, dialect: str) -> Node:
    """Return the first day of the period that holds `value` (below a day: its first moment)."""
    match grain:
        case "second" | "minute" | "hour":
            return _truncated(value, grain.upper())
        case "day":
            return _as_date(value)
        case "week":
            return _week(value, _WEEK_OFFSET[spec.week_start], _WEEK.get(dialect, "WEEK"))
        case "quarter" | "year" if fiscal and spec.fiscal_year:
            return _fiscal(value, grain, spec.fiscal_year.start_month - 1, spec.fiscal_year.start_day - 1)
        case _:
            return _as_date(_truncated(value, grain.upper()))


def _truncated(value: Node, unit: str) -> Node:
    return exp.TimestampTrunc(this=value, unit=exp.Var(this=unit))


def _as_date(value: Node) -> Node:
    return sql.cast(value, "DATE")


def moved(value: Node, n: int, unit: str) -> Node:
    """Return `value` moved by `n` days or months."""
    if n == 0:
        return value
    node = exp.DateAdd if n > 0 else exp.DateSub
    return node(this=value, expression=sql.number(abs(n)), unit=exp.Var(this=unit))


def _week(value: Node, offset: int, unit: str) -> Node:
    start = _as_date(_truncated(moved(_as_date(value), offset, "DAY") if offset else value, unit))
    return _as_date(moved(start, -offset, "DAY")) if offset else start


def _fiscal(value: Node, grain: Grain, months: int, days: int) -> Node:
    """Shift the fiscal start to 1 January, truncate there, and shift back; from a first of a month this is exact."""
    day = moved(_as_date(value), -days, "DAY")
    shifted = moved(_as_date(_truncated(day, "MONTH")), -months, "MONTH")
    start = moved(_as_date(_truncated(shifted, grain.upper())), months, "MONTH")
    return _as_date(moved(_as_date(start), days, "DAY"))


def calendar_part(value: Node, part: str, dialect: str) -> Node:
    """Return a part of a time as a whole number; weekdays are 1 (Monday) to 7."""
    if part == "weekday":
        if dialect in _ISODOW_BY_EXTRACT:
            return exp.Extract(this=exp.Var(this="ISODOW"), expression=value)
        return exp.DayOfWeekIso(this=value)
    return exp.Extract(this=exp.Var(this=_PART_UNITS.get(part, "YEAR")), expression=value)
