"""The limits that are in force, in words: said at start-up and on the page of the record.

Rule: every figure is the one that the enforcing place uses, and a limit that this system does not know is not claimed.
"""

from __future__ import annotations

from assistant import formats
from assistant.texts import say
from semantic_layer.engines import base, worker
from semantic_layer.importing import child, delimited, kinds, workbook
from semantic_layer.limits import in_force
from semantic_layer.model import Language

_GIB = 1024**3


def limits_said(language: Language, places: int) -> tuple[str, ...]:
    """One sentence for questions, for typed SQL, and for files. `places`: how many questions are computed at once."""

    def count(n: float) -> str:
        return formats.count(int(n), language)

    reading, typed = child.Limits(), in_force("RLIMIT_AS", worker.ADDRESS_SPACE)
    memory = in_force("RLIMIT_AS", reading.memory)
    said = [
        say(
            "limits.questions",
            language,
            seconds=count(base.TIMEOUT_S),
            memory=_spaced(base.MEMORY),
            threads=count(base.THREADS),
            rows=count(base.MAX_ROWS),
            places=count(places),
        ),
        say("limits.sql", language, memory=_spaced(worker.MEMORY), mb=count(worker.MAX_MB)),
        say(
            "limits.files",
            language,
            size=_gigabytes(kinds.MAX_FILE),
            columns=count(delimited.MAX_COLUMNS),
            sheets=count(workbook.MAX_SHEETS),
            unpacked=_gigabytes(kinds.MAX_UNPACKED),
        ),
    ]
    if typed is None or memory is None:
        said.append(say("limits.no_system", language))
    else:
        seconds = count(in_force("RLIMIT_CPU", reading.seconds) or 0)
        sizes = {"sql": _gigabytes(typed), "files": _gigabytes(memory)}
        said.append(say("limits.system", language, seconds=seconds, **sizes))
    return tuple(said)


def _gigabytes(n: int) -> str:
    return f"{n / _GIB:.1f}".removesuffix(".0") + " GB"


def _spaced(size: str) -> str:
    return size.replace("GB", " GB")
