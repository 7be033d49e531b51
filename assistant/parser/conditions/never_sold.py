"""Goods that nobody bought: 没卖出去的商品, 没有订单的商品, "products never sold".

Rule: goods are not ordered themselves; lines of orders are of them. A denied sale, or the lack of orders, said of
things that only such lines belong to is the lack of lines.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.roles import entity_of_orders
from assistant.parser.rows.labels import dataset_of
from semantic_layer.meanings import Meaning
from semantic_layer.nicknames import person

_DENIALS = ("never", "lacking", "not", "without")
_TAILS = frozenset({"过", "去", "出去", "掉"})


def read_never_sold(draft: Draft) -> None:
    """Let the denial and the sale say that there are no lines."""
    for denial in list(draft.cued(*_DENIALS)):
        sale = draft.right(denial, skip=lambda item: item.has("filler") and not item.piece.meanings)
        if sale is None or denial.piece.meanings or sale.taken:
            continue
        orders = entity_of_orders(draft.model, draft.vocabulary)
        ordered = orders is not None and any(m.name == orders for m in sale.named("entity"))
        if not ordered and not (sale.has("sold") and not sale.piece.meanings and not sale.has("high", "low")):
            continue
        goods = next((item for item in draft.items if _is_of_lines(draft, item, orders) and item is not sale), None)
        lines = _lines(draft, goods, orders) if goods is not None and orders is not None else None
        if lines is None or any(item.piece.time is not None for item in draft.items):
            continue
        denial.piece = replace(denial.piece, cues=frozenset({"lacking"}))
        sale.piece = replace(sale.piece, cues=frozenset(), meanings=(Meaning("entity", lines),))
        after = draft.items[sale.index + 1] if sale.index + 1 < len(draft.items) else None
        if after is not None and after.text in _TAILS and not after.piece.meanings:
            after.operate("sold")
        return


def _is_of_lines(draft: Draft, item: Item, orders: str | None) -> bool:
    named = bool(item.named("entity")) and not item.taken and orders is not None
    return named and _lines(draft, item, str(orders)) is not None


def _lines(draft: Draft, goods: Item, orders: str) -> str | None:
    """The rows that belong to an order and to one of the goods, where orders themselves do not."""
    names = {m.name for m in goods.named("entity")} - {orders, person(draft.model)}
    home = dataset_of(draft.model, orders)
    if len(names) != 1 or home is None or draft.reach.belongs(home.name, next(iter(names))):
        return None
    thing = names.pop()
    found = {
        dataset.primary.name: dataset.name
        for dataset in draft.model.datasets
        if dataset.primary is not None and dataset.primary.name not in (thing, orders)
        and draft.reach.belongs(dataset.name, thing) and draft.reach.belongs(dataset.name, orders)
    }  # fmt: skip
    # Returns belong to lines themselves.
    own = [e for e, name in found.items() if not any(o != e and draft.reach.belongs(name, o) for o in found)]
    return own[0] if len(own) == 1 else None
