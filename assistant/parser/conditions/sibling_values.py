"""A value called by part of its name beside one of the same column: "revenue of app and store", App和门店对比.

Rule: where two things are joined or compared and one is a value of a single column, the other is the one value of
that column whose name has the word in it ("in-store", 线下门店). A word that several values or none have in their names
keeps what it says otherwise.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.parser.draft import Draft, Item
from semantic_layer.meanings import Meaning
from semantic_layer.model import Dimension
from semantic_layer.wordforms import has_han, normal_form, singular

_COMPARES = ("compare", "versus", "difference")
_JOINS = ("or", "comma", "versus", "compare")
_LEAST_HAN = 2  # a single character stands in too many names


def read_sibling_values(draft: Draft) -> None:
    """Let the word beside a compared value be its sibling."""
    compares = any(item.has(*_COMPARES) for item in draft.items)
    for joint in draft.items[1:-1]:
        joins = joint.has("and") or joint.text in ("和", "与", "跟") or (compares and joint.has(*_JOINS))
        if joint.piece.meanings or not joins:
            continue
        pair = draft.items[joint.index - 1], draft.items[joint.index + 1]
        for known, other in (pair, pair[::-1]):
            dimension = _column_of(draft, known)
            if dimension is not None and not other.named("value") and not other.taken:
                _be_sibling(other, dimension)


def _column_of(draft: Draft, item: Item) -> Dimension | None:
    """The one column that a word which is nothing but a value is a value of."""
    names = {m.name for m in item.named("value")}
    if len(names) != 1 or {m.kind for m in item.piece.meanings} - {"value", "dimension"}:
        return None
    return draft.dimension(names.pop())


def _be_sibling(item: Item, dimension: Dimension) -> None:
    found = [
        value
        for value in dimension.values
        if _has_in_name(item.text, (value.labels.en, value.labels.zh, *value.synonyms.all()))
    ]
    if len(found) == 1:
        meaning = Meaning("value", dimension.qualified, found[0].code)
        item.piece = replace(item.piece, meanings=(meaning,))


def _has_in_name(word: str, names: tuple[str, ...]) -> bool:
    if has_han(word):
        return len(word) >= _LEAST_HAN and any(word in name for name in names)
    said = normal_form(singular(word))
    return any(said in map(normal_form, map(singular, re.split(r"[\W_]+", name))) for name in names)
