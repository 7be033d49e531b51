"""Turns that ask nothing new: an answer to the question back, a step back, the same once more.

Rule: such a turn says nothing else. It takes a plan that the conversation already holds, as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.conversation import BACK, Past
from assistant.parser.text.cover import Cover
from assistant.parser.text.pieces import Piece
from assistant.plan import Clarify, Compute, Option, Outcome, Plan, Refuse
from assistant.question import Question
from assistant.reading import Reading, Span
from semantic_layer.query import MetricRef
from tools.arguments import DescribeArgs, QueryMetricsArgs
from tools.catalog import ToolCall

_OPTION = re.compile(r"^(?:option|choice|number|no\.?|选项?|第)?\s*([1-4])\s*(?:个|项|种)?[.。)）]?$")
_PLACES = {
    "first": 1, "the first": 1, "the first one": 1, "second": 2, "the second": 2, "the second one": 2, "third": 3,
    "the third": 3, "the third one": 3, "fourth": 4, "the fourth": 4, "the fourth one": 4, "the former": 1,
    "the latter": 2, "第一个": 1, "第二个": 2, "第三个": 3, "第四个": 4, "前者": 1, "后者": 2, "第一种": 1, "第二种": 2,
}  # fmt: skip


def read_talk(question: Question, text: str, cover: Cover, past: Past) -> Plan | None:
    """Return the plan of a turn that is about the conversation itself, or None where it asks something.

    Parameters
    ----------
    text : str
        The normal text of the question; `cover` are its pieces.
    """
    if past.asked is not None:
        chosen = _chosen(text.strip(" .。!！"), cover, past.asked)
        if chosen is not None:
            return _plan(question, Compute(chosen.calls), f"choice:{past.asked.options.index(chosen) + 1}")
    if _says_only(cover, "back"):
        return _plan(question, past.before.plan.outcome if past.before else Refuse("nothing_before"), BACK)
    if _says_only(cover, "again"):
        return _plan(question, past.answered.plan.outcome if past.answered else Refuse("nothing_before"), "again")
    if past.answered is not None and isinstance(past.answered.plan.outcome, Compute):
        calls = past.answered.plan.outcome.calls
        if _says_only(cover, "computed"):
            return _plan(question, _explained(calls), "computed")
    return None


def _explained(calls: tuple[ToolCall, ...]) -> Outcome:
    """ "How was that computed?", 怎么算的: what the figures of the last answer are."""
    asked = [call.arguments for call in calls if isinstance(call.arguments, QueryMetricsArgs)]
    parts = [part for arguments in asked for ref in arguments.metrics for part in _parts(ref)]
    names = dict.fromkeys(name for name in parts if "." not in name)
    if not names:
        return Refuse("nothing_before")
    return Compute(tuple(ToolCall(tool="describe", arguments=DescribeArgs(kind="metric", name=name)) for name in names))


def _parts(ref: MetricRef) -> Iterator[str]:
    """The metrics that a figure is made of."""
    yield ref.name
    step = ref.combine
    while step is not None:
        yield from _parts(step.other)
        step = step.then


def _plan(question: Question, outcome: Outcome, bound_to: str) -> Plan:
    span = Span(question.text, 0, len(question.text), "intent", bound_to, "slot")
    return Plan(outcome, Reading(question.language, (span,)))


def _chosen(text: str, cover: Cover, asked: Clarify) -> Option | None:
    """The option that a short answer names: by its place, by "yes", or by a word that only one option holds."""
    number = _OPTION.match(text)
    place = int(number[1]) if number else _PLACES.get(text, 0)
    if 1 <= place <= len(asked.options):
        return asked.options[place - 1]
    if _says_only(cover, "yes"):
        return next((option for option in asked.options if option.default), asked.options[0])
    if cover.gaps:
        return None
    names = [_named(piece) for piece in cover.pieces if not piece.is_soft]
    if len(names) != 1 or not names[0]:
        return None
    holding = [option for option in asked.options if names[0] & _texts([call.to_json() for call in option.calls])]
    return holding[0] if len(holding) == 1 else None


def _named(piece: Piece) -> frozenset[str]:
    return frozenset(meaning.name for meaning in piece.meanings)


def _texts(content: object) -> frozenset[str]:
    """Every text inside a plan."""
    if isinstance(content, str):
        return frozenset({content})
    inside = content.values() if isinstance(content, dict) else content if isinstance(content, list | tuple) else ()
    return frozenset[str]().union(*(_texts(item) for item in inside))


def _says_only(cover: Cover, cue: str) -> bool:
    said = [piece for piece in cover.pieces if cue in piece.cues]
    return bool(said) and not cover.gaps and all(piece in said or piece.is_soft for piece in cover.pieces)
