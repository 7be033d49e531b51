"""What stands beside one number: its change against the period before, and the last periods as a small line.

Rule: these figures belong to the answer. They come from a query of their own over the same metric, conditions and
rights, written by the same formatter, and the days that are compared are said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant import formats
from assistant.answer_parts import Chart, Tile, Trend
from assistant.caveats import note
from assistant.charts.rows import marks_of
from assistant.charts.shape import Shape
from assistant.charts.small_line import small_line
from assistant.restating.metric_words import metric_text
from assistant.texts import capital
from assistant.wording import Wording
from semantic_layer.model import Grain
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall
from tools.context import ToolContext
from tools.metrics.earlier import earlier_periods
from tools.result import Fact, ToolResult
from tools.shown_sql import with_shown_sql

_LEAST_POINTS = 3  # two are no line


def before_number(calls: Sequence[ToolCall], results: Sequence[ToolResult], tools: ToolContext) -> ToolResult | None:
    """The periods before the one number that an answer consists of; None where it is anything else."""
    if len(calls) != 1 or calls[0].tool != "query_metrics" or not isinstance(calls[0].arguments, QueryMetricsArgs):
        return None
    found = earlier_periods(calls[0].arguments, results[0], tools)
    return with_shown_sql(found, tools) if found is not None else None


def trend(earlier: ToolResult, wording: Wording) -> Trend:
    """The tile and the small line of what `before_number` found."""
    table = earlier.main
    period, column = table.columns
    start, value = table.rows[-1]
    assert isinstance(start, date)
    metric = capital(metric_text(earlier.lineage.queries[0].metrics[0], wording))
    name = wording.say("trend.label", metric=metric, period=wording.period(start, period))
    written = wording.fact(Fact(value, column.unit, column.format, column.source or column.name))
    return Trend(Tile(name, written, _change(earlier, wording)), _line(earlier, name, wording), earlier)


def _change(earlier: ToolResult, wording: Wording) -> str:
    """ "+13.0% against Sep 2026 (¥969.3K)"; a share changes by points. Empty where the period before is not known."""
    if not earlier.findings:
        return ""
    facts = dict(earlier.findings[0].facts)
    table, by_points = earlier.main, facts["now"].unit.kind == "share"
    is_relative = "rate" in facts and not by_points
    change = facts["rate" if is_relative else "change"]
    before, now = facts["before"].value, table.rows[-1][0]
    assert isinstance(before, date) and isinstance(now, date)
    days, days_now = (now - before).days, (_next(now, earlier, wording) - now).days
    said = wording.say(
        "trend.change" if by_points or days == days_now else "trend.change.days",
        change=_signed(change, wording) if is_relative else wording.fact(change, signed=True),
        period=wording.period(before, table.columns[0]),
        then=wording.fact(facts["then"]),
        days=days,
        days_now=days_now,
    )
    call = ToolCall(tool="query_metrics", arguments=QueryMetricsArgs())
    moved = [note(item, call, wording).text for item in earlier.caveats]
    return (" " if wording.language == "en" else "").join((said, *moved))


def _signed(rate: Fact, wording: Wording) -> str:
    assert isinstance(rate.value, float)
    return formats.change_rate(rate.value, wording.language, wording.style)


def _next(start: date, earlier: ToolResult, wording: Wording) -> date:
    grain = earlier.main.columns[0].grain
    known: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")
    return wording.calendar.next(start, next(item for item in known if item == grain))


def _line(earlier: ToolResult, name: str, wording: Wording) -> Chart:
    table = earlier.main
    if len(table.rows) < _LEAST_POINTS:
        return Chart()
    shape = Shape(table, wording)
    marks = replace(marks_of(shape, 1, label=0), category="")
    first, last = (wording.cell(row[0], table.columns[0]) for row in (table.rows[0], table.rows[-1]))
    count = formats.count(len(table.rows), wording.language)
    alt = wording.say("trend.alt", name=name, first=first, last=last, n=count)
    return Chart("line", small_line(marks), alt=alt)
