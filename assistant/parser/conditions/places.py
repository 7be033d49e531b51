"""Where a value belongs that several columns hold: "restaurants in New York", where cities and regions are called that.

Rule: what is written comes before another name of a code, and a column of the rows that are asked about before one of
what they belong to. The choice is an assumption that is shown; where both are equally near, the person is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.parser.conditions.nearest_noun import owned_by_neighbour
from assistant.parser.draft import Draft, Item
from assistant.parser.rows.labels import dataset_of
from semantic_layer.vocabulary import Meaning
from semantic_layer.wordforms import normal_form


def place_of_value(draft: Draft, item: Item, meanings: Sequence[Meaning]) -> str:
    """Return the dimension of a value: the only one, the nearest one, or the one that the person chose."""
    names = draft.reach.without_copies(tuple(dict.fromkeys(meaning.name for meaning in meanings)))
    if len(names) > 1 and item.place not in draft.choices:
        near = owned_by_neighbour(draft, item, names)
        near = near or _nearest(draft, names, _written(names, meanings, item.piece.literal or item.text))
        if near is not None:
            draft.assume("default_value", f"dimension:{near}")
            return near
    return draft.choose(item, "ambiguous_value", names)


def _written(names: Sequence[str], meanings: Sequence[Meaning], text: str) -> tuple[str, ...]:
    """The columns that hold the value as it is written, not as the name of a code."""
    written = {meaning.name for meaning in meanings if normal_form(str(meaning.value)) == text}
    return tuple(name for name in names if name in written)


def _nearest(draft: Draft, names: Sequence[str], written: Sequence[str]) -> str | None:
    subject = _subject(draft)
    own = [name for name in written or names if subject is not None and draft.reach.is_own(subject, name)]
    found = own or written
    return found[0] if len(found) == 1 else None


def _subject(draft: Draft) -> str | None:
    """The data whose rows are listed or counted, if the question speaks of one thing."""
    if draft.listing is not None:
        return draft.listing.dataset
    things = {m.name for item in draft.items for m in item.named("entity")}
    if len(things) == 1:
        dataset = dataset_of(draft.model, things.pop())
        return dataset.name if dataset else None
    return None
