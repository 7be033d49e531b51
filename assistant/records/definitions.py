"""Since when the definition of each metric holds here: a small register beside the records.

Rule: a definition counts as changed where its figures can be others (labels and synonyms do not count). The day is the
one on which the changed definition was first in use here; of a model opened for the first time nothing is known.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from assistant.files import held, write_whole
from semantic_layer.model import SemanticModel
from semantic_layer.versions import figure_hash

Register = dict[str, tuple[str, str]]
"""Metric -> the hash of its definition, and the day it changed; empty for one that never did."""


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass
class Definitions:
    """The register of one model folder. `model` is the whole model, whoever asks: no right changes a definition."""

    path: Path
    model: SemanticModel
    today: Callable[[], date] = _today
    _known: Register | None = field(default=None, repr=False)

    def changed(self, metrics: Collection[str]) -> tuple[tuple[str, date], ...]:
        """Those of the metrics whose definition changed, with the day, in the order of their names."""
        if self._known is None:
            self._known = self._settled()
        days = ((name, self._known[name][1]) for name in sorted(metrics) if name in self._known)
        return tuple((name, date.fromisoformat(day)) for name, day in days if day)

    def _settled(self) -> Register:
        """The register as of this model; one that cannot be read or written tells nothing new."""
        try:
            with held(self.path):
                stored_hash, before = self._read()
                if stored_hash == self.model.hash:
                    return before
                now = self._compared(before)
                content = {"model": self.model.hash, "metrics": now}
                write_whole(self.path, json.dumps(content, sort_keys=True, ensure_ascii=False, indent=1))
                return now
        except OSError:
            return {}

    def _compared(self, before: Register) -> Register:
        found: Register = {}
        for metric in self.model.metrics:
            made = figure_hash(metric.name, self.model)
            was, day = before.get(metric.name, (made, ""))
            found[metric.name] = (made, day if was == made else self.today().isoformat())
        return found

    def _read(self) -> tuple[str, Register]:
        try:
            content = json.loads(self.path.read_text("utf-8"))
            return str(content["model"]), {str(n): (str(h), str(day)) for n, (h, day) in content["metrics"].items()}
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            return "", {}
