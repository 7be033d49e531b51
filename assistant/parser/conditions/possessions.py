"""Things that are counted with what they have: "number of orders with returns", "how many orders have complaints".

Rule: "with" between a counted thing and a bare name of things that belong to it, or "with an" between any two such
names, is a condition on the counted rows, never a second number. A number or condition after the second name, or a
period that the counted thing does not have, is left to other rules.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.wordforms import has_han

_HAVE = frozenset({"with", "have", "has", "had", "having", "that have", "that had", "which have", "who have"})
_WITH = frozenset({"with", "that have", "that had", "which have", "which had", "who have", "who had"})


def read_possessions(draft: Draft) -> None:
    """Take each "with" of this kind and the name after it."""
    for item in list(draft.free()):
        with_one = item.has("possessing") and not has_han(item.text)  # "with an": one of them, and no number of them
        if not (item.text in _HAVE or with_one) or item.piece.meanings:
            continue
        before, thing = draft.left(item), draft.right(item)
        if before is None or thing is None or thing.taken or thing.index != item.index + 1:
            continue
        if not with_one and not _is_counted(draft) and not (item.text in _WITH and _begins(draft, before)):
            continue
        owned = _owned(draft, _counted_entity(draft, before), thing)
        if owned is None:
            continue
        _refuse_more(draft, thing)
        item.operate("related", "operator")
        thing.take(f"entity:{owned}", "entity")
        draft.related.append((owned, False))


def _is_counted(draft: Draft) -> bool:
    return any(item.has("how_many", "share") or item.text.startswith(("number of", "count of")) for item in draft.items)


def _begins(draft: Draft, item: Item) -> bool:
    """ "Customers with complaints by city": nothing but the things themselves is asked for."""
    return bool(item.named("entity")) and all(word.piece.is_soft for word in draft.items[: item.index])


def _counted_entity(draft: Draft, item: Item) -> str | None:
    """The thing whose number is asked for, by its name or by the name of that number."""
    if item.taken:
        return None
    if item.named("entity"):
        return item.named("entity")[0].name
    counted = {m.name for m in item.named("metric")}
    return next((e.name for e in draft.model.entities if e.default_count in counted), None)


def _owned(draft: Draft, owner: str | None, thing: Item) -> str | None:
    """The things that `thing` names, if they belong to the owner and nothing more is said about them."""
    names = [m.name for m in thing.named("entity")]
    if owner is None or len(names) != 1 or thing.named("value") or thing.named("dimension"):
        return None
    own, data = draft.model.dataset_of_entity(owner), draft.model.dataset_of_entity(names[0])
    if own is None or data is None or data.name == own.name or not draft.reach.belongs(data.name, owner):
        return None
    after = draft.items[thing.index + 1] if thing.index + 1 < len(draft.items) else None
    if after is not None and (after.piece.condition or after.piece.number):
        return None
    return None if own.role == "dimension" and _has_period(draft) else names[0]


def _refuse_more(draft: Draft, thing: Item) -> None:
    """ "With returns and complaints": both, or one of them, or another number."""
    after = draft.items[thing.index + 1] if thing.index + 1 < len(draft.items) else None
    more = draft.right(after) if after is not None and after.has("and", "or") else None
    if after is not None and more is not None and more.named("entity"):
        raise refuse("not_supported", construction=f"{thing.text} {after.text} {more.text}")


def _has_period(draft: Draft) -> bool:
    return any(item.piece.time is not None and item.piece.time.kind == "window" for item in draft.items)
