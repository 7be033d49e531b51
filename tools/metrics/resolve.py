"""Fill what a metric query leaves open: when members are fixed, how long they are watched, which segments count.

Rule: every default is taken here, before anything is computed, and is told (parameters and caveats). A segment that
is judged by later behaviour is assigned before that behaviour begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlglot
from sqlglot import exp

from semantic_layer.compiler.paths import graph_of
from semantic_layer.errors import HorizonIncomplete, NoDataInWindow
from semantic_layer.model import (
    ComparisonMetric,
    ConversionMetric,
    CumulativeMetric,
    Dataset,
    DerivedMetric,
    Measure,
    Metric,
    NestedMetric,
    PopulationRateMetric,
    RatioMetric,
    Role,
    Segmentation,
    SemanticModel,
    SimpleMetric,
)
from semantic_layer.query import (
    Combine,
    Compare,
    EntitySet,
    Exists,
    MetricRef,
    Predicate,
    SemanticQuery,
    Window,
    every_member,
)
from semantic_layer.result import Value
from tools.context import ToolContext
from tools.customers import horizons
from tools.customers.base import BaseScope
from tools.customers.censoring import left_censored
from tools.errors import EmptyWindow, TooFewCustomers
from tools.metrics.comparable import check_comparable
from tools.result import Caveat
from tools.roles import RoleSource, order_role
from tools.segments.runs import Run, ensure_run

TOOL = "query_metrics"


@dataclass(frozen=True)
class Resolved:
    """A query without open ends, and what was decided on the way."""

    query: SemanticQuery
    parameters: tuple[tuple[str, Value], ...] = ()
    caveats: tuple[Caveat, ...] = ()
    sql: tuple[str, ...] = ()

    def adding(self, other: Resolved) -> Resolved:
        return Resolved(
            other.query,
            (*self.parameters, *other.parameters),
            (*self.caveats, *other.caveats),
            (*self.sql, *other.sql),
        )


def resolve(query: SemanticQuery, ctx: ToolContext) -> Resolved:
    """Return the query with its window, horizons and segment runs."""
    found = Resolved(_with_window(query, ctx))
    if _reads_facts(query, ctx.model):
        found = replace(found, caveats=check_comparable(found.query, ctx))
    for position in range(len(query.metrics)):
        found = found.adding(_with_horizon(found.query, position, ctx))
    return found.adding(_with_runs(found.query, ctx))


def _with_window(query: SemanticQuery, ctx: ToolContext) -> SemanticQuery:
    window = query.window
    if window and window.rule and window.start is None and window.end is None:
        window = ctx.calendar.resolve(window.rule)
    first, last = ctx.calendar.first_day, ctx.calendar.last_day
    if window and first and last and _lies_outside(window, first if _reads_facts(query, ctx.model) else None, last):
        raise NoDataInWindow(window.start, window.end, first, last)
    return replace(query, window=window)


def _lies_outside(window: Window, first: date | None, last: date) -> bool:
    """Wholly before the first day or after the last day of all facts; planned dates after it are no past figures."""
    before = first and window.end and window.end <= first
    return bool(before or (window.start and window.start > last + timedelta(days=1)))


def _reads_facts(query: SemanticQuery, model: SemanticModel) -> bool:
    """Whether anything that is dated is an event; people and things may be older than the first event."""
    read = {measure.dataset for ref in metrics_of(query) for measure in _measured(ref, model)}
    read |= {query.rows} if query.rows and not read else set()
    roles = {dataset.role for dataset in model.datasets if dataset.name in read}
    return not roles or roles != {"dimension"}


# --- forward rates --------------------------------------------------------------------------------------------


def is_forward(metric: PopulationRateMetric) -> bool:
    """Whether members are fixed before they are judged."""
    return metric.horizon_auto or metric.horizon_days is not None


def forward_metric(ref: MetricRef, model: SemanticModel) -> PopulationRateMetric | None:
    """The metric behind a reference, if it is judged forward."""
    if ref.agg is not None or not model.has_metric(ref.name):
        return None
    metric = model.metric(ref.name)
    return metric if isinstance(metric, PopulationRateMetric) and is_forward(metric) else None


def _with_horizon(query: SemanticQuery, position: int, ctx: ToolContext) -> Resolved:
    """Members are fixed on the window's first day and watched through it; without one, one horizon before its end."""
    ref = query.metrics[position]
    metric = forward_metric(ref, ctx.model)
    if metric is None:
        return Resolved(query)
    days, rule, sql = _horizon(ref, metric, ctx)
    caveats: list[Caveat] = []
    t0, window = ref.t0, query.window
    if query.grain is None and t0 is None and window and window.start and not window.is_up_to:
        t0 = window.start
        if ref.horizon_days is None:
            days, cut = _days_of(window, ctx)
            rule, sql = "window", ()
            caveats += cut
            if metric.horizon_days and metric.horizon_days != days:
                caveats.append(Caveat("horizon_window", (("own", metric.horizon_days), ("days", days))))
    elif query.grain is None and t0 is None:
        end = min(window.end, ctx.as_of) if window and window.end else ctx.as_of
        t0 = end - timedelta(days=days)
        if query.compare and window is None:
            query = replace(query, window=Window(t0, end))  # what it is compared with lies before these days
    if rule not in ("asked", "window"):
        caveats.append(Caveat("horizon_rule", (("days", days), ("rule", rule))))
    filled = replace(ref, t0=t0, horizon_days=days, lookback_days=ref.lookback_days or metric.lookback_days)
    metrics = (*query.metrics[:position], filled, *query.metrics[position + 1 :])
    parameters: tuple[tuple[str, Value], ...] = (
        (f"{ref.key}.t0", t0),
        (f"{ref.key}.horizon_days", days),
        (f"{ref.key}.horizon_rule", rule),
        (f"{ref.key}.lookback_days", filled.lookback_days),
    )
    return Resolved(replace(query, metrics=metrics), parameters, tuple(caveats), sql)


