"""Candidate pieces of a question: a place in the text and everything it may stand for.

Rule: a piece never chooses among its meanings; composing does, from the neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.parser.text.numbers import ConditionMatch, NumberMatch
from assistant.parser.times.time_match import TimeMatch
from semantic_layer.vocabulary import Meaning

# Words that need no partner: unused, they change nothing about what is asked.
SOFT = frozenset(
    {
        "filler",
        "is",
        "and",
        "comma",
        "which",
        "how_many",
        "list",
        "chart_word",
        "about",
        "only",
        "respectively",
        "what_is",
        "distribution",
        "those",
    }
)


@dataclass(frozen=True)
class Piece:
    """A half-open place in the normal text. Exactly one group of fields is filled."""

    start: int
    end: int
    cues: frozenset[str] = frozenset()
    meanings: tuple[Meaning, ...] = ()
    times: tuple[TimeMatch, ...] = ()  # several: readings of one kind to choose from
    number: NumberMatch | None = None
    condition: ConditionMatch | None = None
    literal: str | None = None
    repaired_from: str | None = None

    @property
    def time(self) -> TimeMatch | None:
        return self.times[0] if self.times else None

    @property
    def is_soft(self) -> bool:
        """True for words that may stay without a slot."""
        return bool(self.cues & SOFT) and not self.meanings

    def named(self, kind: str) -> tuple[Meaning, ...]:
        return tuple([meaning for meaning in self.meanings if meaning.kind == kind]) if self.meanings else ()
