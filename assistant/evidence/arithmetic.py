"""The formula of a metric that is computed from others, in words, with the figures in it where the answer has them.

Rule: a figure stands in a formula only if it is a cell of the same row; nothing is computed here.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.restating.metric_words import metric_text, side_text, sides, steps
from assistant.wording import Wording
from semantic_layer.query import MetricRef
from semantic_layer.result import ResultTable, Value
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

_MAX_ROWS = 3


def arithmetic(call: ToolCall, table: ResultTable, wording: Wording) -> tuple[str, ...]:
    """One formula for each metric with arithmetic or two levels; for few rows one for each row, with its figures."""
    if not isinstance(call.arguments, QueryMetricsArgs):
        return ()
    found: list[str] = []
    for metric in call.arguments.metrics:
        if metric.combine:
            known = _columns(metric, call.arguments.metrics, table)
            rows = table.rows[:_MAX_ROWS] if known else ()
            found += [_filled(metric, known, row, table, wording) for row in rows]
            found += (
                [] if rows else [_formula(metric, tuple(side_text(side, wording) for side in sides(metric)), wording)]
            )
        found += [_levels(side, wording) for side in sides(metric) if side.per]
    return tuple(dict.fromkeys(found))


def _columns(metric: MetricRef, metrics: tuple[MetricRef, ...], table: ResultTable) -> tuple[int, ...]:
    """Where the answer has the sides and the result, in the order of the formula; nothing if one is missing."""
    shown = {replace(item, alias=None): item.key for item in metrics}
    keys = [shown.get(replace(side, alias=None), "") for side in sides(metric)]
    names = [column.name for column in table.columns]
    wanted = [*keys, metric.key]
    return tuple(names.index(key) for key in wanted) if all(key in names for key in wanted) else ()


def _filled(
    metric: MetricRef, known: tuple[int, ...], row: tuple[Value, ...], table: ResultTable, wording: Wording
) -> str:
    cells = [wording.cell(row[i], table.columns[i]) for i in known]
    figures = tuple(
        wording.say("formula.figure", value=cell, name=side_text(side, wording))
        for cell, side in zip(cells, sides(metric), strict=False)
    )
    said = wording.say("formula.result", text=_formula(metric, figures, wording), value=cells[-1])
    groups = [wording.cell(row[i], table.columns[i]) for i in table.of_kind("dimension", "period")]
    return wording.pair(wording.comma(groups), said) if groups else said


def _formula(metric: MetricRef, said: tuple[str, ...], wording: Wording) -> str:
    """The sides joined by their signs, from left to right."""
    text = said[0]
    for n, (step, other) in enumerate(zip(steps(metric), said[1:], strict=True)):
        left = wording.say("restate.combine.group", text=text) if n else text
        text = wording.say(f"formula.{step.how}", a=left, b=other)
    return text


def _levels(metric: MetricRef, wording: Wording) -> str:
    """What is computed first and what is taken of it."""
    assert metric.per
    inner = metric_text(replace(metric, agg=None, per=None, combine=None, percentile=None), wording)
    has_name = wording.model.has_entity(metric.per) or wording.model.has_dimension(metric.per)
    over = wording.thing(metric.per) if has_name else wording.say(f"grain.{metric.per}")
    return wording.say("formula.nested", agg=wording.say(f"agg.{metric.agg or 'avg'}"), name=inner, over=over)
