"""DuckDB, the embedded engine: a locked, read-only window on data that a publisher wrote.

Rule: a connection that answers questions can change nothing, reach no file or address, and keep no setting of
its own; every statement has a fresh cursor, a time limit and a row limit, and ends in rows or an `EngineError`.
Files are attached before the connection is locked. The data sit in their own in-memory instance, because DuckDB
shares one instance per file and process, whose lock would forbid to attach newer segment tables later.

Data are written only by the publishing functions at the end, each to a new file (`publish.py`).
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import duckdb

from semantic_layer.engines import errors, statements
from semantic_layer.engines.base import RawResult, Schema, TableRecord
from semantic_layer.engines.publish import current, current_file, publish
from semantic_layer.engines.worker import Worker, WorkerSetup
from semantic_layer.result import Value

if TYPE_CHECKING:
    import pyarrow

Fill = Callable[[duckdb.DuckDBPyConnection], object]

MAIN = "data"  # the catalog of the user's tables; unqualified names are looked up here
STRICT_MEMORY = "1GB"
_NO_EXTENSIONS: dict[str, str | bool | int | float | list[str]] = {
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
class _Opened:
    """One locked DuckDB instance. Dropping it lets running cursors finish: they keep the instance alive."""

    connection: duckdb.DuckDBPyConnection
    schema: Schema


@dataclass(frozen=True)
class _Limits:
    memory: str
    threads: int
    spill: Path | None  # a spill folder is writable by SQL, so typed SQL has none
    strict: bool = False


class DuckDBEngine:
    """Runs SELECT statements on one database file; safe to share between threads."""

    dialect = "duckdb"

    def __init__(
        self,
        fill: Path | Fill,
        limits: _Limits,
        attach: Mapping[str, Path],
        records: Mapping[str, TableRecord] | None = None,
    ) -> None:
        self._fill = fill
        self._limits = limits
        self._attach = dict(attach)
        self._records = records
        self._opened = _open(fill, limits, attach)
        self._worker: Worker | None = None
        self._worker_copy: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._running: dict[str, _Watch] = {}

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        memory_limit: str = "2GB",
        threads: int = 2,
        attach: Mapping[str, Path] | None = None,
        spill: Path | None = None,
        strict: bool = False,
        records: Mapping[str, TableRecord] | None = None,
    ) -> Self:
        """Open a database file read-only and lock the connection.

        Parameters
        ----------
        attach : mapping of str to Path, optional
            Further database files, readable as ``name.table``.
        spill : Path, optional
            Folder for queries larger than `memory_limit`; without it they end in `MemoryLimit`.
        strict : bool
            The profile of the worker for typed SQL: no spill, and no file system once open.
        records : mapping, optional
            What the publisher recorded; without it, rows and checksums are computed when asked for.
        """
        limits = _Limits(memory_limit, threads, None if strict else spill, strict)
        return cls(path, limits, attach or {}, records)

    @classmethod
    def memory(cls, setup: Fill | Mapping[str, Sequence[Mapping[str, Value]]]) -> Self:
        """Return an engine on a small database in memory, for tests.

        `setup` fills an open connection, or gives the rows of each table; it may be called again, for the
        file that isolated SQL reads.
        """
        fill = setup if callable(setup) else lambda connection: _fill_rows(connection, setup)
        return cls(fill, _Limits("1GB", 2, None), {})

    def run(
        self, sql: str, *, timeout_s: float = 30.0, max_rows: int = 100_000, run_id: str | None = None
    ) -> RawResult:
        """Run one SELECT on a cursor of its own."""
        with self._statement(sql, timeout_s, run_id) as (cursor, statement):
            cursor.execute(statement)
            columns, types = _described(cursor)
            found = cursor.fetchmany(max_rows + 1)
            return RawResult(columns, types, _plain_rows(found[:max_rows], types), len(found) > max_rows)

    def fetch_arrow(self, sql: str, *, timeout_s: float = 30.0, run_id: str | None = None) -> pyarrow.Table:
        """Run one SELECT of the compiler and return all rows as an Arrow table."""
        with self._statement(sql, timeout_s, run_id) as (cursor, statement):
            return cursor.sql(statement).to_arrow_table()

    def run_strict(
        self, sql: str, *, timeout_s: float = 30.0, max_rows: int = 100_000, run_id: str | None = None
    ) -> RawResult:
        """Run allowed typed SQL in a separate process, which is killed when it does not stop in time."""
        return self._isolated().run(sql, timeout_s=timeout_s, max_rows=max_rows, run_id=run_id)

    def schema(self) -> Schema:
        """Tables and columns with their types; attached tables as ``name.table``."""
        return self._opened.schema

    def statement_tables(self, sql: str) -> frozenset[str] | None:
        """Tables that DuckDB's own parser finds, or None when `sql` is not exactly one SELECT."""
        with closing(self._cursor()) as cursor:
            try:
                if _one_select(cursor, sql) is None:
                    return None
                entries = cursor.get_table_names(sql, qualified=True)
            except duckdb.Error:
                return None
        return statements.table_names(frozenset(entries))

    def interrupt(self, run_id: str) -> None:
        """Stop the run of that id; one that is not running is ignored."""
        with self._lock:
            watch, worker = self._running.get(run_id), self._worker
        if watch:
            watch.stop()
        if worker:
            worker.interrupt(run_id)

    def reattach(self, attach: Mapping[str, Path]) -> None:
        """Read from other attached files from the next statement on; running ones finish on the old files."""
        opened = _open(self._fill, self._limits, attach)
        with self._lock:
            self._opened, self._attach = opened, dict(attach)
            retired, self._worker = self._worker, None
        if retired:
            retired.close_when_idle()

    def table_records(self) -> Mapping[str, TableRecord]:
        """Rows and checksum of each table, as published or, for other databases, computed once."""
        if self._records is None:
            with closing(self._cursor()) as cursor, _translated(self._limits, None):
                self._records = _record_tables(cursor, [name for name in self.schema() if "." not in name])
        return self._records

    def data_version(self) -> str:
        """Return a hash of rows and checksums of all tables: the same data have the same version anywhere."""
        facts = {name: [record.rows, record.checksum] for name, record in self.table_records().items()}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]

    def close(self) -> None:
        """Stop the worker process and let go of the files."""
        with self._lock:
            worker, self._worker = self._worker, None
        if worker:
            worker.close()
        self._opened.connection.close()
        if self._worker_copy:
            self._worker_copy.cleanup()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        try:
            return _fresh_cursor(self._opened.connection)
        except duckdb.FatalException:  # an internal error closes an instance of DuckDB for good
            self.reattach(self._attach)
            return _fresh_cursor(self._opened.connection)

    @contextmanager
    def _statement(
        self, sql: str, timeout_s: float, run_id: str | None
    ) -> Iterator[tuple[duckdb.DuckDBPyConnection, duckdb.Statement]]:
        """Give a fresh cursor under a watch: what a statement creates or shadows dies with its cursor."""
        with (
            closing(self._cursor()) as cursor,
            _Watch(cursor, timeout_s) as watch,
            self._registered(run_id, watch),
            _translated(self._limits, watch),
        ):
            statement = _one_select(cursor, sql)
            if statement is None:
                raise errors.QueryFailed("not_permitted")
            yield cursor, statement

    @contextmanager
    def _registered(self, run_id: str | None, watch: _Watch) -> Iterator[None]:
        if run_id is None:
            yield
            return
        with self._lock:
            self._running[run_id] = watch
        try:
            yield
        finally:
            with self._lock:
                self._running.pop(run_id, None)

    def _isolated(self) -> Worker:
        with self._lock:
            if self._worker is None:
                self._worker = Worker(WorkerSetup(self._file(), self._attach, STRICT_MEMORY, self._limits.threads))
            return self._worker

    def _file(self) -> Path:
        """Return the database as a file that another process can open."""
        if isinstance(self._fill, Path):
            return self._fill
        if self._worker_copy is None:
            self._worker_copy = tempfile.TemporaryDirectory(prefix="wenshu-")
            with duckdb.connect(str(Path(self._worker_copy.name) / "copy.duckdb")) as connection:
                self._fill(connection)
        return Path(self._worker_copy.name) / "copy.duckdb"


