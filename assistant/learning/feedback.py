"""What a person says of an answer: right, or wrong in one part.

Rule: every word of it goes on record before anything else happens. A reading that was confirmed, or corrected in words
that are understood, is taught to the parser as a draft; what cannot be taught stays among the gaps. Nothing changes for
others until an owner confirms it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from assistant.context import Context
from assistant.learning.keep import keep
from assistant.learning.lesson import BadLesson, Lesson, question_lesson
from assistant.plan import Compute
from assistant.question import Question
from assistant.records.audit import AuditFailed
from assistant.texts import say
from tools.catalog import ToolCall

if TYPE_CHECKING:
    from assistant.answer import Answer

Part = Literal["metric", "period", "filter", "other"]
PARTS: tuple[Part, ...] = get_args(Part)
MAX_WORDS = 500


@dataclass(frozen=True)
class Heard:
    """What became of it: whether it is on record, and the sentence about what was learned."""

    is_recorded: bool
    sentence: str


def confirm(answer: Answer, context: Context) -> Heard:
    """The reading was right."""
    lesson = _lesson(answer, _calls(answer), "thumbs up", context)
    return _heard(answer, "up", "", "", lesson, context)


def correct(answer: Answer, part: Part, words: str, context: Context) -> Heard:
    """A part was wrong. `words` say the question as it was meant; empty where the person does not say."""
    words = " ".join(words.split())[:MAX_WORDS]
    meant = context.reader.read(Question.of(words)) if words else None
    lesson = None
    if meant is not None and isinstance(meant.outcome, Compute) and meant.outcome.calls != _calls(answer):
        lesson = _lesson(answer, meant.outcome.calls, words, context)
    return _heard(answer, "down", part, words, lesson, context)


def _calls(answer: Answer) -> tuple[ToolCall, ...]:
    return answer.plan.outcome.calls if isinstance(answer.plan.outcome, Compute) else ()


def can_teach(answer: Answer) -> bool:
    """Whether the question says all by itself: its words were read, and none was taken from a turn before."""
    reading = answer.plan.reading
    return bool(reading.spans) and not any(item.code == "inherited" for item in reading.assumptions)


def _lesson(answer: Answer, calls: tuple[ToolCall, ...], evidence: str, context: Context) -> Lesson | None:
    if context.lessons is None or not calls or not can_teach(answer):
        return None
    try:
        return question_lesson(
            answer.question.text, calls, context.model, author=context.tools.who.name, evidence=evidence
        )
    except BadLesson:
        return None


def _heard(answer: Answer, verdict: str, part: str, words: str, lesson: Lesson | None, context: Context) -> Heard:
    """Write the record, teach the lesson, and say what became of both."""
    language = answer.language
    is_recorded = context.audit is None or _recorded(answer, verdict, part, words, lesson, context)
    if not is_recorded:
        return Heard(False, say("thumbs.not_recorded", language))
    if lesson is not None and context.lessons is not None:
        return Heard(True, keep(lesson, context.lessons, language).text)
    return Heard(True, say("thumbs.thanks" if verdict == "up" else "thumbs.gap", language))


def _recorded(answer: Answer, verdict: str, part: str, words: str, lesson: Lesson | None, context: Context) -> bool:
    assert context.audit is not None
    facts = {
        "who": context.tools.who.name,
        "verdict": verdict,
        "part": part or None,
        "words": words or None,
        "question": answer.question.text,
        "lesson": lesson.id if lesson else None,
        "receipt": answer.receipt,
    }
    try:
        context.audit.write("feedback", answer.receipt or "-", facts)
    except AuditFailed:
        return False
    return True
