"""Files that a reader finds whole or not at all.

Rule: content goes to a file beside the target, is flushed to disk, and then takes the target's name. What is kept to
save time only is no condition of anything: where it is missing, damaged or cannot be written, it is computed again.
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any


def write_whole(path: Path, content: str | bytes, *, private: bool = False) -> None:
    """Write `content` (text as UTF-8) to `path`, creating its folder. `private`: nobody else may read it.

    Raises
    ------
    OSError
        When the disk refuses; what was there before stands.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{secrets.token_hex(6)}.new")  # of its own: several threads may write one file
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666), "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)  # there is nothing left to remove when it took the target's name


def keep(path: Path, content: object) -> None:
    """Keep plain content (what JSON holds) to save time the next time."""
    with suppress(OSError):
        write_whole(path, json.dumps(content, sort_keys=True, ensure_ascii=False))


def kept(path: Path) -> Any:
    """The content that was kept; None where there is none that can be read."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
