"""What is worth saying about a table of metrics: kinds and facts, never words.

Rule: every fact is a cell of a table or one step of arithmetic on cells, and carries the unit and format of its
column. Rows for "all others" and for unknown groups are never called highest or lowest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from semantic_layer.model import Format, PopulationRateMetric, RatioMetric, SemanticModel, SimpleMetric, Unit
from semantic_layer.query import SemanticQuery, Top
from semantic_layer.result import Column, ResultTable, Value
from tools.result import Fact, Finding

COUNT = Fact(0, Unit("count"), Format("integer"))
Number = int | float | Decimal


@dataclass(frozen=True)
class Found:
    """What the findings are read from: the answer's rows, all groups behind a ranking, and the overall value.

    `level` holds the groups that the data cannot tell from the leader, the leader first.
    """

    query: SemanticQuery
    table: ResultTable
    context: ResultTable | None = None
    overall: tuple[tuple[str, Value], ...] = ()  # metric key -> value without the groups
    level: tuple[Value | tuple[Value, ...], ...] = ()


def findings(found: Found, model: SemanticModel) -> tuple[Finding, ...]:
    """Findings in the order in which they are said; the first is the headline."""
    query, table = found.query, found.table
    if not query.metrics or not metrics(table):
        return (Finding("listing", (("count", _count(len(table.rows))),)),)
    if not table.rows:
        return (Finding("empty"),)
    if query.top and not query.top.per:
        return _ranking(found, query.top, model)
    if query.grain and not query.dimensions:
        return tuple(item for column in metrics(table) for item in _trend(table, column))
    if not query.dimensions:
        return tuple(item for column in metrics(table) for item in _single(table, column))
    return _groups(found, model)


def metrics(table: ResultTable) -> tuple[Column, ...]:
    return tuple(column for column in table.columns if column.kind == "metric" and "__" not in column.name)


# --- one value, a series ----------------------------------------------------------------------------------------


def _single(table: ResultTable, column: Column) -> Iterable[Finding]:
    row = next(table.records())
    facts = [("value", _fact(row[column.name], column)), ("metric", _name(column))]
    yield Finding("number", (*facts, *_companions(table, row, column)))
    yield from _comparisons(table, row, column)


def _companions(table: ResultTable, row: dict[str, Value], column: Column) -> Iterable[tuple[str, Fact]]:
    for part in ("n", "hits", "low", "high"):
        name = f"{column.name}__{part}"
        if name in row:
            yield part, _fact(row[name], table.columns[table.index(name)])


def _comparisons(table: ResultTable, row: dict[str, Value], column: Column) -> Iterable[Finding]:
    for base in table.columns:
        if base.kind != "base" or not base.name.startswith(f"{column.name}__"):
            continue
        facts = [("metric", _name(column)), ("now", _fact(row[column.name], column))]
        facts.append(("then", _fact(row[base.name], base)))
        for part in ("change", "rate"):
            name = f"{base.name}_{part}"
            if name in row:
                facts.append((part, _fact(row[name], table.columns[table.index(name)])))
        facts.append(("compared_to", Fact(base.compared_to)))
        yield Finding("comparison", tuple(facts))


def _trend(table: ResultTable, column: Column) -> Iterable[Finding]:
    """From the first to the last complete period; periods that as-of cuts are in the table, not in the trend."""
    period = next(c for c in table.columns if c.kind == "period")
    rows = [
        (row[period.name], row[column.name])
        for i, row in enumerate(table.records())
        if i not in table.incomplete and isinstance(row[column.name], Number)
    ]
    if len(rows) < 2:
        yield from _last_value(table, column, period)
        return
    (first_period, first), (last_period, last) = rows[0], rows[-1]
    highest = max(rows, key=lambda item: _number(item[1]))
    lowest = min(rows, key=lambda item: _number(item[1]))
    change = _difference(last, first)
    points = column.unit.kind == "share"
    facts = [
        ("metric", _name(column)),
        ("first_period", _fact(first_period, period)),
        ("first", _fact(first, column)),
        ("last_period", _fact(last_period, period)),
        ("last", _fact(last, column)),
        ("change", Fact(change, Unit("points") if points else column.unit, column.format, column.source)),
        ("highest_period", _fact(highest[0], period)),
        ("highest", _fact(highest[1], column)),
        ("lowest_period", _fact(lowest[0], period)),
        ("lowest", _fact(lowest[1], column)),
    ]
    if _number(first):
        rate = _number(change) / abs(_number(first))
        facts.append(("rate", Fact(rate, Unit("share"), Format("percent", 1), column.source)))
    yield Finding("trend", tuple(facts))


def _last_value(table: ResultTable, column: Column, period: Column) -> Iterable[Finding]:
    row = list(table.records())[-1]
    facts = [("value", _fact(row[column.name], column)), ("metric", _name(column))]
    yield Finding("number", (*facts, ("period", _fact(row[period.name], period))))


# --- groups -----------------------------------------------------------------------------------------------------


def _ranking(found: Found, top: Top, model: SemanticModel) -> tuple[Finding, ...]:
    table = found.table
    by = table.columns[table.index(top.by)]
    rows = _ranked(table, by)
    if not rows:
        return (Finding("empty"),)
    if by.kind in ("change", "rate"):
        return (_comparison_leader(table, by, rows[0]),)
    if top.n == 1:
        return tuple(_leader(found, top, by, rows, model))
    return tuple(_top_n(found, top, by, rows, model))


def _leader(
    found: Found, top: Top, by: Column, rows: list[dict[str, Value]], model: SemanticModel
) -> Iterable[Finding]:
    table, row = found.table, rows[0]
    level = found.level or tuple(group_of(table, other) for other in rows if other[by.name] == row[by.name])
    facts = [
        ("group", _group_fact(table, row)),
        ("value", _fact(row[by.name], by)),
        ("metric", _name(by)),
        ("direction", Fact(top.direction)),
    ]
    overall = dict(found.overall).get(by.name)
    if overall is not None and is_level(by.source or by.name, model):
        unit = Unit("points") if by.unit.kind == "share" else by.unit
        difference = Fact(_difference(row[by.name], overall), unit, by.format, by.source)
        facts += [("overall", _fact(overall, by)), ("difference", difference)]
    facts += _companions(table, row, by)
    if len(level) > 1:  # nobody of them is first, so no leader is named beside them
        yield Finding("tie", (("groups", _groups_fact(table, level)), *facts[1:]))
    else:
        yield Finding("leader", tuple(facts))
        yield from _part_of_whole(found, by, row, model)
    after = [other for other in _ranked(found.context or table, by) if group_of(table, other) not in level]
    if after:
        yield Finding("runner_up", (("group", _group_fact(table, after[0])), ("value", _fact(after[0][by.name], by))))


def _top_n(found: Found, top: Top, by: Column, rows: list[dict[str, Value]], model: SemanticModel) -> Iterable[Finding]:
    groups = tuple(group_of(found.table, row) for row in rows)
    facts = [
        ("n", _count(len(groups))),
        ("groups", _groups_fact(found.table, groups)),
        ("metric", _name(by)),
        ("direction", Fact(top.direction)),
    ]
    if _adds_up(by.source or by.name, model):
        together = sum((_exact(row[by.name]) for row in rows), Decimal(0))
        facts.append(("sum", Fact(together, by.unit, by.format, by.source)))
        overall = dict(found.overall).get(by.name)
        if overall is not None and _exact(overall):
            share = float(together / _exact(overall))
            facts.append(("share", Fact(share, Unit("share"), Format("percent", 1), by.source)))
    yield Finding("top_n", tuple(facts))


def _comparison_leader(table: ResultTable, by: Column, row: dict[str, Value]) -> Finding:
    stem = by.name.removesuffix("_rate").removesuffix("_change")
    facts = [("group", _group_fact(table, row))]
    for part in ("change", "rate"):
        name = f"{stem}_{part}"
        if name in row:
            facts.append((part, _fact(row[name], table.columns[table.index(name)])))
    return Finding("comparison_leader", (*facts, ("metric", _name(by))))


def _groups(found: Found, model: SemanticModel) -> tuple[Finding, ...]:
    table, column = found.table, metrics(found.table)[0]
    if found.query.having:
        return (Finding("filtered_count", (("count", _count(len(table.rows))),)),)
    rows = _ranked(table, column)
    if not rows or found.query.grain:
        return (Finding("listing", (("count", _count(len(table.rows))),)),)
    highest = max(rows, key=lambda row: _number(row[column.name]))
    lowest = min(rows, key=lambda row: _number(row[column.name]))
    facts = [
        ("groups", _count(len(rows))),
        ("metric", _name(column)),
        ("highest_group", _group_fact(table, highest)),
        ("highest_value", _fact(highest[column.name], column)),
        ("lowest_group", _group_fact(table, lowest)),
        ("lowest_value", _fact(lowest[column.name], column)),
    ]
    overall = dict(found.overall).get(column.name)
    if overall is not None and _adds_up(column.source or column.name, model):
        facts.append(("total", _fact(overall, column)))
    return (Finding("breakdown", tuple(facts)), *_largest_share(table))


def _largest_share(table: ResultTable) -> Iterable[Finding]:
    column = next((c for c in table.columns if c.kind == "share"), None)
    rows = _ranked(table, column) if column else []
    if column and rows:
        row = max(rows, key=lambda item: _number(item[column.name]))
        yield Finding("share", (("group", _group_fact(table, row)), ("share", _fact(row[column.name], column))))


# --- small pieces -----------------------------------------------------------------------------------------------


def group_of(table: ResultTable, row: dict[str, Value]) -> Value | tuple[Value, ...]:
    """The row's group: one value, or a tuple of them with several dimensions."""
    names = [column.name for column in table.columns if column.kind in ("dimension", "period")]
    return row[names[0]] if len(names) == 1 else tuple(row[name] for name in names)


