"""Whether the parts of an answer may count the same thing twice.

Rule: a distinct count may be split without overlap only by what the counted thing determines: buyers by their region,
but not by month or by product category.
"""

from __future__ import annotations

from semantic_layer.compiler.build import Build
from semantic_layer.compiler.names import Field, find_field
from semantic_layer.compiler.resolved import Resolved
from semantic_layer.compiler.scope import DimensionKey, Keys
from semantic_layer.metric_inputs import datasets_of, inputs_of
from semantic_layer.model import Metric, PopulationRateMetric, Segmentation, SimpleMetric


def parts_overlap(build: Build, resolved: Resolved, keys: Keys) -> bool:
    """Say whether the groups of a metric may share entities, so that they add to more than the whole."""
    if not keys:
        return False
    if resolved.steps:
        return any(parts_overlap(build, side, keys) for side in resolved.sides)
    if resolved.metric is None:
        return resolved.ref.agg == "count_distinct"
    if resolved.ref.over is not None:
        home = build.model.dataset(next(datasets_of(build.model, resolved.metric)))
        return home.primary is None or not _determines(build, home.name, home.primary.columns[0], keys)
    return any(
        not _determines(build, dataset, expr, keys)
        for dataset, expr in _distinct(build, resolved.metric, resolved.ref.agg)
    )


def _distinct(build: Build, metric: Metric, agg: str | None) -> list[tuple[str, str]]:
    """Dataset and column of every distinct count below a metric."""
    match metric:
        case SimpleMetric():
            measure = build.model.measure(metric.measure)
            return [(measure.dataset, measure.column)] if (agg or measure.agg) == "count_distinct" else []
        case PopulationRateMetric():
            return [
                (dataset, key.columns[0])
                for dataset in _datasets(build, metric)
                for key in build.model.dataset(dataset).entities
                if key.name == metric.entity
            ]
        case _:
            below = [build.model.metric(item.metric) for item in inputs_of(metric)]
            return [found for item in below for found in _distinct(build, item, None)]


def _datasets(build: Build, metric: PopulationRateMetric) -> set[str]:
    names = (metric.among.metric, metric.success.metric)
    simple = [item for name in names if isinstance(item := build.model.metric(name), SimpleMetric)]
    return {build.model.measure(item.measure).dataset for item in simple}


def _determines(build: Build, dataset: str, expr: str, keys: Keys) -> bool:
    """Whether one value of `expr` always falls into one group."""
    for key in keys:
        if not isinstance(key, DimensionKey) or key.ref.name == "metric_time":
            return False
        field = find_field(build, key.ref.name)
        if isinstance(field, Segmentation):
            place = build.graph.entity_key(dataset, field.entity)
            if place is None or place[0] or place[1].columns != (expr,):
                return False
            continue
        if not _is_behind(build, dataset, expr, field):
            return False
    return True


def _is_behind(build: Build, dataset: str, expr: str, field: Field) -> bool:
    path = build.graph.ways(dataset, field.dataset, field.role).only
    if path:
        return path[0].key.columns == (expr,)
    primary = build.model.dataset(dataset).primary
    return path == () and primary is not None and primary.columns == (expr,)
