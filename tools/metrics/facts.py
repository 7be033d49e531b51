"""The cells of a table of metrics as facts: values with the unit and the format of their column.

Rule: a fact is a cell, or one step of arithmetic on cells. Rows for "all others" and for unknown groups never lead.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from semantic_layer.model import Format, PopulationRateMetric, RatioMetric, SemanticModel, SimpleMetric, Unit
from semantic_layer.result import Column, ResultTable, Value
from tools.result import Fact

Group = Value | tuple[Value, ...]
Number = int | float | Decimal
Row = dict[str, Value]
PERCENT = Format("percent", 1)


def metrics(table: ResultTable) -> tuple[Column, ...]:
    return tuple(column for column in table.columns if column.kind == "metric" and "__" not in column.name)


def group_of(table: ResultTable, row: Row) -> Group:
    """The row's group: one value, or a tuple of them with several dimensions."""
    names = [column.name for column in table.columns if column.kind in ("dimension", "period")]
    return row[names[0]] if len(names) == 1 else tuple(row[name] for name in names)


def ranked(table: ResultTable, by: Column) -> list[Row]:
    """Rows that may lead: a value, a known group, and not "all others"."""
    return [
        row
        for i, row in enumerate(table.records())
        if i != table.others and isinstance(row[by.name], Number) and _is_known(group_of(table, row))
    ]


def _is_known(group: Group) -> bool:
    return None not in group if isinstance(group, tuple) else group is not None


def cell(value: Value, column: Column) -> Fact:
    return Fact(value, column.unit, column.format, column.source or column.name)


def label_of(column: Column) -> Fact:
    """The metric as it was asked for, by its key: "revenue", "avg_revenue". It is shown by its label."""
    return Fact(column.name.partition("__")[0], source="metric")


def count(value: int) -> Fact:
    return Fact(value, Unit("count"), Format("integer"))


def share(value: float, source: str) -> Fact:
    return Fact(value, Unit("share"), PERCENT, source)


def group_fact(table: ResultTable, row: Row) -> Fact:
    return groups_fact(table, (group_of(table, row),), single=True)


def groups_fact(table: ResultTable, groups: tuple[Group, ...], *, single: bool = False) -> Fact:
    """Groups as one fact. With several dimensions every group's values stand one after the other."""
    column = next(column for column in table.columns if column.kind in ("dimension", "period"))
    flat = tuple(value for group in groups for value in (group if isinstance(group, tuple) else (group,)))
    value = flat[0] if single and len(flat) == 1 else flat
    return Fact(value, column.unit, column.format, column.source or column.name)


def companions(table: ResultTable, row: Row, column: Column, prefix: str = "") -> Iterable[tuple[str, Fact]]:
    """What a rate is out of, and its interval."""
    return given(table, row, ((f"{prefix}{part}", f"{column.name}__{part}") for part in ("n", "hits", "low", "high")))


def given(table: ResultTable, row: Row, wanted: Iterable[tuple[str, str]]) -> Iterable[tuple[str, Fact]]:
    """The facts (name, column) that the table has a column for."""
    return tuple((name, cell(row[key], table.columns[table.index(key)])) for name, key in wanted if key in row)


def change_facts(first: Value, last: Value, column: Column) -> Iterable[tuple[str, Fact]]:
    """From `first` to `last`: the difference, and where there was something before, its part of that."""
    change = difference(last, first)
    unit = Unit("points") if column.unit.kind == "share" else column.unit
    yield "change", Fact(change, unit, column.format, column.source)
    if number(first):
        yield "rate", share(number(change) / abs(number(first)), column.source)


def is_level(name: str, model: SemanticModel) -> bool:
    """Whether a group's value can be set beside the overall one: a rate or an average can, a part of a sum cannot."""
    if not model.has_metric(name):
        return False
    metric = model.metric(name)
    if isinstance(metric, SimpleMetric):
        return model.measure(metric.measure).agg not in ("sum", "count", "count_distinct")
    return isinstance(metric, RatioMetric | PopulationRateMetric) or metric.unit.kind in ("share", "ratio")


def adds_up(column: Column, model: SemanticModel) -> bool:
    """Whether the values of groups add up to the value of all of them; averages and arithmetic of a sum do not."""
    name = column.source or column.name
    if not model.has_metric(name) or name != column.name.partition("__")[0]:
        return False
    metric = model.metric(name)
    return isinstance(metric, SimpleMetric) and model.measure(metric.measure).additivity == "additive"


def number(value: Value) -> float:
    return float(str(value))


def exact(value: Value) -> Decimal:
    return Decimal(str(value))


def total(values: Iterable[Value]) -> Decimal:
    """The sum of what is known."""
    return sum((exact(value) for value in values if isinstance(value, Number)), Decimal(0))


def difference(a: Value, b: Value) -> Value:
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return a - b
    return number(a) - number(b)
