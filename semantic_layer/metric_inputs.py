"""Which metrics a metric is made of.

Rule: whoever hides, splits or explains a metric asks here, so that a new kind of metric is known everywhere at once.
"""

from __future__ import annotations

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
