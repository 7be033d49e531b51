"""Which metrics a metric is made of.

Rule: whoever hides, splits or explains a metric asks here, so that a new kind of metric is known everywhere at once.
"""

from __future__ import annotations

from semantic_layer.model import (
    ComparisonMetric,
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Metric,
    NestedMetric,
    PopulationRateMetric,
    RatioMetric,
    SimpleMetric,
)


def inputs_of(metric: Metric) -> tuple[str, ...]:
    """Return the names of a metric's inputs; a simple metric has none."""
    match metric:
        case SimpleMetric():
            return ()
        case RatioMetric():
            return metric.numerator.metric, metric.denominator.metric
        case DerivedMetric():
            return tuple(item.metric for item in metric.metrics)
        case ConversionMetric():
            return metric.base.metric, metric.conversion.metric
        case PopulationRateMetric():
            return metric.among.metric, metric.success.metric
        case CumulativeMetric() | ComparisonMetric() | NestedMetric():
            return (metric.metric.metric,)
