"""Cells that are empty or known: "without a coupon", "with a garage", "email is missing".

Rule: what is lacking or there is the column that is named; of a yes-or-no column "with" means yes and "without" no, and
such a column needs no article: "plants with trackers".
"""

from __future__ import annotations

from assistant.parser.conditions.adjectives import yes_and_no
from assistant.parser.conditions.negations import negation_around
from assistant.parser.conditions.quoted import PATTERNS
from assistant.parser.conditions.value_owners import beside
from assistant.parser.draft import Draft, Item
from semantic_layer.query import Compare
from semantic_layer.wordforms import has_han


def lacked(draft: Draft, item: Item) -> Item | None:
    """ "Without a coupon": a dimension, not a value, follows."""
    owner = draft.right(item)
    if owner is None or owner.taken or not owner.named("dimension") or owner.named("value"):
        return None
    if not all(item.has("lacking") and _may_be_unknown(draft, m.name) for m in owner.named("metric")):
        return None
    after = draft.right(owner)
    return None if after is not None and after.named("value") and after.index == owner.index + 1 else owner


def _has_it(draft: Draft, name: str) -> Compare:
    """ "With a garage" is yes where the column says yes or no, else any value."""
    says = yes_and_no(draft, name)
    return Compare(name, "eq", says[:1]) if says else Compare(name, "not_null")


def _lacks_it(draft: Draft, name: str) -> Compare:
    """ "Without a garage" is no where the column says yes or no, else an empty cell."""
    says = yes_and_no(draft, name)
    return Compare(name, "eq", says[1:]) if says else Compare(name, "is_null")


_BARE = ("with", "having", "that have", "which have", "that has")


def says_with(item: Item) -> bool:
    """ "With" alone, behind which only a column of yes and no is a condition."""
    return item.text in _BARE and not item.piece.meanings


def possessed(draft: Draft, item: Item) -> Item | None:
    """ "Orders with a coupon", "有优惠券的订单": the dimension has some value."""
    owner = lacked(draft, item)
    bare = says_with(item) and not item.has("possessing")
    if owner and bare and not all(yes_and_no(draft, m.name) for m in owner.piece.meanings if m.kind == "dimension"):
        return None
    if owner is None or owner.index != item.index + 1 or len(owner.named("dimension")) != 1:
        return None
    after = draft.items[owner.index + 1] if owner.index + 1 < len(draft.items) else None
    if has_han(item.text):
        return owner if after is not None and after.text == "的" else None
    while after is not None and after.piece.cues == {"filler"} and after.index + 1 < len(draft.items):
        after = draft.items[after.index + 1]
    compared = after is not None and (
        after.piece.condition or after.piece.number or after.piece.literal or after.has("is", "of", *PATTERNS)
    )
    return None if compared else owner


def _may_be_unknown(draft: Draft, metric: str) -> bool:
    """No rating is an empty cell; no discount may as well be a discount of 0."""
    return draft.model.metric(metric).null_semantics == "absent_is_unknown"


def read_lacking(draft: Draft, item: Item, owner: Item) -> None:
    name = draft.choose(owner, "ambiguous_dimension", [m.name for m in owner.named("dimension")])
    item.operate("missing")
    owner.take(f"field:{name}", "dimension")
    draft.filters.append(_lacks_it(draft, name))


def read_missing(draft: Draft, item: Item) -> None:
    owner = next((other for other in beside(draft, item) if other.named("dimension")), None)
    if owner is None:
        return
    name = draft.choose(owner, "ambiguous_dimension", [m.name for m in owner.named("dimension")])
    negated = negation_around(draft, item, item)
    missing = item.has("missing") != negated
    item.operate("missing" if missing else "present")
    owner.take(f"field:{name}", "dimension")
    for other in draft.items[min(item.index, owner.index) : max(item.index, owner.index)]:
        if other.has("is"):
            other.operate("is")
    draft.filters.append(Compare(name, "is_null" if missing else "not_null"))


def read_possessed(draft: Draft, item: Item, owner: Item) -> None:
    item.operate("present")
    owner.take(f"field:{owner.named('dimension')[0].name}", "dimension")
    draft.filters.append(_has_it(draft, owner.named("dimension")[0].name))
