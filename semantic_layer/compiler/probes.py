"""Counting what an answer leaves out or keeps apart.

Rule: rows in the unknown bucket are told apart by reason (no key, a key without a row, a row without a value), and rows
dated after as-of or without a date are counted. One scan per measured dataset counts everything; a probe sees the same
policies and filters as the answer, so it never counts what the asking person may not see. Where nearly every row has a
value to add up or average, those without one are counted too; where many have none, having none is ordinary.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from sqlglot import exp

from semantic_layer.begins import calendar_of
from semantic_layer.calendar import Calendar
from semantic_layer.compiler import sql
from semantic_layer.compiler.among import members_among
from semantic_layer.compiler.branch import Branch
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.compiled import Counted, Probe
from semantic_layer.compiler.conversion import open_base
from semantic_layer.compiler.frames import Frame, time_axis
from semantic_layer.compiler.groups import dimension_value, key_value
from semantic_layer.compiler.names import Field, find_field
from semantic_layer.compiler.paths import Path, graph_of
from semantic_layer.compiler.resolved import Resolved, resolve
from semantic_layer.compiler.rows import RowList, row_list
from semantic_layer.compiler.scope import DimensionKey, EntityColumn, Measured, ModelFilter, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.metric_inputs import inputs_of
from semantic_layer.model import ConversionMetric, Metric, SemanticModel, SimpleMetric
from semantic_layer.policy import View
from semantic_layer.query import DimensionRef, MetricRef, SemanticQuery

Count = tuple[Counted, Node]
_MOSTLY = 5  # where more than one row in so many has no value, having none is ordinary
_OVER_VALUES = ("sum", "avg", "min", "max", "median", "percentile")


def compile_probes(
    query: SemanticQuery, model: SemanticModel, calendar: Calendar, dialect: str = "duckdb", *, unknown: bool = True
) -> tuple[Probe, ...]:
    """Return the probes of a query: at most one for each measured dataset.

    `unknown` says whether an unknown bucket may be there; without one its reasons need not be counted.
    """

    def build() -> Build:
        own = calendar_of(query, model, calendar)
        axis = time_axis(query, own)
        return Build(model, graph_of(model), own, query, View(model, query.who), axis, dialect)

    if not query.metrics and query.rows is None:
        return ()
    seen: dict[str, list[str]] = {}  # the values that were looked at, by dataset
    found: list[Probe | None] = []
    for ref in query.metrics:
        metric = model.metric(ref.name) if model.has_metric(ref.name) else None
        if isinstance(metric, ConversionMetric):
            found.append(_conversion_probe(build(), metric, ref))
        for name, item, filters in _measures(build(), resolve(build(), ref)):
            if item.expr in seen.get(item.dataset, ()):
                continue
            first = item.dataset not in seen
            seen.setdefault(item.dataset, []).append(item.expr)
            found.append((_probe if first else _value_probe)(build(), name, item, filters, unknown))
    if query.rows is not None:
        found.append(_row_probe(build(), seen))
    return tuple(probe for probe in found if probe is not None)


def _measures(build: Build, resolved: Resolved) -> Iterator[tuple[str, Measured, tuple[ModelFilter, ...]]]:
    """Yield the measures below a metric and what it is combined with, with its name and the model's filters."""
    for side in resolved.sides:
        if side.ref.over is not None:
            yield (resolved.ref.key, *members_among(build, side, side.ref.over))
        elif side.metric is not None:
            yield from _leaves(build, side.metric, (), resolved.ref.key)


def _leaves(
    build: Build, metric: Metric, filters: tuple[ModelFilter, ...], name: str
) -> Iterator[tuple[str, Measured, tuple[ModelFilter, ...]]]:
    if metric.filter:
        filters = (*filters, ModelFilter(metric.filter))
    if isinstance(metric, SimpleMetric):
        measure = build.model.measure(metric.measure)
        if measure.filter:
            filters = (*filters, ModelFilter(measure.filter))
        yield name, Measured.of(measure, metric.time, zero=False), filters
        return
    if isinstance(metric, ConversionMetric):
        return
    for below in inputs_of(metric):
        yield from _leaves(build, build.model.metric(below.metric), filters, name)


