""" "Average delivery time in days", 平均处理时长（小时）: the unit of a duration, said after it.

Rule: "in days" names the unit where a duration is asked for, and never splits it by day; a unit that the figure is not
told in is refused.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.model import SemanticModel

_UNITS = {
    "day": "days", "days": "days", "hour": "hours", "hours": "hours", "minute": "min", "minutes": "min",
    "second": "seconds", "seconds": "seconds", "week": "weeks", "weeks": "weeks", "month": "months",
    "months": "months", "year": "years", "years": "years",
}  # fmt: skip


def read_said_units(draft: Draft) -> None:
    """Take "in days" behind a duration."""
    told = {_told_in(draft.model, m.name) for item in draft.items for m in item.named("metric")} - {""}
    if not told:
        return
    for item in list(draft.free()):
        before = draft.items[item.index - 1] if item.index else None
        if before is None or before.text != "in" or not (unit := _UNITS.get(item.text)):
            continue
        if not _follows_duration(draft, item):
            continue
        if unit not in told:
            raise refuse("not_supported", construction=f"{before.text} {item.text}")
        item.operate("unit")


def _follows_duration(draft: Draft, item: Item) -> bool:
    """Is the duration what stands right before, over words that carry nothing?"""
    before = draft.left(item)
    return before is not None and any(_told_in(draft.model, m.name) for m in before.named("metric"))


def _told_in(model: SemanticModel, name: str) -> str:
    if not model.has_metric(name):
        return ""
    unit = model.metric(name).unit
    return unit.of or "" if unit.kind == "duration" or (unit.kind, unit.of) == ("quantity", "min") else ""
