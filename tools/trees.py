"""Small pieces of SQLGlot trees that the customer tools share.

Rule: SQL is a tree until it is rendered once; names are quoted and values are literals of the tree. A tool's
statement is a row of named steps (CTEs) and one SELECT at the end, so that the SQL reads like the method.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlglot import exp

Step = tuple[str, exp.Query]


def column(name: str, table: str | None = None) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=exp.to_identifier(table, quoted=True))


def columns(*names: str) -> list[exp.Column]:
    return [column(name) for name in names]


def named(expression: exp.Expression, alias: str) -> exp.Alias:
    return exp.alias_(expression, alias, quoted=True)


def day(value: date) -> exp.Expression:
    """A date literal with its type: `CAST('2026-01-31' AS DATE)`."""
    return exp.cast(exp.Literal.string(value.isoformat()), exp.DataType.Type.DATE)


def as_day(expression: exp.Expression) -> exp.Expression:
    return exp.cast(expression, exp.DataType.Type.DATE)


def number(value: int | float | Decimal) -> exp.Expression:
    return exp.convert(value)


def text(value: str) -> exp.Expression:
    return exp.Literal.string(value)


def null() -> exp.Expression:
    return exp.Null()


def double(expression: exp.Expression) -> exp.Expression:
    return exp.cast(expression, exp.DataType.Type.DOUBLE)


def indicator(condition: exp.Expression) -> exp.Expression:
    """1 where the condition holds, else 0 (also where it is unknown)."""
    return exp.Case().when(condition, number(1)).else_(number(0))


def when(condition: exp.Expression, value: exp.Expression) -> exp.Expression:
    """The value where the condition holds, else NULL."""
    return exp.Case().when(condition, value)


def count_if(condition: exp.Expression) -> exp.Expression:
    return exp.Coalesce(this=exp.Sum(this=indicator(condition)), expressions=[number(0)])


def total(terms: Sequence[exp.Expression]) -> exp.Expression:
    """The sum of at least one term."""
    result = terms[0]
    for term in terms[1:]:
        result = exp.Add(this=result, expression=term)
    return result


def days_between(earlier: exp.Expression, later: exp.Expression) -> exp.Expression:
    return exp.DateDiff(this=later, expression=earlier, unit=exp.var("DAY"))


def quantile(expression: exp.Expression, q: float) -> exp.Expression:
    """The discrete quantile: always a value that occurs."""
    return exp.PercentileDisc(this=expression, expression=number(q))


def share_of(part: exp.Expression, whole: exp.Expression) -> exp.Expression:
    """`part / whole` as DOUBLE; NULL when the whole is 0."""
    return exp.Div(this=double(part), expression=exp.Nullif(this=double(whole), expression=number(0)))


def over(function: exp.Expression, partition: Sequence[str], order: Sequence[str] = ()) -> exp.Expression:
    ordering = exp.Order(expressions=[exp.Ordered(this=column(name)) for name in order]) if order else None
    return exp.Window(this=function, partition_by=list(columns(*partition)), order=ordering)


def all_of(conditions: Sequence[exp.Expression]) -> exp.Expression:
    return exp.and_(*conditions)


def step(name: str) -> exp.Expression:
    """A step to read from, under its own name. Its CTE is called `_name`: the user's tables may be called `name`."""
    return exp.alias_(exp.to_table(f"_{name}"), exp.to_identifier(name, quoted=True), table=True)


def from_step(name: str, *expressions: exp.Expression) -> exp.Select:
    return exp.Select(expressions=list(expressions)).from_(step(name), copy=False)


def with_steps(select: exp.Select, steps: Sequence[Step]) -> exp.Select:
    """Put the steps before the SELECT, as CTEs in their order."""
    for name, query in steps:
        select = select.with_(exp.to_identifier(f"_{name}"), as_=query.copy(), copy=False)
    return select


def render(select: exp.Expression, dialect: str) -> str:
    return select.sql(dialect=dialect, pretty=True)
