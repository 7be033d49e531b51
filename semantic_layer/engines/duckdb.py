"""DuckDB, the embedded engine: a locked, read-only window on data that a publisher wrote.

Rule: a connection that answers questions can change nothing, reach no file or address, and keep no setting of
its own; every statement has a fresh cursor, a time limit and a row limit, and ends in rows or an `EngineError`.
The data sit in their own in-memory instance, because DuckDB shares one instance per file and process, whose lock would
forbid to attach newer segment tables later (`opening.py`). Data are written by the functions of `tables.py` alone.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

import duckdb

from semantic_layer.engines import errors, statements
from semantic_layer.engines.base import (
    MAX_ROWS,
    MEMORY,
    THREADS,
    TIMEOUT_S,
    RawResult,
    Schema,
    TableRecord,
    TablesRead,
)
from semantic_layer.engines.opening import Fill, Limits, fresh_cursor, open_locked
from semantic_layer.engines.publish import current, current_version
from semantic_layer.engines.running import Watch, described, one_select, plain_rows, translated, within_reach
from semantic_layer.engines.tables import build_database, publish_arrow, record_tables, write_table
from semantic_layer.engines.worker import MEMORY as STRICT_MEMORY
from semantic_layer.engines.worker import Worker, WorkerSetup
from semantic_layer.result import Value

if TYPE_CHECKING:
    import pyarrow

__all__ = ["DuckDBEngine", "build_database", "open_published", "publish_arrow", "write_table"]


class DuckDBEngine:
    """Runs SELECT statements on one database file; safe to share between threads."""

    dialect = "duckdb"

    def __init__(
        self,
        fill: Path | Fill,
        limits: Limits,
        attach: Mapping[str, Path],
        records: Mapping[str, TableRecord] | None = None,
    ) -> None:
        self._fill = fill
        self._limits = limits
        self._attach = dict(attach)
        self._records = records
        self._opened = open_locked(fill, limits, attach)
        self._worker: Worker | None = None
        self._worker_copy: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._running: dict[str, Watch] = {}

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        memory_limit: str = MEMORY,
        threads: int = THREADS,
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
        limits = Limits(memory_limit, threads, None if strict else spill, strict)
        return cls(path, limits, attach or {}, records)

    @classmethod
    def memory(cls, setup: Fill | Mapping[str, Sequence[Mapping[str, Value]]]) -> Self:
        """Return an engine on a small database in memory, for tests.

        `setup` fills an open connection, or gives the rows of each table; it may be called again, for the
        file that isolated SQL reads.
        """
        fill = setup if callable(setup) else lambda connection: _fill_rows(connection, setup)
        return cls(fill, Limits("1GB", 2, None), {})

    def run(
        self, sql: str, *, timeout_s: float = TIMEOUT_S, max_rows: int = MAX_ROWS, run_id: str | None = None
    ) -> RawResult:
        """Run one SELECT on a cursor of its own."""
        with self._statement(sql, timeout_s, run_id) as (cursor, statement):

            def result() -> RawResult:
                cursor.execute(statement)
                columns, types = described(cursor)
                found = cursor.fetchmany(max_rows + 1)
                return RawResult(columns, types, plain_rows(found[:max_rows], types), len(found) > max_rows)

            return within_reach(result, cursor.interrupt)

    def fetch_arrow(self, sql: str, *, timeout_s: float = TIMEOUT_S, run_id: str | None = None) -> pyarrow.Table:
        """Run one SELECT of the compiler and return all rows as an Arrow table."""
        with self._statement(sql, timeout_s, run_id) as (cursor, statement):
            return within_reach(lambda: cursor.sql(statement).to_arrow_table(), cursor.interrupt)

    def run_strict(
        self, sql: str, *, timeout_s: float = TIMEOUT_S, max_rows: int = MAX_ROWS, run_id: str | None = None
    ) -> RawResult:
        """Run allowed typed SQL in a separate process, which is killed when it does not stop in time."""
        return self._isolated().run(sql, timeout_s=timeout_s, max_rows=max_rows, run_id=run_id)

    def schema(self) -> Schema:
        """Tables and columns with their types; attached tables as ``name.table``."""
        return self._opened.schema

    def statement_tables(self, sql: str) -> TablesRead | None:
        """Tables that DuckDB's own parser finds, or None when `sql` is not exactly one SELECT."""
        with closing(self._cursor()) as cursor:
            try:
                if one_select(cursor, sql) is None:
                    return None
                entries = cursor.get_table_names(sql, qualified=True)
                tree = cursor.execute(statements.SERIALIZED, [sql]).fetchall()[0][0]
            except duckdb.Error:
                return None
        return TablesRead(statements.table_names(frozenset(entries)), statements.named_tables(tree))

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
        opened = open_locked(self._fill, self._limits, attach)
        with self._lock:
            self._opened, self._attach = opened, dict(attach)
            retired, self._worker = self._worker, None
        if retired:
            retired.close_when_idle()

    def table_records(self) -> Mapping[str, TableRecord]:
        """Rows and checksum of each table, as published or, for other databases, computed once."""
        if self._records is None:
            with closing(self._cursor()) as cursor, translated(self._limits, None):
                self._records = record_tables(cursor, [name for name in self.schema() if "." not in name])
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
            return fresh_cursor(self._opened.connection)
        except duckdb.FatalException:  # an internal error closes an instance of DuckDB for good
            self.reattach(self._attach)
            return fresh_cursor(self._opened.connection)

    @contextmanager
    def _statement(
        self, sql: str, timeout_s: float, run_id: str | None
    ) -> Iterator[tuple[duckdb.DuckDBPyConnection, duckdb.Statement]]:
        """Give a fresh cursor under a watch: what a statement creates or shadows dies with its cursor."""
        with (
            closing(self._cursor()) as cursor,
            Watch(cursor, timeout_s) as watch,
            self._registered(run_id, watch),
            translated(self._limits, watch),
        ):
            statement = one_select(cursor, sql)
            if statement is None:
                raise errors.QueryFailed("not_permitted")
            yield cursor, statement

    @contextmanager
    def _registered(self, run_id: str | None, watch: Watch) -> Iterator[None]:
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


def open_published(
    folder: Path,
    name: str = "data",
    *,
    memory_limit: str = MEMORY,
    threads: int = THREADS,
    attach: Mapping[str, Path] | None = None,
    spill: Path | None = None,
) -> DuckDBEngine:
    """Open the current version of `name` and compare it with what was recorded when it was written.

    Raises
    ------
    DatabaseDamaged
        When file, tables or row counts are not those of the record: no answer is better than a wrong one.
    """
    while True:
        path, record = current_version(folder, name)
        try:
            engine = DuckDBEngine.open(
                path, memory_limit=memory_limit, threads=threads, attach=attach, spill=spill, records=record.tables
            )
            break
        except errors.DatabaseMissing:
            if current(folder, name).file == record.file:  # else it went because newer ones were published
                raise
    for table, written in record.tables.items():
        found = engine.run(statements.count_rows(table)).rows[0][0] if table in engine.schema() else 0
        if found != written.rows:
            engine.close()
            raise errors.DatabaseDamaged(name, f"table {table!r} has {found} rows instead of {written.rows}")
    return engine


def _fill_rows(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Sequence[Mapping[str, Value]]]) -> None:
    for name, rows in tables.items():
        create, insert = statements.create_from_rows(name, rows)
        connection.execute(create)
        connection.executemany(insert, [list(row.values()) for row in rows])
