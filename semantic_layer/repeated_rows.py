"""Rows of an import that can count twice, or for nobody: lines that stand there word for word again, and blank keys.

Rule: both are counted and never removed: whether two equal lines are one sale or two is not for the program to say.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.engines.base import Engine


def repeated_rows(table: str, engine: Engine) -> int:
    """How many rows are equal to an earlier one in every column."""
    rows = exp.Table(this=exp.to_identifier(table, quoted=True))
    different = exp.select(exp.Star()).distinct().from_(rows).subquery("d")
    return _count(exp.select(exp.Count(this=exp.Star())).from_(rows.copy()), engine) - _count(
        exp.select(exp.Count(this=exp.Star())).from_(different), engine
    )


def rows_without(table: str, column: str, engine: Engine) -> int:
    """How many rows have nothing in a column."""
    empty = exp.Is(this=exp.column(column, quoted=True), expression=exp.Null())
    rows = exp.Table(this=exp.to_identifier(table, quoted=True))
    return _count(exp.select(exp.Count(this=exp.Star())).from_(rows).where(empty), engine)


def _count(query: exp.Select, engine: Engine) -> int:
    found = engine.run(query.sql(dialect=engine.dialect)).rows[0][0]
    return int(str(found or 0))
