"""From a metric to an expression over the columns of a grid.

Rule: measures are aggregated in branches, and only their results are divided, subtracted or compared: ratios are never
averaged, levels never added over time, and nothing below the line is NULL. A missing group counts 0 only where the
definition says that absent is zero.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import assert_never

from sqlglot import exp

from semantic_layer import expressions
from semantic_layer.compiler import conversion, cumulative, nested, population, sql
from semantic_layer.compiler.additive import check_parts, check_sum
from semantic_layer.compiler.among import members_among
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.combine import combined
from semantic_layer.compiler.frames import Frame, as_grain, period_of
from semantic_layer.compiler.grid import Grid
from semantic_layer.compiler.resolved import Resolved
from semantic_layer.compiler.scope import Measured, ModelFilter, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, NotAdditive, NotAdditiveOverTime
from semantic_layer.model import (
    Aggregation,
    ComparisonMetric,
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    Dimension,
    Grain,
    Input,
    Measure,
    Metric,
    NestedMetric,
    PopulationRateMetric,
    RatioMetric,
    SimpleMetric,
)
from semantic_layer.query import Comparison, MetricRef

_COUNTS: frozenset[Aggregation] = frozenset({"count", "count_distinct"})
_START_OF = re.compile(r"start_of\((\w+)\)")


def value_of(grid: Grid, resolved: Resolved, scope: Scope) -> Node:
    """Return a metric of the query as an expression over the grid's columns.

    Each side of an arithmetic has its own branches, under the query's conditions and its own. A side that counts, or
    whose absence is zero, is 0 in a group that only the other side has rows of.
    """
    value = _own_value(grid, resolved, scope)
    for step, other in resolved.steps:
        value = combined(step, value, value_of(grid, other, scope))
    return value


def _own_value(grid: Grid, resolved: Resolved, scope: Scope) -> Node:
    ref = resolved.ref
    scope = scope.with_conditions(ref.filters).with_members(ref.members)
    if ref.offset is not None:
        scope = scope.with_frame(grid.build.axis.moved(scope.frame, -ref.offset.n, ref.offset.grain))
    if ref.per is not None:
        return _of_members(grid, resolved, ref.per, scope)
    if resolved.dimension is not None:
        return _of_dimension(grid, resolved.dimension, ref, scope)
    assert resolved.metric is not None
    if ref.over is not None:
        item, filters = members_among(grid.build, resolved, ref.over)
        return _column(grid, item, scope.with_conditions(filters))
    if ref.agg is not None:
        return _reaggregated(grid, resolved.metric, ref, scope)
    return metric_value(grid, resolved.metric, scope, ref)


def _of_members(grid: Grid, resolved: Resolved, per: str, scope: Scope) -> Node:
    """Compute the metric for each member or period first, and aggregate these values."""
    ref, metric = resolved.ref, resolved.metric
    if metric is None:
        raise BadQuery(f"{ref.name!r} has no value for each {per!r} yet. Name a metric, such as its sum or average.")
    if ref.agg is None or ref.agg in _COUNTS:
        raise BadQuery(f"{ref.name!r} for each {per!r} needs an aggregate of these values: avg, median, min, max, sum.")
    check_parts(grid.build, metric, f"for each {per!r}")
    if ref.agg == "sum":
        check_sum(grid.build, metric, per, over_time=nested.is_period(grid.build, per))
    levels = nested.Levels(ref.key, per, ref.agg, ref.percentile)
    return nested.of_each(grid, levels, scope.frame, lambda inner: metric_value(inner, metric, scope, ref))


def _of_dimension(grid: Grid, dimension: Dimension, ref: MetricRef, scope: Scope) -> Node:
    assert ref.agg is not None
    zero = ref.agg in _COUNTS
    item = Measured(
        ref.key, dimension.dataset, ref.agg, "", ref.percentile, "continuous", None, None, zero, dimension.qualified
    )
    return _column(grid, item, scope)


def _reaggregated(grid: Grid, metric: Metric, ref: MetricRef, scope: Scope) -> Node:
    """Aggregate the rows below a simple metric in another way; a level is picked in another way instead."""
    if not isinstance(metric, SimpleMetric):
        raise NotAdditive(f"{metric.name!r} is computed from other metrics; it has no rows to take the {ref.agg} of.")
    measure = grid.build.model.measure(metric.measure)
    assert ref.agg is not None
    if ref.agg == measure.agg and measure.semi is None:
        return metric_value(grid, metric, scope, ref)
    item = _measured(grid.build, metric, measure)
    zero = item.zero and ref.agg in (_COUNTS | {"sum"})
    if item.semi is not None:
        item = _other_pick(metric, item, ref.agg)
    else:
        _check_other_aggregate(metric, measure, ref.agg)
        item = replace(item, agg=ref.agg, percentile=ref.percentile, zero=zero)
    item = replace(item, name=ref.key.replace(".", "_"))
    return _column(grid, item, scope.with_conditions(_filters(metric, measure)))


def _other_pick(metric: SimpleMetric, item: Measured, agg: Aggregation) -> Measured:
    assert item.semi is not None
    match agg:
        case "avg" | "min" | "max":
            return replace(item, semi=replace(item.semi, pick=agg, carry_forward="none"))
        case _:
            raise NotAdditiveOverTime(
                f"{metric.name!r} is a level; its {agg} over time means nothing. "
                f"Possible: the last level ({metric.name}), or its avg, min or max.",
                possible=(metric.name,),
                metric=metric.name,
            )


def _check_other_aggregate(metric: SimpleMetric, measure: Measure, agg: Aggregation) -> None:
    if measure.agg in _COUNTS and agg not in _COUNTS:
        raise NotAdditive(
            f"{metric.name!r} counts rows, so there is nothing to take the {agg} of. Use a nested metric.",
            metric=metric.name,
        )
    if agg == "sum" and measure.additivity == "non_additive":
        raise NotAdditive(f"{metric.name!r} does not add up: it is a price, rate or average.", metric=metric.name)


def _measured(build: Build, metric: SimpleMetric, measure: Measure) -> Measured:
    return Measured.of(measure, metric.time, zero=metric.null_semantics == "absent_is_zero")


def _filters(metric: Metric, measure: Measure | None = None) -> tuple[ModelFilter, ...]:
    texts = (measure.filter if measure else None, metric.filter)
    return tuple(ModelFilter(text) for text in texts if text)


def _column(grid: Grid, item: Measured, scope: Scope) -> Node:
    """Return the measure's column; a missing group is 0 where the definition or the query's fill says so."""
    value = grid.measured(item, scope)
    zero = item.zero if grid.fill is None else grid.fill == "zero"
    return sql.zero_if_null(value) if zero else value


def metric_value(grid: Grid, metric: Metric, scope: Scope, ref: MetricRef) -> Node:
    """Return any metric as an expression; `ref` carries what the query says about it (t0, horizon)."""
    match metric:
        case SimpleMetric():
            measure = grid.build.model.measure(metric.measure)
            return _column(
                grid, _measured(grid.build, metric, measure), scope.with_conditions(_filters(metric, measure))
            )
        case RatioMetric():
            scope = scope.with_conditions(_filters(metric))
            return sql.ratio(
                input_value(grid, metric.numerator, scope, ref), input_value(grid, metric.denominator, scope, ref)
            )
        case DerivedMetric():
            return _zero(metric, _derived(grid, metric, scope.with_conditions(_filters(metric)), ref))
        case CumulativeMetric():
            return cumulative.value(grid, metric, scope.with_conditions(_filters(metric)), ref, input_value)
        case ComparisonMetric():
            return _zero(metric, _comparison(grid, metric, scope.with_conditions(_filters(metric)), ref))
        case ConversionMetric():
            return grid.rate(conversion.conversion(grid, metric, scope.with_conditions(_filters(metric))))
        case PopulationRateMetric():
            return grid.rate(
                population.population(grid, metric, scope.with_conditions(_filters(metric)), ref, input_value)
            )
        case NestedMetric():
            return _zero(metric, nested.value(grid, metric, scope.with_conditions(_filters(metric)), ref, input_value))
        case _:
            assert_never(metric)


def _zero(metric: Metric, value: Node) -> Node:
    return sql.zero_if_null(value) if metric.null_semantics == "absent_is_zero" else value


def input_value(grid: Grid, item: Input, scope: Scope, ref: MetricRef) -> Node:
    """Return an input of another metric, under its own filter and offset."""
    if item.filter:
        scope = scope.with_conditions((ModelFilter(item.filter),))
    if item.offset:
        scope = scope.with_frame(grid.build.axis.moved(scope.frame, *_before(item.offset)))
    return metric_value(grid, grid.build.model.metric(item.metric), scope, ref)


def _before(offset: str) -> tuple[int, Grain]:
    n, grain = period_of(offset)
    return -n, grain


def _derived(grid: Grid, metric: DerivedMetric, scope: Scope, ref: MetricRef) -> Node:
    inputs = {item.key: item for item in metric.metrics}
    tree = expressions.parse(metric.expr)

    def place(node: Node) -> Node:
        if isinstance(node, exp.Column):
            if node.name not in inputs:
                raise BadQuery(f"The metric {metric.name!r} names {node.name!r}, which is none of its inputs.")
            value = input_value(grid, inputs[node.name], scope, ref)
            return exp.Paren(this=value) if isinstance(value, exp.Binary) else value
        return node

    placed = tree.transform(place, copy=False)
    return _divided(placed)


def _divided(tree: Node) -> Node:
    """Guard the divisions of the metric's own expression; inputs already guard theirs."""
    for node in list(tree.find_all(exp.Div)):
        if isinstance(node.expression, exp.Nullif):
            continue
        safe = sql.ratio(node.this.copy(), node.expression.copy())
        if node is tree:
            tree = safe
        else:
            node.replace(safe)
    return tree


