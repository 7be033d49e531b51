"""Turn what a tool's statement gives into a table whose columns say what they are.

Rule: a tool names its columns once, with unit and format; the statement's columns must carry the same names in
the same order, else nothing is shown.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.model import Format, Unit
from semantic_layer.result import Column, ColumnKind, LeftOut, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.result import Fact

CUSTOMERS = Unit("count", "customer")
DAYS = Unit("duration", "days")
SHARE = Unit("share")
NONE = Unit("none")
SCORE = Unit("score")
INTEGER = Format("integer")
PERCENT = Format("percent", 1)
TEXT = Format("text")
DATE = Format("date")
SCORE_FORMAT = Format("decimal", 3)
MONEY = Format("currency", 2)


def fact(name: str, unit: Unit = NONE, format: Format = TEXT, *, kind: ColumnKind = "fact", source: str = "") -> Column:
    return Column(name, kind, unit, format, source)


def customers_column(name: str = "customers") -> Column:
    return Column(name, "metric", CUSTOMERS, INTEGER)


def share_column(name: str) -> Column:
    return Column(name, "share", SHARE, PERCENT)


def as_fact(value: Value, column: Column) -> Fact:
    """A value with what its column says about it."""
    return Fact(value, column.unit, column.format, column.source)


def fetch(
    select: exp.Query, columns: tuple[Column, ...], ctx: ToolContext, *, left_out: tuple[LeftOut, ...] = ()
) -> tuple[ResultTable, str]:
    """Run the tree and return its rows as a table, with the SQL that ran."""
    sql = trees.render(select, ctx.engine.dialect)
    raw = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    if raw.columns != tuple(column.name for column in columns):
        raise ValueError(f"The statement gives {raw.columns}, the table declares {[c.name for c in columns]}.")
    flags = ("truncated",) if raw.truncated else ()
    return ResultTable(columns, raw.rows, left_out=left_out, flags=flags), sql
