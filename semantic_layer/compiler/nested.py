"""An aggregate of an aggregate: median orders per customer, highest daily revenue.

Rule: the inner metric is computed for each entity (or period) of a group, the outer aggregate over those values. Who
has no rows is not in the group, unless the metric says that absent entities count.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.compiler import aggregates, sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.frames import as_grain
from semantic_layer.compiler.grid import Grid, InputValue, existing_entities
from semantic_layer.compiler.members import entity_columns
from semantic_layer.compiler.scope import DimensionKey, InnerPeriod, Keys, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery
from semantic_layer.model import NestedMetric
from semantic_layer.query import MetricRef


def value(grid: Grid, metric: NestedMetric, scope: Scope, ref: MetricRef, input_value: InputValue) -> Node:
    """Return a nested metric as an expression over the grid's columns."""
    build = grid.build
    is_entity = build.model.has_entity(metric.over)
    inner_keys: Keys = entity_columns(build, metric.over) if is_entity else (InnerPeriod(metric.over),)
    inner = Grid(build, (*grid.keys, *inner_keys))
    inner_value = input_value(inner, metric.metric, scope, ref)
    if metric.include_absent:
        _add_absent(inner, grid.keys, metric)
    relation = inner.relation(name=f"{metric.name}_by_{metric.over}")
    column = grid.column_name(metric.name, scope.frame)
    keys = [sql.column(key.name) for key in grid.keys]
    outer = aggregates.aggregate(metric.agg, inner_value, build, rank=metric.percentile)
    step = sql.select(
        [*keys, sql.alias(outer, column)],
        relation,
        where=None if is_entity else _complete(build, metric),
        group=[key.copy() for key in keys],
    )
    grid.add(build.add(f"{metric.name}_over_{metric.over}", step), (column,))
    return sql.column(column)


def _complete(build: Build, metric: NestedMetric) -> Node | None:
    """A period that as-of cuts is no period to average or to rank."""
    first = build.axis.first_incomplete(as_grain(metric.over))
    if first is None:
        return None
    build.flags["incomplete_not_ranked"] = None
    return exp.LT(this=sql.column("inner_period"), expression=sql.literal(first))


def _add_absent(inner: Grid, keys: Keys, metric: NestedMetric) -> None:
    build = inner.build
    if build.model.has_entity(metric.over):
        if not all(isinstance(key, DimensionKey) for key in keys):
            raise BadQuery(f"{metric.name!r} also counts those without rows, so it has no value by period.")
        inner.add(existing_entities(build, entity_columns(build, metric.over), keys), ())
        return
    if keys or build.query.grain != metric.over:
        raise BadQuery(f"{metric.name!r} also counts empty periods; ask it by {metric.over} or without groups.")
