"""The tools that the model may call, made from the one catalogue.

Rule: every call is validated by the tool's own argument type and tried on the data before it counts. What goes back is
a shape (columns, number of rows, the result's name) or an error with the nearest names this person may see; a cell
goes back as a reference, never as a value. Nothing that writes a file, fetches or runs code is here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from assistant.agent.closed_names import is_closed, refuse_closed
from assistant.agent.findings import told
from assistant.agent.lookup import find_analyses, find_names, find_values
from assistant.agent.pointing import Made
from assistant.agent.references import Pointer, UnknownReference
from assistant.agent.schemas import Schema, schema_of
from assistant.agent.session import AgentUnavailable, Session
from semantic_layer.engines.errors import QueryInterrupted
from semantic_layer.errors import SemanticLayerError, UnknownValue
from tools.catalog import CATALOG, ToolCall, UnknownTool, run_tool
from tools.errors import ToolError
from tools.spec import ToolSpec

ALWAYS = frozenset({"query_metrics", "describe", "run_sql"})
Arguments = Mapping[str, object]
Reply = dict[str, object]

_TEXT: Schema = {"type": "string", "maxLength": 100}
_WORDS: Schema = {"type": "object", "properties": {"words": _TEXT}, "required": ["words"]}


@dataclass(frozen=True)
class AgentTool:
    """One tool as the model is told of it. `run` takes raw arguments and returns the text of the reply."""

    name: str
    description: str
    schema: Schema
    run: Callable[[Arguments], str]


def toolbox(session: Session) -> tuple[AgentTool, ...]:
    """Return all tools of one question; which analyses are shown at a time is `session.offered`."""
    tools = [_of_catalogue(spec, session) for spec in CATALOG if not spec.writes]
    return (*tools, *_own_tools(session))


def is_shown(name: str, session: Session) -> bool:
    """Whether the model is told of a tool now: the basic ones always, an analysis once it has been found."""
    analyses = {spec.name for spec in CATALOG} - ALWAYS
    return name not in analyses or name in session.offered


def _own_tools(session: Session) -> tuple[AgentTool, ...]:
    """Look-ups, and the way to ask back."""
    call = {
        "type": "object",
        "properties": {"tool": _TEXT, "arguments": {"type": "object"}},
        "required": ["tool", "arguments"],
    }
    options = {"type": "array", "items": call, "minItems": 2, "maxItems": 4}
    return (
        AgentTool(
            "find_names",
            "Find metrics, dimensions and segmentations by words in any language.",
            _WORDS,
            _guarded(session, lambda given: find_names(_words(given), session)),
        ),
        AgentTool(
            "find_values",
            "Find the values of the data that some words of the question may name. Use the reference in a filter.",
            _WORDS,
            _guarded(session, lambda given: find_values(_words(given), session)),
        ),
        AgentTool(
            "find_analyses",
            "Find tools for customer and business analysis (churn, RFM, cohorts, forecast, ...) by words.",
            _WORDS,
            _guarded(session, lambda given: find_analyses(_words(given), session)),
        ),
        AgentTool(
            "drop_result",
            "Take back a call that is no part of the answer, by the name of its result.",
            {"type": "object", "properties": {"result": _TEXT}, "required": ["result"]},
            _guarded(session, lambda given: _drop(str(given.get("result", "")), session)),
        ),
        AgentTool(
            "ask_person",
            "When the question can mean several things: let the person choose. Give each meaning as a call.",
            {"type": "object", "properties": {"options": options}, "required": ["options"]},
            _guarded(session, lambda given: _ask(given, session)),
        ),
    )


def _words(given: Arguments) -> str:
    return str(given.get("words", ""))[:100]


def _of_catalogue(spec: ToolSpec, session: Session) -> AgentTool:
    def run(given: Arguments) -> Reply:
        call, pointers = _validated(spec.name, given, session)
        result = run_tool(call, session.tools)
        name = session.references.keep(result.main)
        session.calls[name] = call
        session.places[name] = session.place_of(spec.name, given)
        session.made[name] = Made(call, len(result.main.rows), pointers)
        return {"result": name, **told(result, session)}

    return AgentTool(spec.name, spec.purpose.en, schema_of(spec.arguments), _guarded(session, run))


def _validated(name: str, given: Arguments, session: Session) -> tuple[ToolCall, tuple[Pointer, ...]]:
    arguments, pointers = session.references.resolve(given)
    call = ToolCall.parse(name, arguments)
    refuse_closed(call, session)
    return call, pointers


def _drop(name: str, session: Session) -> Reply:
    """The result may still be referred to; it is no longer shown."""
    if session.calls.pop(name, None) is None:
        return {"error": "unknown_reference", "hint": f"There are: {', '.join(session.calls) or 'none'}."}
    return {"dropped": name}


def _ask(given: Arguments, session: Session) -> Reply:
    """Every option must be a call that works; the words the person reads are made from the calls."""
    options = given.get("options")
    if not isinstance(options, list) or not 2 <= len(options) <= 4:
        return {"error": "bad_arguments", "hint": "Give two to four options."}
    calls: list[ToolCall] = []
    for option in options:
        name = str(option.get("tool", "")) if isinstance(option, Mapping) else ""
        arguments = option.get("arguments") if isinstance(option, Mapping) else None
        if not isinstance(arguments, Mapping) or any(spec.name == name and spec.writes for spec in CATALOG):
            return {"error": "bad_arguments", "hint": "An option is a tool and its arguments."}
        call, _ = _validated(name, arguments, session)
        run_tool(call, session.tools)
        calls.append(call)
    session.options = tuple(dict.fromkeys(calls))
    return {"asked": len(session.options)}


def _guarded(session: Session, run: Callable[[Arguments], Reply]) -> Callable[[Arguments], str]:
    """Count the call, keep the limits, and turn every refusal into a short typed hint."""

    def use(given: Arguments) -> str:
        with session.one_call:  # the client runs the calls of one reply in threads
            return used(given)

    def used(given: Arguments) -> str:
        session.check()
        session.tool_calls += 1
        if session.tool_calls > session.settings.tool_calls:
            raise AgentUnavailable("model_limit")
        session.watch.stage("tool")
        try:
            reply = run(given)
        except ValidationError as error:
            reply = {"error": "bad_arguments", "where": [_place(e["loc"]) for e in error.errors()][:5]}
        except UnknownTool:
            reply = {"error": "unknown_tool", "hint": "Use find_analyses."}
        except UnknownReference as error:
            reply = {"error": "unknown_reference", "hint": str(error)}
        except QueryInterrupted:
            raise
        except (SemanticLayerError, ToolError) as error:
            reply = _refused(error, session)
        return json.dumps(reply, ensure_ascii=False, default=str)

    return use


def _place(where: tuple[int | str, ...]) -> str:
    return ".".join(map(str, where))


def _refused(error: SemanticLayerError | ToolError, session: Session) -> Reply:
    """The code and the nearest names. Names are those of the model; values of the data go as references."""
    nearest = [name for name in error.possible if not is_closed(name, session)][:5]
    if isinstance(error, UnknownValue):
        field = str(error.params.get("dimension", ""))
        nearest = [item if session.settings.may_share(field) else session.references.handle(item) for item in nearest]
    return {"error": error.code, "nearest": nearest}
