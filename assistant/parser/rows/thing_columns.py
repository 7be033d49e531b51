"""Things named among columns: "the admission number, ward and total charge of all admissions".

Rule: between columns that are asked for, a thing in the singular is shown by its name. Without a column beside it, it
is what the question is about, and one that has no single name is left alone.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.labels import labels_of
from semantic_layer.meanings import Meaning
from semantic_layer.wordforms import has_han, plural, singular


def read_thing_columns(draft: Draft) -> None:
    """Give each such thing the column that stands for it."""
    for item in draft.items:
        if item.taken or not _is_one(item) or not _is_among_columns(draft, item):
            continue
        labels = labels_of(draft.model, item.named("entity")[0].name)
        if len(labels) == 1:
            item.piece = replace(item.piece, meanings=(Meaning("dimension", labels[0]),))


def _is_one(item: Item) -> bool:
    said = item.text
    thing = len(item.named("entity")) == 1 and not item.named("dimension")
    return thing and not has_han(said) and said == singular(said) != plural(said)


def _is_among_columns(draft: Draft, item: Item) -> bool:
    """Do only columns stand before it, behind words of showing, and "of" the members behind the last of them?"""
    first, last = item.index, item.index
    while first >= 2 and draft.items[first - 1].has("comma", "and") and _is_column(draft.items[first - 2]):
        first -= 2
    while (
        last + 2 < len(draft.items) and draft.items[last + 1].has("comma", "and") and _is_column(draft.items[last + 2])
    ):
        last += 2
    before, after = draft.items[:first], draft.items[last + 1 :]
    opens = all(word.piece.is_soft or word.has("list") for word in before)
    owned = bool(after) and after[0].text.startswith(("of", "for ")) and any(i.named("entity") for i in after)
    return opens and owned and (first, last) != (item.index, item.index)


def _is_column(item: Item) -> bool:
    return bool(item.named("dimension")) and not item.taken
