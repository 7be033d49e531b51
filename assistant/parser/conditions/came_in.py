"""Rows that "came in": "how many tickets came in in March", 三月进来了多少工单.

Rule: what comes in is dated by its own table, so the verb only says which rows are meant; it counts right behind things
that are recorded one by one for somebody, and of people or goods it stays unexplained.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from semantic_layer.nicknames import person


def read_came_in(draft: Draft) -> None:
    """Take the verb beside dated records."""
    for cue in list(draft.cued("came_in")):
        beside = [o for o in (draft.left(cue), draft.right(cue)) if o is not None]
        counted = [draft.right(other) for other in beside if other.has("how_many") and other.index > cue.index]
        if any(_is_recorded(draft, other) for other in (*beside, *counted) if other is not None):
            cue.operate("dated")


def _is_recorded(draft: Draft, item: Item) -> bool:
    for meaning in item.named("entity"):
        home = draft.model.dataset_of_entity(meaning.name)
        belongs = home is not None and any(key.type == "foreign" for key in home.entities)
        if home is not None and home.default_time is not None and belongs and meaning.name != person(draft.model):
            return True
    return False
