"""The formula of a metric with the figures of the answer in it: a ratio's two sides, or the rows of a sum.

Rule: a figure stands here only if it was computed for this answer; a formula whose figures are not known is told
without them, with the definition.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.wording import Wording
from semantic_layer.model import SimpleMetric
from semantic_layer.result import ResultTable
from tools.result import ToolResult


def filled_formulas(result: ToolResult, wording: Wording) -> tuple[str, ...]:
    """One line for each row of a ratio; one for the single figure of a sum or count."""
    parts = result.lineage.parts
    return tuple(_ratio(parts, result.main, wording) if parts else _simple(result, wording))


def _ratio(parts: ResultTable, table: ResultTable, wording: Wording) -> Iterator[str]:
    groups = len(parts.of_kind("dimension"))
    place = table.of_kind("metric")[0]
    for row, shown in zip(parts.rows, table.rows, strict=True):
        said = wording.say(
            "formula.ratio_filled",
            top=wording.cell(row[groups], parts.columns[groups]),
            above=wording.metric(parts.columns[groups].name),
            bottom=wording.cell(row[groups + 1], parts.columns[groups + 1]),
            below=wording.metric(parts.columns[groups + 1].name),
            value=wording.cell(shown[place], table.columns[place]),
        )
        names = [wording.cell(row[i], parts.columns[i]) for i in range(groups)]
        yield wording.pair(wording.comma(names), said) if names else said


def _simple(result: ToolResult, wording: Wording) -> Iterator[str]:
    """The single figure of a plain measure, with the rows it was computed from."""
    table, steps, model = result.main, result.lineage.steps, wording.model
    places = table.of_kind("metric")
    if len(table.rows) != 1 or len(places) != 1 or not steps or table.of_kind("dimension", "period"):
        return
    column = table.columns[places[0]]
    metric = model.metric(column.source or column.name) if model.has_metric(column.source or column.name) else None
    if not isinstance(metric, SimpleMetric) or column.name != metric.name:
        return
    measure = model.measure(metric.measure)
    if measure.dataset != steps[0].dataset:
        return
    yield wording.say(
        "formula.simple_filled",
        agg=wording.say(f"agg.{measure.agg}"),
        name=measure.expr,
        rows=wording.say("evidence.rows_of", n=f"{steps[0].counted:,}", dataset=wording.dataset(measure.dataset)),
        value=wording.cell(table.rows[0][places[0]], column),
    )
