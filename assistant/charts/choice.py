"""The chart of a stored answer, drawn another way.

Rule: drawing again uses the rows that were stored and nothing else: no tool and no query runs, and no figure changes.
What is offered is what `charts` finds honest for these rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant import formats
from assistant.answer_parts import Chart, ChartType, Section
from assistant.charts.offer import Drawn, choose_chart, offers
from assistant.charts.shape import View
from assistant.restating.metric_words import with_names
from assistant.wording import Wording
from semantic_layer.model import Language
from semantic_layer.result import ResultTable, Value
from tools.arguments import QueryMetricsArgs, SegmentationArgs
from tools.catalog import ToolCall
from tools.result import ToolResult

SCORED = ("r", "f")


@dataclass(frozen=True)
class Offer:
    """A chart type that would be honest here, with the reason for it; the first of several is the automatic one."""

    type: ChartType
    name: str
    reason: str


def drawn(
    call: ToolCall, result: ToolResult, table: ResultTable, context: ResultTable | None, language: Language
) -> Drawn:
    """What of a tool's result is drawn; `table` and `context` are the tables as they are shown."""
    given = call.arguments
    arguments = given if isinstance(given, QueryMetricsArgs) else QueryMetricsArgs()
    return Drawn(
        table,
        context,
        scores=_scores(result),
        buckets=any(dimension.edges for dimension in arguments.dimensions),
        periods=_periods(result, language),
        listed=arguments.rows is not None,
        ranked_by=next((item.by for item in (arguments.top, *arguments.order) if item), None),
        named=_named(result, table),
        has_no_day=isinstance(given, QueryMetricsArgs) and _has_no_day(result),
    )


def _has_no_day(result: ToolResult) -> bool:
    """Whether the whole range of the figures begins with as-of: none of its days is over."""
    window, as_of = result.lineage.window, result.lineage.as_of
    return window is not None and window.start is not None and window.start >= as_of


def _named(result: ToolResult, table: ResultTable) -> tuple[Value, ...]:
    """The groups that the headline names first: several where they are as high as each other."""
    groups = table.of_kind("dimension")
    if len(groups) != 1 or not result.findings:
        return ()
    column, known = table.columns[groups[0]], {row[groups[0]] for row in table.rows}
    for _, fact in result.findings[0].facts:
        values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
        if fact.source in (column.name, column.source or column.name) and values and known.issuperset(values):
            return values
    return ()


def asked_chart(call: ToolCall) -> str | None:
    """The chart type that was named in the question."""
    arguments = call.arguments
    return arguments.chart if isinstance(arguments, QueryMetricsArgs | SegmentationArgs) else None


def offered(section: Section, wording: Wording) -> tuple[Offer, ...]:
    """The chart types to choose from, the automatic one first; empty where there is nothing to draw."""
    wording = words_of(section, wording)
    found = offers(_drawn(section, wording), asked_chart(section.call), wording)
    return tuple(Offer(kind, wording.say(f"chart.type.{kind}"), reason) for kind, reason in found)


def redrawn(section: Section, wording: Wording, view: View) -> Chart:
    """The chart of a stored section as a person wants to see it; the stored one where nothing was chosen."""
    if view == View():
        return section.chart
    wording = words_of(section, wording)
    chart = choose_chart(_drawn(section, wording), asked_chart(section.call), wording, view)
    return replace(chart, alt=section.chart.alt)


def words_of(section: Section, wording: Wording) -> Wording:
    """The words the section was written with: its own names and units of magnitude."""
    arguments = section.call.arguments
    named = with_names(arguments.metrics, wording) if isinstance(arguments, QueryMetricsArgs) else wording
    return named.with_scales(section.context_table or section.table)


def marked_table(section: Section, chart: Chart) -> ResultTable:
    """The table whose rows the marks of a chart stand for."""
    found = Drawn(section.table, section.context_table, listed=_is_listed(section))
    scores = _scores(section.result)
    return scores if scores is not None and chart.type == "heatmap" else found.shown


def _drawn(section: Section, wording: Wording) -> Drawn:
    return drawn(section.call, section.result, section.table, section.context_table, wording.language)


def _is_listed(section: Section) -> bool:
    return isinstance(section.call.arguments, QueryMetricsArgs) and section.call.arguments.rows is not None


def _scores(result: ToolResult) -> ResultTable | None:
    """The customers of each pair of two scores, as groups."""
    table = result.table("grid")
    if table is None or tuple(column.name for column in table.columns[:2]) != SCORED:
        return None
    columns = tuple(replace(c, kind="dimension") if c.name in SCORED else c for c in table.columns)
    return replace(table, columns=columns, flags=(*table.flags, "scores"))


def _periods(result: ToolResult, language: Language) -> tuple[str, str] | None:
    """The names of the two periods of a comparison."""
    now, then = result.lineage.window, result.lineage.compared_window
    if now is None or then is None:
        return None
    return formats.window(now.start, now.end, language), formats.window(then.start, then.end, language)
