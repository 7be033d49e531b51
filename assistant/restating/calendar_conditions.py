"""Say a condition on a part of the calendar: "on weekends", "in the months June to August", "from 18:00 to 18:59".

Rule: a set that people have a name for is said by that name only when it is exactly that set; values without a gap are
a range, all others are named one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant import formats
from assistant.wording import Wording
from semantic_layer.query import CalendarPart, Compare

_WEEKEND, _WORKDAYS = (6, 7), (1, 2, 3, 4, 5)
_MIN_RANGE = 3  # "June and July", but "June to August"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def part_text(condition: Compare, wording: Wording) -> str:
    """A condition with a `part`, in words. Orders ("hour ≥ 18:00") and values that are no numbers keep the operator."""
    part, values = condition.part, _values(condition)
    assert part is not None
    if condition.op in ("eq", "in", "between", "ne", "not_in") and values:
        text = _SAID[part](values, wording)
        if condition.op in ("ne", "not_in"):
            text = wording.say("part.not", text=text)
        is_own_time = condition.field == "metric_time"
        return text if is_own_time else wording.say("part.of", name=wording.dimension(condition.field), text=text)
    name = wording.say(f"restate.part.{part}")
    if condition.field != "metric_time":
        name = wording.say("restate.by_time", name=wording.dimension(condition.field), grain=name)
    written = wording.join(
        formats.calendar_part(value, part, wording.language) for value in condition.values if isinstance(value, int)
    )
    return wording.say(f"op.{condition.op}", field=name, value=written)


def _values(condition: Compare) -> tuple[int, ...]:
    """The values in order; `between` holds all from the first to the last."""
    found = tuple(value for value in condition.values if isinstance(value, int) and not isinstance(value, bool))
    if len(found) != len(condition.values):
        return ()
    if condition.op == "between" and len(found) == 2:
        return tuple(range(found[0], found[1] + 1))
    return tuple(sorted(set(found)))


def _weekdays(values: Sequence[int], wording: Wording) -> str:
    if tuple(values) == _WEEKEND:
        return wording.say("part.weekend")
    if tuple(values) == _WORKDAYS:
        return wording.say("part.workday")
    names = [formats.calendar_part(value, "weekday", wording.language) for value in values]
    if wording.language == "en":
        names = [f"{name}s" for name in names]
    return wording.say("part.weekday", names=wording.join(names))


def _months(values: Sequence[int], wording: Wording) -> str:
    def name(value: int) -> str:
        known = wording.language == "en" and 1 <= value <= len(_MONTHS)
        return _MONTHS[value - 1] if known else formats.calendar_part(value, "month_of_year", wording.language)

    if _is_range(values):
        return wording.say("part.months", first=name(values[0]), last=name(values[-1]))
    return wording.say("part.every_year", names=wording.join(map(name, values)))


def _days(values: Sequence[int], wording: Wording) -> str:
    names = [formats.calendar_part(value, "day_of_month", wording.language) for value in values]
    if _is_range(values):
        return wording.say("part.days.range", first=names[0], last=names[-1])
    return wording.say("part.day" if len(names) == 1 else "part.days", names=wording.join(names))


def _hours(values: Sequence[int], wording: Wording) -> str:
    """Stretches of the day: hours without a gap are one."""
    starts = [hour for hour in values if hour - 1 not in values]
    ends = [hour for hour in values if hour + 1 not in values]
    return wording.comma(
        wording.say("part.hours", first=f"{start:02d}:00", last=f"{end:02d}:59")
        for start, end in zip(starts, ends, strict=True)
    )


def _named(part: CalendarPart) -> Callable[[Sequence[int], Wording], str]:
    def said(values: Sequence[int], wording: Wording) -> str:
        names = [formats.calendar_part(value, part, wording.language) for value in values]
        if _is_range(values):
            return wording.say("part.range", first=names[0], last=names[-1])
        return wording.say("part.in" if part == "year" else "part.every_year", names=wording.join(names))

    return said


def _is_range(values: Sequence[int]) -> bool:
    return len(values) >= _MIN_RANGE and values[-1] - values[0] + 1 == len(values)


_SAID: Mapping[CalendarPart, Callable[[Sequence[int], Wording], str]] = {
    "weekday": _weekdays,
    "month_of_year": _months,
    "quarter_of_year": _named("quarter_of_year"),
    "day_of_month": _days,
    "hour": _hours,
    "year": _named("year"),
}
