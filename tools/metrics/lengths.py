"""Whether a figure depends on how long its period is.

Rule: a sum or a count grows with the days it is taken over; an average of rows does not, nor a ratio of two sums, as
both grow alike. Different members are met ever more slowly and extremes more often, so what counts or picks them
depends on the length, and so does the share of members who did something within the period itself.
"""

from __future__ import annotations

from typing import get_args

from semantic_layer.model import (
    DerivedMetric,
    Grain,
    Measure,
    Metric,
    PopulationRateMetric,
    RatioMetric,
    SemanticModel,
    SimpleMetric,
)
from semantic_layer.query import MetricRef

_OF_ROWS = ("avg", "median", "percentile")
_OF_SUMS = ("sum", "count")
_GRAINS = get_args(Grain)


def depends_on_length(ref: MetricRef, model: SemanticModel) -> bool:
    """Whether a longer period alone makes the figure another one; True where that is not known."""
    if ref.per is not None:
        return ref.per not in _GRAINS  # a member's own sum grows, a month's does not
    if ref.agg is not None:
        return ref.agg not in _OF_ROWS
    if ref.combine is not None or ref.over is not None or not model.has_metric(ref.name):
        return True
    metric = model.metric(ref.name)
    if isinstance(metric, PopulationRateMetric):
        return not (metric.horizon_days or metric.horizon_auto or ref.horizon_days)  # else judged within the period
    return not _is_of_rows(metric, model) and not _is_ratio_of_sums(metric, model)


def _is_of_rows(metric: Metric, model: SemanticModel) -> bool:
    """An average of rows, or a level that is picked at a moment."""
    if not isinstance(metric, SimpleMetric):
        return False
    measure = model.measure(metric.measure)
    return measure.agg in _OF_ROWS or measure.semi is not None


def _is_ratio_of_sums(metric: Metric, model: SemanticModel) -> bool:
    parts: tuple[str, ...]
    match metric:
        case RatioMetric():
            parts = (metric.numerator.metric, metric.denominator.metric)
        case DerivedMetric() if metric.unit.kind in ("share", "ratio"):
            parts = tuple(item.metric for item in metric.metrics)
        case _:
            return False
    return all(_grows_evenly(name, model) for name in parts)


def _grows_evenly(name: str, model: SemanticModel) -> bool:
    """Whether a part is a sum, or made of sums by arithmetic that keeps it one."""
    metric = model.metric(name)
    if isinstance(metric, SimpleMetric):
        measure = model.measure(metric.measure)
        return measure.semi is None and (measure.agg in _OF_SUMS or _counts_events(measure, model))
    if isinstance(metric, DerivedMetric) and metric.unit.kind not in ("share", "ratio"):
        return all(_grows_evenly(item.metric, model) for item in metric.metrics)
    return False


def _counts_events(measure: Measure, model: SemanticModel) -> bool:
    """Different orders are each of one day, so they grow as their rows do; different customers come back."""
    home = model.dataset_of_entity(measure.unit.of) if measure.unit.kind == "count" and measure.unit.of else None
    return measure.agg == "count_distinct" and home is not None and home.role == "fact"