def _ranked(table: ResultTable, by: Column) -> list[dict[str, Value]]:
    """Rows that may lead: a value, a known group, and not "all others"."""
    return [
        row
        for i, row in enumerate(table.records())
        if i != table.others and isinstance(row[by.name], Number) and group_of(table, row) is not None
    ]


def _dimension(table: ResultTable) -> Column:
    return next(column for column in table.columns if column.kind in ("dimension", "period"))


def _group_fact(table: ResultTable, row: dict[str, Value]) -> Fact:
    return _groups_fact(table, (group_of(table, row),), single=True)


def _groups_fact(table: ResultTable, groups: tuple[Value | tuple[Value, ...], ...], *, single: bool = False) -> Fact:
    """Groups as one fact. With several dimensions every group's values stand one after the other."""
    column = _dimension(table)
    flat = tuple(value for group in groups for value in (group if isinstance(group, tuple) else (group,)))
    value = flat[0] if single and len(flat) == 1 else flat
    return Fact(value, column.unit, column.format, column.source or column.name)


def _part_of_whole(found: Found, by: Column, row: dict[str, Value], model: SemanticModel) -> Iterable[Finding]:
    """The leader's part of a sum."""
    overall = dict(found.overall).get(by.name)
    if _adds_up(by.source or by.name, model) and overall is not None and _number(overall) > 0:
        share = Fact(_number(row[by.name]) / _number(overall), Unit("share"), Format("percent", 1), by.source)
        yield Finding("share", (("group", _group_fact(found.table, row)), ("share", share)))


