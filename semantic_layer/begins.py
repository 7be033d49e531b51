"""Where the periods of a figure begin.

Rule: the periods of a figure begin with the rows of its own tables; that another table is older than they are is no
reason to say that nothing happened before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from semantic_layer.calendar import Calendar
from semantic_layer.metric_inputs import datasets_of
from semantic_layer.model import SemanticModel
from semantic_layer.query import MetricRef, SemanticQuery


def calendar_of(query: SemanticQuery, model: SemanticModel, calendar: Calendar) -> Calendar:
    """Return the calendar whose data begin where those of the query's tables do, where that is known of all."""
    return beginning_with(tables_of_query(query.metrics, model), calendar)


def tables_of_query(metrics: Iterable[MetricRef], model: SemanticModel) -> list[str]:
    """Return the tables that the metrics of a query are read from."""
    return [table for ref in metrics for table in _of_ref(ref, model)]


def calendar_of_metric(metric: str, model: SemanticModel, calendar: Calendar) -> Calendar:
    """Return the calendar whose data begin where those of the metric's tables do."""
    return beginning_with(list(_tables(metric, model)), calendar)


def beginning_with(tables: list[str], calendar: Calendar) -> Calendar:
    begins = dict(calendar.begins)
    if not tables or not all(table in begins for table in tables):
        return calendar
    first = min(begins[table] for table in tables)
    return calendar if first == calendar.first_day else replace(calendar, first_day=first)


def _of_ref(ref: MetricRef, model: SemanticModel) -> Iterator[str]:
    yield from (ref.over,) if ref.over else _tables(ref.name, model)
    combined = ref.combine
    while combined is not None:
        yield from _of_ref(combined.other, model)
        combined = combined.then


def _tables(name: str, model: SemanticModel) -> Iterator[str]:
    """The tables that a metric, or a figure of the rows, is read from; nothing for a name that does not exist."""
    if not model.has_metric(name):
        if model.has_dimension(name):
            yield model.dimension(name).dataset
        return
    yield from datasets_of(model, model.metric(name))
