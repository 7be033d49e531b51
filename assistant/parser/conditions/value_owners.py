"""Which column a value belongs to: "region East", "region is not East", 乳制品这个品类.

Rule: the column that is named beside a value is its own; a column that is asked for ("which regions", "by region") is
never taken for the name of a value.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.parser.conditions.places import place_of_value
from assistant.parser.draft import Draft, Item
from semantic_layer.vocabulary import Meaning

_THESE = ("个", "这个", "这一", "该", "这些", "家", "种", "类")


def dimension_of(draft: Draft, item: Item) -> str:
    """The dimension a value belongs to: the one named beside it, else the only one, else ask."""
    names = list(dict.fromkeys(meaning.name for meaning in item.named("value")))
    owner = owner_beside(draft, item, set(names))
    if owner:
        return next(m.name for m in owner.piece.meanings if m.name in names)
    return place_of_value(draft, item, item.named("value"))


def owner_beside(draft: Draft, item: Item, names: set[str]) -> Item | None:
    """The item that names the value's dimension: "region East", "region is not East", "East region"."""

    def between(other: Item) -> bool:
        return other.is_between_value_and_name

    for other in (draft.left(item, skip=between), draft.right(item, skip=_points_back)):
        if (
            other
            and not other.taken
            and any(m.name in names for m in names_of(other))
            and not _is_asked(draft, other, item)
        ):
            return other
    return None


def _is_asked(draft: Draft, owner: Item, value: Item) -> bool:
    """ "By region excluding East", "which regions except East": the dimension is what is asked, not what is named."""
    before = draft.left(owner)
    if before is not None and before.has("group", "which", "top", "bottom", "high", "low", "best", "worst", "list"):
        return True
    return owner.index < value.index and any(item.has("except") for item in draft.between(owner, value))


def names_of(item: Item) -> Sequence[Meaning]:
    return (*item.named("dimension"), *item.named("segmentation"))


def only_filler(item: Item) -> bool:
    return item.piece.cues == {"filler"} and not item.piece.meanings and item.text in ("的", "s", "'s")


def _points_back(item: Item) -> bool:
    """乳制品这个品类, App和小程序两个渠道: words between a value and the name of its dimension."""
    return only_filler(item) or (item.text in _THESE and not item.named("value")) or item.piece.number is not None


def beside(draft: Draft, item: Item) -> Sequence[Item]:
    def between(other: Item) -> bool:
        return other.is_between_value_and_name

    return [other for other in (draft.left(item, skip=between), draft.right(item)) if other and not other.taken]
