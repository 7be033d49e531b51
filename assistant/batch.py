"""Answer a file of questions, one JSON object a line, each conversation in order.

Rule: a line that is no question stops before anything is asked; a question that fails says so in its own line and the
others go on. Answers come in the order of the questions.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from assistant.answer import Answer, answer
from assistant.answer_json import batch_line
from assistant.context import Context
from assistant.conversation import NOTHING_SAID, Past
from assistant.files import write_whole
from assistant.question import Question
from semantic_layer.errors import SemanticLayerError
from tools.errors import ToolError


class Tell(Protocol):
    def __call__(self, key: str, **params: object) -> None: ...


class BadLine(Exception):
    """A line that is not a question. `why` names the sentence."""

    def __init__(self, number: int, why: str) -> None:
        self.number, self.why = number, why
        super().__init__(f"line {number}: {why}")


@dataclass(frozen=True)
class Line:
    """One question of the file."""

    id: object
    text: str
    conversation: str | None = None
    as_of: date | None = None
    hints: str | None = None
    turns: tuple[str, ...] = ()  # asked before this one, in a conversation of their own


def answer_file(questions: Path, target: Path, context: Context, tell: Tell) -> Counter[str]:
    """Answer every line of `questions` into `target`; return how many had which outcome."""
    counts: Counter[str] = Counter()
    talks: dict[str, Past] = {}
    written = []
    for line in list(read_lines(questions)):
        try:
            found = _one(line, talks, context)
        except (SemanticLayerError, ToolError, ArithmeticError, LookupError, ValueError, TypeError) as error:
            code = getattr(error, "code", type(error).__name__)
            tell("cli.batch_failed", id=line.id, code=code)
            counts["failed"] += 1
            written.append({"id": line.id, "status": "failed", "code": code, "columns": [], "rows": []})
            continue
        counts[found.status] += 1
        written.append(batch_line(line.id, found))
    write_whole(target, "".join(f"{json_text(item)}\n" for item in written))
    return counts


def read_lines(file: Path) -> Iterator[Line]:
    """Read the questions; a blank line is nothing, anything else must be one."""
    for number, text in enumerate(file.read_text("utf-8-sig").splitlines(), start=1):
        if text.strip():
            yield _line(number, text)


def json_text(value: object, indent: int | None = None) -> str:
    """JSON as it is printed: UTF-8, and never a `NaN`, which is no JSON."""
    return json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False, default=str)


def _one(line: Line, talks: dict[str, Past], context: Context) -> Answer:
    past = talks.get(line.conversation, NOTHING_SAID) if line.conversation else NOTHING_SAID
    for text in line.turns:
        past = past.after(answer(_question(line, text, context), context, past))
    found = answer(_question(line, line.text, context), context, past)
    if line.conversation:
        talks[line.conversation] = past.after(found)
    return found


def _question(line: Line, text: str, context: Context) -> Question:
    return Question.of(text, who=context.tools.who, conversation=line.conversation, as_of=line.as_of, hints=line.hints)


def _line(number: int, text: str) -> Line:
    try:
        given = json.loads(text)
    except ValueError:
        raise BadLine(number, "cli.no_json") from None
    if not isinstance(given, Mapping):
        raise BadLine(number, "cli.no_json")
    question = given.get("question")
    if not isinstance(question, str) or not question.strip():
        raise BadLine(number, "cli.no_question_field")
    try:
        day = date.fromisoformat(str(given["as_of"])[:10]) if given.get("as_of") else None
    except ValueError:
        raise BadLine(number, "cli.no_day") from None
    conversation = given.get("conversation")
    return Line(
        given.get("id", number),
        question,
        None if conversation is None else str(conversation),
        day,
        _hints(given),
        _turns(given, question),
    )


def _turns(given: Mapping[str, object], question: str) -> tuple[str, ...]:
    """The turns before the question; a list that ends with the question itself names it twice."""
    listed = given.get("turns")
    turns = tuple(str(turn) for turn in listed) if isinstance(listed, list) else ()
    return turns[:-1] if turns[-1:] == (question,) else turns


def _hints(given: Mapping[str, object]) -> str | None:
    """Definitions that belong to this question only."""
    hints = [str(given[name]) for name in ("glossary", "instructions") if given.get(name)]
    return "\n".join(hints) or None
