"""Comparisons with a time before the data: "this year against last year" in the first year of a table.

Rule: a period that lies wholly before the rows of the figure's own tables has no figure, which is not 0: nothing rose
from it, so the comparison is refused with the days that the data have.
"""

from __future__ import annotations

from semantic_layer.begins import calendar_of
from semantic_layer.errors import NoDataInWindow
from semantic_layer.query import SemanticQuery
from tools.context import ToolContext


def check_comparable(query: SemanticQuery, ctx: ToolContext) -> None:
    """Raise where a compared period ends before the data of the query begin.

    Raises
    ------
    NoDataInWindow
    """
    first, last = calendar_of(query, ctx.model, ctx.calendar).first_day, ctx.calendar.last_day
    if query.window is None or first is None or last is None:
        return
    for comparison in query.compare:
        if comparison.to == "window":
            then = comparison.window
        else:
            then = ctx.calendar.compared(query.window, comparison.to, comparison.align, query.grain).then
        if then is not None and then.end is not None and then.end <= first:
            raise NoDataInWindow(then.start, then.end, first, last)
