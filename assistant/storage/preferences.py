"""How a person wants numbers written.

Rule: a preference changes how a number is written and never what it is; it belongs to the person and is kept beside the
model. A file that cannot be read is no preference.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from assistant.files import person_file, write_whole
from assistant.formats import AS_USUAL, NumberStyle

Magnitude = Literal["language", "wan", "thousand"]
MAGNITUDES: tuple[Magnitude, ...] = ("language", "wan", "thousand")
DECIMALS = (None, 0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Preferences:
    """The preferences of one person in one model folder."""

    folder: Path
    person: str

    @property
    def path(self) -> Path:
        return person_file(self.folder, self.person)

    def number_style(self) -> NumberStyle:
        try:
            known = json.loads(self.path.read_text("utf-8"))
            magnitude, decimals = known["magnitude"], known["decimals"]
        except (OSError, ValueError, KeyError, TypeError):
            return AS_USUAL
        if magnitude not in MAGNITUDES or decimals not in DECIMALS or isinstance(decimals, bool):
            return AS_USUAL
        return NumberStyle(magnitude=magnitude, decimals=decimals)

    def keep(self, style: NumberStyle) -> None:
        write_whole(self.path, json.dumps(asdict(style), sort_keys=True))
