"""What an owner sees of the lessons and does with them, as lines of a review.

Rule: a line begins with what it would change: "+" would come in, "-" is out, a blank is in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answer_parts import Note
from assistant.context import Context
from assistant.learning.keep import keep
from assistant.learning.lesson import Lesson, Standing, State, question_lesson
from assistant.learning.proposals import Proposal, Proposals
from assistant.plan import Compute
from assistant.question import Question
from assistant.replies import calls_label
from assistant.texts import say
from semantic_layer.model import Language

_MARKS: dict[Standing, str] = {"draft": "+", "confirmed": " ", "rejected": "-", "expired": "-"}


def listed(context: Context, language: Language) -> Iterator[str]:
    """Yield the lines of the review: each lesson with its standing and where it came from."""
    lessons = context.lessons
    found = lessons.all() if lessons else ()
    proposals = Proposals(context.tools.home, context.model).all()
    if lessons is None or not (found or lessons.unreadable() or proposals):
        yield say("learn.none", language)
        return
    for item in proposals:
        yield from _proposed(item, context, language)
    for lesson in found:
        standing = lesson.standing(context.model)
        means = _meaning(lesson, context, language)
        yield say("learn.word", language, mark=_MARKS[standing], id=lesson.id, phrase=lesson.phrase, means=means)
        yield f"      {say(f'learn.standing.{standing}', language)}"
        yield say("learn.by", language, author=lesson.author, made=lesson.made or "–", evidence=lesson.evidence or "–")
    for file in lessons.unreadable():
        yield say("learn.unreadable", language, file=file)


def _proposed(item: Proposal, context: Context, language: Language) -> Iterator[str]:
    """A proposal for the model, with the lines that confirming it would write."""
    standing = item.standing(context.model)
    kind = say(f"learn.proposes.{item.kind}", language)
    yield say("learn.word", language, mark=_MARKS[standing], id=item.id, phrase=item.name, means=kind)
    yield f"      {say(f'learn.proposal.{standing}', language)}"
    yield say("learn.by", language, author=item.author, made=item.made or "–", evidence="–")
    yield from (f"      {line}" for line in item.yaml().rstrip().splitlines())


def _meaning(lesson: Lesson, context: Context, language: Language) -> str:
    if lesson.calls:
        return calls_label(lesson.calls, context.wording(language))
    return ", ".join(map(str, lesson.means))


def decisions(confirm: Sequence[str], reject: Sequence[str]) -> Iterator[tuple[str, State]]:
    yield from ((identity, "confirmed") for identity in confirm)
    yield from ((identity, "rejected") for identity in reject)


def decide(identity: str, state: State, context: Context, language: Language) -> str:
    """Decide on a lesson or a proposal and return the line about it. Raises `BadLesson` for an unknown one."""
    assert context.lessons is not None
    proposals = Proposals(context.tools.home, context.model)
    if any(item.id == identity for item in proposals.all()):
        proposal = proposals.decide(identity, state, context.tools.who.name)
        return say("learn.done", language, id=proposal.id, standing=say(f"learn.proposal.{proposal.state}", language))
    lesson = context.lessons.decide(identity, state, context.tools.who.name)
    standing = say(f"learn.standing.{lesson.standing(context.model)}", language)
    return say("learn.done", language, id=lesson.id, standing=standing)


def teach(word: str | None, question: str | None, like: str | None, context: Context) -> Note | None:
    """Keep a word ("takings means revenue") or a question with the words that explain it.

    Returns
    -------
    Note or None
        What was kept; None when the explaining words are not understood themselves.
    """
    lesson = _of_word(word, context) if word else _of_question(question or "", like or "", context)
    if lesson is None or context.lessons is None:
        return None
    return keep(replace(lesson, author=context.tools.who.name), context.lessons, Question.of(lesson.phrase).language)


def _of_word(text: str, context: Context) -> Lesson | None:
    return context.reader.read(Question.of(text)).lesson


def _of_question(question: str, like: str, context: Context) -> Lesson | None:
    plan = context.reader.read(Question.of(like))
    if not isinstance(plan.outcome, Compute):
        return None
    return question_lesson(question, plan.outcome.calls, context.model, author=context.tools.who.name, evidence=like)
