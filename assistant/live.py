"""A workspace that follows its folder: edited definitions and new data hold from the next question on.

Rule: what cannot be opened changes nothing: the model and the data from before stay in use, and the reason is told
until the folder changes again. A question that is being answered ends with what it began with. A change of what is in
use is on record.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.context import Context
from assistant.records.audit import AuditFailed
from assistant.workspace import DATABASE
from semantic_layer.errors import SemanticLayerError
from semantic_layer.loader import model_files

Stamp = tuple[tuple[str, int, int], ...]


@dataclass
class Live:
    """The newest context of a model folder that could be opened. Safe for several threads."""

    folder: Path
    open: Callable[[], Context]
    trouble: SemanticLayerError | None = None  # why what the folder holds now is not in use
    _context: Context | None = None
    _seen: Stamp = ()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> Context:
        """The context for the next question.

        Raises
        ------
        SemanticLayerError, OSError
            When the folder could not be opened even once.
        """
        with self._lock:
            found = _stamp(self.folder)
            if self._context is None:
                self._context, self._seen = self.open(), found
            elif found != self._seen:
                self._renew(self._context)
                self._seen = found  # what could not even be looked at is looked at again
            return self._context

    def _renew(self, before: Context) -> None:
        try:
            fresh = self.open()
        except SemanticLayerError as error:
            self.trouble = error
            return
        self.trouble = None
        if (fresh.model.hash, _data(fresh)) == (before.model.hash, _data(before)):
            return
        self._context = replace(fresh, slots=before.slots, replies=before.replies)
        if fresh.audit:
            try:
                fresh.audit.write("model", "-", {"model": fresh.model.hash, "before": before.model.hash,
                                                 "data": _data(fresh)})  # fmt: skip
            except AuditFailed:
                return  # the next question meets the same disk, and says so


def _data(context: Context) -> str:
    return context.tools.engine.data_version()


def _stamp(folder: Path) -> Stamp:
    """Name, time and size of every file that decides what is opened."""
    found = []
    for path in (*model_files(folder), folder / DATABASE / f"{DATABASE}.json"):
        try:
            seen = path.stat()
        except OSError:
            continue
        found.append((path.name, seen.st_mtime_ns, seen.st_size))
    return tuple(found)
