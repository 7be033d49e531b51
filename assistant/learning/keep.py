"""Keep what a turn teaches, and say so.

Rule: a turn is answered whether or not its lesson can be kept; what happened to the lesson is always said.
"""

from __future__ import annotations

from assistant.answer_parts import Note
from assistant.learning.lesson import Lesson
from assistant.learning.lessons import Lessons
from assistant.texts import say
from semantic_layer.model import Language


def keep(lesson: Lesson, lessons: Lessons, language: Language) -> Note:
    """Add a lesson to the others and return the note about it."""
    try:
        kept = lessons.add(lesson)
    except OSError:
        return Note("taught_failed", say("note.taught.failed", language, phrase=lesson.phrase))
    return Note("taught", say(f"note.taught.{kept.state}", language, phrase=kept.phrase, id=kept.id))
