"""A change from one period to another: "growth from 2024 to 2025", 3月到4月销售额的变化.

Rule: a change between two whole months, quarters or years that are named compares the second with the first; it is not
the change of both together against the time before them. Two periods of unlike length ("from 2024 to Q2 2025") have no
change that says anything, and are refused. Days are left alone, and so is a comparison that was named.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.times.periods import comparison_of
from assistant.parser.times.times import find_times
from semantic_layer.calendar import Calendar
from semantic_layer.query import Comparison, Window

_APART = re.compile(r"\s+(?:to|until|till|and)\s+|(?:一直)?[到至]")
_GRAINS = ("month", "quarter", "year")


def settle_change_between(draft: Draft) -> None:
    """Set the second of two periods against the first, where their change is asked for."""
    said = any(item.piece.time is not None and item.piece.time.kind == "comparison" for item in draft.items)
    if said or draft.growth is None or draft.grain is not None or draft.compare != [Comparison("previous")]:
        return
    window = draft.window
    if window is None or not window.rule.startswith("between:"):
        return
    for item in draft.items:
        _refuse_unlike(item, window, draft.calendar)
    ends = next((found for item in draft.items if (found := _ends(item, window, draft.calendar)) is not None), None)
    if ends is None:
        return
    then, draft.window = ends
    draft.compare = [comparison_of(draft, draft.window, then)]


def _refuse_unlike(item: Item, window: Window, calendar: Calendar) -> None:
    if item.piece.time is None or item.piece.time.rule != window.rule:
        return
    first, *others = (_grain(part, calendar) for part in _parts(item))
    if first and len(others) == 1 and others[0] and others[0] != first:
        raise refuse("unlike_periods", missing=[item.text], said=item.text)


def _parts(item: Item) -> list[str]:
    return _APART.split(item.text.removeprefix("from ").removeprefix("between ").removeprefix("从"))


def _ends(item: Item, window: Window, calendar: Calendar) -> tuple[Window, Window] | None:
    """The two periods that a stretch of time is written from and to; what is said of one, a year, is said of both."""
    if item.piece.time is None or item.piece.time.rule != window.rule or window.start is None or window.end is None:
        return None
    parts = _parts(item)
    grains = {_grain(part, calendar) for part in parts}
    grain = grains.pop()
    if len(parts) != 2 or grains or grain not in _GRAINS:
        return None
    then = calendar.resolve(_period(window.start, grain))
    now = calendar.resolve(_period(window.end - timedelta(days=1), grain))
    if then.start != window.start or now.end != window.end or then == now:
        return None
    return then, now


def _grain(part: str, calendar: Calendar) -> str:
    found = [match.rule for match in find_times(part.strip(), calendar) if match.kind == "window"]
    return found[0].partition(":")[0] if found else ""


def _period(day: date, grain: str) -> str:
    """The rule of the period that holds a day; a year that was said once is that of both."""
    number = {"month": f"-{day.month:02d}", "quarter": f"-{(day.month + 2) // 3}", "year": ""}[grain]
    return f"{grain}:{day.year}{number}"
