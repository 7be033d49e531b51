"""Filters that a metric already decides: "cancelled orders" where orders are the completed ones.

Rule: a value that a metric's own definition excludes would always give nothing. The sibling that counts the same
without that restriction is meant, and where there is none the question is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import sqlglot
from sqlglot import exp

from assistant.parser.draft import Draft, Measured, refuse
from assistant.parser.figures.sides import Condition, combined, model_ratio, under
from semantic_layer.model import Measure, SemanticModel, SimpleMetric
from semantic_layer.query import Compare, MetricRef, Predicate


def read_own_filters(draft: Draft) -> None:
    """Replace metrics that exclude what is asked for."""
    for predicate in list(draft.filters):
        for index, measured in enumerate(draft.metrics):
            fixed = _fixed(draft, measured, predicate)
            if fixed is None or not isinstance(predicate, Compare):
                continue
            sibling, told = _sibling(draft, measured, predicate)
            draft.metrics[index] = Measured(replace(measured.ref, name=sibling), measured.item)
            if told and len(draft.metrics) == 1 and predicate in draft.filters:
                draft.filters.remove(predicate)


def _fixed(draft: Draft, measured: Measured, predicate: Predicate) -> str | None:
    """The value that the metric's own filter asks for, where the predicate asks for others."""
    measure = _measure(draft, measured)
    if measure is None or not isinstance(predicate, Compare) or predicate.op not in ("eq", "in"):
        return None
    own = _own_values(measure).get(_column(draft, predicate.field, measure))
    return own if own is not None and own not in map(str, predicate.values) else None


def decides(draft: Draft, metric: str, field: str) -> bool:
    """True where the metric's own definition restricts the field."""
    measure = _measure(draft, Measured(MetricRef(metric), None))
    return measure is not None and _column(draft, field, measure) in _own_values(measure)


def share_under(draft: Draft, ref: MetricRef, own: Sequence[Condition]) -> MetricRef:
    """The share of a number that meets the conditions.

    "Percentage of orders that were cancelled", where orders are the completed ones, is a part of all orders placed: of
    a field that the metric decides, all that could have the value are the whole.

    Raises
    ------
    Unreadable
        No metric counts the same without the restriction.
    """
    decided = [item for item in own if isinstance(item, Compare) and decides(draft, ref.name, item.field)]
    if not decided:
        return combined(under(ref, own), "divide", ref, as_share=True)
    measured = Measured(MetricRef(ref.name), None)
    every = MetricRef(_sibling(draft, measured, replace(decided[0], values=()))[0])
    name, told = _sibling(draft, measured, decided[0])
    part = under(MetricRef(name), [item for item in own if not (told and item is decided[0])])
    named = model_ratio(draft.model, part, every)
    return MetricRef(named) if named else combined(part, "divide", every, as_share=True)


def share_of_restricted(draft: Draft, part: MetricRef, whole: MetricRef) -> MetricRef | None:
    """The share that a count of some rows is of all such rows, where `whole` counts such rows as well; else None."""
    every = without_restriction(draft, part.name) if part == MetricRef(part.name) else None
    measure = _measure(draft, Measured(MetricRef(part.name), None))
    if every is None or measure is None or whole != MetricRef(whole.name):
        return None
    if whole.name not in {metric.name for metric, _ in _alike(draft.model, measure)}:
        return None
    named = model_ratio(draft.model, part, every)
    return MetricRef(named) if named else combined(part, "divide", every, as_share=True)


def without_restriction(draft: Draft, metric: str) -> MetricRef | None:
    """What counts the same rows as a count that fixes a value, all of them; None where there is none."""
    measure = _measure(draft, Measured(MetricRef(metric), None))
    if measure is None or measure.agg not in ("count", "count_distinct") or not _own_values(measure):
        return None
    return next((MetricRef(other.name) for other, of in _alike(draft.model, measure) if not of.filter), None)


def _alike(model: SemanticModel, measure: Measure) -> Iterator[tuple[SimpleMetric, Measure]]:
    """The metrics over the same column in the same way."""
    for metric in model.metrics:
        if not isinstance(metric, SimpleMetric) or metric.hidden:
            continue
        other = model.measure(metric.measure)
        if (other.dataset, other.agg, other.expr) == (measure.dataset, measure.agg, measure.expr):
            yield metric, other


def _measure(draft: Draft, measured: Measured) -> Measure | None:
    name = measured.ref.name
    metric = draft.model.metric(name) if draft.model.has_metric(name) else None
    return draft.model.measure(metric.measure) if isinstance(metric, SimpleMetric) else None


def _own_values(measure: Measure) -> dict[str, str]:
    """Column to the one value it must have: `status = 'completed' and is_presale` fixes the status."""
    if not measure.filter:
        return {}
    tree = sqlglot.parse_one(measure.filter)
    parts = list(tree.flatten()) if isinstance(tree, exp.And) else [tree]
    return {
        part.this.name: str(part.expression.this)
        for part in parts
        if isinstance(part, exp.EQ) and isinstance(part.this, exp.Column) and isinstance(part.expression, exp.Literal)
    }


def _column(draft: Draft, field: str, measure: Measure) -> str:
    """The column of the measure's data that holds the dimension: its own, or the copy that carries both names."""
    dimension = draft.dimension(field)
    if dimension is None:
        return ""
    return dimension.expr if dimension.dataset == measure.dataset else f"{dimension.prefix}_{dimension.expr}"


def _sibling(draft: Draft, measured: Measured, predicate: Compare) -> tuple[str, bool]:
    """The metric over the same column without the restriction; True where it says the filter by itself."""
    measure = _measure(draft, measured)
    free: str | None = None
    column = _column(draft, predicate.field, measure) if measure is not None else ""
    for metric, other in _alike(draft.model, measure) if measure is not None else ():
        if len(predicate.values) == 1 and _own_values(other) == {column: str(predicate.values[0])}:
            return metric.name, True
        free = free or (metric.name if not other.filter else None)
    if free is None:
        values = ", ".join(map(str, predicate.values))
        raise refuse("not_supported", construction=f"{draft.called(measured.ref.name)}: {values}")
    return free, False
