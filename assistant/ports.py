"""What may be exchanged behind a question: who reads it.

Rule: a reader gets a question and the turns before it, and gives a plan. Nothing behind the plan knows which reader
spoke.
"""

from __future__ import annotations

from typing import Protocol

from assistant.conversation import NOTHING_SAID, Past
from assistant.plan import Plan
from assistant.question import Question


class QuestionReader(Protocol):
    """The parser is one; a recorded reader in a test is another."""

    def read(self, question: Question, past: Past = NOTHING_SAID) -> Plan: ...
