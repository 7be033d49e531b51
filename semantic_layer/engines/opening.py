"""How a database is opened: read-only, attached, then locked, in the one order that DuckDB accepts.

Rule: once it is locked, a connection reaches no file, address or extension and changes no setting. The strict profile,
for typed SQL, has no spill folder either, because a spill folder is writable by SQL, and no file system at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import duckdb

from semantic_layer.engines import errors, statements
from semantic_layer.engines.base import Schema

Fill = Callable[[duckdb.DuckDBPyConnection], object]

MAIN = "data"  # the catalog of the user's tables; unqualified names are looked up here
NO_EXTENSIONS: dict[str, str | bool | int | float | list[str]] = {
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}
_SCHEMA = """
SELECT database_name, table_name, column_name, data_type FROM duckdb_columns()
WHERE NOT internal AND schema_name = 'main' ORDER BY database_name, table_name, column_index
"""


@dataclass(frozen=True)
class Opened:
    """One locked DuckDB instance. Dropping it lets running cursors finish: they keep the instance alive."""

    connection: duckdb.DuckDBPyConnection
    schema: Schema


@dataclass(frozen=True)
class Limits:
    memory: str
    threads: int
    spill: Path | None  # a spill folder is writable by SQL, so typed SQL has none
    strict: bool = False


def open_locked(fill: Path | Fill, limits: Limits, attach: Mapping[str, Path]) -> Opened:
    """Open, attach, and lock, in the one order that DuckDB accepts."""
    ensure_readable(*(path for path in (fill, limits.spill, *attach.values()) if isinstance(path, Path)))
    with ExitStack() as undo:
        connection = undo.enter_context(closing(duckdb.connect(":memory:", config=_config(limits))))
        connection.execute("SET GLOBAL TimeZone='UTC'")
        if isinstance(fill, Path):
            attach_file(connection, MAIN, fill)
        else:
            connection.execute("ATTACH ':memory:' AS data")
        for name, path in attach.items():
            attach_file(connection, name, path)
        connection.execute("USE data")
        if not isinstance(fill, Path):
            fill(connection)
        schema = _read_schema(connection)
        connection.execute("SET enable_external_access=false")
        if limits.strict:
            connection.execute("SET disabled_filesystems='LocalFileSystem'")
        connection.execute("SET lock_configuration=true")
        undo.pop_all()
    return Opened(connection, schema)


def _config(limits: Limits) -> dict[str, str | bool | int | float | list[str]]:
    spill = {"temp_directory": ""}
    if limits.spill:
        spill = {"temp_directory": str(limits.spill), "max_temp_directory_size": "4GB"}
    return {"memory_limit": limits.memory, "threads": str(limits.threads), **spill, **NO_EXTENSIONS}


def ensure_readable(*paths: Path) -> None:
    """Raise `PathUnreadable` for a path that is no UTF-8: DuckDB takes no other, and breaks on it."""
    for path in paths:
        try:
            str(path.absolute()).encode()
        except UnicodeEncodeError:
            raise errors.PathUnreadable(path.stem.partition("-")[0].encode(errors="replace").decode()) from None


def attach_file(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    if not path.is_file():
        raise errors.DatabaseMissing(path.name)
    try:
        connection.execute(statements.attach(name, path))
    except duckdb.Error as error:
        raise opening_error(path.name, str(error)) from None


def opening_error(name: str, text: str) -> errors.EngineError:
    """Say in our words why DuckDB could not open a file; its own text holds the full path."""
    if "lock" in text and ("Could not set" in text or "Conflicting" in text):
        holder = re.search(r"PID (\d+)", text)
        return errors.DatabaseLocked(name, holder[1] if holder else "")
    if "storage version" in text:
        return errors.WrongVersion(name)
    return errors.DatabaseDamaged(name, "it is not a complete database file")


def _read_schema(connection: duckdb.DuckDBPyConnection) -> Schema:
    schema: dict[str, dict[str, str]] = {}
    for database, table, column, type_ in connection.execute(_SCHEMA).fetchall():
        name = table if database == MAIN else f"{database}.{table}"
        schema.setdefault(name, {})[column] = type_
    return schema


def fresh_cursor(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    cursor = connection.cursor()
    cursor.execute("USE data")  # a cursor does not inherit the catalog of its connection
    return cursor
