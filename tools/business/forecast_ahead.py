"""The periods that a forecast is about, and the interval around each.

Rule: the asked period is taken from end to end, and every step from the last known period on is forecast, because each
rests on the one before. A series that is too short, or that has holes, is refused with the numbers. What was never
below 0 is not forecast below it, a share not above 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from semantic_layer.model import Grain
from semantic_layer.query import Window
from tools.business.forecast_methods import Tested, widths
from tools.business.time_series import Read, TimeSeries
from tools.context import ToolContext
from tools.errors import BadParameter, SeriesBroken, SeriesTooShort

DEFAULT_WINDOW = "next:3:month"
FEWEST = 8
MOST_STEPS = 400
MISSING = 0.1  # share of periods without data from which on a series is broken
LONGEST = 1_095  # of a long series the latest three years of days
_UNITS: dict[str, Grain] = {"day": "day", "week": "week", "month": "month", "quarter": "month", "year": "month"}


@dataclass(frozen=True)
class Ahead:
    """The forecast periods: first days, values, interval. `asked` of the last ones lie in the asked window."""

    starts: tuple[date, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    asked: tuple[int, ...]


def whole_window(window: Window | None, ctx: ToolContext) -> Window:
    """The asked period from end to end: "this month" is all of it, also the days that are still to come."""
    window = window or ctx.calendar.resolve(DEFAULT_WINDOW)
    if window.rule:
        try:
            frame = ctx.calendar.rules.frame(window.rule)
            window = replace(window, start=frame.start, end=frame.end)
        except ValueError:  # a window written by hand
            pass
    if window.start is None or window.end is None or window.end <= ctx.as_of:
        raise BadParameter("window", "past", "a period that lies ahead")
    return window


def grain_of(window: Window, ctx: ToolContext) -> Grain:
    """The length that the window is counted in; else the longest that fits into it without a rest."""
    named = window.rule.rpartition(":")[2]
    if named in _UNITS:
        return _UNITS[named]
    assert window.start is not None and window.end is not None
    for grain in ("month", "week"):
        if all(ctx.calendar.floor(day, grain) == day for day in (window.start, window.end)):
            return grain
    return "day"


def periods_ahead(one: TimeSeries, window: Window, grain: Grain, ctx: ToolContext) -> tuple[date, ...]:
    """First days of the periods after the last known one up to the end of the window."""
    assert window.end is not None
    found = [ctx.calendar.next(one.starts[-1], grain)]
    while (following := ctx.calendar.next(found[-1], grain)) < window.end:
        found.append(following)
        if len(found) > MOST_STEPS:
            raise BadParameter("window", window.end.isoformat(), f"at most {MOST_STEPS} steps ahead")
    return tuple(found)


def usable(one: TimeSeries, steps: int) -> list[float]:
    """The values to learn from, or the refusal with the numbers."""
    need = max(FEWEST, 2 * steps)
    if len(one.recorded) < need:
        raise SeriesTooShort(len(one.recorded), need)
    holes = one.missing > MISSING * len(one.recorded) or one.missing_at_end
    if holes or any(value is None for value in one.values):
        raise SeriesBroken(one.missing, len(one.recorded), one.missing_at_end)
    return [float(value) for value in one.values if value is not None][-LONGEST:]


def reached(one: TimeSeries, window: Window) -> list[float]:
    """Values of the whole periods of the asked window that are known already."""
    assert window.start is not None
    return [
        value
        for start, value in zip(one.starts, one.values, strict=True)
        if value is not None and start >= window.start
    ]


def with_interval(
    best: Tested, starts: tuple[date, ...], window: Window, level: float, read: Read, values: Sequence[float]
) -> Ahead:
    """The interval around each step; what was never below 0 is not forecast below it, a share not above 1."""
    floor = 0.0 if min(values) >= 0 else float("-inf")
    ceiling = 1.0 if read.metric.unit.kind == "share" and max(values) <= 1 else float("inf")

    digits = 0 if read.metric.format.kind == "integer" else 9  # nobody expects a third of an order

    def inside(value: float) -> float:
        return round(min(max(value, floor), ceiling), digits)

    half = widths(best.errors, level)
    assert window.start is not None
    return Ahead(
        starts,
        tuple(inside(value) for value in best.ahead),
        tuple(inside(value - width) for value, width in zip(best.ahead, half, strict=True)),
        tuple(inside(value + width) for value, width in zip(best.ahead, half, strict=True)),
        tuple(n for n, start in enumerate(starts) if start >= window.start) or (len(starts) - 1,),
    )
