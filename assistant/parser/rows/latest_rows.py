"""The latest and first rows by other words: "the last 5 orders", "the first 10 visits", 最近10笔订单.

Rule: beside a number, and in front of things that happen at a time, "last" and 最近 are the newest of them; a figure
that is named, and things without a time of their own, leave these words what they are.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.popular import has_figure
from assistant.parser.figures.roles import entity_of_orders
from semantic_layer.meanings import Meaning

_WORDS = {
    "last": "newest",
    "the last": "newest",
    "最近": "newest",
    "recent": "newest",
    "最后": "newest",
    "first": "oldest",
    "the first": "oldest",
    "最先": "oldest",
    "最初": "oldest",
}


def read_latest_rows(draft: Draft) -> None:
    """Say "newest" or "oldest" where these words stand before a number of events."""
    for item in draft.items:
        word = _WORDS.get(item.text, "newest" if item.has("newest") else "oldest" if item.has("oldest") else "")
        number = draft.right(item) if word and not item.taken and not item.piece.meanings else None
        if number is None or number.piece.number is None or number.piece.condition is not None or has_figure(draft):
            continue
        thing = draft.right(number, skip=_narrows)
        if thing is None:
            continue
        orders = entity_of_orders(draft.model, draft.vocabulary) if thing.has("unit_orders") else None
        if orders is not None and not thing.named("entity"):  # 5笔订单
            thing.piece = replace(thing.piece, meanings=(Meaning("entity", orders),), cues=frozenset())
        if item.has("newest", "oldest") or _happens(draft, thing):
            item.piece = replace(item.piece, cues=frozenset({word}))


def _narrows(item: Item) -> bool:
    """What may stand between the number and the things: 个, and values that narrow them."""
    return bool(item.named("value")) or (item.piece.is_soft and not item.piece.meanings)


def _happens(draft: Draft, thing: Item) -> bool:
    homes = [draft.model.dataset_of_entity(meaning.name) for meaning in thing.named("entity")]
    return any(home is not None and home.role != "dimension" and bool(home.default_time) for home in homes)
