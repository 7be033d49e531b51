"""Dates that were agreed on and may lie ahead: "leases ending in 2025", "invoices due next month", 明年到期的合同.

Rule: what happened ends at as-of, but an end, a deadline or an expiry is known before it comes. A period of such a date
that reaches beyond as-of is a condition on the date, so that nothing in it is cut off; the rows are those known by
as-of. What "ended" or "expired" is over, and ends at as-of like all that happened. By a unit of time, or against
another period, the date is left as it was.
"""

from __future__ import annotations

import re
from datetime import timedelta

from assistant.parser.draft import Draft
from semantic_layer.model import Dimension
from semantic_layer.nicknames import called
from semantic_layer.query import Compare, TimeRef

_AGREED = re.compile(
    r"\b(?:end|ends|due|expiry|expiration|expires?|deadline|maturity|renewal|valid|until)\b|到期|截止|结束|有效|续约"
)


def settle_agreed_dates(draft: Draft) -> None:
    """Turn the period into a condition on the date."""
    if draft.time == TimeRef() or draft.window is None or draft.grain is not None or draft.compare or draft.cumulate:
        return
    date = draft.dimension(draft.time.name)
    window = draft.calendar.resolve(draft.window.rule) if draft.window.rule else draft.window
    if date is None or not _is_agreed(date) or window.start is None or window.end is None:
        return
    if any(item.bound_to == f"time:{draft.time.name}" and item.text.endswith(("ed", "了")) for item in draft.items):
        return
    if window.end <= draft.calendar.as_of + timedelta(days=1):
        return
    draft.filters += [Compare(date.qualified, "ge", (window.start,)), Compare(date.qualified, "lt", (window.end,))]
    draft.time, draft.window = TimeRef(), None


def _is_agreed(date: Dimension) -> bool:
    return any(_AGREED.search(name) for name in (date.name.replace("_", " "), *called(date)))
