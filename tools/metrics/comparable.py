"""Comparisons with a time before the data: "this year against last year" in the first year of a table.

Rule: a period that lies wholly before the rows of the figure's own tables has no figure, which is not 0: nothing rose
from it, so the comparison is refused with the days that the data have. One that lacks its beginning is told of.
"""

from __future__ import annotations

from semantic_layer.begins import calendar_of
from semantic_layer.errors import NoDataInWindow
from semantic_layer.query import SemanticQuery
from tools.context import ToolContext
from tools.result import Caveat

_LEAST_DAYS, _LEAST_SHARE = 7, 0.05  # fewer days without rows at the beginning may be a holiday


def check_comparable(query: SemanticQuery, ctx: ToolContext) -> tuple[Caveat, ...]:
    """Return what there is to say of compared periods that the data hold in part only.

    Raises
    ------
    NoDataInWindow
        A compared period ends before the data of the query begin.
    """
    first, last = calendar_of(query, ctx.model, ctx.calendar).first_day, ctx.calendar.last_day
    if query.window is None or first is None or last is None:
        return ()
    found: list[Caveat] = []
    for comparison in query.compare:
        if comparison.to == "window":
            then = comparison.window
        else:
            then = ctx.calendar.compared(query.window, comparison.to, comparison.align, query.grain).then
        if then is None or then.end is None:
            continue
        if then.end <= first:
            raise NoDataInWindow(then.start, then.end, first, last)
        missing = (first - then.start).days if then.start else 0
        if missing >= _LEAST_DAYS and then.start and missing >= _LEAST_SHARE * (then.end - then.start).days:
            found.append(Caveat("compared_in_part", (("first", first),)))
    return tuple(dict.fromkeys(found))
