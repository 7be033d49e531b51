"""What a tool call runs against.

Rule: everything a tool reads arrives here; nothing comes from the environment, the clock or a global.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from semantic_layer.calendar import Calendar
from semantic_layer.engines.base import TIMEOUT_S, Engine
from semantic_layer.model import SemanticModel
from semantic_layer.query import Who


@dataclass(frozen=True)
class ToolContext:
    """Model, engine, calendar (which holds as-of) and the asking person. `home` keeps segment runs."""

    model: SemanticModel
    engine: Engine
    calendar: Calendar
    home: Path
    who: Who = Who()
    timeout_s: float = TIMEOUT_S
    run_id: str | None = None  # lets a stop button interrupt this question's queries

    @property
    def as_of(self) -> date:
        return self.calendar.as_of
