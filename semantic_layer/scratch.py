"""Folders for the length of one piece of work.

Rule: a folder goes with the work, and what a killed process left behind goes with the next work of its kind. Its name
holds the number of its process, so that nobody removes what somebody else still uses.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch(kind: str, where: Path | None = None) -> Iterator[Path]:
    """Give an empty folder below `where` (by default the system's folder for such things), removed at the end.

    Raises
    ------
    OSError
        When there is no folder that can be written to.
    """
    place = where or Path(tempfile.gettempdir())
    sweep(kind, place)
    with tempfile.TemporaryDirectory(
        prefix=f"wenshu-{kind}-{os.getpid()}-", dir=place, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


def sweep(kind: str, place: Path) -> None:
    """Remove the folders of this kind whose processes are gone (on Windows nobody can be asked; they stay)."""
    if os.name != "posix":
        return
    for path in place.glob(f"wenshu-{kind}-*"):
        number = path.name.removeprefix(f"wenshu-{kind}-").split("-")[0]
        if number.isdigit() and not _is_alive(int(number)):
            shutil.rmtree(path, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True
