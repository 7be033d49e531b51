"""Where a change lies: "why did revenue fall last month", 上个月销售额为什么下降.

Rule: the rest of the question is read as a query, whose one metric, conditions and period are taken; "rose" and "fell"
are what the question takes for granted. Why something came about is not in the data: what is answered is where it lies,
and the answer says so.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from assistant.parser.analyses.slots import Analysis, Read, read_rest_as_query, refuse_extra
from assistant.parser.draft import Draft, refuse
from tools.business_arguments import ExplainChangeArgs

DEFAULT_WINDOW = "last:1:month"


def _suits(draft: Draft) -> bool:
    """Only of a number of the model, that is named or that the answer before showed."""
    return bool(draft.previous and draft.previous.metrics) or _names_number(draft)


def _names_number(draft: Draft) -> bool:
    return any(item.named("metric") or item.named("entity") for item in draft.items)


def _suits_change(draft: Draft) -> bool:
    """ "Decompose the change in revenue"; without a change, revenue is only to be shown by its parts."""
    changed = (i for i in draft.items if i.has("growth", "decline", "change") and not i.piece.meanings)
    return _names_number(draft) and next(changed, None) is not None


def _read(draft: Draft, read_query: Read) -> BaseModel:
    premise = _premise(draft)
    query = read_rest_as_query(draft, read_query)
    refuse_extra(draft, query, "explain_change", "metrics", "filters", "window", "dimensions", "compare")
    if len(query.metrics) != 1 or query.metrics[0].filters or query.metrics[0].agg:
        raise refuse("not_in_analysis", what=draft.text, tool="explain_change")
    if any(item.to == "window" for item in query.compare):
        raise refuse("not_in_analysis", what=draft.text, tool="explain_change")
    window = query.window
    if window is None:
        window = draft.calendar.resolve(DEFAULT_WINDOW)
        draft.assume("default_window", f"time:{DEFAULT_WINDOW}")
    return ExplainChangeArgs(
        metric=query.metrics[0].name,
        window=window,
        filters=query.filters,
        by=tuple(ref.name for ref in query.dimensions),
        against="year_ago" if any(item.to == "year_ago" for item in query.compare) else "previous",
        premise=premise,
    )


def _premise(draft: Draft) -> Literal["up", "down"] | None:
    """What the question takes for granted; the word is part of the question for the change and asks for no number."""
    found: Literal["up", "down"] | None = None
    for item in list(draft.cued("growth", "decline", "change")):
        if item.piece.meanings:
            continue
        if found is None and not item.has("change"):
            found = "up" if item.has("growth") else "down"
        item.operate("change", "comparison")
    return found


EXPLAIN = Analysis("explain_change", ("why", "contribution"), _read, _suits)
DECOMPOSE = Analysis("explain_change", ("decompose",), _read, _suits_change)
