"""Which metrics, and which tables, a metric is made of.

Rule: whoever hides, splits or explains a metric asks here, so that a new kind of metric is known everywhere at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from semantic_layer.model import (
    ComparisonMetric,
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Input,
    Metric,
    NestedMetric,
    PopulationRateMetric,
    RatioMetric,
    SemanticModel,
    SimpleMetric,
)


def inputs_of(metric: Metric) -> tuple[Input, ...]:
    """Return the metrics that `metric` is computed from; a simple metric has none."""
    match metric:
        case SimpleMetric():
            return ()
        case RatioMetric():
            return (metric.numerator, metric.denominator)
        case DerivedMetric():
            return metric.metrics
        case CumulativeMetric() | ComparisonMetric() | NestedMetric():
            return (metric.metric,)
        case ConversionMetric():
            return (metric.base, metric.conversion)
        case PopulationRateMetric():
            return (Input(metric.among.metric), Input(metric.success.metric))
        case _:
            assert_never(metric)


def datasets_of(model: SemanticModel, metric: Metric) -> Iterator[str]:
    """Yield the dataset of every measure below a metric."""
    if isinstance(metric, SimpleMetric):
        yield model.measure(metric.measure).dataset
    for item in inputs_of(metric):
        yield from datasets_of(model, model.metric(item.metric))
