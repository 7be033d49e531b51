"""A metric as a series of whole periods, for tools that learn from its past.

Rule: a series holds only periods that were over at as-of and that the data cover from end to end; it begins with the
first period in which anything was recorded. A period without any row is told apart from a period with the value 0:
of a sum it counts as 0 and is counted, of a rate it stays empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from semantic_layer.begins import calendar_of_metric
from semantic_layer.model import Grain, SimpleMetric
from semantic_layer.query import DimensionRef, MetricRef, Predicate, SemanticQuery, Window
from semantic_layer.result import Column, Value
from semantic_layer.run import run_query
from tools.arguments import SegmentationArgs
from tools.context import ToolContext
from tools.errors import BadParameter, EmptyWindow

SEASONS: dict[Grain, int] = {"day": 7, "week": 52, "month": 12, "quarter": 4}
"""Periods after which the position in the season comes again."""


@dataclass(frozen=True)
class TimeSeries:
    """Values of one group by whole periods without a gap in time; None where nothing was recorded."""

    group: Value
    starts: tuple[date, ...]
    recorded: tuple[float | None, ...]
    zero_if_absent: bool

    @property
    def values(self) -> tuple[float | None, ...]:
        """The series to learn from: of a sum, a period without rows is 0."""
        return tuple(0.0 if value is None and self.zero_if_absent else value for value in self.recorded)

    @property
    def missing(self) -> int:
        return sum(value is None for value in self.recorded)

    @property
    def missing_at_end(self) -> int:
        return next((n for n, value in enumerate(reversed(self.recorded)) if value is not None), len(self.recorded))


@dataclass(frozen=True)
class Read:
    """The series of all groups, with what is needed to show them and to say where they come from."""

    series: tuple[TimeSeries, ...]
    grain: Grain
    period: Column
    metric: Column
    group: Column | None
    query: SemanticQuery
    sql: str
    policies: tuple[str, ...]
    metrics: tuple[str, ...]


def at_as_of(arguments: SegmentationArgs, ctx: ToolContext) -> ToolContext:
    """The context on the asked day; what lies at or after it is not read."""
    if arguments.as_of is None or arguments.as_of == ctx.as_of:
        return ctx
    if arguments.as_of > ctx.as_of:
        raise BadParameter("as_of", arguments.as_of.isoformat(), f"up to {ctx.as_of.isoformat()}")
    return replace(ctx, calendar=replace(ctx.calendar, as_of=arguments.as_of))


def known_to(ctx: ToolContext) -> date:
    """The first day that is not known any more: as-of, or the day after the last one with data."""
    last = ctx.calendar.last_day
    return min(ctx.as_of, last + timedelta(days=1)) if last else ctx.as_of


def whole_periods(metric: str, grain: Grain, ctx: ToolContext) -> tuple[date, ...]:
    """First days of the periods that lie between the metric's first day with data and `known_to`."""
    first, end = calendar_of_metric(metric, ctx.model, ctx.calendar).first_day, known_to(ctx)
    if first is None or first >= end:
        raise EmptyWindow("There are no data before as-of.", start=first, end=ctx.as_of)
    starts = ctx.calendar.periods(Window(first, end), grain)
    return tuple(start for start in starts if start >= first and ctx.calendar.next(start, grain) <= end)


def read_series(
    metric: str,
    grain: Grain,
    ctx: ToolContext,
    *,
    filters: tuple[Predicate, ...] = (),
    by: str | None = None,
) -> Read:
    """The metric in every whole period, for each group of `by`.

    Raises
    ------
    QueryError
        The metric or dimension is unknown, or the metric cannot be grouped so.
    EmptyWindow
        No period is over, or nothing was recorded in any.
    """
    starts = whole_periods(metric, grain, ctx)
    window = Window(starts[0], ctx.calendar.next(starts[-1], grain)) if starts else Window(ctx.as_of, ctx.as_of)
    if not starts:
        raise EmptyWindow("No period is over.", start=ctx.calendar.first_day, end=ctx.as_of)
    query = SemanticQuery(
        metrics=(MetricRef(metric),),
        dimensions=(DimensionRef(by),) if by else (),
        grain=grain,
        window=window,
        filters=filters,
        fill="none",
        as_of=ctx.as_of,
        who=ctx.who,
    )
    table, compiled = run_query(query, ctx.model, ctx.engine, ctx.calendar, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    at, value = table.of_kind("period")[0], table.index(metric)
    group = table.index(by) if by else None
    found: dict[Value, dict[Value, float]] = {}
    for row in table.rows:
        if row[value] is not None:
            found.setdefault(row[group] if group is not None else None, {})[row[at]] = float(str(row[value]))
    if not found:
        raise EmptyWindow("Nothing was recorded in any period.", start=window.start, end=window.end)
    zero = _zero_if_absent(metric, ctx)
    series = tuple(_begun(name, starts, values, zero_if_absent=zero) for name, values in found.items())
    return Read(
        series=tuple(sorted(series, key=lambda one: str(one.group))),
        grain=grain,
        period=table.columns[at],
        metric=table.columns[value],
        group=table.columns[group] if group is not None else None,
        query=query,
        sql=compiled.sql,
        policies=compiled.policies,
        metrics=(metric,),
    )


def _begun(group: Value, starts: Sequence[date], values: dict[Value, float], *, zero_if_absent: bool) -> TimeSeries:
    """The series from the first period in which the group has anything."""
    recorded = [values.get(start) for start in starts]
    first = next(n for n, value in enumerate(recorded) if value is not None)
    return TimeSeries(group, tuple(starts[first:]), tuple(recorded[first:]), zero_if_absent)


def _zero_if_absent(name: str, ctx: ToolContext) -> bool:
    metric = ctx.model.metric(name)
    if isinstance(metric, SimpleMetric):
        measure = ctx.model.measure(metric.measure)
        return "absent_is_zero" in (metric.null_semantics, measure.null_semantics)
    return metric.null_semantics == "absent_is_zero"


def usual_grain(metric: str, ctx: ToolContext, filters: tuple[Predicate, ...] = ()) -> Read:
    """The series by day; by week or month where less than half of the finer periods hold anything."""
    for grain in ("day", "week"):
        read = read_series(metric, grain, ctx, filters=filters)
        if 2 * read.series[0].missing <= len(read.series[0].recorded):
            return read
    return read_series(metric, "month", ctx, filters=filters)


def is_sum(metric: str, ctx: ToolContext) -> bool:
    """Whether the values of periods add up to that of all of them together."""
    found = ctx.model.metric(metric)
    return isinstance(found, SimpleMetric) and ctx.model.measure(found.measure).additivity == "additive"
