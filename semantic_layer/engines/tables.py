"""Writing tables: each publishing makes a new file, with a record of what it holds.

Rule: data are never changed where readers look (`publish.py` puts a finished file in place), and times with a zone are
stored as UTC times without one, so that no later query depends on a session's zone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from semantic_layer.engines import errors, statements
from semantic_layer.engines.base import TableRecord
from semantic_layer.engines.opening import NO_EXTENSIONS, Fill, attach_file, ensure_readable
from semantic_layer.engines.publish import current, current_file, publish

if TYPE_CHECKING:
    import pyarrow


def build_database(
    tables: Mapping[str, Path], folder: Path, name: str = "data", announce: Callable[[str], object] | None = None
) -> Path:
    """Publish Parquet files as the tables of database `name` in `folder`, and return the new file.

    Times with a zone are stored as UTC times without one, so that no later query depends on a session's zone.
    `announce` is told the name of the new file when it is complete and not yet in force.
    """

    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        ensure_readable(*tables.values())
        for table, path in tables.items():
            if not path.is_file():
                raise errors.PublishFailed(name, f"the file {path.name!r} is missing")
            try:
                head = connection.execute(statements.parquet_head(path)).description or []
                columns = {column[0]: str(column[1]) for column in head}
                connection.execute(statements.create_table(table, statements.parquet_rows(path, columns)))
            except (duckdb.InvalidInputException, duckdb.NotImplementedException, duckdb.SerializationException):
                raise errors.PublishFailed(name, f"{path.name!r} is not a readable Parquet file") from None

    return _publish(folder, name, fill, announce)


def publish_arrow(tables: Mapping[str, pyarrow.Table], folder: Path, name: str = "segments") -> Path:
    """Publish Arrow tables as the whole content of database `name` in `folder`, and return the new file."""
    return _publish(folder, name, lambda connection: _load_arrow(connection, tables))


def write_table(folder: Path, table: str, rows: pyarrow.Table, name: str = "segments") -> Path:
    """Publish a new version of database `name` with one table added or replaced, and return the new file."""

    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        with suppress(errors.DatabaseMissing):  # the first table makes the database
            attach_file(connection, "before", current_file(folder, name))
            for kept in current(folder, name).tables.keys() - {table}:
                connection.execute(statements.create_table(kept, statements.all_rows(kept, "before")))
            connection.execute("DETACH before")
        _load_arrow(connection, {table: rows})

    return _publish(folder, name, fill)


def _publish(folder: Path, name: str, fill: Fill, announce: Callable[[str], object] | None = None) -> Path:
    ensure_readable(folder)

    def write(target: Path) -> Mapping[str, TableRecord]:
        try:
            with closing(duckdb.connect(str(target), config=NO_EXTENSIONS)) as connection:
                connection.execute("SET GLOBAL TimeZone='UTC'")
                fill(connection)
                tables = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
                records = record_tables(connection, tables)
                connection.execute("CHECKPOINT")
            if announce:
                announce(target.name)
            return records
        except duckdb.IOException:
            raise errors.PublishFailed(name, "the disk is full or cannot be written") from None
        except duckdb.Error:
            raise errors.PublishFailed(name, "the engine could not write it") from None

    return publish(folder, name, write)


def _load_arrow(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pyarrow.Table]) -> None:
    for table, rows in tables.items():
        connection.register("incoming", rows)
        connection.execute(statements.create_table(table, statements.all_rows("incoming")))
        connection.unregister("incoming")


def record_tables(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> Mapping[str, TableRecord]:
    records = {}
    for table in tables:
        rows, total = connection.execute(statements.fingerprint(table)).fetchall()[0]
        records[table] = TableRecord(rows, f"{int(total or 0):x}")
    return records
