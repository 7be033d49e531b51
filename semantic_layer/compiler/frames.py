"""Which dates a branch reads for which period of the answer.

Rule: a window is half-open, and a shifted branch (an earlier period, a running total, a horizon) says for every
period of the answer which dates it reads. Periods are moved as whole periods through the calendar, never as rows.

Periods are written into the SQL as literals rather than read from a spine table: the text is then the same on every
engine, needs no table that covers the right years, and shows an analyst exactly which dates were compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from semantic_layer import periods as arithmetic
from semantic_layer.calendar import Align, Calendar, ComparedWindows, CompareTo
from semantic_layer.errors import BadQuery
from semantic_layer.model import Grain
from semantic_layer.periods import Unit
from semantic_layer.query import Comparison, SemanticQuery, Window

SUB_DAY: frozenset[Grain] = frozenset({"second", "minute", "hour"})
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """The dates `[start, end)` that are read for one period of the answer."""

    period: date
    start: date | None
    end: date


@dataclass(frozen=True)
class Frame:
    """Dates of a branch: one range, or one span for each period when the period is not that of the row's own date.

    `is_whole`: the spans are whole periods of the query's grain (their end may be cut), so that a row belongs to the
    span that starts with the row's own period. Otherwise spans may overlap and a row may count in several.
    """

    start: date | None = None
    end: date | None = None
    spans: tuple[Span, ...] = ()
    is_whole: bool = False
    label: str = ""

    @property
    def is_open(self) -> bool:
        return self.start is None and self.end is None and not self.spans


@dataclass(frozen=True)
class TimeAxis:
    """The periods of a query, and how frames are moved along them."""

    calendar: Calendar
    grain: Grain | None
    fiscal: bool
    window: Window | None  # as asked, cut to whole days where a comparison is like for like
    periods: tuple[date, ...]

    @property
    def base(self) -> Frame:
        return Frame(self.window.start, self.window.end) if self.window else Frame()

    def end_of(self, period: date) -> date:
        """The first day after the period, cut to the window."""
        if self.grain is None:
            raise BadQuery("The query has no grain, so it has no periods. Add a grain.")
        end = self.calendar.next(period, self.grain, fiscal=self.fiscal)
        return min(end, self.window.end) if self.window and self.window.end else end

    def start_of(self, period: date) -> date:
        return max(period, self.window.start) if self.window and self.window.start else period

    def spans(self, read: Callable[[date, date], tuple[date | None, date]]) -> tuple[Span, ...]:
        """One span for each period; `read` gets the period's own dates and returns the dates to read."""
        return tuple(Span(period, *read(self.start_of(period), self.end_of(period))) for period in self.periods)

    def first_incomplete(self, grain: Grain) -> date | None:
        """The period that as-of cuts, where the query also reads complete ones; None where there is nothing to tell."""
        if grain in SUB_DAY:
            return None
        start = self.calendar.floor(self.calendar.as_of, grain, fiscal=self.fiscal)
        if self.window is None:
            return start
        reaches = self.window.end is None or self.window.end > start
        return start if reaches and (self.window.start is None or self.window.start < start) else None

    def moved(self, frame: Frame, n: int, grain: Grain) -> Frame:
        """The frame `n` periods of `grain` later (negative: earlier)."""
        label = f"{frame.label}_moved" if frame.label else f"{abs(n)}_{grain}_{'before' if n < 0 else 'after'}"
        if self.grain is None:
            if frame.start is None and frame.end is None:
                raise BadQuery(f"An offset of {abs(n)} {grain} needs a window or a grain. Add one.")
            start = frame.start and self._move(frame.start, n, grain)
            return replace(frame, start=start, end=frame.end and self._move(frame.end, n, grain), label=label)
        self._needs_days()
        own = frame.spans or self.spans(lambda start, end: (start, end))
        return Frame(spans=tuple(self._moved_span(span, n, grain) for span in own), is_whole=True, label=label)

    def _moved_span(self, span: Span, n: int, grain: Grain) -> Span:
        whole = self._floor(span.start or span.period)
        start = self._move(whole, n, grain)
        if self._floor(start) != start:
            raise BadQuery(f"An offset of {abs(n)} {grain} is no whole number of {self.grain}s. Use a coarser offset.")
        assert self.grain is not None
        return Span(span.period, start, self.calendar.next(start, self.grain, fiscal=self.fiscal))

    def started(self, frame: Frame, grain: Grain) -> Frame:
        """For each period the first period of the `grain` that holds it (the first month of its year)."""
        if self.grain is None:
            raise BadQuery(f"The start of the {grain} needs a grain below it. Add one.")
        self._needs_days()
        spans = []
        for span in frame.spans or self.spans(lambda start, end: (start, end)):
            start = self.calendar.floor(span.start or span.period, grain, fiscal=self.fiscal)
            spans.append(Span(span.period, start, self.calendar.next(start, self.grain, fiscal=self.fiscal)))
        return Frame(spans=tuple(spans), label=f"start_of_{grain}")

    def _move(self, day: date, n: int, grain: Grain) -> date:
        if grain == "year" and self.grain == "week" and self.calendar.spec.week_year_ago == "364_days":
            return day + DAY * 364 * n
        return arithmetic.move(day, n, _unit(grain))

    def _floor(self, day: date) -> date:
        assert self.grain is not None
        return self.calendar.floor(day, self.grain, fiscal=self.fiscal)

    def _needs_days(self) -> None:
        if self.grain in SUB_DAY:
            raise BadQuery(f"Periods of a {self.grain} cannot be compared. Use day or a coarser grain.")
        if not self.periods:
            raise BadQuery("The query's periods are not known: the data have no first day. Add a window.")

    def compared(self, comparison: Comparison, window: Window | None) -> tuple[Frame, tuple[ComparedWindows, ...]]:
        """The frame of the other period, and the windows that are set against each other, one for each period."""
        if self.grain is None:
            if window is None or window.start is None or window.end is None:
                raise BadQuery("A comparison needs a window or a grain. Add one.")
            pair = self._pair(comparison, window, comparison.window)
            return Frame(pair.then.start, pair.then.end, label=comparison.to), (pair,)
        self._needs_days()
        own = [Window(self._first(p, window), self._last(p, window)) for p in self.periods]
        others = self._other_periods(comparison)
        pairs = [self._pair(comparison, mine, other) for mine, other in zip(own, others, strict=False)]
        spans = tuple(
            Span(period, pair.then.start, pair.then.end)
            for period, pair in zip(self.periods, pairs, strict=False)
            if pair.then.start and pair.then.end
        )
        whole = all(self._floor(span.start) == span.start for span in spans if span.start)
        return Frame(spans=spans, is_whole=whole, label=comparison.to), tuple(pairs)

    def _first(self, period: date, window: Window | None) -> date:
        return max(period, window.start) if window and window.start else period

    def _last(self, period: date, window: Window | None) -> date:
        assert self.grain is not None
        end = self.calendar.next(period, self.grain, fiscal=self.fiscal)
        return min(end, window.end) if window and window.end else end

    def _other_periods(self, comparison: Comparison) -> tuple[Window | None, ...]:
        if comparison.to != "window":
            return (None,) * len(self.periods)
        assert self.grain is not None
        if comparison.window is None:
            raise BadQuery("A comparison with a window needs that window.")
        starts = self.calendar.periods(comparison.window, self.grain, fiscal=self.fiscal)
        return tuple(
            Window(self._first(start, comparison.window), self._last(start, comparison.window)) for start in starts
        )

    def _pair(self, comparison: Comparison, window: Window, other: Window | None) -> ComparedWindows:
        match comparison.to:
            case "window":
                if other is None or other.start is None or other.end is None:
                    raise BadQuery("A comparison with a window needs that window, with a start and an end.")
                assert window.start and window.end
                days_now = (window.end - window.start).days
                return ComparedWindows(window, other, days_now, (other.end - other.start).days, False)
            case to:
                return _counterpart(self.calendar, window, to, comparison.align, self.grain, self.fiscal)


