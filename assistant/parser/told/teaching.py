"""Turns that teach: "takings means revenue", "I meant revenue by region", "remember this".

Rule: a word is taught as a new name for something that has one, and never over what it means already. A correction
teaches the question before it, and "remember this" the reading that was confirmed. The plan carries the lesson; whether
it is kept is said with the answer.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.conversation import Past, Turn
from assistant.learning.lesson import MAX_QUESTION, Lesson, question_lesson, word_lesson
from assistant.parser.lexicon import cue_phrases
from assistant.plan import Clarify, Compute, Plan, Refuse
from assistant.question import Question
from assistant.reading import Reading, Span
from semantic_layer.meanings import Meaning
from semantic_layer.model import SemanticModel
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import normal_form
from tools.arguments import DescribeArgs
from tools.catalog import ToolCall

_TAUGHT = re.compile(
    r"^\s*(?:please\s+)?(?:remember(?: that)?[:,]?|note that|请?记住[:：，,]?)?\s*"
    r"[\"'“‘「]?(?P<word>[^\"'“”‘’「」=?？]{1,60}?)[\"'”’」]?\s*"
    r"(?P<how>=|\bmeans\b|\bis the same as\b|\bis another (?:word|name) for\b|\bstands for\b"
    r"|就是|是指|指的是|的意思是|等同于)\s*"
    r"[\"'“‘「]?(?P<name>[^\"'“”‘’「」=?？]{1,60}?)[\"'”’」]?\s*[.。!！]?\s*$",
    re.I,
)
_ASKS = re.compile(r"^(?:what|which|how|who|when|where|why|does|do|is|are|what's|什么|哪|怎么|如何|是否|谁)", re.I)
_KINDS = ("metric", "dimension", "segmentation", "value", "entity")


def read_teaching(question: Question, vocabulary: Vocabulary) -> Plan | None:
    """Return the plan of a turn that teaches a word, or None when it does not."""
    text, language = question.text, question.language
    match = _TAUGHT.match(text)
    if match is None or _ASKS.match(match["word"]) or not any(map(str.isalpha, match["word"])):
        return None
    word = match["word"].strip()
    is_condition = match["how"] == "=" and vocabulary.meanings(word)  # "region = East" asks, it teaches nothing
    if is_condition or any(sign in word for sign in ",，、;；"):
        return None
    meanings = vocabulary.meanings(match["name"])
    explained = _explained(meanings)
    if explained is None:
        return None
    known = vocabulary.meanings(word)
    span = Span(text, 0, len(text), "intent", "teach", "slot")
    if (known and known != meanings) or normal_form(word) in cue_phrases():
        return Plan(Refuse("word_taken", (("word", word),), (word,), (explained,)), Reading(language, (span,)))
    lesson = word_lesson(word, meanings, vocabulary.model, author=question.who.name, evidence=text)
    return Plan(Compute((explained,)), Reading(language, (span,)), lesson=lesson)


_CORRECTS = re.compile(
    r"^\s*(?:no[,.!]?\s+|不对?[，,。]?\s*)?(?:i (?:meant|mean)|what i (?:meant|mean) (?:is|was)"
    r"|我的意思是|我是说|我是想问|我想问的是)\s*[:：，,]?\s*(?=\S)",
    re.I,
)
_REMEMBER = re.compile(
    r"^\s*(?:yes[,.!]?\s+|对[，,。]?\s*)?(?:please\s+)?"
    r"(?:(?:that(?:'s| is) (?:right|correct)[,.!]?\s+)?remember (?:this|that|it)"
    r"|请?记住(?:这个|这样|这种)?(?:问法|理解)?|以后都?(?:这样|这么)理解)\s*[.!。！]*$",
    re.I,
)


def correction(text: str) -> int:
    """Return how many characters open a correction ("no, I meant ..."); 0 where there is none."""
    match = _CORRECTS.match(text)
    return match.end() if match else 0


def corrected(plan: Plan, question: Question, opening: int, past: Past, model: SemanticModel) -> Plan:
    """Return the plan of a correction; the question before it learns to mean the same."""
    span = Span(question.text[:opening], 0, opening, "intent", "correction", "operator")
    reading = Reading(plan.reading.language, (span, *plan.reading.spans), plan.reading.assumptions)
    return replace(plan, reading=reading, lesson=_lesson(past.last, plan, question, model))


def read_remember(question: Question, past: Past, model: SemanticModel) -> Plan | None:
    """ "Remember this": the last answer stands, and the question that led to it keeps this reading.

    Of a question that was asked back, that question is meant, with the option that was chosen.
    """
    if not _REMEMBER.match(question.text) or past.answered is None:
        return None
    answered = past.answered
    place = past.turns.index(answered)
    asked = past.turns[place - 1] if place and isinstance(past.turns[place - 1].plan.outcome, Clarify) else answered
    span = Span(question.text, 0, len(question.text), "intent", "remember", "slot")
    plan = Plan(answered.plan.outcome, Reading(question.language, (span,)))
    return replace(plan, lesson=_lesson(asked, plan, question, model))


def _lesson(turn: Turn | None, plan: Plan, question: Question, model: SemanticModel) -> Lesson | None:
    if turn is None or not turn.text.strip() or not isinstance(plan.outcome, Compute):
        return None
    calls, author = plan.outcome.calls, question.who.name
    return question_lesson(turn.text[:MAX_QUESTION], calls, model, author=author, evidence=question.text)


def _explained(meanings: tuple[Meaning, ...]) -> ToolCall | None:
    """The call that says what a name means."""
    for kind in _KINDS:
        for meaning in meanings:
            if meaning.kind == kind:
                return ToolCall(tool="describe", arguments=_description(meaning))
    return None


def _description(meaning: Meaning) -> DescribeArgs:
    """A value is explained by the dimension or segmentation it belongs to, a thing by all that is known."""
    match meaning.kind:
        case "metric" | "segmentation" | "dimension":
            return DescribeArgs(kind=meaning.kind, name=meaning.name)
        case "value" | "adjective":
            return DescribeArgs(kind="dimension", name=meaning.name)
        case _:
            return DescribeArgs(kind="catalogue")
