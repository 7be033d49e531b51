"""Errors of engines: what stopped a statement or an opening.

    EngineError
    ├── DatabaseMissing       nothing is there, or the folder was never published
    ├── PathUnreadable        the engine cannot be told where the file is
    ├── DatabaseLocked        another process writes to the file
    ├── DatabaseDamaged       the content is not what was recorded when it was published
    ├── WrongVersion          written by another version of the engine
    ├── PublishFailed         new data could not be put in place; the old data are untouched
    ├── QueryTimeout, QueryInterrupted, MemoryLimit      stopped; the next statement works
    ├── ResultTooLarge        more bytes than may leave the engine
    ├── QueryFailed           the statement broke on the data or names (`kind` says how)
    └── WorkerLost            the isolated process ended without an answer; a new one is started

Rule: a message says what is wrong, where, and what to do. It holds no driver text, no path beyond a file name
and no value of a row. Each class is built from its `params` alone, so an error survives the way out of a worker
process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from semantic_layer.errors import SemanticLayerError


class EngineError(SemanticLayerError):
    """The engine could not do what was asked of it."""

    code: ClassVar[str] = "engine_error"


class DatabaseMissing(EngineError):
    """There is no database where one was expected."""

    code = "database_missing"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no database {name!r}. Import data first (wenshu init), or name another folder.",
            name=name,
        )


class PathUnreadable(EngineError):
    """A folder on the way has a name that is no text in UTF-8, the only one that the engine understands."""

    code = "path_unreadable"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The folder of the database {name!r} has a name that is no UTF-8 text. Rename it, or choose another.",
            name=name,
        )


class DatabaseLocked(EngineError):
    """Another process has the file open for writing."""

    code = "database_locked"

    def __init__(self, name: str, process: str) -> None:
        who = f"process {process}" if process.isdigit() else "another process"
        super().__init__(
            f"The database {name!r} is being written by {who}. Close that program or wait, then try again.",
            name=name,
            process=process or "–",
        )


class DatabaseDamaged(EngineError):
    """The file is not what was published."""

    code = "database_damaged"

    def __init__(self, name: str, finding: str) -> None:
        super().__init__(
            f"The database {name!r} is damaged: {finding}. Nothing was computed from it. "
            "Restore it from a copy, or import the source files again.",
            name=name,
            finding=finding,
        )


class WrongVersion(EngineError):
    """The file was written by another version of the engine."""

    code = "wrong_version"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The database {name!r} was written by another version of DuckDB, which this program cannot read. "
            "Import the source files again, or use the version that wrote it.",
            name=name,
        )


class PublishFailed(EngineError):
    """New data could not be put in place."""

    code = "publish_failed"

    def __init__(self, name: str, finding: str) -> None:
        super().__init__(
            f"The new data for {name!r} could not be stored: {finding}. The data from before are unchanged. "
            "Make room or grant access, then import again.",
            name=name,
            finding=finding,
        )


class QueryTimeout(EngineError):
    """The statement did not end within its time."""

    code = "query_timeout"

    def __init__(self, timeout_s: float) -> None:
        super().__init__(
            f"The query was stopped after {timeout_s:g} seconds. Ask for a shorter period or a coarser grouping.",
            timeout_s=timeout_s,
        )


class QueryInterrupted(EngineError):
    """Somebody stopped the statement."""

    code = "query_interrupted"

    def __init__(self) -> None:
        super().__init__("The query was stopped on request. Nothing was changed; ask again at any time.")


class MemoryLimit(EngineError):
    """The statement needed more memory than it may use."""

    code = "memory_limit"

    def __init__(self, limit: str) -> None:
        super().__init__(
            f"The query needs more memory than the limit of {limit}. "
            "Ask for a shorter period, fewer dimensions or a coarser grouping.",
            limit=limit,
        )


class ResultTooLarge(EngineError):
    """The rows would be too many bytes to hand out."""

    code = "result_too_large"

    def __init__(self, limit_mb: int) -> None:
        super().__init__(f"The result is larger than {limit_mb} MB. Ask for fewer columns or rows.", limit_mb=limit_mb)


class QueryFailed(EngineError):
    """The statement broke on the names or the data it met."""

    code = "query_failed"

    REASONS: ClassVar[Mapping[str, str]] = {
        "syntax": "it is not valid SQL for this engine",
        "unknown_name": "it uses a table, column or function that the engine does not have",
        "conversion": "a value could not be converted to the type it was asked as",
        "out_of_range": "a number became too large for its type",
        "disk": "the disk is full or cannot be read",
        "not_permitted": "it asks for something that this connection may not do",
        "invalid": "the engine refuses an operation in it",
        "unreadable_type": "a column has a type that cannot be shown; cast it to TIMESTAMP or VARCHAR",
        "engine": "the engine could not carry it out",
    }

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"The query failed: {self.REASONS[kind]}. Check its names and types.", kind=kind)


class WorkerLost(EngineError):
    """The isolated process ended without an answer."""

    code = "worker_lost"

    def __init__(self) -> None:
        super().__init__(
            "The process that ran the query ended without an answer, most likely at a limit of memory or time. "
            "Narrow the query; the next one runs in a new process."
        )


_BY_CODE: Mapping[str, Callable[..., EngineError]] = {
    cls.code: cls
    for cls in (
        DatabaseMissing,
        PathUnreadable,
        DatabaseLocked,
        DatabaseDamaged,
        WrongVersion,
        PublishFailed,
        QueryTimeout,
        QueryInterrupted,
        MemoryLimit,
        ResultTooLarge,
        QueryFailed,
        WorkerLost,
    )
}


def revive(code: str, params: Mapping[str, object]) -> EngineError:
    """Return the error that another process raised with this code and these params."""
    return _BY_CODE[code](**params)
