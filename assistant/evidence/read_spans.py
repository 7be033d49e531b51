"""The question as it was read: every piece of its text with what the piece was bound to, in words.

Rule: the pieces, one after the other, are the question itself, so no word can be missing; a word without a meaning
says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.reading import Span
from assistant.restating.bound_names import bound_name
from assistant.texts import knows
from assistant.wording import Wording

if TYPE_CHECKING:
    from assistant.answer import Answer

Mark = Literal["bound", "operator", "repaired", "filler", "unused", "unknown"]
_NAMED = frozenset({"metric", "dimension", "field", "segmentation", "entity", "value", "time", "rank", "part", "grain"})


@dataclass(frozen=True)
class ReadPiece:
    """A piece of the question. `meaning` is empty for what lies between the spans."""

    text: str
    meaning: str = ""
    mark: Mark = "filler"

    @property
    def is_underlined(self) -> bool:
        return self.mark != "filler" and bool(self.text.strip())


def read_pieces(answer: Answer, wording: Wording) -> tuple[ReadPiece, ...]:
    """The question cut at its spans; joined again it is the text that was read."""
    text, found, at = answer.question.text, [], 0
    for span in sorted(answer.plan.reading.spans, key=lambda item: item.start):
        if span.start < at or text[span.start : span.end] != span.text:
            continue  # an inherited word of an earlier question stands nowhere in this one
        found += [ReadPiece(text[at : span.start])] if span.start > at else []
        found.append(ReadPiece(span.text, _meaning(span, wording), _mark(span)))
        at = span.end
    return (*found, *((ReadPiece(text[at:]),) if at < len(text) else ()))


def _mark(span: Span) -> Mark:
    if span.kind == "unused":
        return "unused"
    match span.status:
        case "filler":
            return "filler"
        case "unexplained":
            return "unknown"
        case "repair":
            return "repaired"
        case "operator":
            return "operator"
        case _:
            return "bound"


def _meaning(span: Span, wording: Wording) -> str:
    mark = _mark(span)
    if mark in ("unused", "unknown"):
        return wording.say(f"evidence.span_{mark}")
    if mark == "filler":
        return ""
    head, _, name = span.bound_to.partition(":")
    if head in _NAMED and name:
        said = _named(head, name, span, wording)
        if said:
            return said
    key = f"evidence.kind.{span.kind}"
    return wording.say(key if knows(key) else "evidence.kind.operator")


def _named(head: str, name: str, span: Span, wording: Wording) -> str:
    """The model's own word for what was meant; empty where it has none."""
    model = wording.model
    if head == "metric":
        return wording.pair(wording.say("evidence.kind.metric"), wording.metric(name)) if model.has_metric(name) else ""
    if head in ("dimension", "field", "segmentation"):
        known = model.has_dimension(name) or model.has_segmentation(name)
        return wording.pair(wording.say(f"evidence.kind.{_field_kind(head)}"), wording.dimension(name)) if known else ""
    if head == "entity":
        return wording.pair(wording.say("evidence.kind.entity"), wording.entity(name)) if model.has_entity(name) else ""
    try:
        said = bound_name(span.bound_to, wording)
    except (KeyError, ValueError, TypeError):  # a period or part that only its own analysis resolves
        return ""
    return said if said != span.bound_to else ""


def _field_kind(head: str) -> str:
    return "segmentation" if head == "segmentation" else "dimension"
