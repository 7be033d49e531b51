"""One thing that a person taught: a word for something of the model, or the plan of a question.

Rule: a lesson names who taught it, when and from which words, and the version of every definition it relies on. It is a
draft until an owner decides, and it ends by itself when one of those definitions changes. A lesson is data: it holds
names of the model and never a rule of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from pydantic import ValidationError

from semantic_layer.meanings import Meaning
from semantic_layer.model import SemanticModel
from semantic_layer.versions import definition_hash, is_defined
from semantic_layer.wordforms import normal_form
from tools.catalog import ToolCall
from tools.errors import ToolError

State = Literal["draft", "confirmed", "rejected"]
Standing = Literal["draft", "confirmed", "rejected", "expired"]
STATES: tuple[State, ...] = ("draft", "confirmed", "rejected")
MAX_PHRASE = 60  # characters of a word; longer texts are questions
MAX_QUESTION = 500


class BadLesson(ToolError):
    """What was taught cannot be kept; the message says why and what to do."""

    code = "bad_lesson"


@dataclass(frozen=True)
class Lesson:
    """`phrase` is a word, or a question as it was asked; exactly one of `means` and `calls` is given.

    `uses` are the names it relies on, with the hashes of their definitions when it was taught.
    """

    phrase: str
    means: tuple[Meaning, ...] = ()
    calls: tuple[ToolCall, ...] = ()
    state: State = "draft"
    author: str = ""
    made: date | None = None
    evidence: str = ""
    uses: tuple[tuple[str, str], ...] = ()
    decided_by: str = ""

    @property
    def id(self) -> str:
        """Eight hex digits of what is taught; the same lesson taught twice is one lesson."""
        taught = [normal_form(self.phrase), sorted(map(str, self.means)), [call.to_json() for call in self.calls]]
        return hashlib.sha256(json.dumps(taught, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:8]

    def standing(self, model: SemanticModel) -> Standing:
        """Return the state, or "expired" when a definition it relies on is gone or another one now."""
        if self.state == "rejected":
            return "rejected"
        current = all(is_defined(name, model) and definition_hash(name, model) == was for name, was in self.uses)
        return self.state if current else "expired"

    def holds_for(self, person: str, model: SemanticModel) -> bool:
        """Say whether the lesson is used for a person: all when an owner confirmed it, until then its author."""
        standing = self.standing(model)
        return standing == "confirmed" or (standing == "draft" and self.author == person)

    def decided(self, state: State, person: str) -> Lesson:
        return replace(self, state=state, decided_by=person)

    def to_json(self) -> dict[str, object]:
        """Plain values in the order a person reads them."""
        taught: dict[str, object] = {"phrase": self.phrase}
        if self.means:
            taught["means"] = [{"kind": m.kind, "name": m.name, "value": m.value} for m in self.means]
        if self.calls:
            taught["calls"] = [call.to_json() for call in self.calls]
        return {
            **taught,
            "state": self.state,
            "author": self.author,
            "made": self.made.isoformat() if self.made else "",
            "evidence": self.evidence,
            "uses": dict(self.uses),
            "decided_by": self.decided_by,
        }


def word_lesson(phrase: str, means: tuple[Meaning, ...], model: SemanticModel, *, author: str, evidence: str) -> Lesson:
    """Return the lesson that `phrase` stands for `means`.

    Raises
    ------
    BadLesson
        If the phrase is empty, too long or holds no letter.
    """
    if not normal_form(phrase) or len(phrase) > MAX_PHRASE or not any(map(str.isalpha, phrase)):
        raise BadLesson(f"A word has letters and at most {MAX_PHRASE} characters.", word=phrase[:MAX_PHRASE])
    uses = tuple(sorted({m.name: definition_hash(m.name, model) for m in means}.items()))
    return Lesson(phrase.strip(), means, author=author, evidence=evidence, uses=uses)


def question_lesson(
    question: str, calls: tuple[ToolCall, ...], model: SemanticModel, *, author: str, evidence: str
) -> Lesson:
    """Return the lesson that `question` asks for `calls`.

    Raises
    ------
    BadLesson
        If the question is empty or too long.
    """
    if not normal_form(question) or len(question) > MAX_QUESTION:
        raise BadLesson(f"A question has words and at most {MAX_QUESTION} characters.", word=question[:MAX_PHRASE])
    names = {name for call in calls for name in _names(call.to_json()) if is_defined(name, model)}
    uses = tuple((name, definition_hash(name, model)) for name in sorted(names))
    return Lesson(question.strip(), calls=calls, author=author, evidence=evidence, uses=uses)


def _names(content: object) -> list[str]:
    match content:
        case str():
            return [content]
        case Mapping():
            return [name for value in content.values() for name in _names(value)]
        case list() | tuple():
            return [name for value in content for name in _names(value)]
        case _:
            return []


def from_json(data: Mapping[str, object]) -> Lesson:
    """Return the lesson that `to_json` wrote.

    Raises
    ------
    BadLesson
        If a field is missing or of another kind.
    """
    try:
        state = next(state for state in STATES if state == data["state"])
        made, uses = str(data.get("made") or ""), data.get("uses") or {}
        return Lesson(
            phrase=str(data["phrase"]),
            means=tuple(_meaning(item) for item in _list(data.get("means"))),
            calls=tuple(ToolCall.parse(str(item["tool"]), item["arguments"]) for item in _list(data.get("calls"))),
            state=state,
            author=str(data.get("author") or ""),
            made=date.fromisoformat(made) if made else None,
            evidence=str(data.get("evidence") or ""),
            uses=tuple(sorted((str(k), str(v)) for k, v in uses.items())) if isinstance(uses, Mapping) else (),
            decided_by=str(data.get("decided_by") or ""),
        )
    except (KeyError, ValueError, StopIteration, ValidationError) as error:
        raise BadLesson(f"The lesson cannot be read: {type(error).__name__}.", word=str(data.get("phrase"))) from None


def _list(content: object) -> list[Mapping[str, object]]:
    found = content if isinstance(content, list) else []
    return [item for item in found if isinstance(item, Mapping)]


def _meaning(item: Mapping[str, object]) -> Meaning:
    kind, value = item["kind"], item.get("value")
    for known in ("metric", "dimension", "entity", "segmentation", "value", "adjective"):
        if kind == known and (value is None or isinstance(value, str | int | float | bool)):
            return Meaning(known, str(item["name"]), value)
    raise ValueError(kind)
