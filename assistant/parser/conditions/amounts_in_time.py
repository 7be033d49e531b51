"""How much somebody bought in one of several periods: "over 5000 last year but nothing this year", 去年下单3次以上.

Rule: a number in such a clause is of money beside a word for spending or with a currency, and of orders beside a word
for times or orders; any other number stays unread. A denial of it ("did not spend over 5000") is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.parser.conditions.row_numbers import take_unit
from assistant.parser.conditions.scales import in_own_unit
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.roles import money_metrics, order_metric
from semantic_layer.query import Members, MetricRef, Window

_PIECES = ("times_word", "unit_orders")


def is_amount(item: Item) -> bool:
    """Is this the number, its unit, or the word for spending?"""
    if item.taken or item.piece.time is not None:
        return False
    return item.has(*_PIECES) or (not item.piece.meanings and (_number(item) or item.has("spent")))


def amount_among(words: Sequence[Item]) -> Item | None:
    """The only number among the words of a clause."""
    found = [word for word in words if _number(word)]
    return found[0] if len(found) == 1 else None


def _number(item: Item) -> bool:
    condition = item.piece.condition
    return condition is not None and condition.than is None and condition.unit in (None, "currency")


def choose_by_amount(draft: Draft, buyer: str, words: Sequence[Item], window: Window, *, spends: bool) -> Members:
    """Members who spent, or ordered, so much in the window; `spends`: a clause before said what the number is of.

    Raises
    ------
    Unreadable
        The number is denied, or the model has no such figure.
    """
    item = amount_among(words)
    assert item is not None and item.piece.condition is not None
    condition, counted = item.piece.condition, any(word.has(*_PIECES) for word in words)
    money = condition.unit == "currency" or spends or any(word.has("spent") for word in words)
    names = [order_metric(draft.vocabulary) or ""] if counted else money_metrics(draft.model, buyer) if money else []
    if any(word.has("never", "not", "lacking") for word in words) or not any(names):
        raise refuse("not_supported", construction=item.text, missing=[item.text])
    name = draft.choose(item, "ambiguous_metric", names)
    values = in_own_unit(draft, item, name, condition.values, condition.unit)
    take_unit(draft, item)
    item.compare_with(name, values)
    if not counted and all(known.bound_to != f"metric:{name}" for known in draft.assumptions):
        draft.assume("default_metric", f"metric:{name}")
    return Members(buyer, MetricRef(name), condition.op, values, window)
