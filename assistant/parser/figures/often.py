""" "Which products are often returned", 哪些商品经常被退货: the first ones by how often it happened.

Rule: "often" beside a verb that records rows asks for the things with most of these rows, as many as a list shows, and
that is said. Beside anything else, and where a number or "most" is said too, the word is left to others.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from assistant.parser.conditions.happenings import happenings
from assistant.parser.draft import Draft, Item
from assistant.parser.groups.ranking import SUPERLATIVES


def read_often(draft: Draft) -> None:
    """Let the word rank where nothing else does."""
    known = happenings(draft.model)
    _put_after(draft, known)
    ranks = any(item.has(*SUPERLATIVES, "top", "bottom") for item in draft.items)
    lists = any(item.has("which", "list") for item in draft.items)
    for item in list(draft.cued("often")):
        before, after = draft.left(item, skip=_is_light), draft.right(item, skip=_is_light)
        beyond = draft.right(after, skip=_is_light) if after is not None else None
        if any(o is not None and o.has("high", "low") for o in (before, after, beyond)):
            item.operate("often")  # "returned most often": the word before it ranks
        elif lists and not ranks and after is not None and after.text in known:
            _rank(draft, item, after)
        elif lists and not ranks and before is not None and before.text in known:
            _rank(draft, item, None)


def _put_after(draft: Draft, known: Collection[str]) -> None:
    """ "Which products are most returned": as "returned most", where no thing follows that there are most of."""
    for item in list(draft.cued("high", "low")):
        after = draft.right(item, skip=lambda other: _is_light(other) or other.has("often"))
        if item.text in ("most", "least") and after is not None and after.text in known:
            beyond = draft.right(after, skip=_is_light)
            if beyond is None or not beyond.piece.meanings:
                _move(draft, item, after)


def _move(draft: Draft, item: Item, verb: Item) -> None:
    draft.items.remove(item)
    draft.items.insert(draft.items.index(verb) + 1, item)
    for index, other in enumerate(draft.items):
        other.index = index


def _is_light(item: Item) -> bool:
    return item.has("filler", "is") and not item.piece.meanings


def _rank(draft: Draft, item: Item, verb: Item | None) -> None:
    """A word before its verb is read after it: "often returned" as "returned often"."""
    item.piece = replace(item.piece, cues=frozenset({"top"}))
    if verb is not None:
        _move(draft, item, verb)
