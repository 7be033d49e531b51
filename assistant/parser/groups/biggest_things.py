"""Things that are big by nothing that is said: "our biggest customers", "the largest suppliers".

Rule: beside a thing in the plural, where the question names no figure and the thing has no column of its size, such a
word is "top": what is measured is then asked or stands in the model, never guessed here.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from semantic_layer.wordforms import has_han, plural, singular

_BIG = frozenset({"biggest", "largest", "the biggest", "the largest"})


def read_biggest_things(draft: Draft) -> None:
    """Let such a word stand for "top"."""
    if any(item.named("metric") and not item.named("entity") for item in draft.items):
        return
    for item in draft.items[:-1]:
        thing = draft.items[item.index + 1]
        thing = draft.items[thing.index + 1] if thing.piece.number and thing.index + 1 < len(draft.items) else thing
        if item.text in _BIG and not item.taken and not item.piece.meanings and _are_many(thing):
            item.piece = replace(item.piece, cues=frozenset({"top"}))


def _are_many(item: Item) -> bool:
    said = item.text
    many = said == plural(singular(said)) != singular(said)
    return bool(item.named("entity")) and not item.named("dimension") and not has_han(said) and many
