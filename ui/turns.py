"""The turns of each conversation, kept by the server.

Rule: the browser's session holds a conversation's id only; turns live here, apart for each id, so that a refresh
shows the same conversation and nobody sees another one's.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field

from assistant.answer import Answer

KEPT_CONVERSATIONS = 500
SHOWN_TURNS = 20


@dataclass(frozen=True)
class Turn:
    """A question with its answer, or with the code of what happened instead ("stopped", "failed")."""

    id: str
    text: str
    answer: Answer | None = None
    ended: str = ""


@dataclass
class Turns:
    """All conversations of this process; the oldest are dropped beyond `KEPT_CONVERSATIONS`."""

    _by_id: dict[str, list[Turn]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, conversation: str) -> tuple[Turn, ...]:
        with self._lock:
            return tuple(self._by_id.get(conversation, ()))

    def add(self, conversation: str, turn: Turn) -> None:
        with self._lock:
            self._by_id.setdefault(conversation, []).append(turn)
            while len(self._by_id) > KEPT_CONVERSATIONS:
                self._by_id.pop(next(iter(self._by_id)))


def new_id() -> str:
    """An id that cannot be guessed."""
    return secrets.token_urlsafe(9)
