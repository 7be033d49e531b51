"""The few statements an embedded engine needs beside compiled queries, built as trees.

Rule: a name or path that comes from outside enters SQL only as an identifier or literal of a tree.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlglot import exp

from semantic_layer.result import Value

DIALECT = "duckdb"
SERIALIZED = exp.select(exp.Anonymous(this="json_serialize_sql", expressions=[exp.Placeholder()])).sql(dialect=DIALECT)

_TYPES: tuple[tuple[type, str], ...] = (  # bool before int and datetime before date: they are subclasses
    (bool, "BOOLEAN"),
    (int, "BIGINT"),
    (Decimal, "DECIMAL(18, 2)"),
    (float, "DOUBLE"),
    (datetime, "TIMESTAMP"),
    (date, "DATE"),
)


def attach(catalog: str, path: Path) -> str:
    """Attach a database file read-only as `catalog`."""
    named = exp.alias_(exp.Literal.string(str(path)), catalog, quoted=True, table=False)
    read_only = exp.AttachOption(this=exp.var("READ_ONLY"))
    return exp.Attach(this=named, expressions=[read_only]).sql(dialect=DIALECT)


def create_table(name: str, rows: exp.Select) -> str:
    """Create a table from the rows of a query."""
    return exp.Create(this=_table(name), kind="TABLE", expression=rows).sql(dialect=DIALECT)


def all_rows(name: str, catalog: str | None = None) -> exp.Select:
    """Select everything from a table."""
    return exp.select("*").from_(_table(name, catalog))


def count_rows(name: str) -> str:
    """Count the rows of a table."""
    return exp.select(exp.Count(this=exp.Star())).from_(_table(name)).sql(dialect=DIALECT)


def fingerprint(name: str) -> str:
    """Count the rows and add up their hashes: equal for equal rows in any order, duplicates included."""
    row_hash = exp.Anonymous(this="hash", expressions=[exp.column("each row", quoted=True)])
    table = _table(name)
    table.set("alias", exp.TableAlias(this=exp.to_identifier("each row", quoted=True)))
    return exp.select(exp.Count(this=exp.Star()), exp.Sum(this=row_hash)).from_(table).sql(dialect=DIALECT)


def parquet_head(path: Path) -> str:
    """Select no rows of a Parquet file: its columns and types."""
    return exp.select("*").from_(_parquet(path)).limit(0).sql(dialect=DIALECT)


def parquet_rows(path: Path, columns: Mapping[str, str]) -> exp.Select:
    """Select the columns of a Parquet file, times with a zone as UTC times without one."""
    return exp.select(*(_without_zone(name, type_) for name, type_ in columns.items())).from_(_parquet(path))


def create_from_rows(name: str, rows: Sequence[Mapping[str, Value]]) -> tuple[str, str]:
    """Return the statements that create a table for `rows` and insert one of them."""
    columns = list(rows[0])
    definitions = [
        exp.ColumnDef(
            this=exp.to_identifier(column, quoted=True),
            kind=exp.DataType.build(_type_of([row[column] for row in rows]), dialect=DIALECT),
        )
        for column in columns
    ]
    marks = exp.Tuple(expressions=[exp.Placeholder() for _ in columns])
    create = exp.Create(this=exp.Schema(this=_table(name), expressions=definitions), kind="TABLE")
    insert = exp.Insert(this=_table(name), expression=exp.Values(expressions=[marks]))
    return create.sql(dialect=DIALECT), insert.sql(dialect=DIALECT)


def table_names(entries: frozenset[str]) -> frozenset[str]:
    """Return the plain names in entries like ``orders AS o`` or ``"my table"``."""
    tables = (exp.select("*").from_(entry, dialect=DIALECT).find(exp.Table) for entry in entries)
    return frozenset(".".join(part.name for part in table.parts) for table in tables if table)


def named_tables(serialized: str) -> tuple[str, ...]:
    """Return every name after FROM and JOIN in a statement as DuckDB's parser wrote it down, steps of WITH included."""
    found, waiting = [], [json.loads(serialized)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if node.get("type") == "BASE_TABLE":
                parts = (node.get(f"{part}_name") for part in ("catalog", "schema", "table"))
                found.append(".".join(part for part in parts if part))
            elif node.get("type") == "TABLE_FUNCTION":
                found.append("()")  # no name of a table, so that it agrees with none
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return tuple(found)


def _table(name: str, catalog: str | None = None) -> exp.Table:
    return exp.table_(name, db=catalog, quoted=True)


def _parquet(path: Path) -> exp.Anonymous:
    return exp.Anonymous(this="read_parquet", expressions=[exp.Literal.string(str(path))])


def _without_zone(name: str, type_: str) -> exp.Expr:
    column = exp.column(name, quoted=True)
    if type_ != "TIMESTAMP WITH TIME ZONE":
        return column
    return exp.alias_(exp.cast(column, "TIMESTAMP"), name, quoted=True)


def _type_of(values: Sequence[Value]) -> str:
    sample = next((value for value in values if value is not None), "")
    return next((name for type_, name in _TYPES if isinstance(sample, type_)), "VARCHAR")
