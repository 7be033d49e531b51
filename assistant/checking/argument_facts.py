"""What the arguments of an analysis contain, whatever its type: names, numbers, days, conditions, periods, choices.

Rule: everything is found, however deep it lies, and what keeps its default is told apart: a question may say it, and
need not. A part of one is also said as a percentage, because people do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from pydantic import BaseModel

from semantic_layer.query import Compare, Window

_PLAIN = frozenset({"kind", "chart", "sql"})  # tags, presentation, and what is read as SQL


@dataclass(frozen=True)
class ArgumentFacts:
    """The leaves of one call's arguments.

    `choices` are "field=value" of texts and flags beside any condition; `defaults` the numbers nobody has to ask for.
    """

    texts: frozenset[str]  # defaults too
    numbers: frozenset[float]
    defaults: frozenset[float]
    days: frozenset[date]
    windows: tuple[Window, ...]
    conditions: tuple[object, ...]  # predicates, outermost first
    choices: frozenset[str]

    @staticmethod
    def of(arguments: BaseModel) -> ArgumentFacts:
        leaves = tuple(_leaves(arguments, ""))
        every = (*leaves, *_kept_defaults(arguments))
        numbers = _numbers(leaves)
        return ArgumentFacts(
            frozenset(v for _, v in every if isinstance(v, str)),
            numbers,
            _numbers(every) - numbers,
            frozenset(v for _, v in leaves if isinstance(v, date)),
            tuple(v for _, v in leaves if isinstance(v, Window)),
            tuple(v for _, v in leaves if _is_condition(v)),
            frozenset(f"{name}={v}" for name, v in leaves if isinstance(v, str | bool)),
        )


def _numbers(leaves: tuple[tuple[str, object], ...]) -> frozenset[float]:
    numbers = {float(v) for _, v in leaves if isinstance(v, int | float) and not isinstance(v, bool)}
    return frozenset(numbers | {round(number * 100, 9) for number in numbers if 0 < abs(number) < 1})


def _kept_defaults(arguments: BaseModel) -> Iterator[tuple[str, object]]:
    for name, info in type(arguments).model_fields.items():
        if name not in _PLAIN and getattr(arguments, name) == info.default:
            yield from _leaves(info.default, name)


def _is_condition(value: object) -> bool:
    return is_dataclass(value) and getattr(value, "kind", "") in ("compare", "combine", "exists")


def _leaves(node: object, name: str) -> Iterator[tuple[str, object]]:
    if _is_condition(node):
        yield name, node
        if isinstance(node, Compare):
            yield from (("", value) for value in node.values if isinstance(value, int | float))
            yield "", node.field
    elif isinstance(node, Window):
        yield name, node
    elif isinstance(node, BaseModel):
        given = [field for field, info in type(node).model_fields.items() if getattr(node, field) != info.default]
        yield from _fields(node, given)
    elif is_dataclass(node):
        yield from _fields(node, [item.name for item in fields(node)])
    elif isinstance(node, tuple | list | frozenset):
        for item in node:
            yield from _leaves(item, name)
    elif node is not None:
        yield name, node


def _fields(node: object, names: list[str]) -> Iterator[tuple[str, object]]:
    for name in names:
        if name not in _PLAIN:
            yield from _leaves(getattr(node, name), name)
