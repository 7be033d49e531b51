"""Questions whose plan a person has confirmed: matched first, as a whole.

Rule: only the period, a value of the same dimension and a plain number may differ from the confirmed question, and each
must stand in the plan for what it replaces; every other word must be the same. Metrics and fields never vary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.learning.lesson import Lesson
from assistant.parser.text.cover import best_covers
from assistant.parser.text.pieces import Piece
from assistant.plan import Compute, Plan
from assistant.reading import Assumption, Reading, Span
from semantic_layer.model import Language, Scalar
from tools.catalog import ToolCall

Json = dict[str, object]


@dataclass(frozen=True)
class Hole:
    """A place of a question that may vary: "time", "number", or the dimension of a value; and what stands there."""

    kind: str
    content: Scalar


@dataclass(frozen=True)
class Form:
    """The words of a question with its holes left open."""

    words: str
    holes: tuple[Hole, ...]


def form_of(text: str, pieces: Sequence[Piece]) -> Form:
    """Return the form of a question; `pieces` are what was recognised in `text`."""
    words: list[str] = []
    holes: list[Hole] = []
    position = 0
    for piece in best_covers(text, pieces, k=1)[0].pieces:
        hole = _hole(piece)
        if hole is None:
            continue
        words += [text[position : piece.start], f"<{hole.kind}>"]
        holes.append(hole)
        position = piece.end
    return Form("".join((*words, text[position:])).strip(" ?？。.!！"), tuple(holes))


def _hole(piece: Piece) -> Hole | None:
    values = piece.named("value")
    if piece.time is not None and piece.time.kind == "window" and len(piece.times) == 1:
        return Hole("time", piece.time.rule)
    if len(values) == 1 and len(piece.meanings) == 1:
        return Hole(values[0].name, values[0].value)
    if piece.number is not None and piece.number.unit is None:
        return Hole("number", float(piece.number.value))
    return None


class VerifiedQuestions:
    """The confirmed questions of one model, found by their form."""

    def __init__(self, lessons: Iterable[tuple[Lesson, Form]]) -> None:
        self._by_words: dict[str, list[tuple[Lesson, Form]]] = {}
        for lesson, form in lessons:
            self._by_words.setdefault(form.words, []).append((lesson, form))

    def __bool__(self) -> bool:
        return bool(self._by_words)

    def plan(self, text: str, form: Form, language: Language) -> Plan | None:
        """Return the confirmed plan for a question of this form, with its own period, value and number."""
        for lesson, confirmed in self._by_words.get(form.words, ()):
            calls = _varied(lesson.calls, confirmed.holes, form.holes)
            if calls is not None:
                span = Span(text, 0, len(text), "intent", f"verified:{lesson.id}", "slot")
                stated = (Assumption("verified", f"lesson:{lesson.phrase}"),)
                return Plan(Compute(calls), Reading(language, (span,), stated))
        return None


def _varied(calls: tuple[ToolCall, ...], old: tuple[Hole, ...], new: tuple[Hole, ...]) -> tuple[ToolCall, ...] | None:
    data: list[Json] = [call.to_json() for call in calls]
    for before, now in zip(old, new, strict=True):
        if before == now:
            continue
        places = [place for call in data for place in _places(call, before)]
        if not places or (before.kind == "number" and len(places) > 1):
            return None
        for place in places:
            _fill(place, before, now)
    return tuple(ToolCall.parse(str(call["tool"]), call["arguments"]) for call in data)


def _places(content: object, hole: Hole) -> Iterator[Json]:
    """Every part of a plan in which what the hole holds stands."""
    if isinstance(content, list):
        for item in content:
            yield from _places(item, hole)
    elif isinstance(content, dict):
        if _holds(content, hole):
            yield content
        for value in content.values():
            yield from _places(value, hole)


def _holds(part: Mapping[str, object], hole: Hole) -> bool:
    values = part.get("values")
    listed = values if isinstance(values, list) else []
    match hole.kind:
        case "time":
            return part.get("rule") == hole.content
        case "number":
            return ("by" in part and part.get("n") == hole.content) or ("op" in part and hole.content in listed)
        case _:
            return part.get("field") == hole.kind and hole.content in listed


def _fill(part: Json, before: Hole, now: Hole) -> None:
    if before.kind == "time":
        part.clear()
        part["rule"] = now.content
        return
    values = part.get("values")
    if isinstance(values, list) and before.content in values:
        part["values"] = [now.content if value == before.content else value for value in values]
    else:
        part["n"] = int(now.content) if isinstance(now.content, float) else now.content
