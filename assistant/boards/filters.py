"""What a board can be filtered by: named groups with few enough values to choose from.

Rule: values are those the person may see; personal fields and hidden ones are never offered. A filter in an address
that names anything else is no filter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.boards.plan import PERIODS, Narrowed, Settings
from assistant.context import Context

MAX_VALUES = 60
_KINDS = frozenset({"categorical", "ordinal", "geography"})


@dataclass(frozen=True)
class Offered:
    """A dimension and its values as codes."""

    dimension: str
    values: tuple[str, ...]


def offered_filters(context: Context) -> tuple[Offered, ...]:
    """Every dimension to choose from, in the order of the model."""
    indexed, model = context.reader.vocabulary.indexed, context.model
    found = []
    for dimension in model.dimensions():
        if dimension.hidden or dimension.personal or dimension.type not in _KINDS:
            continue
        codes = sorted({code for code in indexed.get(dimension.qualified, {}).values() if isinstance(code, str)})
        if 2 <= len(codes) <= MAX_VALUES:
            found.append(Offered(dimension.qualified, tuple(codes)))
    return tuple(found)


def to_address(narrowed: Narrowed) -> str:
    """One filter as it stands in an address."""
    return json.dumps([narrowed.dimension, *narrowed.values], ensure_ascii=False)


def from_address(texts: Iterable[str], period: str | None, offered: Iterable[Offered]) -> Settings:
    """The settings of an address, of which only what is offered counts."""
    known = {item.dimension: item.values for item in offered}
    filters = []
    for text in texts:
        try:
            name, *values = json.loads(text)
        except (ValueError, TypeError):
            continue
        kept = tuple(value for value in values if value in known.get(str(name), ()))
        if kept:
            filters.append(Narrowed(str(name), kept))
    return Settings(tuple(filters), period if period in PERIODS else "")
