"""The same days of the unit before: "last week, compared to the same period last month", 与上月同期相比.

Rule: a whole unit is compared with the unit before it; any other period is compared with the same days one unit
earlier, and never with the days right before it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from assistant.parser.draft import Draft, Item
from semantic_layer.model import Grain
from semantic_layer.query import Comparison, Window

_SAME = re.compile(r"\b(?:same|corresponding|comparable)\b|同期")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def same_time_before(draft: Draft, item: Item, grain: Grain | None) -> Comparison | None:
    """Return the comparison that such words ask for; None where they say nothing of the kind."""
    if grain is None or _SAME.search(item.text) is None:
        return None
    for cue in list(draft.cued("compare")):
        if cue.text.startswith("compar"):
            cue.operate("compare", "comparison")
    window = draft.window
    if window is None or _is_unit(draft, window, grain) or window.start is None or window.end is None:
        return Comparison("previous")
    start, last = _before(window.start, grain), _before(window.end - timedelta(days=1), grain)
    return Comparison("window", window=draft.calendar.resolve(f"between:{start.isoformat()}:{last.isoformat()}"))


def _is_unit(draft: Draft, window: Window, grain: Grain) -> bool:
    """A unit, or the one that runs."""
    if window.rule in (f"this:{grain}", f"to_date:{grain}") or window.start is None:
        return True
    return draft.calendar.floor(window.start, grain) == window.start and (
        draft.calendar.next(window.start, grain) == window.end
    )


def _before(day: date, grain: Grain) -> date:
    if grain not in _MONTHS:
        return day - timedelta(days=7 if grain == "week" else 1)
    year, month = divmod(day.year * 12 + day.month - 1 - _MONTHS[grain], 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
