"""Put a finished database file in place so that a crash leaves the data before or after, never between.

Rule: data are never changed where readers look. A publisher writes a new numbered file, flushes it to disk,
and only then replaces a small pointer file, which names the file and records what is in it. Readers follow the
pointer and compare what they find with the record.

    folder/
      data.json                    the pointer: {"file": "data-000002-71.duckdb", "size": ..., "tables": {...}}
      data-000001-70.duckdb      the version before, for readers that still use it
      data-000002-71.duckdb
      data.lock                    held by whoever publishes: one at a time, the others wait

This module knows files and records; what a file contains is written by the caller.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from semantic_layer.engines.base import TableRecord
from semantic_layer.engines.errors import DatabaseDamaged, DatabaseMissing, PublishFailed

SUFFIX = ".duckdb"
_HERE = threading.Lock()  # what keeps publishers apart where files cannot be locked


@dataclass(frozen=True)
class Published:
    """What the pointer says. `changed_ns` is the file time at publishing; while it holds, so does `digest`."""

    file: str
    size: int
    changed_ns: int
    digest: str
    tables: Mapping[str, TableRecord]


def publish(folder: Path, name: str, write: Callable[[Path], Mapping[str, TableRecord]]) -> Path:
    """Let `write` fill a new file, make it the current version of `name`, and return its path.

    Raises
    ------
    PublishFailed
        When the new file could not be written completely. It is removed, and the pointer is as before.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder / f"{name}.lock"):
            return _publish(folder, name, write)
    except OSError as error:
        raise PublishFailed(name, os.strerror(error.errno) if error.errno else "the disk refused it") from None


def _publish(folder: Path, name: str, write: Callable[[Path], Mapping[str, TableRecord]]) -> Path:
    before, target = _named(folder, name), _next_version(folder, name)
    with ExitStack() as undo:
        undo.callback(_remove, target)
        tables = write(target)
        _ensure_settled(target, name)
        _flush(target)
        fresh = _write_pointer(folder, name, _record(target, tables))
        undo.callback(fresh.unlink, missing_ok=True)
        fresh.replace(_pointer(folder, name))
        undo.pop_all()
    _flush_folder(folder)
    _sweep(folder, name, (target.name, before))
    return target


def current(folder: Path, name: str) -> Published:
    """Return what the pointer of `name` says, without looking at the data file."""
    pointer = _pointer(folder, name)
    try:
        content = json.loads(pointer.read_text("utf-8"))
        tables = {table: TableRecord(**record) for table, record in content.pop("tables").items()}
        return Published(**content, tables=tables)
    except FileNotFoundError:
        raise DatabaseMissing(name) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DatabaseDamaged(name, f"its record {pointer.name!r} cannot be read") from None


def current_file(folder: Path, name: str) -> Path:
    """Return the file that the pointer names, after a look whether it is still the one that was published.

    Size and file time are compared first; the content is read only where the time differs, which is the case
    after copying a folder and after any tampering that did not hide itself.
    """
    return current_version(folder, name)[0]


def current_version(folder: Path, name: str) -> tuple[Path, Published]:
    """Return the file as `current_file` does, with the record that belongs to it.

    A file may go while it is looked at: two publishings later nobody needs it. So what is found wrong counts
    only while the pointer still names that file.
    """
    record = current(folder, name)
    while finding := _difference(folder / record.file, record):
        newer = current(folder, name)
        if newer.file == record.file:
            raise DatabaseDamaged(name, finding)
        record = newer
    return folder / record.file, record


def _difference(path: Path, record: Published) -> str:
    """What tells the file from its record, in words; empty where nothing does."""
    if path.name != record.file:
        return "its record names a file elsewhere"
    try:
        found = path.stat()
        if _wal(path).exists():
            return f"an unfinished write lies beside {record.file!r}"
        if found.st_size != record.size:
            return f"{record.file!r} has {found.st_size} bytes instead of {record.size}"
        if found.st_mtime_ns != record.changed_ns and _digest(path) != record.digest:
            return f"the content of {record.file!r} has changed since it was written"
    except FileNotFoundError:
        return f"the file {record.file!r} is gone"
    return ""


def _named(folder: Path, name: str) -> str:
    """The file that readers may be opening at this moment; empty where there is none."""
    try:
        return current(folder, name).file
    except (DatabaseMissing, DatabaseDamaged):
        return ""


def _pointer(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _versions(folder: Path, name: str) -> list[tuple[int, Path]]:
    found = []
    for path in folder.glob(f"{name}-*{SUFFIX}"):
        number = path.name.removeprefix(f"{name}-").removesuffix(SUFFIX).split("-")[0]
        if number.isdigit():
            found.append((int(number), path))
    return sorted(found)


def _next_version(folder: Path, name: str) -> Path:
    """Return an unused file name; the process number helps where files cannot be locked."""
    number = max((number for number, _ in _versions(folder, name)), default=0) + 1
    return folder / f"{name}-{number:06d}-{os.getpid()}{SUFFIX}"


def _ensure_settled(path: Path, name: str) -> None:
    if _wal(path).exists():
        raise PublishFailed(name, "the engine left unfinished writes")


def _record(path: Path, tables: Mapping[str, TableRecord]) -> Published:
    found = path.stat()
    return Published(path.name, found.st_size, found.st_mtime_ns, _digest(path), dict(tables))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_pointer(folder: Path, name: str, record: Published) -> Path:
    fresh = folder / f"{name}.json.{os.getpid()}.new"
    with ExitStack() as undo:
        undo.callback(fresh.unlink, missing_ok=True)
        fresh.write_text(json.dumps(asdict(record), ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
        _flush(fresh)
        undo.pop_all()
    return fresh


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":  # Windows has no handle on a folder to flush
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _wal(path).unlink(missing_ok=True)
    shutil.rmtree(path.with_name(f"{path.name}.tmp"), ignore_errors=True)  # what the engine spilled while writing


def _sweep(folder: Path, name: str, kept: tuple[str, ...]) -> None:
    """Remove versions that nobody opens any more, and what crashed publishers left: nobody else writes now."""
    left = [path for _, path in _versions(folder, name) if path.name not in kept]
    for path in (*left, *folder.glob(f"{name}.json.*.new")):
        with suppress(OSError):  # still open on Windows: the next publishing tries again
            _remove(path)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Be the only one who publishes here, other processes included (on Windows this one only)."""
    if os.name != "posix":
        with _HERE:
            yield
        return
    import fcntl

    with lock.open("ab") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield
