"""What may be exchanged behind a question: who reads it, and who watches while it is worked on.

Rule: a reader gets a question and the turns before it, and gives a plan. Nothing behind the plan knows which reader
spoke.
"""

from __future__ import annotations

from typing import Literal, Protocol

from assistant.conversation import NOTHING_SAID, Past
from assistant.plan import Plan
from assistant.question import Question
from semantic_layer.vocabulary import Vocabulary

Stage = Literal["read", "model", "tool", "check", "queue", "compute", "analyse"]  # the last may take minutes


class QuestionReader(Protocol):
    """The parser is one; a recorded reader in a test is another."""

    @property
    def vocabulary(self) -> Vocabulary: ...

    def read(self, question: Question, past: Past = NOTHING_SAID) -> Plan: ...


class Watch(Protocol):
    """Somebody who waits for an answer: is told what happens, and may stop it."""

    def stage(self, name: Stage, place: int = 0) -> None:
        """What is done now; `place` in the queue where others are first."""
        ...

    def is_stopped(self) -> bool: ...


class _NoWatch:
    def stage(self, name: Stage, place: int = 0) -> None:
        return None

    def is_stopped(self) -> bool:
        return False


NO_WATCH: Watch = _NoWatch()
