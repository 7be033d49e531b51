"""What a word was bound to, in words.

Rule: whatever a reading points at ("metric:revenue", "value:customer.region=East", "rank:desc") is called as the
person would call it; the same thing has the same name in notes, assumptions and the evidence.
"""

from __future__ import annotations

from typing import get_args

from assistant import formats
from assistant.restating.calendar_conditions import part_text
from assistant.texts import knows
from assistant.wording import Wording
from semantic_layer.model import Grain
from semantic_layer.query import (
    CalendarPart,
    Compare,
)


def bound_name(bound_to: str, wording: Wording) -> str:
    """What a span was bound to ("metric:revenue", "value:customer.region=East"), in words."""
    kind, _, name = bound_to.partition(":")
    if kind == "value":
        field, _, value = name.partition("=")
        return f"{wording.dimension(field)} = {wording.value(field, value)}"
    if kind == "time" and not wording.model.has_dimension(name):
        found = wording.calendar.resolve(name)
        return formats.window(found.start, found.end, wording.language)
    if kind == "entity":
        return wording.entity(name)
    if kind in ("rank", "part", "per", "grain"):
        return _operator_name(kind, name, wording)
    return wording.dimension(name) if wording.model.has_dimension(name) else wording.metric(name or bound_to)


def _operator_name(kind: str, name: str, wording: Wording) -> str:
    """What a word that is no name of the model was read as: a direction, a part of the calendar, a level."""
    if kind == "rank":
        return wording.say("direction.asc" if name.startswith("asc") else "direction.desc")
    if kind == "part":
        part, _, values = name.partition(":")
        known = next((item for item in get_args(CalendarPart) if item == part), None)
        if known is None or not values:
            return wording.say(f"restate.part.{part}")
        return part_text(Compare("metric_time", "in", tuple(map(int, values.split(","))), part=known), wording)
    is_grain = name in get_args(Grain)
    return wording.say(f"grain.{name}") if is_grain else wording.thing(name)


def assumed_name(bound_to: str, wording: Wording) -> str:
    """What an assumption was bound to, which may be a tool or a grain too."""
    kind, _, name = bound_to.partition(":")
    if kind == "tool" and knows(bound_to.replace(":", ".")):
        return wording.say(bound_to.replace(":", "."))
    if kind == "grain":
        grains: tuple[Grain, ...] = ("hour", "day", "week", "month", "quarter", "year")
        return wording.say(f"grain.{name}") if name in grains else name
    if kind in ("metric", "dimension", "segmentation", "value", "time", "entity"):
        return bound_name(bound_to, wording)
    if kind in ("direction", "rank"):
        return wording.say("direction.asc" if "asc" in name else "direction.desc")
    if wording.model.has_metric(bound_to) or wording.model.has_dimension(bound_to):
        return bound_name(f"metric:{bound_to}", wording)
    return wording.dimension(bound_to) if wording.model.has_segmentation(bound_to) else name or bound_to
