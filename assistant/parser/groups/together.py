"""Several values as one: "revenue of North and South combined", 「华东和华南加起来的销售额」.

Rule: a word for "together" right after a list of values says that the list is one condition and the answer one
number. A word for "together" anywhere else is left alone.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item

_WORDS = ("together", "both_sum", "agg_sum")


def read_together(draft: Draft) -> None:
    """Take each word for "together" that closes a list of values of one column."""
    for item in list(draft.cued(*_WORDS)):
        last = draft.left(item)
        if last is None or last.kind != "value" or item.piece.meanings:
            continue
        joint = draft.items[last.index - 1] if last.index else None
        first = draft.left(joint) if joint is not None else None
        if joint is None or first is None or first.kind != "value" or not joint.has("and", "comma"):
            continue
        if _column(first) == _column(last) and not _names_next(draft, item):
            item.operate("together")


def _column(item: Item) -> str:
    return item.bound_to.partition("=")[0]


def _names_next(draft: Draft, item: Item) -> bool:
    """ "华东和华南总销售额": the word belongs to the number after it."""
    following = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    return item.has("agg_sum") and following is not None and bool(following.named("metric"))
