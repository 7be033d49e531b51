"""Small pieces of SQLGlot trees that the customer tools share.

Rule: SQL is a tree until it is rendered once; names are quoted and values are literals of the tree. A tool's
statement is a row of named steps (CTEs) and one SELECT at the end, so that the SQL reads like the method.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.sql import Node, column, double, number
from semantic_layer.compiler.sql import alias as named

__all__ = ["Node", "Step", "column", "double", "named", "number"]

Step = tuple[str, exp.Query]
Q = TypeVar("Q", bound=exp.Query)


def columns(*names: str) -> list[Node]:
    return [column(name) for name in names]


def day(value: date) -> Node:
    """A date literal with its type: `CAST('2026-01-31' AS DATE)`."""
    return sql.literal(value)


def as_day(expression: Node) -> Node:
    return sql.cast(expression, "DATE")


def text(value: str) -> Node:
    return sql.literal(value)


def indicator(condition: Node) -> Node:
    """1 where the condition holds, else 0 (also where it is unknown)."""
    return exp.Case().when(condition, number(1)).else_(number(0))


def when(condition: Node, value: Node) -> Node:
    """The value where the condition holds, else NULL."""
    return exp.Case().when(condition, value)


def is_null(value: Node) -> Node:
    return exp.Is(this=value, expression=exp.Null())


def is_known(value: Node) -> Node:
    return exp.Not(this=is_null(value))


def or_zero(value: Node) -> Node:
    """The value, and 0 where there is none."""
    return exp.Coalesce(this=value, expressions=[number(0)])


def same_key(one: str, other: str) -> Node:
    """Rows of two steps that are about the same customer."""
    return exp.EQ(this=column("key", one), expression=column("key", other))


def count_if(condition: Node) -> Node:
    return or_zero(exp.Sum(this=indicator(condition)))


def total(terms: Sequence[Node]) -> Node:
    """The sum of at least one term."""
    result = terms[0]
    for term in terms[1:]:
        result = exp.Add(this=result, expression=term)
    return result


def days_between(earlier: Node, later: Node) -> Node:
    return exp.DateDiff(this=later, expression=earlier, unit=exp.var("DAY"))


def quantile(expression: Node, q: float) -> Node:
    """The discrete quantile: always a value that occurs."""
    return exp.PercentileDisc(this=expression, expression=number(q))


def share_of(part: Node, whole: Node) -> Node:
    """`part / whole` as DOUBLE; NULL when the whole is 0."""
    return sql.ratio(part, whole)


def over(function: Node, partition: Sequence[str], order: Sequence[str] = ()) -> Node:
    ordering = exp.Order(expressions=[exp.Ordered(this=column(name)) for name in order]) if order else None
    return exp.Window(this=function, partition_by=list(columns(*partition)), order=ordering)


def all_of(conditions: Sequence[Node]) -> Node:
    together = sql.both(conditions)
    assert together is not None
    return together


def step(name: str) -> exp.Table | exp.Subquery:
    """A step to read from, under its own name. Its CTE is called `_name`: the user's tables may be called `name`."""
    return sql.table(f"_{name}", name)


def from_step(name: str, *expressions: Node) -> exp.Select:
    return exp.Select(expressions=list(expressions)).from_(step(name), copy=False)


def with_steps(select: Q, steps: Sequence[Step]) -> Q:
    """Put the steps before the SELECT, as CTEs in their order."""
    for name, query in steps:
        select = select.with_(sql.identifier(f"_{name}"), as_=query.copy(), copy=False)
    return select


def render(select: exp.Query, dialect: str) -> str:
    return select.sql(dialect=dialect, pretty=True)
