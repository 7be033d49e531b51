"""Where a defect is written down, so that nobody who asks sees a traceback.

Rule: the number is a hash of the traceback, so the same defect has the same number. The person is told the number; what
went wrong stays in the file. Where this person has no folder that can be written to, it is that of the system.
"""

from __future__ import annotations

import os
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from assistant.agent.settings import BadSetting
from assistant.places import home


def log_error(error: Exception) -> tuple[str, Path]:
    """Append the traceback to a log; return its number and the file, which is the null device where none can be."""
    text = "".join(traceback.format_exception(error))
    number = sha256(text.encode(errors="replace")).hexdigest()[:8]
    for file in _places():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a", encoding="utf-8", errors="replace") as log:
                log.write(f"[{number}]\n{text}\n")
        except OSError:
            continue
        return number, file
    return number, Path(os.devnull)


def _places() -> Iterator[Path]:
    with suppress(BadSetting):
        yield home(os.environ) / "errors.log"
    with suppress(OSError):
        yield Path(tempfile.gettempdir()) / "wenshu-errors.log"
