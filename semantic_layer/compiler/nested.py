"""An aggregate of an aggregate: median orders per customer, highest daily revenue, average sales per city.

Rule: the inner metric is computed for each member of an entity or dimension, or for each period, inside a group, and
the outer aggregate is taken of those values. Who has no rows is not in the group, unless the metric says that absent
entities count; the unknown is no member, and a period that as-of or the window cuts is no period to average or to rank.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from semantic_layer.compiler import aggregates, sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.frames import SUB_DAY, Frame, as_grain
from semantic_layer.compiler.grid import Grid, InputValue, existing_entities
from semantic_layer.compiler.members import entity_columns
from semantic_layer.compiler.names import find_field
from semantic_layer.compiler.scope import PERIOD, DimensionKey, InnerPeriod, Keys, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, GroupsOnly
from semantic_layer.model import Aggregation, Grain, NestedMetric
from semantic_layer.query import DimensionRef, MetricRef

_MEMBER = "inner_member"
_ORDER: tuple[Grain, ...] = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class Levels:
    """What the inner values are taken for, and what is taken of them; `name` is the column's."""

    name: str
    over: str  # an entity, a qualified dimension, or a grain
    agg: Aggregation
    percentile: float | None = None


def value(grid: Grid, metric: NestedMetric, scope: Scope, ref: MetricRef, input_value: InputValue) -> Node:
    """Return a nested metric as an expression over the grid's columns."""

    levels = Levels(metric.name, metric.over, metric.agg, metric.percentile)
    _check_policies(grid, levels)

    def inner_value(inner: Grid) -> Node:
        found = input_value(inner, metric.metric, scope, ref)
        if metric.include_absent:
            _add_absent(inner, grid.keys, metric)
        return found

    return _outer(grid, levels, scope.frame, inner_value)


def of_each(grid: Grid, levels: Levels, frame: Frame, inner_value: Callable[[Grid], Node]) -> Node:
    """Return the aggregate of a metric's values for each member or period, as the question asks for it.

    Members and periods without any row do not count, nor do rows without a member. NULL where a group has none.

    Raises
    ------
    BadQuery
        If `over` is nothing that a metric can be split by, or a period no shorter than the query's own.
    GroupsOnly
        If a policy shows only groups of several, and the value would be that of one.
    """
    build = grid.build
    if is_period(build, levels.over):
        _check_period(grid, as_grain(levels.over))
    _check_policies(grid, levels)
    return _outer(grid, levels, frame, inner_value)


def is_period(build: Build, over: str) -> bool:
    """Whether the inner values are those of periods: neither of an entity nor of a dimension."""
    return not build.model.has_entity(over) and "." not in over


def _outer(grid: Grid, levels: Levels, frame: Frame, inner_value: Callable[[Grid], Node]) -> Node:
    build = grid.build
    inner_keys = _inner_keys(build, levels.over)
    inner = Grid(build, (*grid.keys, *inner_keys))
    found = inner_value(inner)
    name = levels.name.replace(".", "_")
    over = levels.over.replace(".", "_")
    relation = inner.relation(name=f"{name}_by_{over}")
    column = grid.column_name(name, frame)
    keys = [sql.column(key.name) for key in grid.keys]
    outer = aggregates.aggregate(levels.agg, found, build, rank=levels.percentile)
    step = sql.select(
        [*keys, sql.alias(outer, column)],
        relation,
        where=_counted(build, inner_keys, levels, frame),
        group=[key.copy() for key in keys],
    )
    grid.add(build.add(f"{name}_over_{over}", step), (column,))
    return sql.column(column)


def _inner_keys(build: Build, over: str) -> Keys:
    if build.model.has_entity(over):
        return entity_columns(build, over)
    if is_period(build, over):
        return (InnerPeriod(as_grain(over)),)
    find_field(build, over)
    return (DimensionKey(DimensionRef(over, alias=_MEMBER)),)


def _counted(build: Build, keys: Keys, levels: Levels, frame: Frame) -> Node | None:
    """The condition that an inner value counts."""
    match keys[0]:
        case DimensionKey():
            return sql.not_null(sql.column(_MEMBER))
        case InnerPeriod():
            return _complete(build, as_grain(levels.over), frame)
        case _:
            return None


def _complete(build: Build, grain: Grain, frame: Frame) -> Node | None:
    """A period that as-of or the window cuts is no period to average or to rank, where there are complete ones."""
    period = sql.column("inner_period")
    found: list[Node | None] = []
    first = build.axis.first_incomplete(grain)
    if first is not None:
        found.append(exp.LT(this=period.copy(), expression=sql.literal(first)))
    start, end = _whole(build, grain, frame)
    if start is not None:
        found.append(exp.GTE(this=period.copy(), expression=sql.literal(start)))
    if end is not None:
        found.append(exp.LT(this=period.copy(), expression=sql.literal(end)))
    if found:
        build.flags["incomplete_not_ranked"] = None
    return sql.both(found)


def _whole(build: Build, grain: Grain, frame: Frame) -> tuple[date | None, date | None]:
    """The first whole period of a window that begins inside one, and the cut one that it ends in."""
    if grain in SUB_DAY or frame.spans or frame.start is None or frame.end is None:
        return None, None
    calendar, fiscal = build.calendar, build.query.fiscal
    start = calendar.floor(frame.start, grain, fiscal=fiscal)
    if start < frame.start:
        start = calendar.next(start, grain, fiscal=fiscal)
    end = calendar.floor(frame.end, grain, fiscal=fiscal)
    if start >= min(end, build.tomorrow):
        return None, None
    return (start if start != frame.start else None), (end if end != frame.end and end < build.tomorrow else None)


def _check_period(grid: Grid, grain: Grain) -> None:
    """Refuse periods that do not lie inside those of the answer."""
    asked = grid.build.query.grain
    if PERIOD not in grid.keys or asked is None:
        return
    if _ORDER.index(grain) >= _ORDER.index(asked):
        raise BadQuery(f"A value for each {grain} has no aggregate by {asked}. Use a shorter period, or no grain.")
    if grain == "week" and asked in ("month", "quarter", "year"):
        raise BadQuery(f"Weeks do not fit into a {asked}. Ask for each day, or leave out the grain.")


def _check_policies(grid: Grid, levels: Levels) -> None:
    """The highest of the values of members is the value of one of them; what lies amid enough of them tells of none."""
    place = aggregates.place_of(levels.agg, levels.percentile)
    for minimum in grid.build.view.min_groups if place is not None else ():
        if place and place < 1 and levels.over == minimum.entity:
            grid.places.append(place)
            continue
        raise GroupsOnly(
            f"The policy {minimum.policy!r} shows groups of at least {minimum.k} only, and the {levels.agg} for each "
            f"{levels.over!r} could be the value of one. Ask for the average.",
            policy=minimum.policy,
            k=minimum.k,
        )


def _add_absent(inner: Grid, keys: Keys, metric: NestedMetric) -> None:
    build = inner.build
    if build.model.has_entity(metric.over):
        if not all(isinstance(key, DimensionKey) for key in keys):
            raise BadQuery(f"{metric.name!r} also counts those without rows, so it has no value by period.")
        inner.add(existing_entities(build, entity_columns(build, metric.over), keys), ())
        return
    if keys or build.query.grain != metric.over:
        raise BadQuery(f"{metric.name!r} also counts empty periods; ask it by {metric.over} or without groups.")
