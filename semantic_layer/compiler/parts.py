"""Conditions on a part of a time: on Mondays, in March of any year, before noon.

Rule: a part is taken of a time that is known finely enough to have it, and compared with whole numbers that the part
can be; anything else would be a condition that silently holds never or always.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from semantic_layer.compiler import dates
from semantic_layer.compiler.joins import Joins
from semantic_layer.compiler.names import Field, find_field, time_field
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, GrainTooFine, NoTime
from semantic_layer.model import Dimension, Grain
from semantic_layer.query import CalendarPart, Compare
from semantic_layer.result import Value

_GRAINS: Sequence[Grain] = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
_KNOWN_BY: Mapping[CalendarPart, Grain] = {
    "hour": "hour",
    "weekday": "day",
    "day_of_month": "day",
    "month_of_year": "month",
    "quarter_of_year": "quarter",
    "year": "year",
}
_RANGES: Mapping[CalendarPart, tuple[int, int]] = {
    "hour": (0, 23),
    "weekday": (1, 7),
    "day_of_month": (1, 31),
    "month_of_year": (1, 12),
    "quarter_of_year": (1, 4),
    "year": (1, 9999),
}
_OPS = frozenset({"eq", "ne", "in", "not_in", "lt", "le", "gt", "ge", "between"})


def part_of(joins: Joins, wanted: Compare, part: CalendarPart) -> Node:
    """Return what a condition on a calendar part compares, for a row of the branch.

    Raises
    ------
    NoTime, GrainTooFine, BadQuery
        If the rows have no such time, it is not known finely enough, or the condition could never be meant.
    """
    field = _time(joins, wanted.field)
    check_part(field.dimension, part)
    _check_values(wanted, part)
    return dates.calendar_part(joins.time(field), part, joins.build.dialect)


def check_part(dimension: Dimension, part: CalendarPart) -> None:
    """Refuse a part that is finer than what is known of a time."""
    finest = "day" if dimension.datatype == "Date" and dimension.grain is None else dimension.grain
    if finest and _GRAINS.index(finest) > _GRAINS.index(_KNOWN_BY[part]):
        raise GrainTooFine(
            f"{dimension.qualified!r} is known by {finest} only, so it has no {part}. Leave the {part} out.",
            grain=finest,
            dimension=dimension.qualified,
        )


def _time(joins: Joins, name: str) -> Field:
    if name == "metric_time":
        clock = joins.clock or time_field(joins.build, joins.dataset, name, None)
        if clock is None:
            raise NoTime(f"{joins.base!r} has no time, so it has no calendar parts.", dataset=joins.base)
        return clock
    field = find_field(joins.build, name)
    if not isinstance(field, Field) or field.dimension.type != "time":
        raise BadQuery(f"{name!r} is no time, so it has no calendar parts. Name a time dimension.")
    return field


def _check_values(wanted: Compare, part: CalendarPart) -> None:
    if wanted.op not in _OPS or wanted.than is not None:
        raise BadQuery(f"A {part} is compared with numbers by {', '.join(sorted(_OPS))}, not by {wanted.op!r}.")
    low, high = _RANGES[part]
    for value in wanted.values:
        if not _is_whole(value) or not low <= int(str(value)) <= high:
            raise BadQuery(f"There is no {part} {value!r}: it is a whole number from {low} to {high}.")


def _is_whole(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