def _horizon(ref: MetricRef, metric: PopulationRateMetric, ctx: ToolContext) -> tuple[int, str, tuple[str, ...]]:
    """Days, the rule that gave them, and what ran to measure them."""
    if ref.horizon_days:
        return ref.horizon_days, "asked", ()
    if metric.horizon_days:
        return metric.horizon_days, "metric", ()
    measured = horizons.measure(BaseScope(_events_of(metric, ctx), ctx.as_of), ctx)
    return measured.repurchase_days, measured.rule, (measured.sql,) if measured.sql else ()


def _events_of(metric: PopulationRateMetric, ctx: ToolContext) -> RoleSource:
    """The role `order`; in a model without it, the events that the metric itself counts, each worth nothing."""
    model = ctx.model
    if model.role("order"):
        return order_role(TOOL, ctx)
    measure = next(iter(measures_of(metric, model)))
    dataset = model.dataset(measure.dataset)
    key = next((key for key in dataset.entities if key.name == metric.entity), None)
    time = next((d for d in dataset.dimensions if d.name == dataset.default_time), None)
    if key is None or time is None:
        return order_role(TOOL, ctx)
    role = Role("order", dataset.name, (("customer", key.columns[0]), ("time", time.expr), ("amount", "0")))
    return RoleSource(TOOL, role, ctx)


def _days_of(window: Window, ctx: ToolContext) -> tuple[int, list[Caveat]]:
    """The days of a window; of one that is not over yet, those that are there."""
    assert window.start is not None
    end = window.end or ctx.as_of
    known = min(end, ctx.as_of)
    if known <= window.start:
        raise HorizonIncomplete(end, ctx.as_of)
    cut = Caveat("period_incomplete", (("start", window.start), ("end", end), ("until", known)))
    return (known - window.start).days, [cut] if known < end else []


# --- segment runs ---------------------------------------------------------------------------------------------


def _with_runs(query: SemanticQuery, ctx: ToolContext) -> Resolved:
    found = Resolved(query)
    known = {name for name, _ in query.runs}
    for name in sorted({field for field in fields_of(query) if ctx.model.has_segmentation(field)} - known):
        found = found.adding(_with_run(found.query, ctx.model.segmentation(name), ctx))
    return found


def _with_run(query: SemanticQuery, segmentation: Segmentation, ctx: ToolContext) -> Resolved:
    """The run before everything that is measured, if anybody had bought by then; else a later one, which is said."""
    wanted = _first_measured(query, ctx)
    own = [ref.t0 for ref in query.metrics if ref.t0]
    days = [min(own)] if own else [query.window.start] if query.window and query.window.start else []
    if segmentation.run == "latest":
        days = []
    dates = [day for day in (wanted if days else None, *days) if day]
    # A rate that is judged forward never falls back on a run that has seen what it judges: it is refused instead.
    run = _first_run(segmentation, dates, ctx) or ensure_run(segmentation, min(own) if own else ctx.as_of, ctx)
    caveats = _told_of(segmentation, run, ctx)
    is_seen = segmentation.first_of is None and (wanted is None or run.as_of > wanted)
    if is_seen and _measures_orders(query, ctx.model):
        caveats.insert(0, Caveat("segment_defined_on_window", (("segmentation", segmentation.qualified),)))
    parameters: tuple[tuple[str, Value], ...] = (
        (f"{segmentation.qualified}.run", run.as_of),
        (f"{segmentation.qualified}.definition", run.definition_hash),
    )
    runs = (*query.runs, (segmentation.qualified, run.as_of))
    return Resolved(replace(query, runs=runs), parameters, tuple(caveats))


