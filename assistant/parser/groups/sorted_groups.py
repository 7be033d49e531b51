"""Groups in an order of their own: "sales sorted by channel", 销售额按渠道排序.

Rule: what is sorted by a grouping stands in the order of that grouping, in both languages; what is ranked by it, or
sorted from high to low, stands in the order of the number, for names are neither high nor low. The order is told.
"""

from __future__ import annotations

from typing import Literal

from assistant.parser.draft import Draft, Group, Item
from semantic_layer.query import Order
from semantic_layer.wordforms import has_han

_CUES = ("rank", "sort_desc", "sort_asc")
_SORTED = frozenset({"排序", "排列", "排个序", "排列一下", "排一下序", "sort", "sorted"})
_DIRECTIONS = ("descending", "ascending", "desc", "asc", "decreasing", "increasing", "降序", "升序", "倒序", "正序")


def sort_by_group(draft: Draft) -> bool:
    """Set the order of a grouping that is named as what to sort by; False where none is."""
    cues = [cue for cue in draft.cued(*_CUES) if has_han(cue.text)]
    named = draft.left(cues[0]) if cues else None
    group = next((g for g in draft.groups if named is not None and named.bound_to == f"dimension:{g.ref.name}"), None)
    if named is None or group is None or (group.item is named and not _is_sorted(cues)):
        return False
    _set(draft, group, cues)
    return True


def settle_sorted_groups(draft: Draft) -> bool:
    """Give an order by a grouping the direction that is said beside it; False where it is the number's."""
    group = next((g for g in draft.groups if len(draft.order) == 1 and draft.order[0].by == g.ref.key), None)
    cues = list(draft.cued("sort_desc", "sort_asc"))
    if group is None or not cues:
        return True
    if not all(map(_is_plain, cues)):
        draft.order = ()
        return False
    _set(draft, group, cues)
    return True


def _set(draft: Draft, group: Group, cues: list[Item]) -> None:
    for cue in cues:
        cue.operate("sort")
    down = any(cue.has("sort_desc") for cue in cues)
    direction: Literal["desc", "asc"] = "desc" if down else "asc"
    draft.order = (Order(group.ref.key, direction),)


def _is_sorted(cues: list[Item]) -> bool:
    return all(cue.text in _SORTED or (cue.has("sort_desc", "sort_asc") and _is_plain(cue)) for cue in cues)


def _is_plain(cue: Item) -> bool:
    """A direction alone, which letters have as well as numbers: "descending", but not "from highest to lowest"."""
    return any(word in cue.text for word in _DIRECTIONS)
