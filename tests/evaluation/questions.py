"""Question files of any origin: one JSON object a line.

Rule: a line has `id` and `question`, and may have `as_of`, `turns` (earlier turns and this one), `hints`, `family`,
`language`, `expect` ("rows", "none", "about") and `gold` {columns, rows} or a list of them. Golds may stand in a
second file and are joined by `id`. A line that is none of this stops the run with its number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.question import detect_language
from tests.evaluation.matching import Rows
from tests.evaluation.pairs import Expect


class BadQuestion(ValueError):
    """A line that cannot be asked or judged."""


@dataclass(frozen=True)
class Item:
    """`gold` holds the rows of each question that the sentence asks; empty where nothing must be computed."""

    id: str
    question: str
    turns: tuple[str, ...]
    gold: tuple[Rows, ...]
    expect: Expect
    family: str
    language: str
    as_of: date | None = None
    hints: str | None = None
    ordered: bool = False


def read_items(questions: Path, gold: Path | None = None) -> list[Item]:
    """Read a question file, with the golds of a second file where one is given."""
    golds = {str(line["id"]): line for line in _lines(gold)} if gold else {}
    found = [_item(line, golds) for line in _lines(questions)]
    if len({item.id for item in found}) < len(found):
        raise BadQuestion(f"{questions.name}: an id stands twice.")
    return found


def _lines(path: Path) -> list[Mapping[str, object]]:
    found = []
    for number, text in enumerate(path.read_text("utf-8-sig").splitlines(), start=1):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
        except ValueError as error:
            raise BadQuestion(f"{path.name}, line {number}: no JSON.") from error
        if not isinstance(line, Mapping) or "id" not in line:
            raise BadQuestion(f"{path.name}, line {number}: an object with an id is expected.")
        found.append(line)
    return found


def _item(line: Mapping[str, object], golds: Mapping[str, Mapping[str, object]]) -> Item:
    number = str(line["id"])
    question = line.get("question")
    turns = line.get("turns") or [question]
    if not isinstance(turns, list) or not all(isinstance(turn, str) and turn.strip() for turn in turns):
        raise BadQuestion(f"{number}: a question is text.")
    given = {**line, **golds.get(number, {})}
    expect = _expect(given, number)
    rows = _gold(given, number)
    if bool(rows) != (expect == "rows"):
        raise BadQuestion(f"{number}: 'gold' belongs to what must be answered with rows, and to nothing else.")
    return Item(
        id=number,
        question=turns[-1],
        turns=tuple(turns[:-1]),
        gold=rows,
        expect=expect,
        family=str(line.get("family") or line.get("category") or "-"),
        language=str(line.get("language") or line.get("lang") or detect_language(turns[-1])),
        as_of=date.fromisoformat(str(line["as_of"])[:10]) if line.get("as_of") else None,
        hints=str(line["hints"]) if line.get("hints") else None,
        ordered=bool(given.get("ordered") or given.get("order")),
    )


def _expect(given: Mapping[str, object], number: str) -> Expect:
    names: dict[str, Expect] = {"rows": "rows", "answer": "rows", "none": "none", "refuse": "none", "about": "about"}
    said = str(given.get("expect", "rows"))
    if said not in names:
        raise BadQuestion(f"{number}: 'expect' is one of {', '.join(names)}, not {said!r}.")
    return names[said]


def _gold(given: Mapping[str, object], number: str) -> tuple[Rows, ...]:
    gold = given.get("gold") or []
    tables = gold if isinstance(gold, list) else [gold]
    if not all(isinstance(table, Mapping) and isinstance(table.get("rows"), list) for table in tables):
        raise BadQuestion(f"{number}: a gold is an object with columns and rows.")
    return tuple(table["rows"] for table in tables)
