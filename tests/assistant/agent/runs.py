"""Recorded exchanges with a language model, played back through the real client against the scripted endpoint.

A reply of the model is a text, a status, `{query: ...}`, `{queries: [...]}`, `{use: [tool, arguments]}`,
`{uses: [...]}` or a turn as the scripted endpoint takes it. A query is short: metrics by name, `by` for dimensions,
`if` for conditions `[field, op, values...]`, `window` as two days; everything else as the tool takes it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from assistant.agent.settings import ModelSettings
from assistant.answer import Answer, answer
from assistant.context import Context
from assistant.conversation import Past
from assistant.question import Question
from tests.assistant.parser.compact import compact
from tests.assistant.scripted_model import ScriptedModel

KEY = "sk-test-1234"
HERE = Path(__file__).parent


def rows(*names: str) -> list[dict]:
    return [row for name in names for row in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))]


def settings_for(endpoint: ScriptedModel, **changes: object) -> ModelSettings:
    given = {"model": "scripted", "base_url": endpoint.base_url, "api_key": KEY, "timeout_s": 60.0, **changes}
    if "share_values" in given:
        given["share_values"] = frozenset(given["share_values"])
    return ModelSettings(**given)


def query(short: dict) -> dict:
    """The arguments that a short query stands for."""
    given = dict(short)
    given["metrics"] = [named(item) for item in given.pop("metrics", [])]
    if "by" in given:
        given["dimensions"] = [named(item) for item in given.pop("by")]
    if "if" in given:
        given["filters"] = [condition(item) for item in given.pop("if")]
    if "window" in given:
        given["window"] = dict(zip(("start", "end"), map(str, given["window"]), strict=True))
    return {name: value for name, value in given.items() if value != []}


def named(item: object) -> object:
    if isinstance(item, dict) and "if" in item:
        return {**{k: v for k, v in item.items() if k != "if"}, "filters": [condition(c) for c in item["if"]]}
    return {"name": item} if isinstance(item, str) else item


def condition(item: object) -> object:
    if not isinstance(item, list):
        return item
    field, op, *values = item
    return {"field": field, "op": op, "values": values, "kind": "compare"}


def turn(reply: object) -> object:
    """What the scripted endpoint is told to answer."""
    if isinstance(reply, str):
        return {"text": reply}
    if not isinstance(reply, dict):
        return reply
    if "query" in reply:
        return {"call": ("query_metrics", query(reply["query"]))}
    if "queries" in reply:
        return {"calls": [("query_metrics", query(item)) for item in reply["queries"]]}
    if "use" in reply:
        return {"call": tuple(reply["use"])}
    if "uses" in reply:
        return {"calls": [tuple(item) for item in reply["uses"]]}
    if "raw" in reply:
        return {"raw": reply["raw"].encode()}
    return reply


@dataclass
class Played:
    """The answers of a conversation, and for each turn what left the machine for it."""

    answers: list[Answer]
    requests: list[list[dict]]


def play(
    demo: Context, questions: list[str], replies: list[list[object]], reader: str | None = None, **settings: object
) -> Played:
    """Play a conversation of the person of the context."""
    played, past = Played([], []), Past()
    for text, own in zip(questions, replies, strict=True):
        with ScriptedModel([turn(reply) for reply in own] or [500]) as endpoint:
            context = replace(demo, settings=settings_for(endpoint, **settings))
            found = answer(Question.of(text, who=demo.tools.who, reader=reader), context, past)
        past = past.after(found)
        played.answers.append(found)
        played.requests.append(endpoint.requests)
    return played


def shown(found: Answer) -> str:
    """Everything that the person can see or export, as text."""
    return json.dumps(found.to_json(), ensure_ascii=False, default=str)


def sent(requests: list[dict]) -> str:
    return json.dumps(requests, ensure_ascii=False)


def notes(found: Answer) -> set[str]:
    return {note.code for note in found.caveats}


def check(found: Answer, requests: list[dict], sees: dict, language: str) -> None:
    """Hold an answer against what was recorded that the person must see."""
    state = (compact(found.plan), notes(found), shown(found)[:600])
    assert found.status == sees["status"], state
    if "reader" in sees:
        assert found.reader == sees["reader"], state
    if "plan" in sees:
        assert compact(found.plan) == sees["plan"], state
    assert set(sees.get("notes", [])) <= notes(found), state
    for text in said(sees.get("says", []), language):
        assert text in found.restatement, found.restatement
    for text in said(sees.get("hides", []), language):
        assert text not in shown(found)
    if "requests" in sees:
        assert len(requests) == sees["requests"], [message["messages"][-1] for message in requests]
    for text in said(sees.get("told", []), language):
        assert text in sent(requests), sent(requests)[-1500:]
    nothing_leaves(found, requests)


def said(given: object, language: str) -> list[str]:
    return given.get(language, []) if isinstance(given, dict) else given


def nothing_leaves(found: Answer, requests: list[dict]) -> None:
    """No key, no SQL of ours and no figure goes to the endpoint."""
    text = sent(requests)
    assert KEY not in text
    for section in found.sections:
        for sql in section.derivation.sql if hasattr(section.derivation, "sql") else ():
            assert sql not in text
        for row in section.table.rows if section.table else ():
            for cell in row:
                if not isinstance(cell, str | bool | None.__class__) and len(str(cell)) >= 6 and "-" not in str(cell):
                    assert str(cell) not in text
