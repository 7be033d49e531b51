"""So many of what a value says: "owners with more than 2 dogs", "accounts with more than 3 cancelled".

Rule: a bare number right before a value, with no figure behind it, counts the rows that hold the value, where these
belong to a thing that is named; the name of the rows is put behind the value, as people leave it out.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning

_MEASURE_WORDS = ("个", "只", "条", "单", "笔", "张", "次")


def read_counted_by_value(draft: Draft) -> None:
    """Name the rows behind each such value."""
    for number in list(draft.items):
        condition = number.piece.condition
        if condition is None or condition.unit is not None or condition.than is not None or number.taken:
            continue
        value = next((item for item in draft.items[number.index + 1 :] if not _is_measure_word(item)), None)
        after = draft.right(value) if value is not None else None
        if (
            value is None
            or not _is_bare(value)
            or (after is not None and after.index == value.index + 1 and _says(after))
        ):
            continue
        thing = _rows(draft, value)
        if thing is None or not _is_owned(draft, thing):
            continue
        place = value.place[1]
        noun = Item(Piece(place, place, meanings=(Meaning("entity", thing),)), 0, value.text)
        draft.items.insert(value.index + 1, noun)
        for index, item in enumerate(draft.items):
            item.index = index


def _is_measure_word(item: Item) -> bool:
    """The 个 of 超过3个取消."""
    return item.text in _MEASURE_WORDS and not item.taken


def _is_bare(value: Item) -> bool:
    return bool(value.named("value")) and not (
        value.named("metric") or value.named("entity") or value.named("dimension")
    )


def _says(item: Item) -> bool:
    """A noun, another value or a unit behind the value says what is counted."""
    return bool(item.piece.meanings) or item.has("times_word", "unit_word", "unit_orders")


def _rows(draft: Draft, value: Item) -> str | None:
    """The things whose own column holds the value, where they are of one kind and can be counted."""
    homes = {d.dataset for m in value.named("value") if (d := draft.dimension(m.name)) is not None}
    own = draft.model.dataset(next(iter(homes))).primary if len(homes) == 1 else None
    return own.name if own is not None and draft.model.entity(own.name).default_count else None


def _is_owned(draft: Draft, thing: str) -> bool:
    """Do these rows belong to another thing that the question names?"""
    home = draft.model.dataset_of_entity(thing)
    named = {m.name for item in draft.items for m in item.named("entity")} - {thing}
    return home is not None and any(draft.reach.belongs(home.name, name) for name in named)
