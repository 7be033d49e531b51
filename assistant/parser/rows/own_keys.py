"""One member by its number: "show me order 1234", "revenue of customer 612", 客户612的订单, 订单号SO00002.

Rule: a whole number or a code right behind one thing, or behind the name of its key, is the key of that thing. A
number with a unit, a size or a comparison stays what it is, and so does one behind several things ("orders 2024").
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.labels import dataset_of, key_of
from assistant.parser.rows.listed import Listing, visible
from assistant.parser.rows.owned_ids import BARE
from assistant.reading import SpanKind
from semantic_layer.model import Dimension
from semantic_layer.query import Compare
from semantic_layer.wordforms import has_han, singular

_SIGNS = frozenset({"no", "no.", "nr", "number", "id", "#", "号", "编号", "号码"})
_SHOWS = ("details", "list", "describe", "which")
_RANKS = ("top", "bottom", "high", "low", "best", "worst", "newest", "oldest", "how_many", "each", "per", "group")


def read_own_keys(draft: Draft) -> None:
    """Make each such number a condition on the key; a member named alone is shown with all its columns."""
    found: dict[str, list[int | str]] = {}
    owners: list[Item] = []
    for place, item in enumerate(draft.items):
        owner = _owner(draft, place) if place and (item.piece.literal or _is_plain_number(draft, place)) else None
        key = _key(draft, owner) if owner is not None else None
        dimension = draft.dimension(key) if key else None
        value = _value(item, dimension) if dimension is not None else None
        if owner is None or dimension is None or value is None:
            continue
        found.setdefault(dimension.qualified, []).append(value)
        owners.append(owner)
        item.take(f"value:{dimension.qualified}={value}", "value")
    if not found:
        return
    if len(found) == 1:
        _show_alone(draft, next(iter(found)), owners)
    for owner in owners:
        thing: SpanKind = "entity" if owner.named("entity") else "dimension"
        owner.take(thing, thing)
        owner.piece = replace(owner.piece, meanings=())
    for name, values in found.items():
        draft.filters.append(Compare(name, "in" if len(values) > 1 else "eq", tuple(values)))
        if len(values) > 1:
            draft.listed_members.append(name)


def _value(item: Item, key: Dimension) -> int | str | None:
    """The key as its column holds it."""
    if item.piece.literal is not None:
        return item.piece.literal if key.datatype in ("String", "") else None
    number = item.piece.number
    return item.text if key.datatype == "String" else int(number.value) if number is not None else None


def _show_alone(draft: Draft, key: str, owners: list[Item]) -> None:
    """ "Order 1234", 客户612的详情: nothing else is asked for than the member itself."""
    others = [item for item in draft.items if item not in owners and not item.taken]
    if any(i.piece.meanings or i.piece.time or i.piece.number or not i.has("filler", *_SHOWS) for i in others):
        return
    entity = key.partition(".")[0]
    dataset = dataset_of(draft.model, entity)
    if dataset is None:
        return
    draft.listing = Listing(entity, dataset.name, owners[0], visible(dataset))
    for item in others:
        if not item.has("filler"):
            item.operate("details")


def _is_plain_number(draft: Draft, place: int) -> bool:
    item = draft.items[place]
    number = item.piece.number
    if number is None or item.taken or item.piece.meanings or item.piece.condition or not item.text.isdigit():
        return False
    if number.op is not None or number.unit is not None:
        return False
    after = draft.items[place + 1].piece if place + 1 < len(draft.items) else None
    return after is None or not (after.time or after.number or "unit_word" in after.cues)


def _owner(draft: Draft, place: int) -> Item | None:
    """The one thing, or the name of its key, right before the number, over a sign for numbers."""
    before = draft.items[place - 1]
    if before.text.strip() in _SIGNS and not before.piece.meanings and place > 1:
        before.operate("number")
        before = draft.items[place - 2]
    if before.text.strip() in BARE or (not has_han(before.text) and before.text != singular(before.text)):
        return None  # whose a bare "ID" is, is read elsewhere
    ranked = draft.left(before)
    return None if ranked is not None and ranked.has(*_RANKS) else before


def _key(draft: Draft, owner: Item) -> str | None:
    if len(owner.named("entity")) == 1:
        return key_of(draft.model, owner.named("entity")[0].name)
    named = [d for m in owner.named("dimension") if (d := draft.dimension(m.name)) is not None]
    if len(named) != 1 or named[0].type != "identifier" or not draft.model.has_entity(named[0].prefix):
        return None
    return named[0].qualified if key_of(draft.model, named[0].prefix) == named[0].qualified else None
