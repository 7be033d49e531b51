"""A total over all of something: 哪款产品在各门店的总销量最高, "which product has the highest total over all stores".

Rule: where one winner is asked for and its number is a total "in each X", X is what the total runs over and no row of
the answer.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item

_EACH = ("在各", "在各个", "在每个", "在每家")
_ALL = ("所有", "所有的", "全部", "全部的")
_SUPERLATIVES = ("high", "low", "best", "worst")
_REACH = 4  # items between the thing and the word of the total: 上, 中, 的, 拥有


def read_over_each(draft: Draft) -> None:
    """Take "in each X" where the number is a total and the winner is something else."""
    for cue in list(draft.free()):
        thing = draft.right(cue)
        is_all = _is_all(draft, cue)
        if not (is_all or _is_each(draft, cue)) or thing is None or thing.taken or not thing.named("entity"):
            continue
        asked = any(item.has("which") for item in draft.items[: cue.index])
        ranked = any(item.has(*_SUPERLATIVES) for item in draft.items[thing.index :])
        total = is_all or any(item.has("agg_sum") for item in draft.items[thing.index + 1 : thing.index + 1 + _REACH])
        if asked and ranked and total:
            cue.operate("over all")
            thing.take(f"entity:{thing.named('entity')[0].name}", "entity")


def _is_all(draft: Draft, cue: Item) -> bool:
    return cue.text in _ALL and bool(cue.index) and draft.items[cue.index - 1].text == "在"


def _is_each(draft: Draft, cue: Item) -> bool:
    before = draft.items[cue.index - 1] if cue.index else None
    return cue.text in _EACH or (cue.has("group") and before is not None and before.text == "在")
