"""How often something happened: "once", "more than 8 times", 至少5次, 一次.

Rule: a number of times needs a word for times, or is itself one ("twice"); "once" is exactly once.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.parser.draft import Draft, Item
from assistant.parser.text.values import typed
from semantic_layer.query import Operator

_WORDS = {"once": 1, "twice": 2}
_OPEN: tuple[tuple[str, Operator], ...] = (("at least", "ge"), ("or more", "ge"), ("more than", "gt"))


@dataclass(frozen=True)
class Tally:
    """A condition on a number of times, with the words that say it."""

    op: Operator
    values: tuple[int | float, ...]
    words: tuple[Item, ...]

    def take(self, metric: str) -> None:
        first, *rest = self.words
        first.compare_with(metric, self.values)
        for word in rest:
            word.operate("unit")


def tally_after(draft: Draft, verb: Item) -> Tally | None:
    """Return how often, where it is said right after the verb."""
    item = draft.right(verb)
    if item is None or item.taken:
        return None
    if item.has("tally"):
        word = next(word for word in item.text.split() if word in _WORDS)
        op: Operator = next((op for said, op in _OPEN if said in item.text), "eq")
        return Tally(op, (_WORDS[word],), (item,))
    unit = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    if unit is None or not unit.has("times_word", "unit_orders"):
        return None
    condition, number = item.piece.condition, item.piece.number
    if condition is not None and condition.than is None:
        return Tally(condition.op, tuple(map(typed, condition.values)), (item, unit))
    if number is not None and number.op is None and number.unit is None:
        return Tally("eq", (typed(number.value),), (item, unit))
    return None
