"""Sums since the start of a period: "month-to-date revenue by day", "cumulative revenue as of 15 October".

Rule: with a finer unit of time the sum starts again with each period and runs along it; as of one day it is the sum
from the start of the period, or of all data, to that day.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.parser.draft import Draft, Item
from semantic_layer.model import Grain
from semantic_layer.query import Cumulate

_TO_DATE = re.compile(
    r"\w+[ -]to[ -]date|[ymqw]td|(?:年|月|季|季度|周)初至今|本?(?:年|月|季度|周)(?:度)?至今|本(?:年|月|季度|周)累计"
)
_LAST_DAYS = re.compile(r"(?:last|rolling):\d+:day")
_UNITS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")


def read_to_date(draft: Draft) -> None:
    """Fill the running sum or the window of a sum to date."""
    times = [item for item in draft.free() if item.piece.time is not None]
    item = next((i for i in times if _period(i) and _TO_DATE.fullmatch(i.text)), None)
    same = [i for i in times if item is not None and i.piece.times[0].rule == item.piece.times[0].rule]
    others = [other for other in times if other not in same]
    if item is None:
        if not _read_days_to_day(draft, others):
            _read_sum_to_day(draft, others)
    else:
        _read_period(draft, same, others)


def _read_period(draft: Draft, said: list[Item], others: list[Item]) -> None:
    """One period to date, which may be said twice: "month-to-date (MTD)"."""
    period = _period(said[0])
    if period is None:
        return
    if (finer := _finer(others, period)) is not None:
        for item in said:
            item.operate(f"to_date:{period}")
        draft.cumulate = Cumulate("to_date", to_date=period)
        draft.grain = finer
        if not any(other.piece.time and other.piece.time.kind == "window" for other in others):
            draft.window = draft.calendar.resolve(f"to_date:{period}")
    elif (day := _day(draft, others)) is not None:
        start = draft.calendar.floor(day, period)
        for word in (*said, *others):
            word.take(f"to_date:{period}", "time")
        draft.window = draft.calendar.resolve(f"between:{start.isoformat()}:{day.isoformat()}")


def _read_days_to_day(draft: Draft, times: list[Item]) -> bool:
    """ "The last 7 days as of 15 October", 截至10月15日近7天累计: the days that end with that day."""
    last = [t for t in times if len(t.piece.times) == 1 and t.piece.time and _LAST_DAYS.fullmatch(t.piece.time.rule)]
    rest = [t for t in times if t not in last]
    day = _day(draft, rest)
    if len(last) != 1 or day is None or last[0].piece.time is None:
        return False
    start = day - timedelta(days=int(last[0].piece.time.rule.split(":")[1]) - 1)
    draft.window = draft.calendar.resolve(f"between:{start.isoformat()}:{day.isoformat()}")
    for word in (*times, *draft.cued("cumulative", "moving_sum")):
        word.take(f"time:{draft.window.rule}", "time")
    return True


def _read_sum_to_day(draft: Draft, times: list[Item]) -> None:
    """ "Cumulative revenue as of 15 October" is one number: all there was until then."""
    cue = next(draft.cued("cumulative"), None)
    course = next(draft.cued("trend", "chart_line"), None)
    if cue is not None and course is None and _day(draft, times) is not None:
        cue.operate("cumulative")


def settle_begun(draft: Draft) -> None:
    """A period to date that begins with today has no complete day: the period itself says that it has only begun."""
    window = draft.window
    if window is None or window.start != window.end:
        return
    kind, _, unit = window.rule.partition(":")
    if kind == "to_date" and unit in _UNITS:
        draft.window = draft.calendar.resolve(f"this:{unit}")


def _period(item: Item) -> Grain | None:
    rules = {time.rule for time in item.piece.times}
    unit = next(iter(rules)).removeprefix("to_date:") if len(rules) == 1 else ""
    return next((grain for grain in _UNITS if grain == unit), None)


def _finer(times: list[Item], period: Grain) -> Grain | None:
    grains = [t.piece.time.grain for t in times if t.piece.time and t.piece.time.kind == "grain"]
    grain = grains[0] if len(grains) == 1 else None
    return grain if grain in _UNITS and _UNITS.index(grain) < _UNITS.index(period) else None


def _day(draft: Draft, times: list[Item]) -> date | None:
    """The only other word of time is the day up to which the sum goes."""
    match = times[0].piece.time if len(times) == 1 else None
    if match is None or match.kind != "window" or not match.rule.startswith("until:") or len(times[0].piece.times) > 1:
        return None
    end = draft.calendar.resolve(match.rule).end
    return end - timedelta(days=1) if end else None
