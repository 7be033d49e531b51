""" "Gender split by department", "broken down by store": what follows such words splits the rows.

Rule: a thing after them is what the rows are split by, never a number of such things to count or to rank by. 分 behind
what the rows are grouped by says no more than 按 before it: 按渠道分, 按地区来分.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item

_SPLITS = ("split", "broken down", "break down", "breakdown", "grouped", "segmented", "sliced", "composition", "mix")


def read_splits(draft: Draft) -> None:
    """Leave to a thing behind such a word only that it groups."""
    said = False
    for item in draft.items:
        said = said or any(word in item.text for word in _SPLITS)
        after = draft.right(item)
        _take_closing(draft, item)
        if said and item.has("group") and after is not None and _is_thing_or_count(after):
            after.piece = replace(after.piece, meanings=tuple(m for m in after.piece.meanings if m.kind != "metric"))


def _take_closing(draft: Draft, item: Item) -> None:
    before, after = draft.left(item), draft.items[item.index + 1 : item.index + 2]
    grouped = before is not None and (before.piece.meanings or before.piece.times)
    ends = all(not other.piece.meanings and other.has("filler", "comma") for other in after)
    by = any(other.has("group") or other.text.endswith("按") for other in draft.items[: item.index])
    if item.text == "分" and not item.taken and grouped and ends and by:
        item.take("filler", "filler", "filler")


def _is_thing_or_count(item: Item) -> bool:
    return bool(item.named("entity")) and bool(item.named("metric")) and not item.taken
