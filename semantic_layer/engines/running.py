"""One statement on one cursor: what may be run, how it is stopped, and what comes out.

Rule: a statement is exactly one SELECT, ends within its time, and ends in plain values or in an `EngineError` that
holds no text of the driver.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Self, TypeVar

import duckdb

from semantic_layer.engines import errors
from semantic_layer.engines.opening import MAIN, Limits
from semantic_layer.result import Value

T = TypeVar("T")
INTERRUPT_S = 0.02


class Watch:
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


def within_reach(work: Callable[[], T], interrupt: Callable[[], object]) -> T:
    """Return what `work` gives; in the main thread, which alone hears signals, another thread does it meanwhile.

    Python handles a signal between two steps of its own, and a statement is one step, however long it takes: without
    this, Ctrl-C and a request to end would wait for it.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    begun, is_over, is_left = threading.Event(), threading.Event(), threading.Event()

    def run() -> T:
        begun.set()
        try:
            if is_left.is_set():  # the signal came before the statement
                raise errors.QueryInterrupted
            return work()
        finally:
            is_over.set()

    helper = ThreadPoolExecutor(1)
    try:  # a signal may come as soon as the thread is there, before it is known here
        return helper.submit(run).result()
    finally:
        is_left.set()
        while begun.is_set() and not is_over.wait(INTERRUPT_S):
            interrupt()
        helper.shutdown()


def one_select(cursor: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement | None:
    """Return the statement if `sql` is exactly one SELECT: in-memory catalogs stay writable under the lock."""
    parsed = cursor.extract_statements(sql)
    return parsed[0] if len(parsed) == 1 and parsed[0].type == duckdb.StatementType.SELECT else None


_UNREADABLE = ("TIMESTAMP WITH TIME ZONE", "TIME WITH TIME ZONE", "BLOB", "GEOMETRY")
_AS_TEXT = re.compile(r"(\[\d*\]$)|^(STRUCT|MAP|UNION|INTERVAL|UUID|VARIANT)")


def described(cursor: duckdb.DuckDBPyConnection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    description = cursor.description or []
    types = tuple(str(column[1]).strip('"') for column in description)
    if any(unreadable in type_ for type_ in types for unreadable in _UNREADABLE):
        raise errors.QueryFailed("unreadable_type")
    return tuple(column[0] for column in description), types


def plain_rows(rows: list[tuple[Value, ...]], types: tuple[str, ...]) -> tuple[tuple[Value, ...], ...]:
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
def translated(limits: Limits, watch: Watch | None) -> Iterator[None]:
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
