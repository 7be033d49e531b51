"""The members of a group by its name alone: "list the champions", 冠军客户名单.

Rule: where a word for a list stands beside a group of people, and no thing, figure or column is named, the people are
listed; how many they are is another question.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning


def read_listed_groups(draft: Draft) -> None:
    """Let the thing that the group consists of stand beside its name."""
    if any(item.named("entity") or item.named("metric") or item.named("dimension") for item in draft.items):
        return
    groups = [item for item in draft.items if _entity(draft, item)]
    if len(groups) != 1 or groups[0].taken:
        return
    group = groups[0]
    # 列出上海的冠军客户: other values of theirs may stand between
    before = draft.left(
        group, skip=lambda item: not item.has("list") and (item.has("filler") or bool(item.named("value")))
    )
    after = draft.right(group)
    if not any(item is not None and item.has("list") and not item.taken for item in (before, after)):
        return
    end = group.place[1]
    things = Piece(end, end, meanings=(Meaning("entity", _entity(draft, group)),))
    draft.items.insert(draft.items.index(group) + 1, Item(things, group.index, group.text))
    for index, item in enumerate(draft.items):
        item.index = index


def _entity(draft: Draft, item: Item) -> str:
    """What the members of a named group are; "" for a value of any other kind."""
    fields = {meaning.name for meaning in item.named("value")}
    found = {draft.model.segmentation(field).entity for field in fields if draft.model.has_segmentation(field)}
    return next(iter(found)) if len(found) == 1 and len(fields) == 1 else ""
