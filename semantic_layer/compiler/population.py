"""The share of an entity's members that succeed.

Rule: the two forms are never mixed. A repeat rate counts members and successes in the same rows. A forward rate fixes
its members before t0 and judges them in `[t0, t0 + horizon)`; a horizon that is not over yet is refused, by period left
out and counted. Groups and conditions of the question choose the members of a forward rate; whatever a member does
within the horizon is a success, in whatever group. Entities are the non-NULL keys in the events.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.frames import Frame, Span
from semantic_layer.compiler.grid import Grid, InputValue, Rate
from semantic_layer.compiler.members import entity_columns
from semantic_layer.compiler.scope import InnerPeriod, Keys, ModelFilter, PeriodKey, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, HorizonIncomplete
from semantic_layer.model import EventCondition, Input, PopulationRateMetric
from semantic_layer.query import MetricRef
from semantic_layer.result import LeftOut


def population(grid: Grid, metric: PopulationRateMetric, scope: Scope, ref: MetricRef, input_value: InputValue) -> Rate:
    """Return a population rate as expressions over the grid's columns."""
    build = grid.build
    forward = metric.horizon_days is not None or metric.horizon_auto
    n, hits = (grid.column_name(f"{metric.name}__{part}", scope.frame) for part in ("n", "hits"))
    if forward:
        step = _judged_ahead(grid, metric, _forward_scopes(build, metric, scope, ref), ref, input_value, (n, hits))
    else:
        step = _repeated(grid, metric, scope, ref, input_value, (n, hits))
    grid.add(build.add(f"{metric.name}_members", step), (n, hits))
    return rate_of(n, hits)


def _repeated(
    grid: Grid,
    metric: PopulationRateMetric,
    scope: Scope,
    ref: MetricRef,
    input_value: InputValue,
    names: tuple[str, str],
) -> exp.Select:
    """Count members and successes of each group, both from the same rows."""
    inner = Grid(grid.build, (*grid.keys, *entity_columns(grid.build, metric.entity)))
    member = _at_least(input_value(inner, Input(metric.among.metric), scope, ref), metric.among.at_least)
    success = _at_least(input_value(inner, Input(metric.success.metric), scope, ref), metric.success.at_least)
    relation = inner.relation(name=f"{metric.entity}_counts")
    both = exp.And(this=member.copy(), expression=success)
    keys = [sql.column(key.name) for key in grid.keys]
    counts = [sql.alias(_count(node), name) for node, name in zip((member, both), names, strict=True)]
    return sql.select([*keys, *counts], relation, group=[key.copy() for key in keys])


def _judged_ahead(
    grid: Grid,
    metric: PopulationRateMetric,
    scopes: tuple[Scope, Scope],
    ref: MetricRef,
    input_value: InputValue,
    names: tuple[str, str],
) -> exp.Select:
    """Count the members of each group, and those of them who succeed within the horizon in any group."""
    build, (before, after) = grid.build, scopes
    entity = entity_columns(build, metric.entity)
    times = tuple(key for key in grid.keys if isinstance(key, PeriodKey | InnerPeriod))
    members = _those(build, (*grid.keys, *entity), f"{metric.entity}_base", metric.among, before, ref, input_value)
    defined = tuple(item for item in after.conditions if isinstance(item, ModelFilter))
    after = replace(after, conditions=defined, members=())
    again = _those(build, (*times, *entity), f"{metric.entity}_again", metric.success, after, ref, input_value)
    same = sql.both(
        exp.EQ(this=sql.column(key.name, members), expression=sql.column(key.name, again)) for key in (*times, *entity)
    )
    assert same is not None
    keys = [sql.column(key.name, members) for key in grid.keys]
    found = sql.not_null(sql.column(entity[0].name, again))
    counts = [sql.alias(exp.Count(this=exp.Star()), names[0]), sql.alias(_count(found), names[1])]
    join = sql.left_join(sql.table(again), same)
    return sql.select([*keys, *counts], members, joins=[join], group=[key.copy() for key in keys])


