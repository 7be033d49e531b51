"""Which negation governs a condition: "except East", "region is not East", 除华东外.

Rule: a negation stands before what it denies, or closes after it; an opening and its closing word are one negation, and
two negations are none.
"""

from __future__ import annotations

from assistant.parser.conditions.value_owners import names_of
from assistant.parser.draft import Draft, Item
from semantic_layer.wordforms import has_han

NEGATIONS = ("not", "except")


def negation_around(draft: Draft, first: Item, last: Item, value: Item | None = None) -> bool:
    """Take the negation that governs `first` to `last`, if there is one.

    A negation stands before ("except East", "region is not East", "不是华东"), or closes after ("除华东外").
    """
    before = draft.left(first)
    inside = draft.between(first, value) if value and value.index > first.index else ()
    found = [item for item in inside if item.has(*NEGATIONS) and not item.taken]
    if before and before.has(*NEGATIONS, "except_open") and not before.taken:
        found.append(before)
    after = draft.right(last)
    if after and after.named("entity") and any(item.has("except_open") for item in found):
        closing = draft.right(after)  # 除了取消的订单以外: the thing stands before the word that closes
        after = closing if closing is not None and closing.has("except_close") else after
    if after and after.has("except_close") and not after.taken:
        found.append(after)
    if after and after.has("except") and not after.taken and not _governs_right(draft, after):
        found.append(after)
    for item in found:
        item.operate("not", "negation")
    opened = sum(item.has("except_open") for item in found)
    closed = sum(item.has("except_close") for item in found)
    count = len(found) - min(opened, closed)
    return count % 2 == 1


def _governs_right(draft: Draft, item: Item) -> bool:
    """ "华东除外" closes; in "华东 排除 线上" the word belongs to what follows."""
    following = draft.right(item)
    if not has_han(item.text) and following is not None:
        return item.text != "excluded"  # English denies what follows: "but not older than 15", "excluding hotels"
    return following is not None and bool(following.named("value") or names_of(following))