class _Watch:
    """Interrupts a cursor at its time limit or on request, again and again until it obeys.

    Once is not enough: an interrupt that arrives before the statement has begun is forgotten by DuckDB.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, timeout_s: float) -> None:
        self._cursor = cursor
        self.timeout_s = timeout_s
        self.stopped = False
        self._wake = threading.Event()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._guard, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._wake.set()
        self._thread.join()

    def stop(self) -> None:
        self.stopped = True
        self._wake.set()

    def error(self) -> errors.EngineError:
        return errors.QueryInterrupted() if self.stopped else errors.QueryTimeout(self.timeout_s)

    def _guard(self) -> None:
        self._wake.wait(self.timeout_s)
        while not self._done.is_set():
            self._cursor.interrupt()
            self._done.wait(0.05)


# --- opening -------------------------------------------------------------------------------------------------


def _open(fill: Path | Fill, limits: _Limits, attach: Mapping[str, Path]) -> _Opened:
    """Open, attach, and lock, in the one order that DuckDB accepts."""
    with ExitStack() as undo:
        connection = undo.enter_context(closing(duckdb.connect(":memory:", config=_config(limits))))
        connection.execute("SET GLOBAL TimeZone='UTC'")
        if isinstance(fill, Path):
            _attach(connection, MAIN, fill)
        else:
            connection.execute("ATTACH ':memory:' AS data")
        for name, path in attach.items():
            _attach(connection, name, path)
        connection.execute("USE data")
        if not isinstance(fill, Path):
            fill(connection)
        schema = _read_schema(connection)
        connection.execute("SET enable_external_access=false")
        if limits.strict:
            connection.execute("SET disabled_filesystems='LocalFileSystem'")
        connection.execute("SET lock_configuration=true")
        undo.pop_all()
    return _Opened(connection, schema)


def _config(limits: _Limits) -> dict[str, str | bool | int | float | list[str]]:
    spill = {"temp_directory": ""}
    if limits.spill:
        spill = {"temp_directory": str(limits.spill), "max_temp_directory_size": "4GB"}
    return {"memory_limit": limits.memory, "threads": str(limits.threads), **spill, **_NO_EXTENSIONS}


def _attach(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    if not path.is_file():
        raise errors.DatabaseMissing(path.name)
    try:
        connection.execute(statements.attach(name, path))
    except duckdb.Error as error:
        raise _opening_error(path.name, str(error)) from None


def _opening_error(name: str, text: str) -> errors.EngineError:
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


def _fill_rows(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Sequence[Mapping[str, Value]]]) -> None:
    for name, rows in tables.items():
        create, insert = statements.create_from_rows(name, rows)
        connection.execute(create)
        connection.executemany(insert, [list(row.values()) for row in rows])


# --- results -------------------------------------------------------------------------------------------------


def _fresh_cursor(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    cursor = connection.cursor()
    cursor.execute("USE data")  # a cursor does not inherit the catalog of its connection
    return cursor


def _one_select(cursor: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement | None:
    """Return the statement if `sql` is exactly one SELECT: in-memory catalogs stay writable under the lock."""
    parsed = cursor.extract_statements(sql)
    return parsed[0] if len(parsed) == 1 and parsed[0].type == duckdb.StatementType.SELECT else None


_UNREADABLE = ("TIMESTAMP WITH TIME ZONE", "TIME WITH TIME ZONE", "BLOB", "GEOMETRY")
_AS_TEXT = re.compile(r"(\[\d*\]$)|^(STRUCT|MAP|UNION|INTERVAL|UUID|VARIANT)")


def _described(cursor: duckdb.DuckDBPyConnection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    description = cursor.description or []
    types = tuple(str(column[1]).strip('"') for column in description)
    if any(unreadable in type_ for type_ in types for unreadable in _UNREADABLE):
        raise errors.QueryFailed("unreadable_type")
    return tuple(column[0] for column in description), types


def _plain_rows(rows: list[tuple[Value, ...]], types: tuple[str, ...]) -> tuple[tuple[Value, ...], ...]:
    """Turn values that are no plain Python value (lists, structs, intervals, uuids) into text."""
    as_text = [bool(_AS_TEXT.search(type_)) for type_ in types]
    if not any(as_text):
        return tuple(rows)
    return tuple(
        tuple(str(v) if text and v is not None else v for v, text in zip(row, as_text, strict=True)) for row in rows
    )


_KINDS: tuple[tuple[type[duckdb.Error], str], ...] = (
    (duckdb.ParserException, "syntax"),
    (duckdb.SyntaxException, "syntax"),
    (duckdb.CatalogException, "unknown_name"),
    (duckdb.BinderException, "unknown_name"),
    (duckdb.ConversionException, "conversion"),
    (duckdb.TypeMismatchException, "conversion"),
    (duckdb.OutOfRangeException, "out_of_range"),
    (duckdb.PermissionException, "not_permitted"),
    (duckdb.InvalidInputException, "invalid"),
    (duckdb.IOException, "disk"),
)


@contextmanager
def _translated(limits: _Limits, watch: _Watch | None) -> Iterator[None]:
    """Turn what DuckDB raises into an `EngineError`, without its text."""
    try:
        yield
    except duckdb.InterruptException:
        raise (watch.error() if watch else errors.QueryInterrupted()) from None
    except (duckdb.OutOfMemoryException, MemoryError):
        raise errors.MemoryLimit(limits.memory) from None
    except duckdb.Error as error:
        if "Corrupt database" in str(error) or isinstance(error, duckdb.SerializationException):
            raise errors.DatabaseDamaged(MAIN, "a part of it cannot be read") from None
        kind = next((kind for type_, kind in _KINDS if isinstance(error, type_)), "engine")
        raise errors.QueryFailed(kind) from None


def _record_tables(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> Mapping[str, TableRecord]:
    records = {}
    for table in tables:
        rows, total = connection.execute(statements.fingerprint(table)).fetchall()[0]
        records[table] = TableRecord(rows, f"{int(total or 0):x}")
    return records


# --- publishing ----------------------------------------------------------------------------------------------


def build_database(tables: Mapping[str, Path], folder: Path, name: str = "data") -> Path:
    """Publish Parquet files as the tables of database `name` in `folder`, and return the new file.

    Times with a zone are stored as UTC times without one, so that no later query depends on a session's zone.
    """

    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        for table, path in tables.items():
            if not path.is_file():
                raise errors.PublishFailed(name, f"the file {path.name!r} is missing")
            try:
                head = connection.execute(statements.parquet_head(path)).description or []
                columns = {column[0]: str(column[1]) for column in head}
                connection.execute(statements.create_table(table, statements.parquet_rows(path, columns)))
            except (duckdb.InvalidInputException, duckdb.NotImplementedException, duckdb.SerializationException):
                raise errors.PublishFailed(name, f"{path.name!r} is not a readable Parquet file") from None

    return _publish(folder, name, fill)


def publish_arrow(tables: Mapping[str, pyarrow.Table], folder: Path, name: str = "segments") -> Path:
    """Publish Arrow tables as the whole content of database `name` in `folder`, and return the new file."""
    return _publish(folder, name, lambda connection: _load_arrow(connection, tables))


def write_table(folder: Path, table: str, rows: pyarrow.Table, name: str = "segments") -> Path:
    """Publish a new version of database `name` with one table added or replaced, and return the new file."""

    def fill(connection: duckdb.DuckDBPyConnection) -> None:
        with suppress(errors.DatabaseMissing):  # the first table makes the database
            _attach(connection, "before", current_file(folder, name))
            for kept in current(folder, name).tables.keys() - {table}:
                connection.execute(statements.create_table(kept, statements.all_rows(kept, "before")))
            connection.execute("DETACH before")
        _load_arrow(connection, {table: rows})

    return _publish(folder, name, fill)


def open_published(
    folder: Path,
    name: str = "data",
    *,
    memory_limit: str = "2GB",
    threads: int = 2,
    attach: Mapping[str, Path] | None = None,
    spill: Path | None = None,
) -> DuckDBEngine:
    """Open the current version of `name` and compare it with what was recorded when it was written.

    Raises
    ------
    DatabaseDamaged
        When file, tables or row counts are not those of the record: no answer is better than a wrong one.
    """
    path, recorded = current_file(folder, name), current(folder, name).tables
    engine = DuckDBEngine.open(
        path, memory_limit=memory_limit, threads=threads, attach=attach, spill=spill, records=recorded
    )
    for table, record in recorded.items():
        found = engine.run(statements.count_rows(table)).rows[0][0] if table in engine.schema() else 0
        if found != record.rows:
            engine.close()
            raise errors.DatabaseDamaged(name, f"table {table!r} has {found} rows instead of {record.rows}")
    return engine


def _publish(folder: Path, name: str, fill: Fill) -> Path:
    def write(target: Path) -> Mapping[str, TableRecord]:
        try:
            with closing(duckdb.connect(str(target), config=_NO_EXTENSIONS)) as connection:
                connection.execute("SET GLOBAL TimeZone='UTC'")
                fill(connection)
                tables = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
                records = _record_tables(connection, tables)
                connection.execute("CHECKPOINT")
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
