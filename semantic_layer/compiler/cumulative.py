"""Running totals that are read from rows, not from the rows above.

Rule: a running value of a period covers calendar days up to the period's last day (or as-of's day), never a number of
rows, and is recomputed from the facts: distinct counts and ratios come out right, and a missing period changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlglot import exp

from semantic_layer import periods as arithmetic
from semantic_layer.compiler import dates, sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.frames import DAY, Frame, Span, period_of
from semantic_layer.compiler.grid import Grid, InputValue
from semantic_layer.compiler.scope import PERIOD, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, NotAdditiveOverTime
from semantic_layer.model import CumulativeMetric, Grain, SimpleMetric
from semantic_layer.query import Cumulate, MetricRef

Reach = Callable[[date], date | None]
"""From the last day that a running value covers to its first; None = since the beginning."""


def value(grid: Grid, metric: CumulativeMetric, scope: Scope, ref: MetricRef, input_value: InputValue) -> Node:
    """Return a cumulative metric as an expression over the grid's columns."""
    build = grid.build
    refuse_levels(build, metric.metric.metric)
    reach = _reach(build, metric)
    if PERIOD not in grid.keys:
        end = scope.frame.end or build.tomorrow
        frame = Frame(reach(end - DAY), end, label=f"{scope.frame.label}_running".lstrip("_"))
        _flag_incomplete(build, [frame.start])
        return input_value(grid, metric.metric, scope.with_frame(frame), ref)
    if metric.period_agg == "avg":
        return _average(grid, metric, scope, ref, reach, input_value)
    spans = [_anchored(span, reach, metric.period_agg == "first") for span in _own_spans(build, scope.frame)]
    return input_value(grid, metric.metric, scope.with_frame(_running(build, spans, scope.frame)), ref)


def _reach(build: Build, metric: CumulativeMetric) -> Reach:
    calendar = build.calendar
    if metric.window:
        n, grain = period_of(metric.window)
        if grain in ("day", "week"):
            length = timedelta(days=n * (7 if grain == "week" else 1))
            return lambda day: day + DAY - length
        return lambda day: _months_before(day + DAY, n, grain)
    match metric.to_date:
        case None:
            return lambda day: None
        case "fiscal_year":
            return lambda day: calendar.floor(day, "year", fiscal=True)
        case grain:
            return lambda day: calendar.floor(day, grain)


def _months_before(day: date, n: int, grain: Grain) -> date:
    match grain:
        case "month" | "quarter" | "year":
            return arithmetic.move(day, -n, grain)
        case _:
            raise BadQuery(f"A running window of {n} {grain}s is not possible. Use days, weeks, months or years.")


def _own_spans(build: Build, frame: Frame) -> list[Span]:
    spans = frame.spans or build.axis.spans(lambda start, end: (start, end))
    return [Span(span.period, span.start, min(span.end, build.tomorrow)) for span in spans]


def _anchored(span: Span, reach: Reach, is_first: bool) -> Span:
    last = span.start if is_first and span.start else span.end - DAY
    return Span(span.period, reach(last), last + DAY)


def _running(build: Build, spans: list[Span], frame: Frame) -> Frame:
    _flag_incomplete(build, [span.start for span in spans])
    return Frame(spans=tuple(spans), label=f"{frame.label}_running".lstrip("_"))


def _flag_incomplete(build: Build, starts: list[date | None]) -> None:
    first = build.calendar.first_day
    if first and any(start is not None and start < first for start in starts):
        build.flags["window_incomplete"] = None


def _average(
    grid: Grid, metric: CumulativeMetric, scope: Scope, ref: MetricRef, reach: Reach, input_value: InputValue
) -> Node:
    """The mean of the running values of all days of a period."""
    build = grid.build
    days = [
        _anchored(Span(day, day, day + DAY), reach, False)
        for span in _own_spans(build, scope.frame)
        for day in _days(span)
    ]
    daily = Grid(build, grid.keys)
    value = input_value(daily, metric.metric, scope.with_frame(_running(build, days, scope.frame)), ref)
    relation = daily.relation(name=f"{metric.name}_by_day")
    grain = build.query.grain
    assert grain is not None
    column = grid.column_name(metric.name, scope.frame)
    period = dates.period(
        sql.column("period"), grain, build.calendar.spec, fiscal=build.query.fiscal, dialect=build.dialect
    )
    keys = [period if key == PERIOD else sql.column(key.name) for key in grid.keys]
    named: list[Node] = [sql.alias(node, key.name) for node, key in zip(keys, grid.keys, strict=True)]
    mean = sql.alias(exp.Avg(this=sql.double(value)), column)
    step = sql.select([*named, mean], relation, group=[node.copy() for node in keys])
    grid.add(build.add(f"{metric.name}_by_period", step), (column,))
    return sql.column(column)


def _days(span: Span) -> list[date]:
    start = span.start or span.period
    return [start + timedelta(days=n) for n in range((span.end - start).days)]


def refuse_levels(build: Build, name: str) -> None:
    """Refuse to run up a level over time."""
    metric = build.model.metric(name)
    if isinstance(metric, SimpleMetric) and build.model.measure(metric.measure).additivity == "semi_additive":
        raise NotAdditiveOverTime(
            f"{name!r} is a level and cannot be added up over time. Possible: its last or average level per period.",
            possible=(name,),
            metric=name,
        )


def operator_frame(build: Build, cumulate: Cumulate) -> Frame:
    """Return the frame of a running total over the query's periods: since its window's start, or to date."""
    axis = build.axis
    if build.query.grain is None or not axis.periods:
        raise BadQuery("A running total needs a grain and known periods. Add a grain, or a window.")
    first = axis.start_of(axis.periods[0])
    if cumulate.how == "to_date":
        if cumulate.to_date is None:
            raise BadQuery("A running total to date needs the period at which it starts again.")
        grain, fiscal = cumulate.to_date, build.query.fiscal
        reach: Reach = lambda day: build.calendar.floor(day, grain, fiscal=fiscal)  # noqa: E731
    else:
        reach = lambda day: first  # noqa: E731
    spans = [_anchored(span, reach, False) for span in _own_spans(build, Frame())]
    return Frame(spans=tuple(spans), label="running")
