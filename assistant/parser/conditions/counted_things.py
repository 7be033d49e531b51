"""How many of which things a member has: "customers with more than 3 app orders", 有超过3笔门店订单的客户.

Rule: values between the figure of a condition and the things that are counted say which of them count; they never
restrict the rest of the question, and a figure right before them is about the count, not about any other number.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.sides import Reader, read_side
from assistant.parser.figures.variants import put_in_place


def read_counted_things(draft: Draft, read: Reader) -> None:
    """Put a number of its own in the place of the values and the things they choose."""
    for item in list(draft.items):
        condition = item.piece.condition
        if item.taken or condition is None or condition.unit is not None or condition.than is not None:
            continue
        end = _thing_after(draft, item)
        if end is None:
            continue
        side = read_side(draft, draft.items[item.index + 1 : end.index + 1], read)
        if side is not None and side.filters and _is_count(draft, side.ref.name):
            put_in_place(draft, item.index + 1, end.index, side)
            return


def _thing_after(draft: Draft, condition: Item) -> Item | None:
    """The things behind at least one value, with nothing else between."""
    values = 0
    for item in draft.items[condition.index + 1 :]:
        if item.taken:
            return None
        if item.named("value") or item.named("adjective"):
            values += 1
        elif not item.piece.meanings and item.has("filler", "unit_orders", "unit_word"):
            continue
        else:
            return item if values and (item.named("entity") or item.named("metric")) else None
    return None


def _is_count(draft: Draft, name: str) -> bool:
    return draft.model.has_metric(name) and draft.model.metric(name).unit.kind == "count"
