"""Spending for each of something: "spend per order", 每单花费; or what a list is in order of: "top 5 by spending".

Rule: a noun for spending beside "per", or behind the word for an order, is the amount of money that the model sells
for, where there is only one; it is then read like any other number. A verb ("who spent") is left to the rules of trade.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.rates import PER
from assistant.parser.figures.roles import entity_of_orders, money_metrics, order_metric
from assistant.parser.figures.sides import model_ratio
from semantic_layer.meanings import Meaning
from semantic_layer.query import MetricRef
from semantic_layer.wordforms import has_han

_NOUNS = (
    "spend", "spending", "amount spent", "money spent", "total spend", "total spending", "total amount spent",
    "花费", "消费", "消费金额", "花费金额", "消费总额", "总消费", "消费额",
)  # fmt: skip
_REACH = 3  # items between 每 and the noun: 每, 单, 的


def read_spend_each(draft: Draft) -> None:
    """Let the noun stand for the amount; spending per order is the metric that the model has for it."""
    if any(item.named("metric") and not item.named("entity") for item in draft.items):
        return
    names = money_metrics(draft.model)
    for item in list(draft.free()):
        each = _each(draft, item) if item.text in _NOUNS and item.has("spent") and not item.piece.meanings else None
        ordered = each is None and (_is_order(draft, item) or _is_most(draft, item))
        if (each is None and not ordered) or len(names) != 1:
            continue
        known = _per_order(draft, names[0], each) if each else None
        item.piece = replace(item.piece, cues=frozenset(), meanings=(Meaning("metric", known or names[0]),))
        draft.assume("default_metric", f"metric:{known or names[0]}")
        for word in each if known and each else ():
            word.operate("per")


def _per_order(draft: Draft, money: str, each: tuple[Item, Item]) -> str | None:
    """The metric that the model itself defines as the money for each order."""
    thing, orders = each[1], entity_of_orders(draft.model, draft.vocabulary)
    counted = order_metric(draft.vocabulary)
    if orders is None or counted is None:
        return None
    named = any(m.name == orders for m in thing.named("entity")) or thing.has("unit_orders") or thing.text == "每单"
    return model_ratio(draft.model, MetricRef(money), MetricRef(counted)) if named else None


def _is_order(draft: Draft, item: Item) -> bool:
    """ "Top customers by spending", 按消费金额排名: the word before it says what the members are ordered by."""
    before = draft.left(item)
    ranked = any(other.has("top", "bottom", "high", "low", "rank", "best", "worst") for other in draft.items)
    return (
        ranked and item.text in _NOUNS and before is not None and (before.has("group") or before.text.endswith(" by"))
    )


def _is_most(draft: Draft, item: Item) -> bool:
    """消费最多的客户: a thing behind the most or least of it."""
    most = draft.right(item)
    if not item.has("spent") or item.piece.meanings or most is None or not most.has("high", "low"):
        return False
    thing = draft.right(most, skip=_is_number) if has_han(item.text) else None
    return thing is not None and bool(thing.named("entity")) and not most.piece.meanings


def _is_number(item: Item) -> bool:
    return item.piece.number is not None or (item.piece.is_soft and not item.piece.meanings)


def _each(draft: Draft, item: Item) -> tuple[Item, Item] | None:
    """The word "per" with the thing beside it: "spend per order", 每单花费, 人均消费."""
    if has_han(item.text):
        near = draft.items[max(0, item.index - _REACH) : item.index]
        at = next((index for index, other in enumerate(near) if other.text in PER or other.has("mean_of")), None)
        return None if at is None else (near[at], near[at + 1] if at + 1 < len(near) else near[at])
    after = draft.items[item.index + 1 : item.index + 3]
    return (after[0], after[1]) if len(after) > 1 and after[0].text in PER else None
