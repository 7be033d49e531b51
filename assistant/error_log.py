"""Where a defect is written down, so that nobody who asks sees a traceback.

Rule: the number is a hash of the traceback, so the same defect has the same number. The person is told the number; what
went wrong stays in the file.
"""

from __future__ import annotations

import os
import traceback
from hashlib import sha256
from pathlib import Path

from assistant.workspace import home


def log_error(error: Exception) -> tuple[str, Path]:
    """Append the traceback to the log of this person; return its number and the file."""
    text = "".join(traceback.format_exception(error))
    number = sha256(text.encode()).hexdigest()[:8]
    file = home(os.environ) / "errors.log"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as log:
        log.write(f"[{number}]\n{text}\n")
    return number, file
