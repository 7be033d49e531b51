"""What a canonical time rule means on an as-of date.

Rule: the same rule, calendar and as-of date always give the same days, and a rule holds no language. A rule may name
a period that as-of cuts; its `frame` is the whole period, its `bounds` what is asked for.

    this:U                 from the start of the period up to and including as-of (this:day = today)
    to_date:U              complete days only: from the start of the period up to as-of
    last:N:U               the N complete periods before the one that holds as-of; N > 1 follows `last_n: rolling`
    rolling:N:U            [as-of - N units, as-of)
    including_today:N:U    N units that end with as-of's day
    ago:N:U                the one period N before (ago:1:day = yesterday); a negative N lies ahead
    next:N:U               the N periods after the one that holds as-of
    day: week: month: quarter: half: year: fq: fy:      day:2026-10-05 week:2026-43 month:2026-10 quarter:2026-3 fy:2025
    since:X                from X (a date, or the start of a rule) up to and including as-of
    until:X                up to and including X (a date, or the end of a rule)
    between:D:D            both days included
    holiday:NAME:YEAR      a holiday's or campaign's own window
    first:N:U:RULE         the first N units of another rule's period; last_of:N:U:RULE the last ones
    on:W:RULE              the ISO weekday W (1 = Monday) of the week that RULE gives
    all                    everything up to and including as-of

with U one of day week month quarter half year fq fy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from semantic_layer import periods
from semantic_layer.holidays import Holiday, find_holiday
from semantic_layer.model import CalendarSpec
from semantic_layer.periods import UNITS, Unit, days

_PARTS_OF_YEAR = {"month": 12, "quarter": 4, "half": 2, "fq": 4, "week": 53}


@dataclass(frozen=True)
class Frame:
    """A window before as-of cuts it: `[start, end)`, made of `n` units; `unit` says how it moves."""

    start: date
    end: date
    n: int
    unit: Unit


@dataclass(frozen=True)
class TimeRules:
    """The rules on one as-of date. `first_day` is the first day with data, where known."""

    spec: CalendarSpec
    as_of: date
    first_day: date | None = None

    def bounds(self, rule: str) -> tuple[date | None, date | None]:
        """Start and end of the rule's window; `ValueError` for a rule that does not exist."""
        kind, _, rest = rule.partition(":")
        match kind:
            case "all":
                return self.first_day, self.tomorrow
            case "since":
                return self._start_of(rest), self.tomorrow
            case "until":
                return self.first_day, self._end_of(rest)
            case "this":
                return self.frame(rule).start, self.tomorrow
            case "to_date":
                return self.frame(rule).start, self.as_of
            case _:
                frame = self.frame(rule)
                return frame.start, frame.end

    def frame(self, rule: str) -> Frame:
        """The whole period of a rule, also where as-of cuts it."""
        kind, *args = rule.split(":")
        try:
            return self._frame(rule, kind, args)
        except ValueError as error:
            raise ValueError(f"{rule!r} gives no period: {error}") from error

    @property
    def tomorrow(self) -> date:
        return self.as_of + days(1)

    def _frame(self, rule: str, kind: str, args: list[str]) -> Frame:
        match kind, args:
            case (("this" | "to_date"), [unit]):
                return self._periods(self.as_of, 0, 1, as_unit(unit))
            case "last", [n, unit]:
                return self._last(_positive(n), as_unit(unit))
            case "rolling", [n, unit]:
                return self._ending(self.as_of, _positive(n), as_unit(unit))
            case "including_today", [n, unit]:
                return self._ending(self.tomorrow, _positive(n), as_unit(unit))
            case "ago", [n, unit]:
                return self._periods(self.as_of, -int(n), 1, as_unit(unit))
            case "next", [n, unit]:
                return self._periods(self.as_of, 1, _positive(n), as_unit(unit))
            case "between", [first, last]:
                return self._days(date.fromisoformat(first), date.fromisoformat(last) + days(1))
            case "holiday", [name, year]:
                holiday = known_holiday(name, int(year), self.spec)
                return Frame(holiday.start, holiday.end, (holiday.end - holiday.start).days, "day")
            case "first", [n, unit, *inner]:
                return self.first_of(_positive(n), as_unit(unit), self.frame(":".join(inner)))
            case "last_of", [n, unit, *inner]:
                return self.last_of(_positive(n), as_unit(unit), self.frame(":".join(inner)))
            case "on", [weekday, *inner]:
                return self.weekday_of(int(weekday), self.frame(":".join(inner)))
            case (("since" | "until" | "all"), _):
                return self._open(rule)
            case _, [name]:
                unit_of_name = as_unit(kind)
                return self._periods(self._named(unit_of_name, name), 0, 1, unit_of_name)
            case _:
                raise ValueError("there is no such rule.")

    def first_of(self, n: int, unit: Unit, whole: Frame) -> Frame:
        """The first `n` units of a period, no more than the period."""
        return self._days(whole.start, min(periods.move(whole.start, n, unit), whole.end))

    def last_of(self, n: int, unit: Unit, whole: Frame) -> Frame:
        """The last `n` units of a period, no more than the period."""
        return self._days(max(periods.move(whole.end, -n, unit), whole.start), whole.end)

    def weekday_of(self, weekday: int, week: Frame) -> Frame:
        """The day with that ISO weekday in the week that starts the period."""
        if not 1 <= weekday <= 7:
            raise ValueError(f"{weekday} is no ISO weekday.")
        start = week.start + days((weekday - week.start.isoweekday()) % 7)
        return Frame(start, start + days(1), 1, "day")

    def _start_of(self, text: str) -> date:
        return date.fromisoformat(text) if text[:1].isdigit() else self.frame(text).start

    def _end_of(self, text: str) -> date:
        if text[:1].isdigit():
            return date.fromisoformat(text) + days(1)
        end = self.bounds(text)[1]
        assert end is not None  # every rule has an end
        return end

    def _open(self, rule: str) -> Frame:
        start, end = self.bounds(rule)
        if start is None or end is None:
            raise ValueError("it has no beginning, and the first day of the data is not known.")
        return self._days(start, end)

    def _last(self, n: int, unit: Unit) -> Frame:
        if self.spec.last_n == "rolling" and n > 1:
            return self._ending(self.as_of, n, unit)
        return self._periods(self.as_of, -n, n, unit)

    def _ending(self, end: date, n: int, unit: Unit) -> Frame:
        return Frame(periods.move(end, -n, unit), end, n, unit)

    def _periods(self, day: date, offset: int, n: int, unit: Unit) -> Frame:
        start = periods.shift(day, offset, unit, self.spec)
        return Frame(start, periods.shift(start, n, unit, self.spec), n, unit)

    def _days(self, start: date, end: date) -> Frame:
        if end < start:
            raise ValueError("it ends before it starts.")
        n, unit = periods.whole_units(start, end, self.spec)
        return Frame(start, end, n, unit)

    def _named(self, unit: Unit, name: str) -> date:
        """The first day of a named period: 2026-10-05, 2026-10 (month), 2026-3 (quarter), 2026-43 (week), 2026."""
        if unit == "day":
            return date.fromisoformat(name)
        year, _, part = name.partition("-")
        number = int(part) if part else 1
        if bool(part) != (unit in _PARTS_OF_YEAR) or not 1 <= number <= _PARTS_OF_YEAR.get(unit, 1):
            raise ValueError(f"{name!r} is no {unit}.")
        match unit:
            case "week":
                return periods.week_start(int(year), number, self.spec)
            case "fy" | "fq":
                return periods.shift(periods.fiscal_start(int(year), self.spec), number - 1, "fq", self.spec)
            case _:
                return periods.shift(date(int(year), 1, 1), number - 1, unit, self.spec)


def as_unit(text: str) -> Unit:
    """The unit of that name; `ValueError` otherwise."""
    for unit in UNITS:
        if unit == text:
            return unit
    raise ValueError(f"{text!r} is no period; there are {', '.join(UNITS)}.")


def known_holiday(name: str, year: int, spec: CalendarSpec) -> Holiday:
    """A holiday in one year; `ValueError` where its date is not known."""
    found = find_holiday(name, year, spec.holidays)
    if found is None:
        raise ValueError(f"the date of {name!r} in {year} is not known.")
    return found


def _positive(text: str) -> int:
    n = int(text)
    if n < 1:
        raise ValueError(f"{n} is no number of periods.")
    return n
