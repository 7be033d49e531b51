"""How far a part of a question reaches: from a sign of arithmetic to the next word that speaks of something else.

Rule: a grouping, a period, an order, a chart, a comma or a new sentence ends a part; what names a thing or a
condition belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.parser.draft import Draft, Item

_ENDS = (
    "group", "comma", "sort_desc", "sort_asc", "axis", "rank", "trend", "compare", "which", "top", "bottom", "high",
    "low", "best", "worst", "fast", "share", "respectively", "cumulative", "moving_average", "growth", "decline",
    "ratio", "divided", "minus", "plus",
)  # fmt: skip
_CHARTS = re.compile(r"^chart_")
_SENTENCE = re.compile(r"[.?!。？！;；\n]")


def ends_clause(draft: Draft, item: Item) -> bool:
    """True for words that no part of a question reaches over."""
    if item.piece.time is not None:
        return True
    if item.piece.meanings:
        return False
    return item.has(*_ENDS) or any(map(_CHARTS.match, item.piece.cues))


def new_sentence(draft: Draft, index: int) -> bool:
    """True where a sentence ends right before the item at `index`."""
    if not 0 < index < len(draft.items):
        return False
    between = draft.text[draft.items[index - 1].piece.end : draft.items[index].piece.start]
    return bool(_SENTENCE.search(between))


def right_end(draft: Draft, start: int) -> int:
    """The first item from `start` on that belongs to something else. Periods inside are passed over."""
    index = start
    while index < len(draft.items):
        item = draft.items[index]
        if new_sentence(draft, index) and index > start:
            break
        passed = item.piece.time is not None and item.piece.time.kind in ("window", "comparison") and index > start
        passed |= index > start and (_is_relative(draft, index) or _is_length(draft, index))
        if not passed and not is_weekday(item) and ends_clause(draft, item):
            break
        if item.has("and") and not item.piece.meanings and index > start and _starts_number(draft, index + 1):
            break
        index += 1
    while index > start and _trails(draft.items[index - 1]):
        index -= 1
    return index


def _is_relative(draft: Draft, index: int) -> bool:
    """ "Customers who ...": no question of its own begins there."""
    return draft.items[index].text == "who" and bool(draft.items[index - 1].named("entity"))


def _is_length(draft: Draft, index: int) -> bool:
    """ "For 90 days": how long, and no axis."""
    match = draft.items[index].piece.time
    return match is not None and match.kind == "grain" and draft.items[index - 1].piece.number is not None


def left_start(draft: Draft, end: int) -> int:
    """The first item of the part that ends right before `end`."""
    index = end
    while index > 0:
        item = draft.items[index - 1]
        ends = ends_clause(draft, item) and not is_weekday(item)
        if ends or item.has("and") or new_sentence(draft, index) or is_grouped(draft, index - 1):
            break
        index -= 1
    return index


def is_weekday(item: Item) -> bool:
    """ "On weekends": a calendar part that chooses rows."""
    return item.piece.time is not None and item.piece.time.kind == "part" and ":" in (item.piece.time.part or "")


def is_grouped(draft: Draft, index: int) -> bool:
    """ "By region", "by category and region": the item is what the answer is split by."""
    item = draft.items[index]
    if not (item.named("dimension") or item.named("entity") or item.named("segmentation")) or item.named("value"):
        return False
    before = index - 1
    while before >= 0 and draft.items[before].has("filler") and draft.items[before].text.isascii():
        before -= 1
    if before < 0 or draft.items[before].piece.meanings:
        return False
    if draft.items[before].has("group"):
        return True
    return before > 0 and draft.items[before].has("and", "comma") and is_grouped(draft, before - 1)


def periods_in(items: Sequence[Item]) -> list[Item]:
    """Periods among the words: they hold for the whole question."""
    return [i for i in items if i.piece.time is not None and i.piece.time.kind in ("window", "comparison")]


def _starts_number(draft: Draft, index: int) -> bool:
    while index < len(draft.items) and draft.items[index].has("filler") and not draft.items[index].piece.meanings:
        index += 1
    if index >= len(draft.items):
        return False
    item = draft.items[index]
    return bool(item.named("metric")) or item.has("how_many", "agg_avg", "agg_sum", "agg_median", "agg_max", "agg_min")


def _trails(item: Item) -> bool:
    """Words at the edge that tie the part to what follows: "in", "and"."""
    return item.piece.is_soft and not item.piece.meanings and item.has("filler", "and", "is")
