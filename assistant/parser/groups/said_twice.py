"""A thing that is said with each of two values: "male drivers and female drivers", 男司机和女司机各有多少.

Rule: where two values of one column stand before the same thing, joined by "and", the first mention says nothing that
the second one does not; the values are then one list. So is a column that is named again behind "or": "status is open
or status is late", 状态是未结或状态是逾期.
"""

from __future__ import annotations

from collections.abc import Sequence

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
            _remove(draft, [thing])
    for joint in list(draft.cued("or")):
        _read_column_again(draft, joint)


def _read_column_again(draft: Draft, joint: Item) -> None:
    before = draft.left(joint)
    again = draft.items[joint.index + 1] if joint.index + 1 < len(draft.items) else None
    second = draft.right(again) if again is not None else None
    if before is None or again is None or second is None or again.taken:
        return
    same = {m.name for m in before.named("value")} & {m.name for m in second.named("value")}
    fields = same & {m.name for m in again.named("dimension")}
    if not fields or not _is_named_before(draft, before, again):
        return
    between = draft.between(again, second)
    again.take(f"field:{sorted(fields)[0]}", "dimension")
    for word in between:
        word.take("filler", "filler", "filler")
    _remove(draft, [again, *between])


def _is_named_before(draft: Draft, value: Item, again: Item) -> bool:
    """Is the column named before the list of values that ends here?"""
    for item in reversed(draft.items[: value.index]):
        if item.text == again.text:
            return True
        if not (item.named("value") or item.has("or") or item.is_between_value_and_name):
            return False
    return False


def _remove(draft: Draft, items: Sequence[Item]) -> None:
    draft.items = [item for item in draft.items if all(item is not one for one in items)]
    for index, other in enumerate(draft.items):
        other.index = index


def _is_thing(item: Item) -> bool:
    return bool(item.named("entity")) and not item.named("value")
