"""Which of several columns of one name a word means: "lessons of Chicago trainers", 芝加哥的在职教练, 各城市的教练.

Rule: a value or a grouping belongs to the thing whose name it stands beside, and not to another thing of the question:
before the noun it describes, or after it and "in" or "from". The choice is shown as an assumption; where no noun stands
beside it, nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.labels import dataset_of
from semantic_layer.wordforms import has_han

_PLACED = frozenset({"in", "from", "at", "based in", "located in", "living in", "of"})
_FAR = 6  # words between a describing word and its noun


def owned_by_neighbour(draft: Draft, item: Item, names: Sequence[str]) -> str | None:
    """Return the one column of `names` that rows of the thing beside `item` hold; None where none or several do."""
    noun = _described(draft, item) or _placed(draft, item)
    if noun is None:
        return None
    homes = {home.name for m in noun.named("entity") if (home := dataset_of(draft.model, m.name)) is not None}
    own = [name for name in names if any(draft.reach.is_own(home, name) for home in homes)]
    return own[0] if len(homes) == 1 and len(own) == 1 else None


def _described(draft: Draft, item: Item) -> Item | None:
    """The noun after the word, over other words that describe it: 芝加哥的在职教练, "Chicago lessons"."""
    for other in draft.items[item.index + 1 : item.index + 1 + _FAR]:
        if other.named("entity"):
            return other
        if not _describes(other, han=has_han(other.text)):
            return None
    return None


def _describes(item: Item, *, han: bool) -> bool:
    if item.named("value") or item.named("adjective"):
        return True
    if item.piece.meanings or item.piece.time is not None or item.piece.number is not None:
        return False
    return han and (item.text in ("的", "中", "里", "中的", "里的") or item.has("and", "or"))


def _placed(draft: Draft, item: Item) -> Item | None:
    """The noun before "in": "trainers in Chicago"."""
    before = draft.items[item.index - 1] if item.index else None
    noun = draft.items[item.index - 2] if item.index > 1 else None
    if before is None or noun is None or before.text not in _PLACED or before.piece.meanings:
        return None
    return noun if noun.named("entity") else None
