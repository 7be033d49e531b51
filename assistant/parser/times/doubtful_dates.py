"""Dates whose order of day and month nothing decides: 03/04/2026 throughout.

Rule: where the date of the data that are asked about is such a column, a question of time is refused with what to
confirm; another date beside it never steps in for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.parser.draft import Draft, refuse
from semantic_layer.model import Dataset, Dimension, SimpleMetric
from semantic_layer.query import Compare

DOUBTFUL = "doubtful_date"  # the key of a dimension's `meta` by which a model says so


def refuse_doubtful_dates(draft: Draft) -> None:
    """Refuse periods, time axes and the first or last of dates that cannot be read for certain."""
    timed = draft.window is not None or draft.grain is not None or bool(draft.compare) or bool(draft.ran)
    parts = any(group.ref.name == "metric_time" for group in draft.groups) or any(
        isinstance(condition, Compare) and condition.field == "metric_time" for condition in draft.filters
    )
    if (timed or parts) and draft.time.name == "metric_time":
        for dataset in _asked(draft):
            if dataset.default_time is None:
                _refuse_first(d for d in dataset.dimensions if DOUBTFUL in d.meta)
    ordered = [draft.top.by] if draft.top is not None else []
    ordered += [order.by for order in draft.order]
    ordered += [m.ref.name for m in draft.metrics if m.ref.agg in ("min", "max")]
    for dimension in (d for name in ordered if (d := draft.dimension(name)) is not None):
        _refuse_first(d for d in _meant(draft, dimension) if DOUBTFUL in d.meta)


def _meant(draft: Draft, dimension: Dimension) -> Sequence[Dimension]:
    """ "The latest visit" means the date of visits: another one counts only where it was named."""
    own = draft.model.dataset(dimension.dataset)
    named = any(item.bound_to == f"field:{dimension.qualified}" for item in draft.items)
    if dimension.type != "time" or own.default_time is not None or named:
        return (dimension,)
    return own.dimensions


def _refuse_first(found: Iterator[Dimension]) -> None:
    for dimension in found:
        raise refuse(DOUBTFUL, missing=[dimension.qualified], name=dimension.qualified)


def _asked(draft: Draft) -> Iterator[Dataset]:
    """The data of the numbers, or of the rows that are listed."""
    for measured in draft.metrics:
        name = draft.numbers[measured.ref.name].name if measured.ref.name in draft.numbers else measured.ref.name
        metric = draft.model.metric(name) if draft.model.has_metric(name) else None
        if isinstance(metric, SimpleMetric):
            yield draft.model.dataset(draft.model.measure(metric.measure).dataset)
        elif (dimension := draft.dimension(name)) is not None:
            yield draft.model.dataset(dimension.dataset)
    if draft.listing is not None:
        yield draft.model.dataset(draft.listing.dataset)
