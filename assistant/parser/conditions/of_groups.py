"""Whether a condition on a number is about groups or about rows: "departments with fees above 100".

Rule: a word that is a column and a metric at once is the metric of each group where the head noun is a grouping, and
the column of each row where the head noun is a thing that has rows.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.parser.draft import Draft, Item
from semantic_layer.wordforms import has_han


def is_of_groups(draft: Draft, condition: Item, target: Item) -> bool:
    """True where the rows of the answer are the groups that the condition chooses."""
    if not target.named("metric"):
        return False
    head = _head(draft, condition, target)
    if head is not None and head.named("entity") and (not head.taken or draft.listing is not None):
        return _is_of_others(draft, head, target)
    if head is None or head.named("value") or head.named("metric") or head.taken:
        return False
    before = draft.left(head)
    return bool(head.named("dimension") or head.named("segmentation")) and not (
        before is not None and before.has("group", "how_many")
    )


def _is_of_others(draft: Draft, head: Item, target: Item) -> bool:
    """ "Doctors with fees above 100": the column is of finer rows, so it is the doctor's own number."""
    owners = {draft.model.dataset_of_entity(m.name) for m in head.named("entity")}
    names = {dataset.name for dataset in owners if dataset is not None}
    columns = [dimension for m in target.named("dimension") if (dimension := draft.dimension(m.name)) is not None]
    return bool(names) and all(dimension.dataset not in names for dimension in columns)


def _head(draft: Draft, condition: Item, target: Item) -> Item | None:
    """The noun before the number in English, the one after 的 or behind 哪些 in Chinese."""
    if not has_han(condition.text) and not has_han(target.text):
        return _noun(reversed(draft.items[: min(condition.index, target.index)]), condition, target)
    for index in range(condition.index, len(draft.items)):
        item = draft.items[index]
        if item.text == "的" or item.text.endswith("的"):
            return _noun(draft.items[index + 1 :], condition, target)
    if condition.piece.condition is not None and condition.piece.condition.than is not None:
        asked = [item for item in draft.items[: target.index] if item.has("which") and not item.piece.meanings]
        return draft.right(asked[0]) if asked else None  # 哪些门店的营业额高于平均: the stores' own, and not a row's
    return None


def _noun(items: Iterable[Item], condition: Item, target: Item) -> Item | None:
    for item in items:
        if item is condition or item is target:
            continue
        if item.piece.condition is not None or (item.has("and", "comma") and not item.piece.meanings):
            continue
        if item.named("dimension") or item.named("entity") or item.named("segmentation") or item.named("metric"):
            return item
    return None
