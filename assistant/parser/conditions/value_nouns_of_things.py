"""A value right before what it is said of: "more than 3 refund payments", where a refund is also a figure.

Rule: a word that names a metric and a value, right before the things whose rows have that value, is the value; the
things are what is counted.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft


def read_values_of_things(draft: Draft) -> None:
    """Leave such a word its values only."""
    for item in draft.items[:-1]:
        thing = draft.items[item.index + 1]
        if item.taken or not item.named("metric") or not item.named("value") or thing.piece.start > item.piece.end + 1:
            continue
        owners = {meaning.name for meaning in thing.named("entity")}
        values = tuple(m for m in item.named("value") if m.name.partition(".")[0] in owners)
        if values:
            item.piece = replace(item.piece, meanings=values)
