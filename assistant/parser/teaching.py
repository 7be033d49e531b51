"""A turn that teaches a word: "takings means revenue", 「记住：流水就是销售额」.

Rule: what is taught is a new name for something that has one; it is answered with what that name means, and the plan
says that a word was taught. A word that means something already is not taught over.
"""

from __future__ import annotations

import re

from assistant.learning.lesson import word_lesson
from assistant.parser.lexicon import cue_phrases
from assistant.plan import Compute, Plan, Refuse
from assistant.question import Question
from assistant.reading import Reading, Span
from semantic_layer.meanings import Meaning
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
        case "entity":
            return DescribeArgs(kind="catalogue")
