"""Things that a value describes, beside a number: "revenue of female students", 女学员交了多少钱.

Rule: a thing that shares its word with the column of its names is no grouping where a value of its own stands right
before it and nothing asks for each, for which or for a list: the number of all these things is asked for.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Group, Item

_ASKS = ("which", "top", "bottom", "high", "low", "best", "worst", "rank", "list", "sort_desc", "sort_asc")


def read_described_things(draft: Draft) -> None:
    """Leave out groups that only say whose number is asked for."""
    if not draft.metrics or any(item.has(*_ASKS) for item in draft.items):
        return
    draft.groups = [group for group in draft.groups if group.marked or not _is_described(draft, group)]


def _is_described(draft: Draft, group: Group) -> bool:
    item = group.item
    things = {meaning.name for meaning in item.named("entity")}
    before = draft.left(item, skip=_says_nothing)
    if len(things) != 1 or before is None or not before.bound_to.startswith("value:"):
        return False
    field = before.bound_to.removeprefix("value:").partition("=")[0]
    return field.partition(".")[0] in things and group.ref.name.partition(".")[0] in things


def _says_nothing(item: Item) -> bool:
    return not item.piece.meanings and item.has("filler", "is", "relating")
