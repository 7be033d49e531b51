"""Conversions: an entity's later event within a window after an earlier one.

Rule: a conversion belongs to the latest base event before it and counts once. Base events whose window is not over at
as-of are left out and counted, so that a rate is never low only because time has not passed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.branch import Branch
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.frames import Frame, period_of
from semantic_layer.compiler.grid import Grid, Rate
from semantic_layer.compiler.members import entity_columns
from semantic_layer.compiler.population import rate_of
from semantic_layer.compiler.scope import DimensionKey, Keys, Measured, ModelFilter, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, NoTime
from semantic_layer.model import ConversionMetric, Input, Measure, SimpleMetric
from semantic_layer.query import DimensionRef


def conversion(grid: Grid, metric: ConversionMetric, scope: Scope) -> Rate:
    """Return a conversion rate as expressions over the grid's columns."""
    build = grid.build
    days = _window_days(metric)
    entity = entity_columns(build, metric.entity)
    base_step = _base(build, metric, _complete(build, scope, days), (*grid.keys, *entity))
    event_step = _events(build, metric, entity)
    matched = build.add(f"{metric.name}_matched", _matched(metric, grid.keys, entity, base_step, event_step, days))
    n, hits = (grid.column_name(f"{metric.name}__{part}", scope.frame) for part in ("n", "hits"))
    keys = [sql.column(key.name) for key in grid.keys]
    everything = [*keys, sql.alias(exp.Count(this=sql.column("base_row")), n)]
    grid.add(build.add(f"{metric.name}_starts", sql.select(everything, base_step, group=_copies(keys))), (n,))
    first = exp.EQ(this=sql.column("place"), expression=sql.number(1))
    counted = [*_copies(keys), sql.alias(exp.Count(this=sql.column("event_row")), hits)]
    grid.add(
        build.add(f"{metric.name}_counted", sql.select(counted, matched, where=first, group=_copies(keys))), (hits,)
    )
    hit = sql.zero_if_null(sql.column(hits))
    rate = rate_of(n, hits)
    return Rate(
        hit if metric.calculation == "count" else sql.ratio(hit.copy(), sql.column(n)),
        rate.n,
        rate.hits,
    )


def _copies(nodes: list[exp.Column]) -> list[exp.Column]:
    return [node.copy() for node in nodes]


def _window_days(metric: ConversionMetric) -> int:
    n, grain = period_of(metric.window)
    if grain not in ("day", "week"):
        raise BadQuery(f"A conversion window is counted in days or weeks, not in {grain}s. Correct {metric.name!r}.")
    return n * (7 if grain == "week" else 1)


def _first_incomplete(build: Build, days: int) -> date:
    """The first day whose window `[t, t + days)` is not over at as-of."""
    return build.calendar.as_of - timedelta(days=days - 1)


def open_base(build: Build, metric: ConversionMetric) -> tuple[Branch, date]:
    """Return the base events of a query without groups, and the first day whose window is not over."""
    simple, measure, filters = _leaf(build, metric.base)
    query = build.query
    conditions = (*query.filters, *filters, *((ModelFilter(metric.filter),) if metric.filter else ()))
    scope = Scope(build.axis.base, conditions, query.members, query.time.name)
    branch = Branch(build, measure.dataset, simple.time or measure.time, scope, ())
    return branch, _first_incomplete(build, _window_days(metric))


def _complete(build: Build, scope: Scope, days: int) -> Scope:
    """Only base events whose window is over at as-of."""
    latest = _first_incomplete(build, days)
    frame = scope.frame
    if frame.spans:
        spans = tuple(replace(span, end=min(span.end, latest)) for span in frame.spans)
        return scope.with_frame(replace(frame, spans=spans))
    return scope.with_frame(replace(frame, end=min(frame.end, latest) if frame.end else latest))


def _leaf(build: Build, item: Input) -> tuple[SimpleMetric, Measure, tuple[ModelFilter, ...]]:
    metric = build.model.metric(item.metric)
    if not isinstance(metric, SimpleMetric):
        raise BadQuery(f"A conversion is made of events; {item.metric!r} is computed from other metrics.")
    measure = build.model.measure(metric.measure)
    texts = (measure.filter, metric.filter, item.filter)
    return metric, measure, tuple(ModelFilter(text) for text in texts if text)


def _numbered(branch: Branch, time: str, row: str) -> list[Node]:
    """The event's time and a number of its own."""
    if branch.time is None:
        raise NoTime(f"{branch.dataset.name!r} has no time, so nothing can come before or after its rows.")
    order = [sql.ordered(node, "asc") for node in (branch.when(), *branch.key_nodes())]
    return [sql.alias(branch.when(), time), sql.alias(sql.window(exp.RowNumber(), [], order), row)]


def _base(build: Build, metric: ConversionMetric, scope: Scope, keys: Keys) -> str:
    simple, measure, filters = _leaf(build, metric.base)
    same = tuple(DimensionKey(DimensionRef(name, alias=f"same_{i}")) for i, (name, _) in enumerate(metric.constant))
    item = Measured.of(measure, simple.time, zero=True)
    scope = scope.with_conditions(filters)
    build.measured[item.dataset, item.time, scope] = None
    branch = Branch(build, item.dataset, item.time, scope, (*keys, *same))
    columns = _numbered(branch, "base_time", "base_row")
    return build.add(f"{metric.name}_base", branch.select(columns, group=False))


def _events(build: Build, metric: ConversionMetric, entity: Keys) -> str:
    simple, measure, filters = _leaf(build, metric.conversion)
    same = tuple(DimensionKey(DimensionRef(name, alias=f"same_{i}")) for i, (_, name) in enumerate(metric.constant))
    item = Measured.of(measure, simple.time, zero=True)
    branch = Branch(build, item.dataset, item.time, Scope(Frame(), filters), (*entity, *same))
    columns = _numbered(branch, "event_time", "event_row")
    return build.add(f"{metric.name}_events", branch.select(columns, group=False))


def _matched(metric: ConversionMetric, keys: Keys, entity: Keys, base: str, events: str, days: int) -> exp.Select:
    """Every conversion with every base event it may belong to; place 1 is the latest."""
    names = [*(key.name for key in entity), *(f"same_{i}" for i in range(len(metric.constant)))]
    same: list[Node | None] = [
        exp.EQ(this=sql.column(name, "base"), expression=sql.column(name, "event")) for name in names
    ]
    after = exp.GTE(this=sql.column("event_time", "event"), expression=sql.column("base_time", "base"))
    until = exp.DateAdd(this=sql.column("base_time", "base"), expression=sql.number(days), unit=exp.Var(this="DAY"))
    within = exp.LT(this=sql.column("event_time", "event"), expression=until)
    on = sql.all_of([*same, after, within])
    latest = [sql.ordered(sql.column("base_time", "base"), "desc"), sql.ordered(sql.column("base_row", "base"), "desc")]
    place = sql.window(exp.RowNumber(), [sql.column("event_row", "event")], latest)
    columns: list[Node] = [sql.column(key.name, "base") for key in keys]
    return sql.select(
        [*columns, sql.column("event_row", "event"), sql.alias(place, "place")],
        sql.table(events, "event"),
        joins=[sql.left_join(sql.table(base, "base"), on)],
        where=sql.not_null(sql.column("base_row", "base")),
    )
