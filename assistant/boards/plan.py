"""The calls of a tile as they run now: its periods moved to the present day, the board's own settings added.

Rule: a filter or a period of the board is part of a call only where that call has a place for it and its statement
shows it; whatever a call cannot take is named, and nothing is narrowed silently or left out silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from pydantic import ValidationError

from assistant.boards.boards import Tile
from semantic_layer.calendar import Calendar
from semantic_layer.engines.errors import EngineError
from semantic_layer.errors import QueryError
from semantic_layer.query import Compare, Window
from tools.catalog import ToolCall, UnknownTool, run_tool
from tools.context import ToolContext
from tools.errors import ToolError
from tools.result import ToolResult

PERIODS = (
    "last:1:week", "this:month", "last:1:month", "last:3:month", "last:1:quarter", "this:year", "last:12:month",
    "last:1:year",
)  # fmt: skip
_DOES_NOT_FIT = frozenset({
    "filter_unreachable", "fan_out", "many_to_many", "no_path", "ambiguous_path", "unknown_dimension", "bad_query",
    "bad_parameter", "no_time", "grain_too_fine", "not_additive_over_time", "policy_error", "groups_only",
    "missing_role",
})  # fmt: skip
_FAR = timedelta(days=800)


class Unreadable(Exception):
    """The calls of a tile are of another version: a tool, an argument or a period that is no more."""


@dataclass(frozen=True)
class Narrowed:
    """One filter of the board: the dimension has one of these values."""

    dimension: str
    values: tuple[str, ...]

    @property
    def predicate(self) -> Compare:
        return Compare(self.dimension, "in", self.values)


@dataclass(frozen=True)
class Settings:
    """What a board asks of all its tiles. `period` is a canonical rule; empty: each tile's own."""

    filters: tuple[Narrowed, ...] = ()
    period: str = ""

    @property
    def all(self) -> tuple[Setting, ...]:
        return (self.period, *self.filters) if self.period else self.filters


Setting = Narrowed | str  # a filter, or the rule of a period


def calls_now(tile: Tile, calendar: Calendar) -> tuple[ToolCall, ...]:
    """The tile's calls on the calendar's day: "last month" is another month than when it was pinned.

    Raises
    ------
    Unreadable
    """
    try:
        return tuple(ToolCall.parse(str(call["tool"]), _moved(call["arguments"], calendar)) for call in tile.calls)
    except (ValidationError, UnknownTool, ValueError, KeyError, TypeError) as error:
        raise Unreadable(str(error)) from None


def fitted(
    calls: Sequence[ToolCall], settings: Settings, tools: ToolContext
) -> tuple[tuple[ToolCall, ...], tuple[Setting, ...]]:
    """The calls with every setting that all of them can take, and the settings that were left out."""
    kept = tuple(calls)
    ignored: list[Setting] = []
    for setting in settings.all:
        tried = tuple(with_setting(call, setting, tools.calendar) for call in kept)
        known = tuple(call for call in tried if call is not None)
        if len(known) == len(kept) and all(_takes(call, setting, tools) for call in known):
            kept = known
        else:
            ignored.append(setting)
    return kept, tuple(ignored)


def with_setting(call: ToolCall, setting: Setting, calendar: Calendar) -> ToolCall | None:
    """The call with one setting more; None where it has no place for it."""
    arguments, fields = call.arguments, type(call.arguments).model_fields
    if isinstance(setting, Narrowed):
        if "filters" not in fields:
            return None
        update: dict[str, object] = {"filters": (*getattr(arguments, "filters"), setting.predicate)}  # noqa: B009
    else:
        compared = getattr(arguments, "compare", ())
        if "window" not in fields or any(getattr(item, "window", None) for item in compared):
            return None  # two periods that were named against each other stay what they are
        update = {"window": calendar.resolve(setting)}
    return ToolCall(tool=call.tool, arguments=arguments.model_copy(update=update))


def windows_of(call: ToolCall) -> tuple[Window, ...]:
    """The period of a call, if it names one."""
    found = getattr(call.arguments, "window", None)
    return (found,) if isinstance(found, Window) else ()


def is_moving(window: Window, calendar: Calendar) -> bool:
    """Whether the period's rule gives other days on another day."""
    later = replace(calendar, as_of=calendar.as_of + _FAR)
    try:
        then, now = later.resolve(window.rule), calendar.resolve(window.rule)
    except ValueError:
        return False
    return (then.start, then.end) != (now.start, now.end)


def _takes(call: ToolCall, setting: Setting, tools: ToolContext) -> bool:
    """Whether the call runs with the setting, and what it ran shows it. Other refusals are the tile's to tell."""
    try:
        result = run_tool(call, tools)
    except (QueryError, ToolError) as error:
        return error.code not in _DOES_NOT_FIT
    except EngineError:
        return True
    return _shows(result, setting)


def _shows(result: ToolResult, setting: Setting) -> bool:
    lineage = result.lineage
    if isinstance(setting, Narrowed):
        return any(_literal(value) in sql for sql in lineage.sql for value in setting.values)
    return lineage.window is not None and lineage.window.rule == setting


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _moved(content: object, calendar: Calendar) -> object:
    """The same JSON with each period that has a rule on the days that the rule gives now."""
    match content:
        case Mapping() if content.get("rule") and set(content) <= {"start", "end", "rule"}:
            window = calendar.resolve(str(content["rule"]))
            return {"start": window.start, "end": window.end, "rule": window.rule}
        case Mapping():
            return {name: _moved(part, calendar) for name, part in content.items()}
        case list() | tuple():
            return [_moved(part, calendar) for part in content]
        case _:
            return content