def _comparison(grid: Grid, metric: ComparisonMetric, scope: Scope, ref: MetricRef) -> Node:
    now = input_value(grid, metric.metric, scope, ref)
    then = input_value(grid, metric.metric, scope.with_frame(_other_frame(grid, metric, scope)), ref)
    match metric.as_:
        case "value":
            return then
        case "change" | "points":
            return change(now, then)
        case "rate":
            return rate(now, then)


def _other_frame(grid: Grid, metric: ComparisonMetric, scope: Scope) -> Frame:
    axis = grid.build.axis
    start = _START_OF.fullmatch(metric.to)
    if start is not None:
        return axis.started(scope.frame, as_grain(start.group(1)))
    match metric.to:
        case "previous" | "year_ago":
            frame, _ = axis.compared(Comparison(metric.to, align="full"), axis.window)
            return frame
        case _:
            return axis.moved(scope.frame, *_before(metric.to))


def change(now: Node, then: Node) -> Node:
    return exp.Sub(this=_grouped(now), expression=_grouped(then))


def rate(now: Node, then: Node) -> Node:
    """(now - then) / |then|, NULL when there was nothing before."""
    return sql.ratio(change(now, then), exp.Abs(this=then.copy()))


def _grouped(node: Node) -> Node:
    return exp.Paren(this=node) if isinstance(node, exp.Add | exp.Sub) else node
