"""What an analysis can be changed by, and the refusal of words for anything else.

Rule: it is read off the argument model of the tool, so that a new argument is known to a turn at once; a refusal names
the words, the analysis, and what it can be changed by.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from assistant.parser.draft import Item, Unreadable, refuse
from tools.catalog import ToolCall

Given = dict[str, object]
"""Arguments with their new values."""

DAYS = ("horizon_days", "days", "step_days", "silent_days")
OF_EVERYTHING = ("data_quality", "sample_size", "segments", "snapshot")  # no condition and no period narrows them
SLOTS: Mapping[str, set[str]] = {
    "conditions": {"filters"}, "period": {"window"}, "days": {*DAYS, "within_hours"}, "grouping": {"by"},
    "unit": {"grain"}, "number": {"limit"}, "clusters": {"k"}, "metric": {"metric"}, "things": {"entity"},
    "segment": {"segment", "source"}, "segmentation": {"segmentation"}, "item": {"item"}, "dataset": {"dataset"},
    "month": {"month"}, "shares": {"base"},
}  # fmt: skip


def changeable(call: ToolCall) -> tuple[str, ...]:
    """What a tool can be changed by, as names of texts (`slot.NAME`)."""
    fields = set(type(call.arguments).model_fields) - ({"filters", "window"} if call.tool in OF_EVERYTHING else set())
    return tuple(slot for slot, names in SLOTS.items() if names & fields)


def not_in_turn(call: ToolCall, what: str) -> Unreadable:
    """The refusal of words for which the tool has no argument."""
    slots = ",".join(changeable(call))
    return refuse("not_in_turn", missing=[what], what=what, tool=call.tool, slots=slots)


def choices(annotation: object) -> set[str]:
    """The words of a literal type, also inside "or None"."""
    found: set[str] = set()
    for item in get_args(annotation):
        found |= {item} if isinstance(item, str) else choices(item)
    return found


def joined(words: list[str]) -> str:
    """Words of a question beside each other, as its language writes them."""
    return (" " if "".join(words).isascii() else "").join(word.strip() for word in words)


def is_marked(marker: Item | None) -> bool:
    """Whether a word groups by what stands beside it: "by", 按."""
    return marker is not None and marker.has("group") and not marker.piece.meanings