def _those(
    build: Build, keys: Keys, name: str, wanted: EventCondition, scope: Scope, ref: MetricRef, input_value: InputValue
) -> str:
    """Write the step of the keys that reach a threshold."""
    inner = Grid(build, keys)
    reached = _at_least(input_value(inner, Input(wanted.metric), scope, ref), wanted.at_least)
    columns = [sql.column(key.name) for key in keys]
    return build.add(name, sql.select(columns, inner.relation(name=f"{name}_counts"), where=reached))


def rate_of(n: str, hits: str) -> Rate:
    return Rate(
        sql.ratio(sql.column(hits), sql.column(n)),
        sql.zero_if_null(sql.column(n)),
        sql.zero_if_null(sql.column(hits)),
    )


def _at_least(value: Node, least: int) -> Node:
    return exp.GTE(this=value, expression=sql.number(least))


def _count(condition: Node) -> Node:
    return exp.Sum(this=sql.when(condition, sql.number(1), sql.number(0)))


def _forward_scopes(build: Build, metric: PopulationRateMetric, scope: Scope, ref: MetricRef) -> tuple[Scope, Scope]:
    """The scopes of membership and of success."""
    horizon = ref.horizon_days
    if horizon is None or horizon < 1:
        raise BadQuery(f"{metric.name!r} is judged ahead and needs a horizon of at least one day.", metric=metric.name)
    lookback = ref.lookback_days or metric.lookback_days
    if build.query.grain is not None:
        return _by_period(build, metric, scope, horizon, lookback)
    if ref.t0 is None:
        raise BadQuery(f"{metric.name!r} is judged ahead and needs t0, the day that fixes its members.")
    t0 = ref.t0 - _earlier(build, scope.frame)
    end = t0 + timedelta(days=horizon)
    if end > build.calendar.as_of:
        raise HorizonIncomplete(end, build.calendar.as_of)
    _flag_censored(build, t0, lookback)
    label = scope.frame.label
    start = t0 - timedelta(days=lookback) if lookback else None
    members = Frame(start, t0, label=f"{label}_before".lstrip("_"))
    return scope.with_frame(members), scope.with_frame(Frame(t0, end, label=f"{label}_after".lstrip("_")))


def _earlier(build: Build, frame: Frame) -> timedelta:
    """How much earlier a compared branch starts than the query."""
    if not frame.label:
        return timedelta()
    window = build.axis.window
    if window is None or window.start is None or frame.start is None:
        raise BadQuery("A forward rate is compared by its window's start. Add a window.")
    return window.start - frame.start


def _by_period(
    build: Build, metric: PopulationRateMetric, scope: Scope, horizon: int, lookback: int | None
) -> tuple[Scope, Scope]:
    """Every period's first day is a t0; periods whose horizon is not over are left out and counted."""
    spans = scope.frame.spans or build.axis.spans(lambda start, end: (start, end))
    starts = [(span.period, span.start or span.period) for span in spans]
    ended = [(period, t0) for period, t0 in starts if t0 + timedelta(days=horizon) <= build.calendar.as_of]
    if not ended:
        first = starts[0][1] if starts else build.calendar.as_of
        raise HorizonIncomplete(first + timedelta(days=horizon), build.calendar.as_of)
    if len(ended) < len(starts) and not scope.frame.label:
        build.left_out.append(LeftOut("incomplete_horizon", len(starts) - len(ended), metric.name))
    label = scope.frame.label
    members = tuple(Span(period, t0 - timedelta(days=lookback) if lookback else None, t0) for period, t0 in ended)
    judged = tuple(Span(period, t0, t0 + timedelta(days=horizon)) for period, t0 in ended)
    _flag_censored(build, ended[0][1], lookback)
    return (
        scope.with_frame(Frame(spans=members, label=f"{label}_before".lstrip("_"))),
        scope.with_frame(Frame(spans=judged, label=f"{label}_after".lstrip("_"))),
    )


def _flag_censored(build: Build, t0: date, lookback: int | None) -> None:
    first = build.calendar.first_day
    if lookback and first and t0 - timedelta(days=lookback) < first:
        build.flags["left_censored"] = None
