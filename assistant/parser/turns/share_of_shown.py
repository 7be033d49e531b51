"""What the shown members are of everything: "what share of the total are they?", 他们占总额的多少, after a top five.

Rule: the whole is all members, never the shown ones alone. Together they are one share; "each" keeps them apart, and
each is then a part of all.
"""

from __future__ import annotations

from assistant.parser.conditions.own_filters import share_under
from assistant.parser.draft import Draft, Item
from assistant.parser.turns.among import shown_condition
from semantic_layer.query import Compare, Share

_APART = ("each", "each of them", "respectively", "individually", "各", "各自", "分别")


def settle_share_of_shown(draft: Draft) -> bool:
    """Set the share, where the turn is about the members that a ranking showed; False elsewhere."""
    base = draft.previous
    if base is None or (base.top is None and base.limit is None) or len(draft.metrics) != 1:
        return False
    shown = shown_condition(draft, base)
    compared = (f for f in draft.filters if isinstance(f, Compare))
    kept = next((f for f in compared if shown is not None and _is_same(f, shown)), None)
    if kept is None or draft.grain is not None:
        return False
    for item in list(draft.cued("share", "account_for", "of_total", "among")):
        item.operate("share", "share")
    if any(_is_apart(item) for item in draft.items):
        draft.share = Share("total")
        return True
    measured = draft.metrics[0]
    measured.ref = share_under(draft, measured.ref, [kept])
    draft.filters = [f for f in draft.filters if f is not kept]
    draft.groups, draft.rows = [group for group in draft.groups if group.ref.key != kept.field], None
    draft.order = ()
    return True


def _is_same(found: Compare, shown: Compare) -> bool:
    return (found.field, found.op, set(found.values)) == (shown.field, shown.op, set(shown.values))


def _is_apart(item: Item) -> bool:
    return item.text in _APART or item.text.startswith("各") or (item.has("group") and item.text.endswith("each"))
