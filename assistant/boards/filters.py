"""What a board can be filtered by: named groups with few enough values to choose from.

Rule: values are those the person may see; personal fields and hidden ones are never offered. A filter in an address
that names anything else is no filter. To choose from stands what a tile of the board can take, its own groups first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.boards.boards import Tile
from assistant.boards.plan import PERIODS, Narrowed, Settings, Unreadable, calls_now
from assistant.context import Context
from assistant.ways_on.splits import is_answerable
from assistant.wording import Wording
from tools.arguments import QueryMetricsArgs

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


def fitting(offered: Iterable[Offered], tiles: Iterable[Tile], wording: Wording) -> tuple[Offered, ...]:
    """What at least one of the tiles can take; what they are grouped by comes first."""
    plain = [_plain(tile, wording) for tile in tiles]
    grouped = {item.name for arguments in plain if arguments for item in arguments.dimensions}
    found = [item for item in offered if any(_takes(arguments, item, wording) for arguments in plain)]
    return tuple(sorted(found, key=lambda item: item.dimension not in grouped))


def _plain(tile: Tile, wording: Wording) -> QueryMetricsArgs | None:
    """The one query of metrics that a tile is; None for any other, of which only running it tells what it takes."""
    try:
        calls = calls_now(tile, wording.calendar)
    except Unreadable:
        return None
    arguments = calls[0].arguments if len(calls) == 1 else None
    return arguments if isinstance(arguments, QueryMetricsArgs) and is_answerable(arguments, wording) else None


def _takes(arguments: QueryMetricsArgs | None, item: Offered, wording: Wording) -> bool:
    if arguments is None:
        return True
    filters = (*arguments.filters, Narrowed(item.dimension, item.values).predicate)
    return is_answerable(arguments.model_copy(update={"filters": filters}), wording)


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
