"""The two figures of a ratio, for answers of few rows, so that its formula can be shown with them.

Rule: they are computed under the conditions of the answer, and shown only where they give its figure.
"""

from __future__ import annotations

from dataclasses import replace
from math import isclose

from semantic_layer.model import RatioMetric
from semantic_layer.query import MetricRef, SemanticQuery
from semantic_layer.result import ResultTable
from semantic_layer.run import run_part
from tools.context import ToolContext

MOST_ROWS = 3


def ratio_parts(query: SemanticQuery, table: ResultTable, ctx: ToolContext) -> ResultTable | None:
    """Groups with what stands above and below the line; None where the answer is no plain ratio of few rows."""
    name = query.metrics[0].name if len(query.metrics) == 1 else ""
    metric = ctx.model.metric(name) if ctx.model.has_metric(name) else None
    if not isinstance(metric, RatioMetric) or not 0 < len(table.rows) <= MOST_ROWS or not _is_plain(query):
        return None
    above, below = metric.numerator, metric.denominator
    has_counts = any(column.kind in ("n", "hits") for column in table.columns)
    if has_counts or above.filter or below.filter or metric.filter or above.metric == below.metric:
        return None
    parts = tuple(MetricRef(item.metric) for item in (above, below))
    asked = replace(query, metrics=parts, top=None, order=(), limit=None, share=None, totals=False)
    found, _ = run_part(asked, ctx.model, ctx.engine, ctx.calendar, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    groups = len(query.dimensions)
    known = {row[:groups]: row for row in found.rows}
    value = table.index(query.metrics[0].key)
    rows = tuple(known.get(row[:groups], ()) for row in table.rows)
    if all(
        row and _gives(row[groups], row[groups + 1], is_)
        for row, is_ in zip(rows, table.values(table.columns[value].name), strict=True)
    ):
        return replace(found, rows=rows, total=None)
    return None


def _is_plain(query: SemanticQuery) -> bool:
    ref = query.metrics[0]
    is_edited = ref.combine or ref.per or ref.filters or ref.members or ref.offset or ref.t0 or ref.horizon_days
    return not (is_edited or query.grain or query.compare or query.having or query.streak or query.rows)


def _gives(above: object, below: object, value: object) -> bool:
    """Whether one divided by the other is the figure of the answer."""
    try:
        return isclose(float(str(above)) / float(str(below)), float(str(value)), rel_tol=1e-9)
    except (ValueError, ZeroDivisionError):
        return False
