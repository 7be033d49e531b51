"""Frozen values as JSON and back: what lets an answer be drawn from disk without running a query.

Rule: only the project's own frozen classes come back, each from its fields; no code in a file can run. With the
values travels the shape of every class used, and a value whose shape is no longer the one of today is not guessed
at: it raises `OtherFormat`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from importlib import import_module

from pydantic import BaseModel

_OF = "~"  # the kind of what is not plain JSON: a class, "decimal", "tuple", ...
_SCALARS: Mapping[str, Callable[[str], object]] = {
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}
_MODULES = frozenset(
    {
        "assistant.answer",
        "assistant.answer_parts",
        "assistant.learning.lesson",
        "assistant.plan",
        "assistant.question",
        "assistant.reading",
        "assistant.agent.usage",
        "semantic_layer.meanings",
        "semantic_layer.model.calendar_spec",
        "semantic_layer.model.customers",
        "semantic_layer.model.datasets",
        "semantic_layer.model.metrics",
        "semantic_layer.model.words",
        "semantic_layer.query",
        "semantic_layer.result",
        "tools.action_arguments",
        "tools.arguments",
        "tools.business_arguments",
        "tools.catalog",
        "tools.customer_arguments",
        "tools.result",
        "tools.segment_arguments",
    }
)
Json = dict[str, object]


class OtherFormat(Exception):
    """What was stored does not fit the classes of today, or is no stored value at all."""


def dump(value: object) -> Json:
    """Return `value` with the shapes of its classes.

    Raises
    ------
    TypeError
        If it holds something that is no frozen value of ours.
    """
    used: dict[str, type] = {}
    body = _encoded(value, used)
    return {"shapes": {name: _shape(found) for name, found in sorted(used.items())}, "value": body}


def load(stored: object) -> object:
    """Return the value that `dump` was given.

    Raises
    ------
    OtherFormat
        If a class is gone, or has lost or changed a field. A new field with a default fits.
    """
    if not isinstance(stored, dict) or not isinstance(stored.get("shapes"), dict):
        raise OtherFormat("no shapes")
    for name, shape in stored["shapes"].items():
        now = _shape(_class(name))
        if any(now.get(field) != kind for field, kind in shape.items()):
            raise OtherFormat(name)
    return _decoded(stored.get("value"))


def _encoded(value: object, used: dict[str, type]) -> object:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return {_OF: "decimal", "v": str(value)}
        case datetime() | date() | time():
            return {_OF: type(value).__name__, "v": value.isoformat()}
        case tuple():
            return {_OF: "tuple", "v": [_encoded(item, used) for item in value]}
        case list():
            return [_encoded(item, used) for item in value]
        case frozenset():
            return {_OF: "set", "v": sorted((_encoded(item, used) for item in value), key=str)}
        case Mapping():
            if _OF not in value and all(isinstance(key, str) for key in value):
                return {key: _encoded(item, used) for key, item in value.items()}
            return {_OF: "map", "v": [[_encoded(key, used), _encoded(item, used)] for key, item in value.items()]}
    name = f"{type(value).__module__}:{type(value).__name__}"
    if not _is_ours(type(value)):
        raise TypeError(f"{name} is not among the values that are stored.")
    used[name] = type(value)
    return {_OF: name, "v": {field: _encoded(item, used) for field, item in _items(value)}}


def _items(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, BaseModel):
        yield from ((name, getattr(value, name)) for name in type(value).model_fields)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from ((field.name, getattr(value, field.name)) for field in fields(value) if field.init)


def _decoded(stored: object) -> object:
    match stored:
        case list():
            return [_decoded(item) for item in stored]
        case {"~": str() as kind, "v": body}:
            return _built(kind, body)
        case dict():
            return {str(key): _decoded(item) for key, item in stored.items()}
    return stored


def _built(kind: str, body: object) -> object:
    try:
        match kind, body:
            case "tuple", list():
                return tuple(_decoded(item) for item in body)
            case "set", list():
                return frozenset(_decoded(item) for item in body)
            case "map", list():
                return {_decoded(key): _decoded(item) for key, item in body}
            case _, str():
                return _SCALARS[kind](body)
            case _, dict():
                return _class(kind)(**{name: _decoded(item) for name, item in body.items()})
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise OtherFormat(kind) from error
    raise OtherFormat(kind)


def _class(name: str) -> type:
    """The class of a stored name; only frozen values of the modules above are looked up."""
    module, _, own = name.partition(":")
    found = getattr(import_module(module), own, None) if module in _MODULES else None
    if not isinstance(found, type) or not _is_ours(found):
        raise OtherFormat(name)
    return found


def _is_ours(found: type) -> bool:
    return found.__module__ in _MODULES and (is_dataclass(found) or issubclass(found, BaseModel))


@cache
def _shape(found: type) -> Mapping[str, str]:
    """The fields of a class with their types, as text."""
    if issubclass(found, BaseModel):
        return {name: str(field.annotation) for name, field in found.model_fields.items()}
    return {field.name: str(field.type) for field in fields(found) if field.init} if is_dataclass(found) else {}
