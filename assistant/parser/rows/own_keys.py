"""One member by its number: "show me order 1234", "revenue of customer 612", 客户612的订单, 订单号1234.

Rule: a whole number right behind one thing, or behind the name of its key, is the key of that thing. A number with a
unit, a size or a comparison stays what it is, and so does one behind several things ("orders 2024").
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.labels import key_of
from semantic_layer.query import Compare
from semantic_layer.wordforms import has_han, singular

_SIGNS = frozenset({"no", "no.", "nr", "number", "id", "#", "号", "编号", "号码"})
_RANKS = ("top", "bottom", "high", "low", "best", "worst", "newest", "oldest", "how_many", "each", "per", "group")


def read_own_keys(draft: Draft) -> None:
    """Make each such number a condition on the key."""
    found: dict[str, list[int | str]] = {}
    for item in draft.items[1:]:
        key = _key_before(draft, item) if _is_plain_number(draft, item) else None
        dimension = draft.dimension(key) if key else None
        if dimension is None or item.piece.number is None:
            continue
        value = item.text if dimension.datatype == "String" else int(item.piece.number.value)
        found.setdefault(dimension.qualified, []).append(value)
        item.take(f"value:{dimension.qualified}={value}", "value")
    for name, values in found.items():
        draft.filters.append(Compare(name, "in" if len(values) > 1 else "eq", tuple(values)))


def _is_plain_number(draft: Draft, item: Item) -> bool:
    number = item.piece.number
    if number is None or item.taken or item.piece.meanings or item.piece.condition or not item.text.isdigit():
        return False
    if number.op is not None or number.unit is not None:
        return False
    after = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    return after is None or not (after.piece.time is not None or after.has("unit_word") or after.piece.number is not None)


def _key_before(draft: Draft, item: Item) -> str | None:
    """The key of the one thing right before the number, over a sign for numbers."""
    before = draft.items[item.index - 1]
    if before.text.strip() in _SIGNS and not before.piece.meanings and item.index > 1:
        before.operate("number")
        before = draft.items[item.index - 2]
    if not has_han(before.text) and before.text != singular(before.text):
        return None
    ranked = draft.left(before)
    if ranked is not None and ranked.has(*_RANKS):
        return None
    if len(before.named("entity")) == 1:
        return key_of(draft.model, before.named("entity")[0].name)
    named = [d for m in before.named("dimension") if (d := draft.dimension(m.name)) is not None]
    keys = {d.qualified for d in named if d.type == "identifier"}
    if len(keys) != 1 or len(keys) != len({d.qualified for d in named}):
        return None
    key = keys.pop()
    before.take(f"field:{key}", "dimension")
    return key
