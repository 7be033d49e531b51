"""Members told by a number of theirs and nothing more: 工资超过12000的老师, "stores with an area over 100".

Rule: a thing with names of its own, beside which stands nothing but a column of it held against a number, is asked for
member by member, as if "which" stood before it; how many they are is told with the rows. Any other figure, grouping or
rank makes another question.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.labels import dataset_of
from assistant.parser.text.pieces import Piece
from assistant.parser.turns.followup import is_edit
from semantic_layer.wordforms import has_han

_TIES = ("with", "whose", "that have", "who have", "having")
_JOINTS = ("filler", "and", "or", "comma", "possessing", "not")


def read_bare_members(draft: Draft) -> None:
    """Put "which" before the thing."""
    if draft.listing is not None or is_edit(draft) or not any(item.piece.condition for item in draft.items):
        return
    if any(item.has("how_many") for item in draft.items):
        return
    things = [item for item in draft.items if item.named("entity") and not item.piece.condition]
    thing = things[0] if len(things) == 1 else None
    if thing is None or thing.taken or not _stands_alone(draft, thing):
        return
    names = {m.name for m in thing.named("entity")}
    home = dataset_of(draft.model, next(iter(names))) if len(names) == 1 else None
    if home is None or draft.model.entity(next(iter(names))).label_dimension is None:
        return
    if all(item is thing or _says_of(draft, item, home.name) for item in draft.items):
        which = Item(Piece(thing.place[0], thing.place[0], cues=frozenset({"which"})), thing.index, "which")
        which.operate("which")
        draft.items.insert(thing.index, which)
        for index, item in enumerate(draft.items):
            item.index = index


def _stands_alone(draft: Draft, thing: Item) -> bool:
    """Last behind 的 in Chinese; first, and before "with", in English."""
    before, after = draft.items[: thing.index], draft.items[thing.index + 1 :]
    if has_han(thing.text):
        while before and before[-1].named("value"):  # 工资超过12000的数学老师
            before.pop()
        return bool(before) and before[-1].text == "的" and not any(map(_says_something, after))
    tie = after[0].text if after else ""
    return tie.startswith(_TIES) and not any(_says_something(i) for i in before if not i.named("value"))


def _says_something(item: Item) -> bool:
    return bool(item.piece.meanings) or not item.piece.cues <= {"filler"}


def _says_of(draft: Draft, item: Item, dataset: str) -> bool:
    """A column or a value of the members' own rows, a number that it is held against, or a word between them."""
    if item.taken or item.piece.time is not None or item.piece.number is not None:
        return False
    if item.piece.condition is not None:
        return item.piece.condition.than is None
    if item.piece.meanings:
        names = [m.name for kind in ("dimension", "value") for m in item.named(kind)]
        return any((d := draft.dimension(name)) is not None and d.dataset == dataset for name in names)
    return item.has(*_JOINTS)
