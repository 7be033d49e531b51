"""Conversions: an entity's later event within a window after an earlier one.

Rule: a conversion belongs to the latest base event before it and counts once. Who owns it is decided among all base
events up to as-of that meet the question's conditions, whatever its window; only then are the base events kept that
the window asks for. Base events whose window is not over at as-of are left out and counted, so that a rate is never low
only because time has not passed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.branch import Branch, bounds
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.frames import Frame, period_of
from semantic_layer.compiler.grid import Grid, Rate
from semantic_layer.compiler.groups import key_value
from semantic_layer.compiler.members import entity_columns
from semantic_layer.compiler.population import rate_of
from semantic_layer.compiler.scope import DimensionKey, Keys, Measured, ModelFilter, PeriodKey, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, NoTime
from semantic_layer.model import ConversionMetric, Input, Measure, SimpleMetric
from semantic_layer.query import DimensionRef, MetricRef


def conversion(grid: Grid, metric: ConversionMetric, scope: Scope) -> Rate:
    """Return a conversion rate as expressions over the grid's columns."""
    build = grid.build
    days = _window_days(metric)
    entity = entity_columns(build, metric.entity)
    complete = _complete(build, scope, days)
    # Where periods are read from other dates, a base event gets its period after it is known what it owns.
    keys = tuple(key for key in grid.keys if not (complete.frame.spans and isinstance(key, PeriodKey)))
    base = _base(build, metric, complete, (*keys, *entity))
    events = _events(build, metric, entity)
    matched = build.add(f"{metric.name}_matched", _matched(metric, entity, base, events, days))
    owned = build.add(f"{metric.name}_owned", _owned(matched))
    n, hits = (grid.column_name(f"{metric.name}__{part}", scope.frame) for part in ("n", "hits"))
    grid.add(build.add(f"{metric.name}_counted", _counted(grid, complete.frame, base, owned, (n, hits))), (n, hits))
    rate = rate_of(n, hits)
    if metric.calculation == "rate":
        return rate
    return Rate(sql.zero_if_null(sql.column(hits)), rate.n, rate.hits)


def _owned(matched: str) -> exp.Select:
    """How many conversions each base event owns."""
    first = exp.EQ(this=sql.column("place"), expression=sql.number(1))
    row = sql.column("base_row")
    return sql.select(
        [row, sql.alias(exp.Count(this=sql.column("event_row")), "owned")], matched, where=first, group=[row.copy()]
    )


def _counted(grid: Grid, frame: Frame, base: str, owned: str, names: tuple[str, str]) -> exp.Select:
    """The base events that are asked for, and what they own, for each group."""
    on = exp.EQ(this=sql.column("base_row", base), expression=sql.column("base_row", owned))
    joins = [sql.left_join(sql.table(owned), on)]
    before: Node | None = None
    spans = ""
    if frame.spans:
        spans = grid.build.spans(frame.spans, frame.label)
        start = exp.GTE(this=sql.column("base_time", base), expression=sql.column("from_day", spans))
        end = exp.LT(this=sql.column("base_time", base), expression=sql.column("to_day", spans))
        joins.append(sql.left_join(sql.table(spans), exp.And(this=start, expression=end)))
        before = sql.not_null(sql.column("period", spans))
    elif frame.end:
        before = exp.LT(this=sql.column("base_time", base), expression=sql.literal(frame.end))
    keys = [sql.column(key.name, spans if spans and isinstance(key, PeriodKey) else base) for key in grid.keys]
    own = exp.Sum(this=sql.zero_if_null(sql.column("owned", owned)))
    counts: list[Node] = [exp.Count(this=sql.column("base_row", base)), own]
    columns = [sql.alias(node, name) for node, name in zip(counts, names, strict=True)]
    return sql.select([*keys, *columns], base, joins=joins, where=before, group=[key.copy() for key in keys])


def _window_days(metric: ConversionMetric) -> int:
    n, grain = period_of(metric.window)
    if grain not in ("day", "week"):
        raise BadQuery(f"A conversion window is counted in days or weeks, not in {grain}s. Correct {metric.name!r}.")
    return n * (7 if grain == "week" else 1)


def _first_incomplete(build: Build, days: int) -> date:
    """The first day whose window `[t, t + days)` is not over at as-of."""
    return build.calendar.as_of - timedelta(days=days - 1)


def open_base(build: Build, metric: ConversionMetric, ref: MetricRef) -> tuple[Branch, date]:
    """Return the base events of a query without groups, and the first day whose window is not over."""
    simple, measure, filters = _leaf(build, metric.base)
    query = build.query
    own = (ModelFilter(metric.filter),) if metric.filter else ()
    conditions = (*query.filters, *ref.filters, *filters, *own)
    scope = Scope(build.axis.base, conditions, (*query.members, *ref.members), query.time.name)
    branch = Branch(build, measure.dataset, simple.time or measure.time, scope, ())
    for key in entity_columns(build, metric.entity):  # an event of nobody is no base event
        branch.where.append(sql.not_null(key_value(branch.joins, key, branch.time, None)))
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
    build.measured[item.dataset, item.time, scope, None] = None
    every = scope.with_frame(Frame(bounds(scope.frame)[0]))
    branch = Branch(build, item.dataset, item.time, every, (*keys, *same))
    columns = _numbered(branch, "base_time", "base_row")
    return build.add(f"{metric.name}_base", branch.select(columns, group=False))


def _events(build: Build, metric: ConversionMetric, entity: Keys) -> str:
    simple, measure, filters = _leaf(build, metric.conversion)
    same = tuple(DimensionKey(DimensionRef(name, alias=f"same_{i}")) for i, (_, name) in enumerate(metric.constant))
    item = Measured.of(measure, simple.time, zero=True)
    branch = Branch(build, item.dataset, item.time, Scope(Frame(), filters), (*entity, *same))
    columns = _numbered(branch, "event_time", "event_row")
    return build.add(f"{metric.name}_events", branch.select(columns, group=False))


def _matched(metric: ConversionMetric, entity: Keys, base: str, events: str, days: int) -> exp.Select:
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
    return sql.select(
        [sql.column("base_row", "base"), sql.column("event_row", "event"), sql.alias(place, "place")],
        sql.table(events, "event"),
        joins=[sql.left_join(sql.table(base, "base"), on)],
        where=sql.not_null(sql.column("base_row", "base")),
    )
