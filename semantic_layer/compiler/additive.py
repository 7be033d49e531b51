"""Which metrics can be taken apart, and whether the parts add up again.

Rule: a sum, a count and plain sums of these add up to their whole (distinct counts may overlap and still count as
parts); ratios, averages and extremes do not. A metric that reads other periods than its group's own has no parts.
"""

from __future__ import annotations

from semantic_layer.compiler.build import Build
from semantic_layer.errors import NotAdditive, NotAdditiveOverTime
from semantic_layer.metric_inputs import inputs_of
from semantic_layer.model import DerivedMetric, Metric, RatioMetric, SimpleMetric


def adds_up(build: Build, metric: Metric) -> bool:
    """Whether the parts of the metric add up to its whole."""
    match metric:
        case SimpleMetric():
            return build.model.measure(metric.measure).agg in ("sum", "count", "count_distinct")
        case DerivedMetric():
            plain = "/" not in metric.expr and "*" not in metric.expr
            return plain and all(
                item.offset is None and adds_up(build, build.model.metric(item.metric)) for item in metric.metrics
            )
        case _:
            return False


def check_parts(build: Build, metric: Metric, parts: str) -> None:
    """Refuse a metric that has no value of its own in a part of its group: running, compared, judged ahead.

    Raises
    ------
    NotAdditive
        `parts` says, for the message, what the parts would have been.
    """
    inputs = inputs_of(metric)
    is_plain = isinstance(metric, SimpleMetric | RatioMetric | DerivedMetric)
    if not is_plain or any(item.offset for item in inputs):
        raise NotAdditive(
            f"{metric.name!r} reads other rows than those of one group, so it has no value {parts}. "
            "Ask for the metrics it is made of.",
            possible=tuple(dict.fromkeys(item.metric for item in inputs)),
            metric=metric.name,
        )
    for item in inputs:
        check_parts(build, build.model.metric(item.metric), parts)


def check_sum(build: Build, metric: Metric, per: str, *, over_time: bool) -> None:
    """Refuse to add up, over members or periods, what does not add up.

    Raises
    ------
    NotAdditive, NotAdditiveOverTime
        For a ratio or an average, and for a level over time.
    """
    if not adds_up(build, metric):
        raise NotAdditive(f"{metric.name!r} does not add up over {per!r}. Ask for its average.", metric=metric.name)
    if over_time and _is_level(build, metric):
        raise NotAdditiveOverTime(
            f"{metric.name!r} is a level and cannot be added up over time. Ask for its average.",
            possible=(metric.name,),
            metric=metric.name,
        )


def _is_level(build: Build, metric: Metric) -> bool:
    if isinstance(metric, SimpleMetric):
        return build.model.measure(metric.measure).additivity == "semi_additive"
    return any(_is_level(build, build.model.metric(item.metric)) for item in inputs_of(metric))
