"""The first or last of things to whom something happened: "which store opened last", "the employee hired first".

Rule: "last", "first" and "most recently" beside a verb that dates the things themselves rank them by that date. A verb
that dates nothing of theirs leaves the words as they are.
"""

from __future__ import annotations

from assistant.parser.conditions.happenings import happenings
from assistant.parser.draft import Draft, Item
from assistant.parser.rows.labels import dataset_of
from assistant.parser.text.pieces import Piece

_LAST = ("last", "most recently", "latest", "the last", "the latest")
_FIRST = ("first", "earliest", "the first", "the earliest")


def read_last_to_happen(draft: Draft) -> None:
    """Turn the verb and "last" beside it into a date of the things and the newest of them."""
    known = happenings(draft.model)
    for verb in list(draft.free()):
        found = known.get(verb.text, ())
        cue = _beside(draft, verb) if found else None
        if cue is None:
            continue
        thing = next((i for i in draft.items[: verb.index] if i.named("entity")), None)
        names = [m.name for m in thing.named("entity")] if thing is not None else []
        own = dataset_of(draft.model, names[0]) if len(names) == 1 else None
        if own is None or not any(h.dimension and h.dataset == own.name for h in found):
            continue
        verb.piece = Piece(*verb.place, cues=frozenset({"happened"}))
        word = "newest" if cue.text in _LAST else "oldest"
        cue.piece = Piece(*cue.place, cues=frozenset({word}))


def _beside(draft: Draft, verb: Item) -> Item | None:
    """ "Opened last", "was the last opened"; "last month" is one word of time and none of these."""
    for item in (draft.right(verb), draft.left(verb)):
        is_plain = item is not None and not item.taken and not (item.piece.time and item.piece.time.kind == "window")
        if item is not None and is_plain and item.text in (*_LAST, *_FIRST):
            return item
    return None
