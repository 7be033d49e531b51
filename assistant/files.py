"""Write a file so that a reader finds all of it or none of it.

Rule: content goes to a file beside the target, is flushed to disk, and then takes the target's name.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HERE = threading.RLock()


def write_whole(path: Path, text: str) -> None:
    """Write `text` as UTF-8 to `path`, creating its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with fresh.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)  # there is nothing left to remove when it took the target's name


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Be the only one who reads and rewrites `path` meanwhile, other processes included (this one only on Windows)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _HERE:
        if os.name != "posix":
            yield
            return
        import fcntl

        with path.with_name(f"{path.name}.lock").open("ab") as file:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX)
            yield