def _probe(build: Build, name: str, item: Measured, filters: tuple[ModelFilter, ...], unknown: bool) -> Probe | None:
    query = build.query
    scope = Scope(Frame(), query.filters, query.members, query.time.name)
    rows = _listed(build) if query.rows is not None else None
    if rows is not None and not rows.is_for(item.dataset):
        return None
    if rows is not None and item.dataset == rows.dataset.name:
        scope = replace(scope, conditions=tuple(dict.fromkeys(rows.rows.conditions + rows.measured.conditions)))
    branch = Branch(build, item.dataset, item.time, scope.with_conditions(filters), (), is_dated=False)
    asked = build.axis.base
    inside = sql.both(branch.dates(asked))
    counts = [*_undated(branch, asked), *_future(branch, asked)]
    if rows is not None:
        counts += _rowless(branch, rows, inside)
    elif unknown:
        counts += _unknown(branch, inside)
    value = branch.value(item) if item.agg == "sum" and item.semi is None else None
    return _counting(branch, counts, value, name, None if rows is not None else _valueless(branch, item, inside))


def _value_probe(
    build: Build, name: str, item: Measured, filters: tuple[ModelFilter, ...], unknown: bool
) -> Probe | None:
    """Rows without a value of a further measure of a dataset; all else about its rows is counted with the first."""
    query = build.query
    if query.rows is not None:
        return None
    scope = Scope(Frame(), query.filters, query.members, query.time.name)
    branch = Branch(build, item.dataset, item.time, scope.with_conditions(filters), (), is_dated=False)
    inside = sql.both(branch.dates(build.axis.base))
    return _counting(branch, [], None, name, _valueless(branch, item, inside))


def _valueless(branch: Branch, item: Measured, inside: Node | None) -> tuple[Node, Node] | None:
    """When a row has no value to aggregate, and which rows may; None for what has a value by definition."""
    if item.agg not in _OVER_VALUES or item.semi is not None or branch.joins.weights:
        return None
    value = branch.value(item)
    if value.find(exp.Case) or value.find(exp.Coalesce) or not value.find(exp.Column):
        return None
    among = sql.all_of([inside and inside.copy()])
    return sql.all_of([among.copy(), sql.is_null(value)]), among


def _listed(build: Build) -> RowList:
    query = build.query
    scope = Scope(build.axis.base, query.filters, query.members, query.time.name)
    keys = tuple(DimensionKey(ref) for ref in query.dimensions)
    return row_list(build, keys, scope, [resolve(build, ref) for ref in query.metrics])


def _row_probe(build: Build, measured: Collection[str]) -> Probe | None:
    """Listed rows that a window, or as-of, leaves out for their date; measured ones are counted already."""
    rows = _listed(build)
    if rows.dataset.name in measured:
        return None
    asked = rows.rows.frame
    branch = Branch(build, rows.dataset.name, rows.time, rows.rows.with_frame(Frame()), (), is_dated=False)
    return _counting(branch, [*_undated(branch, asked), *_future(branch, asked)], None, None)


def _rowless(branch: Branch, rows: RowList, inside: Node | None) -> Iterator[Count]:
    """What belongs to no row of the listed dataset: it has no key, or one that is not there."""
    path = rows.path_from(branch.dataset.name)
    for code, node in _broken(branch, path):
        yield Counted(code, detail=rows.dataset.name), sql.all_of([inside and inside.copy(), node])


def _counting(
    branch: Branch,
    counts: list[Count],
    value: Node | None,
    name: str | None,
    valueless: tuple[Node, Node] | None = None,
) -> Probe | None:
    """Count each of `counts` with its value, and rows without one where they are few."""
    build, columns = branch.build, [
        node
        for position, (_, when) in enumerate(counts)
        for node in _pair(branch, position, exp.Count(this=sql.when(when, sql.number(1))), when, value)
    ]  # fmt: skip
    counted = [item for item, _ in counts]
    if valueless:
        columns += _pair(branch, len(counted), _if_few(*valueless), valueless[0], None)
        counted.append(Counted("no_value"))
    if not counted:
        return None
    statement = build.statement(branch.select(columns, group=False))
    text = statement.sql(build.dialect, pretty=True, comments=False)
    return Probe(text, tuple(replace(item, metric=name) for item in counted))


def _conversion_probe(build: Build, metric: ConversionMetric, ref: MetricRef) -> Probe:
    """Base events whose window is not over at as-of."""
    branch, latest = open_base(build, metric, ref)
    branch.where.append(exp.GTE(this=branch.when(), expression=sql.literal(latest)))
    counted = _pair(branch, 0, exp.Count(this=exp.Star()), exp.true(), None)
    statement = build.statement(branch.select(counted, group=False))
    text = statement.sql(build.dialect, pretty=True, comments=False)
    return Probe(text, (Counted("incomplete_window", ref.key),))


