"""Ranked by the number of some of the rows: "top 10 companies by number of bug tickets".

Rule: behind "by", a value right before what is counted narrows the count and is no grouping; the question reads on as
if the value stood behind. Without "number of" a rank must be asked for, since "by VIP customers" may split.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.counts import is_countable_thing

_BY = ("by", "by the", "sorted by", "ranked by", "ordered by", "based on")
_RANKS = ("top", "bottom", "rank", "sort_desc", "sort_asc", "high", "low")


def read_by_figures_of_values(draft: Draft) -> None:
    """Move the values behind the figure that they narrow."""
    for marker in list(draft.items):
        if marker.text not in _BY or marker.taken:
            continue
        at = marker.index + 1
        counted = at < len(draft.items) and draft.items[at].has("how_many") and not draft.items[at].piece.meanings
        first = at + counted
        last = first
        while last < len(draft.items) and _is_only_value(draft.items[last]):
            last += 1
        figure = draft.items[last] if first < last < len(draft.items) else None
        ranked = any(item.has(*_RANKS) for item in draft.items[: marker.index])
        if figure is None or not (is_countable_thing(draft, figure) or (ranked and figure.named("metric"))):
            continue
        if counted or ranked:
            draft.items[first : last + 1] = [figure, *draft.items[first:last]]
            for index, item in enumerate(draft.items):
                item.index = index


def _is_only_value(item: Item) -> bool:
    names = item.named("metric") or item.named("entity") or item.named("dimension")
    return bool(item.named("value")) and not names and not item.taken
