"""What a program gets back: the answer contract, shortened where it asks for less, and errors as values.

Rule: a reply is the answer's own JSON with rows cut at a stated limit; nothing is computed or worded here. An error
says its code, a sentence, where it is and what is near, and repeats no value that was sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic import ValidationError

from assistant.answer import Answer
from assistant.answer_json import Json, to_json
from assistant.answer_parts import Choice
from assistant.texts import say
from semantic_layer.errors import nearest
from semantic_layer.model import Language
from tools.arguments import QueryMetricsArgs

_LONG = ("reading", "plan", "reader", "ms")  # of the answer
_LONG_DERIVATION = ("dialect", "queries", "policies", "parameters")
_SQL = ("sql",)
_UNKNOWN_KEY = ("extra_forbidden", "unexpected_keyword_argument")
MAX_WHERE = 8  # mistakes of one call that are listed


def reply(answer: Answer, max_rows: int, *, full: bool = False, tells_sql: bool = False) -> Json:
    """The answer contract with at most `max_rows` rows a table; `full` adds chart specs, parameters, reading and plan.

    `tells_sql`: also the SQL, which names columns of tables, hidden ones too.
    """
    whole = {**to_json(answer), **_counted(answer, max_rows)}
    sections = [whole, *_dicts(whole["also"])]
    for section in sections:
        rows = _list(section["rows"])
        section["rows"] = rows[:max_rows]
        derivation = _dict(section["derivation"])
        dropped = () if full and tells_sql else _SQL if full else (*_SQL, *_LONG_DERIVATION)
        section["derivation"] = {name: value for name, value in derivation.items() if name not in dropped}
        if not full:
            section["chart"] = _dict(section["chart"]).get("type", "none")
        elif len(rows) > max_rows:  # a chart holds its rows
            section["chart"] = {**_dict(section["chart"]), "spec": None}
    if answer.clarification:
        whole["clarify"] = {**_dict(whole["clarify"]), "options": _options(answer.clarification.choices, full)}
    if answer.refusal:
        whole["refusal"] = {**_dict(whole["refusal"]), "queries": _queries(answer.refusal.nearest)}
    return whole if full else {name: value for name, value in whole.items() if name not in _LONG}


def error(code: str, message: str, *, near: Iterable[str] = (), where: Sequence[Json] = ()) -> Json:
    """What is wrong with a call, as a value."""
    said: Json = {"code": code, "message": message, "nearest": list(near)}
    return {"status": "failed", "error": {**said, "where": list(where)} if where else said}


def bad_arguments(mistakes: ValidationError, known: Iterable[str], language: Language) -> Json:
    """Where the arguments do not fit and what is allowed there, without what was sent."""
    found = mistakes.errors(include_url=False, include_context=False, include_input=False)
    where: list[Json] = [{"at": _path(item["loc"]), "problem": item["msg"]} for item in found[:MAX_WHERE]]
    unknown = [str(item["loc"][-1]) for item in found if item["type"] in _UNKNOWN_KEY]
    names = tuple(known)
    near = dict.fromkeys(hit for name in unknown for hit in nearest(name, names))
    return error("bad_arguments", say("programs.bad_arguments", language), near=near, where=where)


def _counted(answer: Answer, max_rows: int) -> Json:
    """How many rows the main table has; a caveat where some table is cut."""
    lengths = [len(section.table.rows) for section in answer.sections]
    cut = next((n for n in lengths if n > max_rows), None)
    caveats = [{"code": note.code, "text": note.text} for note in answer.caveats]
    if cut is not None:
        text = say("caveat.rows_cut", answer.language, shown=max_rows, all=cut)
        caveats.append({"code": "rows_cut", "text": text})
    return {"rows_total": lengths[0] if lengths else 0, "caveats": caveats}


def _options(choices: Iterable[Choice], full: bool) -> list[Json]:
    """The options of a question back, with the number that takes each."""
    return [
        {
            "number": number,
            "label": choice.label,
            "default": choice.default,
            **({"blocked": choice.blocked} if choice.blocked else {}),
            **({"plan": {"calls": [call.to_json() for call in choice.calls]}} if full else {}),
        }
        for number, choice in enumerate(choices, start=1)
    ]


def _queries(choices: Iterable[Choice]) -> list[object]:
    """The nearest questions that are metric queries, ready to be sent as such."""
    calls = (call for choice in choices for call in choice.calls)
    return [call.to_json()["arguments"] for call in calls if isinstance(call.arguments, QueryMetricsArgs)]


def _path(location: Sequence[str | int]) -> str:
    return ".".join(map(str, location))


def _dict(value: object) -> Json:
    return {str(name): item for name, item in value.items()} if isinstance(value, Mapping) else {}


def _dicts(value: object) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