def _if_few(when: Node, among: Node) -> Node:
    """How many rows have no value; NULL where so many have none that it is ordinary."""
    none, rows = (exp.Count(this=sql.when(node, sql.number(1))) for node in (when, among))
    few = exp.LTE(this=exp.Mul(this=none, expression=sql.number(_MOSTLY)), expression=rows)
    return sql.when(few, none.copy())


def _pair(branch: Branch, position: int, rows: Node, when: Node, value: Node | None) -> list[Node]:
    """Number of rows and their value; neither where the rows are those of fewer than a policy shows."""
    total: Node = exp.Null() if value is None else exp.Sum(this=sql.when(when.copy(), value.copy()))
    enough = _enough(branch, when)
    if enough is not None:
        rows, total = sql.when(enough.copy(), rows), sql.when(enough.copy(), total)
    return [sql.alias(rows, f"rows_{position + 1}"), sql.alias(total, f"value_{position + 1}")]


def _enough(branch: Branch, when: Node) -> Node | None:
    """Whether the rows that are counted are of nobody, or of as many as each policy asks for; None without a policy."""
    build, found = branch.build, []
    for minimum in build.view.min_groups:
        if build.graph.entity_key(branch.dataset.name, minimum.entity) is not None:
            key = key_value(branch.joins, EntityColumn(minimum.entity), branch.time, None)
            people = exp.Count(this=exp.Distinct(expressions=[sql.when(when.copy(), key)]))
            few = exp.Between(this=people, low=sql.number(1), high=sql.number(minimum.k - 1))
            found.append(exp.Not(this=few))
    return sql.both(found)


def _undated(branch: Branch, asked: Frame) -> list[Count]:
    """Rows without a date cannot lie in a window or a period."""
    if branch.time is None or (asked.is_open and branch.build.query.grain is None):
        return []
    return [(Counted("no_time"), sql.is_null(branch.when()))]


def _future(branch: Branch, asked: Frame) -> list[Count]:
    """Rows dated after as-of, where the question does not end before."""
    tomorrow = branch.build.tomorrow
    if branch.time is None or branch.dataset.time_basis == "planned" or (asked.end and asked.end <= tomorrow):
        return []
    last_day = branch.build.calendar.last_day
    if last_day and last_day < tomorrow and branch.build.query.time.name == "metric_time":
        return []
    found: list[Node | None] = [exp.GTE(this=branch.when(), expression=sql.literal(tomorrow))]
    if asked.end:
        found.append(exp.LT(this=branch.when(), expression=sql.literal(asked.end)))
    node = sql.all_of(found)
    return [(Counted("future_rows"), node)]


def _unknown(branch: Branch, inside: Node | None) -> Iterator[Count]:
    """The three reasons for the unknown bucket, for every dimension."""
    for ref in branch.build.query.dimensions:
        if ref.name == "metric_time":
            continue
        field = find_field(branch.build, ref.name)
        if not isinstance(field, Field):
            continue
        for code, node in _reasons(branch, ref, branch.joins.path_to(field)):
            both = sql.all_of([inside and inside.copy(), node])
            yield Counted(code, detail=ref.key), both


def _reasons(branch: Branch, ref: DimensionRef, path: Path) -> Iterator[tuple[str, Node]]:
    yield from _broken(branch, path)
    no_value = sql.is_null(dimension_value(branch.joins, ref, branch.time))
    if path:
        found = sql.not_null(sql.column(path[-1].target_key.columns[0], branch.joins.at(path)))
        no_value = sql.all_of([found, no_value])
    yield "null_attribute", no_value


def _broken(branch: Branch, path: Path) -> Iterator[tuple[str, Node]]:
    """Rows that do not get to the end of a path: a key is missing, or leads nowhere."""
    missing: list[Node] = []
    orphans: list[Node] = []
    for length, hop in enumerate(path):
        here, there = branch.joins.at(path[:length]), branch.joins.at(path[: length + 1])
        keys: list[Node] = [sql.column(name, here) for name in hop.key.columns]
        reached: list[Node | None] = []
        if length:
            reached.append(sql.not_null(sql.column(path[length - 1].target_key.columns[0], here)))
        no_key = sql.all_of([*reached, sql.either([sql.is_null(key) for key in keys])])
        no_row = sql.all_of([sql.not_null(keys[0].copy()), sql.is_null(sql.column(hop.target_key.columns[0], there))])

        missing.append(no_key)
        orphans.append(no_row)
    if path:
        yield "null_key", sql.either(missing)
        yield "orphan_key", sql.either(orphans)
