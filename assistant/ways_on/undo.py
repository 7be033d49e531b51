"""A correction of spelling that the person takes back.

Rule: what a word was taken for is shown and can be taken back. The question is then read once more without that
correction, in this turn and for the rest of the conversation, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer_parts import Note
from assistant.question import NotMeant, Question
from assistant.restating.bound_names import bound_name
from assistant.wording import Wording
from semantic_layer.wordforms import fold


def taken_back(question: Question, wording: Wording) -> tuple[Note, ...]:
    """What this turn takes back, in words."""
    return tuple(Note("taken_back", _told(word, bound_to, wording)) for word, bound_to in question.not_meant)


def is_taken_back(unknown: str, not_meant: Sequence[NotMeant]) -> bool:
    """Whether an unknown word is one that was taken back, or a part of one."""
    return any(fold(unknown)[0] in fold(word)[0] for word, _ in not_meant)


def _told(word: str, bound_to: str, wording: Wording) -> str:
    if not bound_to:
        return wording.say("note.as_typed", typed=word)
    return wording.say("note.taken_back", typed=word, name=bound_name(bound_to, wording))
