"""The arguments of a tool as JSON schema, as short as they can be said.

Rule: the schema is what a model is told, never what is accepted: every call is validated by the tool's own argument
types afterwards. Titles, defaults and rarely needed branches only cost tokens, so they are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from pydantic import BaseModel

Schema = dict[str, object]

# Fields that plans need and a model does not: presentation, kept runs, tags of unions.
_LEFT_OUT = frozenset({"kind", "alias", "runs", "chart", "totals", "t0", "than", "part_of"})
_NOISE = frozenset({"title", "default", "description", "additionalProperties"})
_PREDICATES = frozenset({"#/$defs/Compare", "#/$defs/Combine", "#/$defs/Exists"})


@lru_cache(maxsize=128)
def schema_of(arguments: type[BaseModel]) -> Schema:
    """Return the short schema of an argument model, with only the definitions that it still uses."""
    whole = arguments.model_json_schema()
    short = cast(Schema, _short(whole))
    short["type"] = "object"
    short.setdefault("properties", {})
    given = cast(Mapping[str, object], whole.get("$defs", {}))
    short.pop("$defs", None)
    used = _used(short, {name: cast(Schema, _short(node)) for name, node in given.items()})
    return {**short, "$defs": used} if used else short


def _used(short: Schema, given: Mapping[str, Schema]) -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    waiting = list(_references(short))
    while waiting:
        name = waiting.pop()
        if name not in found and name in given:
            found[name] = given[name]
            waiting += _references(given[name])
    return dict(sorted(found.items()))


def _references(node: object) -> list[str]:
    if isinstance(node, Mapping):
        own = [str(node["$ref"]).rpartition("/")[2]] if "$ref" in node else []
        return own + [name for value in node.values() for name in _references(value)]
    return [name for item in node for name in _references(item)] if isinstance(node, list) else []


def _short(node: object) -> object:
    if isinstance(node, list):
        return [_short(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    options = node.get("anyOf") or node.get("oneOf")
    if isinstance(options, list):
        return _choice(options)
    kept = {name: value for name, value in node.items() if name not in _NOISE or not isinstance(value, str | bool)}
    kept = {name: value for name, value in kept.items() if name != "default"}
    if isinstance(kept.get("properties"), Mapping):
        fields = cast(Mapping[str, object], kept["properties"])
        kept["properties"] = {name: _short(value) for name, value in fields.items() if not _is_left_out(name, value)}
        required = cast(list[str], kept.get("required", []))
        kept["required"] = [name for name in required if name in kept["properties"]]
        if not kept["required"]:
            del kept["required"]
        return kept
    return {name: _short(value) for name, value in kept.items()}


def _is_left_out(name: str, field: object) -> bool:
    """A kind that is always the same is a tag; one to choose from is an argument."""
    is_choice = name == "kind" and isinstance(field, Mapping) and "const" not in field
    return name in _LEFT_OUT and not is_choice


def _choice(options: list[object]) -> object:
    """A condition is told in its plain form; "or nothing" is said by leaving a field out."""
    told = [option for option in options if not (isinstance(option, Mapping) and option.get("type") == "null")]
    references = [str(option["$ref"]) for option in told if isinstance(option, Mapping) and "$ref" in option]
    if references and set(references) <= _PREDICATES:
        return {"$ref": "#/$defs/Compare"}
    return _short(told[0]) if len(told) == 1 else {"anyOf": [_short(option) for option in told]}
