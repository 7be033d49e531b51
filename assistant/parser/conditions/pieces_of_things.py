"""A number of things with their measure word: 预约超过2次的患者, 保单超过3份的投保人.

Rule: a thing before a condition whose number carries a measure word of pieces is counted, where what it belongs to is
named as well. It is never an amount of the thing: 超过3份 says nothing of its price.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.labels import dataset_of

_PIECES = frozenset("笔个次单张件条份场位名人家项套趟回")


def has_pieces(draft: Draft, item: Item) -> bool:
    """Does a measure word of pieces follow the number, and no other name?"""
    unit = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    return unit is not None and unit.text in _PIECES and not unit.piece.meanings


def counted_thing(draft: Draft, item: Item) -> tuple[str, Item] | None:
    """Return the count of the thing before the condition `item`, and the word for it."""
    word = draft.left(item)
    if word is None or word.taken or not has_pieces(draft, item):
        return None
    names = {m.name for m in word.named("entity")}
    home = dataset_of(draft.model, next(iter(names))) if len(names) == 1 else None
    metric = draft.model.entity(next(iter(names))).default_count if home is not None else None
    if home is None or metric is None:
        return None
    others = [other for other in draft.items if other is not word]
    owners = {m.name for other in others for m in other.named("entity")} - names
    columns = {m.name for other in others for m in other.named("dimension")}
    tied = any(draft.reach.belongs(home.name, owner) for owner in owners)
    return (metric, word) if tied or any(draft.reach.has(home.name, name) for name in columns) else None
