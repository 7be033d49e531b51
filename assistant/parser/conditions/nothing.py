"""Nothing at all: "bought nothing this year", "spent a lot last year but nothing this year", 今年一单没下.

Rule: such a word denies the verb before it, whether of buying or of another event ("borrowed nothing"); without one
beside it, it brings the verb of buying along.
"""

from __future__ import annotations

from assistant.parser.conditions.happenings import happenings
from assistant.parser.draft import Draft, Item
from assistant.parser.text.pieces import Piece

_VERBS = ("bought", "spent")


def read_nothing(draft: Draft) -> None:
    """Put a denial and a verb of buying in the place of each such word."""
    for item in [i for i in draft.items if i.has("nothing") and not i.taken]:
        verb = draft.items[item.index - 1] if item.index else None
        item.piece = Piece(*item.place, cues=frozenset({"never"}))
        draft.items.remove(item)
        is_event = verb is not None and bool(happenings(draft.model).get(verb.text))
        if verb is not None and not verb.taken and (verb.has(*_VERBS) or is_event):
            verb.piece = Piece(*verb.place, cues=frozenset({"bought"})) if verb.has("spent") else verb.piece
            draft.items.insert(verb.index, item)
        else:
            bought = Item(Piece(*item.place, cues=frozenset({"bought"})), item.index, item.text)
            draft.items[item.index : item.index] = [item, bought]
        for index, other in enumerate(draft.items):
            other.index = index