def _told_of(segmentation: Segmentation, run: Run, ctx: ToolContext) -> list[Caveat]:
    """The day of the run; of a first order, which never changes, up to when it was looked for."""
    if segmentation.first_of is None:
        return [Caveat("segment_run", (("segmentation", segmentation.qualified), ("as_of", run.as_of)))]
    told = (("segmentation", segmentation.qualified), ("day", run.as_of))
    return [Caveat("first_order", told), *left_censored(BaseScope(order_role(TOOL, ctx), run.as_of), ctx)]


def _first_measured(query: SemanticQuery, ctx: ToolContext) -> date | None:
    """The first day on which anything is judged or measured, compared periods included; None = from the beginning."""
    own = [ref.t0 for ref in query.metrics if ref.t0]
    start = min(own) if own else query.window.start if query.window else None
    if start is None or query.window is None or not query.compare:
        return start
    starts = [start]
    for comparison in query.compare:
        if comparison.to == "window":
            then = comparison.window
        else:
            then = ctx.calendar.compared(query.window, comparison.to, comparison.align, query.grain).then
        if then and then.start:
            starts.append(then.start)
    return min(starts)


def _first_run(segmentation: Segmentation, dates: list[date], ctx: ToolContext) -> Run | None:
    """The run of the first date by which enough customers had bought; None when there is no such date."""
    for day in dict.fromkeys(min(day, ctx.as_of) for day in dates):
        try:
            return ensure_run(segmentation, day, ctx)
        except (EmptyWindow, TooFewCustomers):
            continue
    return None


def _measures_orders(query: SemanticQuery, model: SemanticModel) -> bool:
    """Whether a metric measures the tables of the orders, which is what segmentations are made from."""
    role = model.role("order")
    if role is None:
        return False
    read = tables_of(model.dataset(role.dataset), model)
    measured = [measure for ref in metrics_of(query) for measure in _measured(ref, model)]
    return any(_measures_tables(measure, read, model) for measure in measured)


def _measures_tables(measure: Measure, read: frozenset[str], model: SemanticModel) -> bool:
    """Whether a measure is taken from one of these tables, or is the money of rows that belong to one of them."""
    if read & tables_of(model.dataset(measure.dataset), model):
        return True
    graph = graph_of(model)
    return measure.unit.kind == "currency" and any(
        read & tables_of(dataset, model) for dataset in model.datasets if graph.reaches(measure.dataset, dataset.name)
    )


def tables_of(dataset: Dataset, model: SemanticModel) -> frozenset[str]:
    """The tables below a dataset: its own, or those its SELECT reads."""
    source = dataset.source.strip()
    if source[:6].lower() != "select" and source[:4].lower() != "with":
        return frozenset({source.rpartition(".")[2]})
    tree = sqlglot.parse_one(source, read=model.dialect)
    return frozenset(table.name for table in tree.find_all(exp.Table))


def _measured(ref: MetricRef, model: SemanticModel) -> Iterator[Measure]:
    if model.has_metric(ref.name):
        yield from measures_of(model.metric(ref.name), model)


def measures_of(metric: Metric, model: SemanticModel) -> Iterator[Measure]:
    """The measures below a metric."""
    if isinstance(metric, SimpleMetric):
        yield model.measure(metric.measure)
        return
    for name in _inputs(metric):
        if model.has_metric(name):
            yield from measures_of(model.metric(name), model)


def _inputs(metric: Metric) -> Iterable[str]:
    match metric:
        case SimpleMetric():
            return ()
        case RatioMetric():
            return (metric.numerator.metric, metric.denominator.metric)
        case DerivedMetric():
            return tuple(item.metric for item in metric.metrics)
        case CumulativeMetric() | ComparisonMetric() | NestedMetric():
            return (metric.metric.metric,)
        case ConversionMetric():
            return (metric.base.metric, metric.conversion.metric)
        case PopulationRateMetric():
            return (metric.among.metric, metric.success.metric)


def metrics_of(query: SemanticQuery) -> Iterator[MetricRef]:
    """Every metric of a query, and what it is combined with."""
    for ref in query.metrics:
        yield from ref.sides


def fields_of(query: SemanticQuery) -> Iterator[str]:
    """Every dimension or segmentation that a query groups or filters by."""
    yield from (dimension.name for dimension in query.dimensions)
    yield from _fields(query.filters)
    for ref in metrics_of(query):
        yield from _fields(ref.filters)
        if ref.per:
            yield ref.per
    for item in query.having:
        yield from item.than.per if item.than else ()
    for condition in every_member(query.metrics, query.members):
        if isinstance(condition, EntitySet):
            yield from _fields((*condition.has, *condition.never))
        else:
            yield from _fields((*condition.filters, *condition.metric.filters))
            yield from condition.than.per if condition.than else ()


def _fields(predicates: Iterable[Predicate]) -> Iterator[str]:
    for predicate in predicates:
        match predicate:
            case Compare():
                yield predicate.field
                yield from predicate.than.per if predicate.than else ()
            case Combine():
                yield from _fields(predicate.predicates)
            case Exists():
                yield from _fields((predicate.predicate,) if predicate.predicate else ())
