"""What may be exchanged behind a question: who reads it.

Rule: a reader gets a question and the plan before it, and gives a plan. Nothing behind the plan knows which reader
spoke.
"""

from __future__ import annotations

from typing import Protocol

from assistant.plan import Plan
from assistant.question import Question


class QuestionReader(Protocol):
    """The parser is one; a recorded reader in a test is another."""

    def read(self, question: Question, previous: Plan | None = None) -> Plan: ...
