"""Whose identifier "ID" is: "the student with ID 7", "ID of the teacher", "order number", 编号为7的学生.

Rule: a bare identifier is that of the thing that is named beside it, never that of another table which happens to
call its own key so; a number is one only right behind the thing.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.labels import key_of
from semantic_layer.meanings import Meaning
from semantic_layer.wordforms import singular

BARE = frozenset({"id", "ids", "identifier", "identifiers", "编号", "标识"})
_NUMBERS = frozenset({"number", "numbers", "no", "nos", "code", "codes"})
_TIES = frozenset({"with", "whose", "has", "have", "having", "that", "which", "where", "who", "of", "the", "an", "a"})
_TIES_ZH = frozenset({"的", "是", "为", "等于"})


def read_owned_ids(draft: Draft) -> None:
    """Give a bare identifier the key of the thing beside it."""
    for item in draft.items:
        if item.text.strip() not in BARE or item.taken or item.named("entity"):
            continue
        owner = _beside(draft, item, -1) or _beside(draft, item, 1)
        key = key_of(draft.model, owner.named("entity")[0].name) if owner is not None else None
        if key is not None:
            item.piece = replace(item.piece, meanings=(Meaning("dimension", key),))


def read_owned_numbers(draft: Draft) -> None:
    """Give a number right behind a thing the key of that thing, and take the thing as part of its name."""
    for item in draft.items[1:]:
        owner = draft.items[item.index - 1]
        if item.text.strip() not in _NUMBERS or not item.named("dimension") or len(owner.named("entity")) != 1:
            continue
        key = key_of(draft.model, owner.named("entity")[0].name)
        if key is not None and owner.text == singular(owner.text) and owner.piece.end + 1 == item.piece.start:
            item.piece = replace(item.piece, meanings=(Meaning("dimension", key),))
            owner.piece = replace(owner.piece, cues=frozenset({"filler"}), meanings=())


def _beside(draft: Draft, item: Item, step: int) -> Item | None:
    """The thing before or after, over words that tie; after it, over the value as well."""
    index = item.index + step
    while 0 <= index < len(draft.items) and _ties(draft.items[index], step):
        index += step
    found = draft.items[index] if 0 <= index < len(draft.items) else None
    near = found is not None and index != item.index + step
    return found if found is not None and found.named("entity") and (near or step < 0) else None


def _ties(item: Item, step: int) -> bool:
    if item.piece.literal is not None or item.piece.number is not None:
        return step > 0
    words = set(item.text.split())
    return not item.piece.meanings and (words <= _TIES or item.text in _TIES_ZH)
