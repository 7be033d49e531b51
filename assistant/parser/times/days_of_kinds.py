"""Days of a kind: "average availability on rainy days", "sales during promotion weeks".

Rule: a unit of time right behind a value that stands after "on", "during", "in", "for" or "of" only says when the value
holds; the value is the condition, and nothing is split by the unit. How many such days there were is refused: several
rows may tell of one day.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, refuse

_WHEN = frozenset({"on", "during", "in", "for", "of", "on the", "during the", "in the"})
_UNITS = frozenset({"days", "weeks", "months", "nights"})


def read_days_of_kinds(draft: Draft) -> None:
    """Take the unit behind such a value."""
    for item in draft.items:
        if item.text not in _UNITS or item.taken or item.index < 2 or item.piece.meanings:
            continue
        value, marker = draft.items[item.index - 1], draft.items[item.index - 2]
        if _is_value(value) and marker.has("how_many"):
            raise refuse("not_supported", construction=f"{value.text} {item.text}")
        if _is_value(value) and marker.text in _WHEN and not marker.piece.meanings:
            item.take("filler", "filler", "filler")


def _is_value(item: Item) -> bool:
    return not item.taken and item.piece.time is None and bool(item.named("value") or item.named("adjective"))