def is_level(name: str, model: SemanticModel) -> bool:
    """Whether a group's value can be set beside the overall one: a rate or an average can, a part of a sum cannot."""
    if not model.has_metric(name):
        return False
    metric = model.metric(name)
    if isinstance(metric, SimpleMetric):
        return model.measure(metric.measure).agg not in ("sum", "count", "count_distinct")
    return isinstance(metric, RatioMetric | PopulationRateMetric) or metric.unit.kind in ("share", "ratio")


def _adds_up(name: str, model: SemanticModel) -> bool:
    if not model.has_metric(name):
        return False
    metric = model.metric(name)
    return isinstance(metric, SimpleMetric) and model.measure(metric.measure).additivity == "additive"


def _fact(value: Value, column: Column) -> Fact:
    return Fact(value, column.unit, column.format, column.source or column.name)


def _name(column: Column) -> Fact:
    """The metric itself, to be shown by its label."""
    return Fact(column.source or column.name.partition("__")[0], source="metric")


def _count(value: int) -> Fact:
    return Fact(value, COUNT.unit, COUNT.format)


def _number(value: Value) -> float:
    return float(str(value))


def _exact(value: Value) -> Decimal:
    return Decimal(str(value))


def _difference(a: Value, b: Value) -> Value:
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return a - b
    return _number(a) - _number(b)
