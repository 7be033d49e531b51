"""Arguments of a query that fit their types and still mean nothing: a rule of no period, a dataset that is none.

Rule: what a parser writes is sound; what a program or a language model writes is checked before anything is compiled,
and refused by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import TypeAdapter

from semantic_layer.query import Offset
from tools.arguments import QueryMetricsArgs
from tools.context import ToolContext
from tools.errors import BadParameter

RULES = "last:6:month, this:year, month:2026-10, quarter:2026-3, to_date:quarter"
FIRST, LAST, FAR = date(1000, 1, 1), date(9000, 12, 31), timedelta(days=300_000)  # the calendar ends at 1 and 9999
_OFFSET = TypeAdapter(Offset)


def ensure_sound(arguments: QueryMetricsArgs, ctx: ToolContext) -> None:
    """Check every window rule, dataset and offset, however deep.

    Raises
    ------
    BadParameter
        One of them names nothing, or lies outside the calendar.
    """
    for key, value in _pairs(arguments.model_dump(exclude_defaults=True)):
        match key, value:
            case (("start" | "end"), date()) if not FIRST <= value <= LAST:
                raise BadParameter(key, value, f"{FIRST} - {LAST}")
            case _, {"rule": str(), "start": date()} | {"rule": str(), "end": date()}:
                pass  # the days hold, the rule says where they came from
            case _, {"rule": str(rule)} if rule:
                _check_rule(rule, ctx)
            case "dataset", str():
                known = [item.name for item in ctx.model.datasets if not item.hidden and item.role != "segment"]
                if value not in {item.name for item in ctx.model.datasets}:
                    raise BadParameter("dataset", value, ", ".join(known))
            case "offset", dict():
                _check_offset(_OFFSET.validate_python(value), ctx)


def _check_rule(rule: str, ctx: ToolContext) -> None:
    try:
        ctx.calendar.resolve(rule)
    except (ValueError, OverflowError):
        raise BadParameter("rule", rule, RULES) from None


def _check_offset(offset: Offset, ctx: ToolContext) -> None:
    try:
        reached = ctx.calendar.shift(ctx.as_of, -offset.n, offset.grain)
    except (ValueError, OverflowError):
        reached = None
    if reached is None or abs(reached - ctx.as_of) > FAR:
        raise BadParameter("offset", offset.n, "1, 2, 3, ...") from None


def _pairs(value: object) -> Iterator[tuple[str, object]]:
    """Every key with its value, at any depth."""
    match value:
        case dict():
            for key, item in value.items():
                yield str(key), item
                yield from _pairs(item)
        case list() | tuple():
            for item in value:
                yield "", item
                yield from _pairs(item)
