"""A thing and a number that have one name: "top 3 passengers" where every booking has a number of passengers.

Rule: what is ranked, or asked for one by one, is the thing; a column of numbers of that name is meant only where a
number is compared or computed.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.qualities import figures_of
from semantic_layer.vocabulary import is_numeric
from semantic_layer.wordforms import singular


def read_things(draft: Draft) -> None:
    """Leave such a word the thing behind "top 3", "each" and "which"."""
    for item in draft.items:
        if item.taken or not item.named("entity") or not _is_picked(draft, item):
            continue
        columns = {
            m.name
            for m in item.named("dimension")
            if (d := draft.dimension(m.name)) is not None and is_numeric(d)
            and all(m.name.partition(".")[0] != thing.name for thing in item.named("entity"))
        }  # fmt: skip
        figures = {meaning for name in columns for meaning in figures_of(draft.model, name)}
        kept = tuple(m for m in item.piece.meanings if m.name not in columns and m not in figures)
        if columns:
            item.piece = replace(item.piece, meanings=kept)


def _is_picked(draft: Draft, item: Item) -> bool:
    before = draft.items[item.index - 1] if item.index else None
    if before is not None and before.piece.number is not None and before.index:
        before = draft.items[before.index - 1]
    if before is None:
        return False
    each = before.has("group") and before.text not in ("by", "per", "按")
    each = each or (before.text == "per" and singular(item.text) == item.text)  # "bookings per passenger"
    return each or before.has("top", "bottom", "which")
