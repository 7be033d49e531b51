"""Periods relative to the as-of date: what a rule's window is, which periods it holds, what it is compared with.

Rule: nothing here reads the clock. "Today" is `as_of`, every window is half-open, and a period is complete when as-of
is at or after its end. An incomplete period is compared over as many complete days as it has; a shorter counterpart
is taken whole, and both day counts are given. `time_rules.py` lists the rules that `resolve` understands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from semantic_layer import periods as period
from semantic_layer.holidays import Holiday, all_holidays
from semantic_layer.model import CalendarSpec, Grain
from semantic_layer.periods import Unit, days
from semantic_layer.query import Window
from semantic_layer.time_rules import Frame, TimeRules, as_unit, known_holiday

CompareTo = Literal["previous", "year_ago"]
Align = Literal["like_for_like", "full"]
_FISCAL: dict[Unit, Unit] = {"quarter": "fq", "year": "fy"}
_PER_YEAR: dict[Unit, int] = {"month": 12, "quarter": 4, "half": 2, "year": 1, "fq": 4, "fy": 1}


@dataclass(frozen=True)
class ComparedWindows:
    """Two windows to compare, with their number of days. `clipped`: a period that as-of cuts was named."""

    now: Window
    then: Window
    days_now: int
    days_then: int
    clipped: bool


@dataclass(frozen=True)
class Calendar:
    """The model's calendar on one as-of date. `last_day` is the last day with data, inclusive.

    `begins` has the first day with rows of each dated table, where that is known.
    """

    spec: CalendarSpec
    as_of: date
    first_day: date | None = None
    last_day: date | None = None
    begins: tuple[tuple[str, date], ...] = ()

    @staticmethod
    def of(
        spec: CalendarSpec, *, first_day: date | None = None, last_day: date | None = None, as_of: date | None = None
    ) -> Calendar:
        """The calendar as of the given day, else of the model's, else of the day after the last event."""
        today = as_of or spec.as_of or (last_day + days(1) if last_day else None)
        if today is None:
            raise ValueError("Without events there is no as-of date: set calendar.as_of in the model, or give one.")
        return Calendar(spec, today, first_day, last_day)

    @cached_property
    def rules(self) -> TimeRules:
        return TimeRules(self.spec, self.as_of, self.first_day)

    def resolve(self, rule: str) -> Window:
        """The window of a canonical rule; `ValueError` for a rule that does not exist.

        Examples
        --------
        >>> Calendar(CalendarSpec(), date(2026, 10, 15)).resolve("last:1:month")
        Window(start=datetime.date(2026, 9, 1), end=datetime.date(2026, 10, 1), rule='last:1:month')
        """
        start, end = self.rules.bounds(rule)
        return Window(start, end, rule)

    def floor(self, day: date, grain: Grain, *, fiscal: bool = False) -> date:
        """The first day of the period that holds `day`."""
        return period.floor(day, _unit(grain, fiscal=fiscal), self.spec)

    def next(self, start: date, grain: Grain, *, fiscal: bool = False) -> date:
        """The first day of the period after the one that holds `start`."""
        return period.next_start(start, _unit(grain, fiscal=fiscal), self.spec)

    def shift(self, start: date, n: int, grain: Grain, *, fiscal: bool = False) -> date:
        """The first day of the period `n` periods after (negative: before) the one that holds `start`."""
        return period.shift(start, n, _unit(grain, fiscal=fiscal), self.spec)

    def periods(self, window: Window, grain: Grain, *, fiscal: bool = False) -> tuple[date, ...]:
        """First days of all periods that the window touches, clipped to the first day of the data and to as-of."""
        clipped = self.clip(window)
        if clipped.start is None or clipped.end is None or clipped.start >= clipped.end:
            return ()
        starts = [self.floor(clipped.start, grain, fiscal=fiscal)]
        while (following := self.next(starts[-1], grain, fiscal=fiscal)) < clipped.end:
            starts.append(following)
        return tuple(starts)

    def is_complete(self, start: date, grain: Grain, *, fiscal: bool = False, complete_to: date | None = None) -> bool:
        """Whether the period can no longer grow: as-of (and `complete_to`, where given) at or after its end."""
        known_to = min(self.as_of, complete_to) if complete_to else self.as_of
        return known_to >= self.next(start, grain, fiscal=fiscal)

    def clip(self, window: Window | None) -> Window:
        """The window within the data: from its first day up to and including as-of."""
        start, end, rule = (window.start, window.end, window.rule) if window else (None, None, "")
        if self.first_day:
            start = max(start, self.first_day) if start else self.first_day
        end = min(end, self.rules.tomorrow) if end else self.rules.tomorrow
        return Window(start, max(start, end) if start else end, rule)

    def compared(
        self, window: Window, to: CompareTo, align: Align, grain: Grain | None, *, fiscal: bool = False
    ) -> ComparedWindows:
        """The window and its counterpart: as a whole, or (with a grain) period by period, each moved by one of them.

        Raises
        ------
        ValueError
            If the window has no start, or the counterpart does not exist (a week 53 with `same_number`, a lunar
            holiday of an unlisted year).
        """
        frame = self._frame(window)
        end = self._end_now(window, frame, align)
        if grain:
            return self._compared_by_period(window, frame, end, to, align, _unit(grain, fiscal=fiscal))
        then = self._counterpart(window.rule, frame, to)
        cut = end != frame.end and align == "like_for_like"
        then_end = min(self._same_day(window.rule, frame, then, end, to), then.end) if cut else then.end
        return _compared(frame.start, end, then.start, then_end, clipped=self._is_cut(window, frame))

    def _is_cut(self, window: Window, frame: Frame) -> bool:
        return frame.start <= self.as_of < max(frame.end, window.end or frame.end)

    def moved_holidays(self, now: Window, then: Window) -> tuple[str, ...]:
        """Names of moving holidays that lie in only one of the two windows, of the sets that the model names."""
        moving = [holiday for holiday in self.holidays if holiday.moving and holiday.group in self.spec.holidays]
        inside = [{holiday.name for holiday in moving if _overlap(holiday, window)} for window in (now, then)]
        return tuple(sorted(inside[0] ^ inside[1]))

    @cached_property
    def holidays(self) -> tuple[Holiday, ...]:
        """The shipped holidays and the model's own, for the years of the data and of the lunar table."""
        first = min(self.first_day or self.as_of, date(2020, 1, 1)).year
        return all_holidays(range(first, max(self.as_of.year + 1, 2030) + 1), self.spec.holidays)

    def _frame(self, window: Window) -> Frame:
        """The whole periods behind a window, by its rule; a window without one is taken as it is."""
        frame = self._named_frame(window)
        if frame:
            return frame
        start = window.start or self.first_day
        if start is None:
            raise ValueError("A window without a start has nothing before it to be compared with.")
        return self._as_it_is(start, window.end or self.rules.tomorrow)

    def _named_frame(self, window: Window) -> Frame | None:
        try:
            frame = self.rules.frame(window.rule)
        except ValueError:  # written by hand: the days are what is meant
            return None
        if window.start and not frame.start <= window.start:
            return None
        if window.rule.startswith("since:") and self.as_of > frame.start:
            return self._as_it_is(frame.start, self.as_of)
        return frame

    def _as_it_is(self, start: date, end: date) -> Frame:
        return Frame(start, end, *period.whole_units(start, end, self.spec))

    def _end_now(self, window: Window, frame: Frame, align: Align) -> date:
        """Where the days to compare end: at as-of, when as-of cuts the period.

        A period that begins with as-of's day has no complete day: that one day then stands for it, unless only
        complete days were asked for. Who asks to include today gets today.
        """
        kind = window.rule.partition(":")[0]
        if frame.end <= self.as_of or frame.start > self.as_of or kind == "including_today":
            return frame.end
        if kind == "to_date":
            return self.as_of
        if align == "full" or frame.start == self.as_of:
            return min(frame.end, self.rules.tomorrow)
        return self.as_of

    def _counterpart(self, rule: str, frame: Frame, to: CompareTo) -> Frame:
        """The whole period before, or a year before."""
        kind, *args = rule.split(":")
        if kind == "holiday" and to == "year_ago":
            holiday = known_holiday(args[0], int(args[1]) - 1, self.spec)
            return Frame(holiday.start, holiday.end, frame.n, "day")
        if kind in ("first", "last_of", "on"):
            return self._counterpart_of_part(kind, args, to)
        if to == "year_ago":
            return self._year_before(frame)
        whole = period.floor(frame.start, frame.unit, self.spec) == frame.start
        back = period.shift(frame.start, -frame.n, frame.unit, self.spec)
        start = back if whole else period.move(frame.start, -frame.n, frame.unit)
        return Frame(start, frame.start, frame.n, frame.unit)

    def _counterpart_of_part(self, kind: str, args: list[str], to: CompareTo) -> Frame:
        """The same part of the period before: the first three days of May against those of April."""
        inner = ":".join(args[1:] if kind == "on" else args[2:])
        before = self._counterpart(inner, self.rules.frame(inner), to)
        if kind == "on":
            return self.rules.weekday_of(int(args[0]), before)
        part = self.rules.first_of if kind == "first" else self.rules.last_of
        return part(int(args[0]), as_unit(args[1]), before)

    def _year_before(self, frame: Frame) -> Frame:
        if frame.unit == "week":
            start = self._week_year_before(frame.start)
            return Frame(start, start + (frame.end - frame.start), frame.n, "week")
        start = period.add_months(frame.start, -12)
        if frame.unit != "day" and period.floor(frame.end, frame.unit, self.spec) == frame.end:
            return Frame(start, period.shift(frame.end, -_PER_YEAR[frame.unit], frame.unit, self.spec), *_size(frame))
        return Frame(start, _year_before_end(frame.end), *_size(frame))

    def _week_year_before(self, start: date) -> date:
        if self.spec.week_year_ago == "364_days":
            return start - days(364)
        year, number = period.week_label(start, self.spec)
        return period.week_start(year - 1, number, self.spec)

    def _same_day(self, rule: str, frame: Frame, then: Frame, end: date, to: CompareTo) -> date:
        """Where the counterpart of a cut period ends: a year ago on the same date, otherwise after as many days."""
        if to == "previous" or frame.unit == "week" or rule.startswith("holiday:") or end == frame.start:
            return then.start + (end - frame.start)
        return _year_before_end(end)

    def _compared_by_period(
        self, window: Window, frame: Frame, end: date, to: CompareTo, align: Align, unit: Unit
    ) -> ComparedWindows:
        last = period.floor(end - days(1), unit, self.spec)
        then_last = self._back(last, to, unit)
        then_end = period.next_start(then_last, unit, self.spec)
        if align == "like_for_like" and end < period.next_start(last, unit, self.spec):
            then_end = min(then_end, then_last + (end - last))
        first = period.floor(frame.start, unit, self.spec)
        then_start = self._back(first, to, unit) + (frame.start - first)
        return _compared(frame.start, end, min(then_start, then_end), then_end, clipped=self._is_cut(window, frame))

    def _back(self, start: date, to: CompareTo, unit: Unit) -> date:
        """The first day of the period that `start`'s period is compared with."""
        if to == "previous":
            return period.shift(start, -1, unit, self.spec)
        if unit == "week":
            return self._week_year_before(start)
        if unit == "day":
            return period.add_months(start, -12)
        return period.shift(start, -_PER_YEAR[unit], unit, self.spec)


def _unit(grain: Grain, *, fiscal: bool) -> Unit:
    unit = as_unit("day" if grain in ("second", "minute", "hour") else grain)
    return _FISCAL.get(unit, unit) if fiscal else unit


def _size(frame: Frame) -> tuple[int, Unit]:
    return frame.n, frame.unit


def _year_before_end(end: date) -> date:
    """The end of a window one year earlier, by its last day: up to 28 February also a year after a leap day."""
    return period.add_months(end - days(1), -12) + days(1)


def _overlap(holiday: Holiday, window: Window) -> bool:
    return (window.end is None or holiday.start < window.end) and (window.start is None or window.start < holiday.end)


def _compared(start: date, end: date, then_start: date, then_end: date, *, clipped: bool) -> ComparedWindows:
    return ComparedWindows(
        now=Window(start, end, f"between:{start}:{end - days(1)}" if start < end else ""),
        then=Window(
            then_start, then_end, f"between:{then_start}:{then_end - days(1)}" if then_start < then_end else ""
        ),
        days_now=(end - start).days,
        days_then=(then_end - then_start).days,
        clipped=clipped,
    )
