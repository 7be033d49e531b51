"""One number asked for twice, under different conditions: "total revenue and weekend revenue".

Rule: a condition that stands right before one of the two names belongs to that one; it never restricts the other.
Where the first name alone has a condition, the second must say that it is the whole.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.clauses import is_weekday, left_start
from assistant.parser.figures.sides import Reader, Side, read_side, stand_in, under
from semantic_layer.query import Compare

_WHOLE = ("agg_sum", "of_total")
_AFTER = ("share", "growth", "decline", "change", "high", "low", "ratio")


def read_variants(draft: Draft, read: Reader) -> None:
    """Put a number of its own in the place of each name that has a condition."""
    named = [item for item in draft.items if item.named("metric") and not item.taken]
    for first, second in pairwise(named):
        at = _joint(draft, first, second)
        if at is None:
            continue
        start = left_start(draft, first.index + 1)
        left, right = draft.items[start : first.index + 1], draft.items[at + 1 : second.index + 1]
        if not any(map(_chooses, [*left, *right])):
            continue
        a, b = read_side(draft, left, read), read_side(draft, right, read)
        if a is None or b is None or a.ref != b.ref or a.filters == b.filters:
            continue
        if not b.filters and not any(item.has(*_WHOLE) for item in right):
            continue
        if b.filters:
            put_in_place(draft, at + 1, second.index, b)
        if a.filters:
            put_in_place(draft, start, first.index, a)
        return


def _joint(draft: Draft, first: Item, second: Item) -> int | None:
    """The "and" between two names of the same metric with nothing but a condition between them."""
    if first.named("metric") != second.named("metric"):
        return None
    after = draft.items[second.index + 1] if second.index + 1 < len(draft.items) else None
    if after is not None and after.has(*_AFTER):
        return None
    between = draft.between(first, second)
    joints = [item.index for item in between if item.has("and", "comma") and not item.piece.meanings]
    others = [item for item in between if item.index not in joints]
    fits = all(_chooses(item) or (item.has("filler", *_WHOLE) and not item.piece.meanings) for item in others)
    return joints[-1] if joints and fits else None


def _chooses(item: Item) -> bool:
    return bool(item.named("value") or item.named("adjective")) or is_weekday(item)


def put_in_place(draft: Draft, start: int, end: int, side: Side) -> None:
    """Let one item of a number of its own, called after its conditions, stand for those from `start` to `end`."""
    side.settle()
    ref = under(side.ref, side.filters)
    said = [
        str(value) for f in ref.filters if isinstance(f, Compare) for value in (f.part or "", *f.values) if value != ""
    ]
    alias = re.sub(r"\W+", "_", "_".join([side.ref.key, *said])).strip("_").lower()
    stand_in(draft, start, end, replace(ref, alias=alias))
