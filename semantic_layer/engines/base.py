"""The port through which compiled queries reach a database.

Rule: an engine takes one finished SELECT and returns typed plain values. No driver object, frame or driver
message leaves an adapter, so nothing outside `engines/` depends on which database answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from semantic_layer.result import Value

if TYPE_CHECKING:
    import pyarrow

TIMEOUT_S = 30.0  # of a statement
MAX_ROWS = 100_000  # of a result
MEMORY = "2GB"  # of the engine's buffers
THREADS = 2

Schema = Mapping[str, Mapping[str, str]]
"""Table name to column name to column type, in the words of the engine's dialect."""


@dataclass(frozen=True)
class RawResult:
    """Rows as the engine gave them; meaning, unit and format are added by `result.py`.

    `types` are type names of the engine, one per column. `truncated` says that the row limit cut the result:
    such rows are a part of the answer and never a total.
    """

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    truncated: bool = False


@dataclass(frozen=True)
class TableRecord:
    """What a table held when it was written: rows, and a checksum that ignores their order."""

    rows: int
    checksum: str


@dataclass(frozen=True)
class TablesRead:
    """What an engine's own parser finds in a SELECT.

    `stored` are the tables of the database; `named` are all names after FROM and JOIN, steps of WITH included, as
    often as they stand there.
    """

    stored: frozenset[str]
    named: tuple[str, ...]


class Engine(Protocol):
    """Runs SELECT statements. DuckDB is one adapter, a warehouse is another."""

    @property
    def dialect(self) -> str:
        """The SQLGlot name of the dialect that `run` understands."""
        ...

    def run(
        self, sql: str, *, timeout_s: float = TIMEOUT_S, max_rows: int = MAX_ROWS, run_id: str | None = None
    ) -> RawResult:
        """Run one SELECT; raise an `EngineError` when it does not end in time, memory or without mistakes."""
        ...

    def run_strict(
        self, sql: str, *, timeout_s: float = TIMEOUT_S, max_rows: int = MAX_ROWS, run_id: str | None = None
    ) -> RawResult:
        """Run SQL that a person or a model typed, after `sql_guard.check` allowed it, in isolation."""
        ...

    def fetch_arrow(self, sql: str, *, timeout_s: float = TIMEOUT_S, run_id: str | None = None) -> pyarrow.Table:
        """Run one SELECT of our own compiler and return all its rows as an Arrow table."""
        ...

    def schema(self) -> Schema:
        """Every table and column that can be read, attached segment tables under their qualified names."""
        ...

    def statement_tables(self, sql: str) -> TablesRead | None:
        """Tables that the engine itself finds in `sql`, or None when it is not exactly one SELECT."""
        ...

    def interrupt(self, run_id: str) -> None:
        """Stop the run of that id soon; an id that is not running is ignored."""
        ...

    def table_records(self) -> Mapping[str, TableRecord]:
        """Rows and checksum of every table of the data; attached segment tables are not data."""
        ...

    def data_version(self) -> str:
        """A short hash that changes when the data does, part of every cache key and receipt."""
        ...
