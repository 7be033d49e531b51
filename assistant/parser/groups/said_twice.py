"""A thing that is said with each of two values: "male drivers and female drivers", 男司机和女司机各有多少.

Rule: where two values of one column stand before the same thing, joined by "and", the first mention says nothing that
the second one does not; the values are then one list.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item

_JOINTS = ("and", "comma", "versus", "compare")


def read_said_twice(draft: Draft) -> None:
    """Leave one of two mentions of the same thing."""
    for thing in list(draft.items):
        value = draft.items[thing.index - 1] if thing.index else None
        joint = draft.right(thing)
        second = draft.right(joint) if joint is not None else None
        again = draft.right(second) if second is not None else None
        if value is None or joint is None or second is None or again is None or thing.taken:
            continue
        same = {m.name for m in value.named("value")} & {m.name for m in second.named("value")}
        is_joint = joint.has(*_JOINTS) and not joint.piece.meanings
        if same and is_joint and again.text == thing.text and _is_thing(thing):
            thing.take(f"entity:{thing.named('entity')[0].name}", "entity")
            draft.items.remove(thing)
            for index, other in enumerate(draft.items):
                other.index = index


def _is_thing(item: Item) -> bool:
    return bool(item.named("entity")) and not item.named("value")
