"""Rates of rows that have ended, in a period: "churn rate in August", 8月离职率.

Rule: such a rate is of all rows there have been. Of a period it could be those who came then or those who left then, of
those who were there at its start; the data do not say which is meant, so it is refused by name.
"""

from __future__ import annotations

from sqlglot import exp

from assistant.parser.draft import Draft, refuse
from semantic_layer.expressions import parse
from semantic_layer.model import RatioMetric


def refuse_ends_in_time(draft: Draft) -> None:
    """Refuse a period, or a course over time, beside a rate that a date being there tells."""
    if draft.window is None and draft.grain is None and not draft.compare:
        return
    for measured in draft.metrics:
        name = measured.ref.name
        metric = draft.model.metric(name) if draft.model.has_metric(name) else None
        if isinstance(metric, RatioMetric) and metric.numerator.filter and _is_of_end(draft, metric.numerator.filter):
            figure = measured.item.text if measured.item else draft.called(name)
            raise refuse("not_supported", construction=" + ".join(filter(None, (figure, draft.words_of_time()))))


def _is_of_end(draft: Draft, condition: str) -> bool:
    """Is the condition that some date is known?"""
    tree = parse(condition)
    if not isinstance(tree, exp.Not) or not isinstance(tree.this, exp.Is) or not isinstance(tree.this.this, exp.Column):
        return False
    column = tree.this.this
    dimension = draft.dimension(f"{column.table}.{column.name}")
    return dimension is not None and dimension.type == "time"
