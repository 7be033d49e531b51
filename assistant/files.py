"""Files that several people rewrite.

Rule: whoever reads a file in order to rewrite it holds it meanwhile; it is written whole or not at all.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from semantic_layer.whole_files import write_whole

__all__ = ["held", "person_file", "write_whole"]

_HERE = threading.RLock()


def person_file(folder: Path, person: str) -> Path:
    """The file of one person; no name leads out of the folder or to the file of somebody else."""
    return folder / f"{hashlib.sha256(person.encode()).hexdigest()[:24]}.json"


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
