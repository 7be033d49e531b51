"""Parts that members make by what they did: "percentage of customers who ordered once", 去年下单超过2次的客户占比.

Rule: such a part is the same number under a condition on its members, and what they did has a period of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.clauses import periods_in
from assistant.parser.figures.sides import Condition, Reader, Side, read_side
from semantic_layer.query import EntitySet, Members


def read_part(
    draft: Draft, words: Sequence[Item], read: Reader, noun: Sequence[Item] = ()
) -> tuple[Side | None, list[Item]]:
    """A part, and the periods among its words that hold for the whole question.

    What members did has a period of its own: "customers who ordered more than twice last year" are not counted in it.
    """
    periods = periods_in(words)
    dated = read_side(draft, words, read, noun) if periods else None
    if dated is not None and any(isinstance(item, Members | EntitySet) for item in dated.filters):
        return dated, []
    part = read_side(draft, without(words, periods), read, noun)
    if part is not None and periods and any(isinstance(item, Members | EntitySet) for item in part.filters):
        raise refuse("not_supported", construction=" ".join(item.text for item in words))
    return part, periods


def set_apart(part: Side, whole: Side) -> list[Condition]:
    """What the part has beyond the whole; nothing where the whole has a condition that the part has not.

    "Customers from Shanghai who bought last month": the city frames both, and need not choose the orders again.
    """
    own: list[Condition] = []
    shared = {repr(item) for item in whole.filters if item in part.filters}
    for item in (item for item in part.filters if item not in whole.filters):
        if isinstance(item, Members):
            shared |= {repr(other) for other in item.filters}
            item = replace(item, filters=tuple(other for other in item.filters if other not in whole.filters))
        own.append(item)
    return own if set(map(repr, whole.filters)) <= shared else []


def without(items: Sequence[Item], others: Sequence[Item]) -> list[Item]:
    """The items that are none of the others."""
    return [item for item in items if not any(item is other for other in others)]