# Questions about the same periods follow each other, and a calendar never changes: both answers are kept.
@lru_cache(maxsize=4096)
def _counterpart(
    calendar: Calendar, window: Window, to: CompareTo, align: Align, grain: Grain | None, fiscal: bool
) -> ComparedWindows:
    try:
        return calendar.compared(window, to, align, grain, fiscal=fiscal)
    except ValueError as error:
        raise BadQuery(f"The period cannot be compared: {error}") from error


@lru_cache(maxsize=512)
def _periods(calendar: Calendar, window: Window, grain: Grain, fiscal: bool) -> tuple[date, ...]:
    return calendar.periods(window, grain, fiscal=fiscal)


def time_axis(query: SemanticQuery, calendar: Calendar) -> TimeAxis:
    """The periods and the window of a query, before any comparison cuts them.

    Where no window was asked for, a period that begins after the last day with data is none: it only says that as-of
    is the day after.
    """
    window = query.window if query.window and (query.window.start or query.window.end) else None
    periods: tuple[date, ...] = ()
    if query.grain and query.grain not in SUB_DAY:
        clipped = window or Window()
        if clipped.start or calendar.first_day:
            periods = _periods(calendar, clipped, query.grain, query.fiscal)
        last = calendar.last_day
        if window is None and last is not None and any(period <= last for period in periods):
            periods = tuple(period for period in periods if period <= last)
    return TimeAxis(calendar, query.grain, query.fiscal, window, periods)


def as_grain(text: str) -> Grain:
    """Return the grain of that name."""
    match text:
        case "second" | "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year":
            return text
        case _:
            raise BadQuery(f"{text!r} is no grain. Use day, week, month, quarter or year.")


def period_of(text: str) -> tuple[int, Grain]:
    """Read "3 months" as its number and grain.

    Examples
    --------
    >>> period_of("1 month"), period_of("7 days")
    ((1, 'month'), (7, 'day'))
    """
    count, _, unit = text.strip().partition(" ")
    grain = unit.strip().removesuffix("s")
    match grain:
        case "day" | "week" | "month" | "quarter" | "year" if count.isdigit():
            return int(count), grain
        case _:
            raise BadQuery(f"{text!r} is no period. Write a number and day, week, month, quarter or year.")


def _unit(grain: Grain) -> Unit:
    match grain:
        case "day" | "week" | "month" | "quarter" | "year":
            return grain
        case _:
            raise BadQuery(f"Periods cannot be moved by {grain}s. Use day, week, month, quarter or year.")
