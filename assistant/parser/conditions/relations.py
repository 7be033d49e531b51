"""Verbs that only say that two things belong together: "restaurants that serve Italian food", 提供早餐的酒店.

Rule: such a verb comes from a closed list and adds nothing where both things are named and the model ties them. Beside
a period it says when something happened, which it cannot carry: then it stays unexplained.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.rows.labels import dataset_of
from assistant.parser.text.pieces import Piece
from semantic_layer.wordforms import has_han, singular

BOUND = frozenset({"entity", "value", "dimension", "metric", "number", "segmentation"})
_HELPERS = frozenset({"do", "does", "did"})
_BUYING = frozenset({"order", "purchase"})
_FROM = frozenset({"from", "living in", "based in"})


def read_actors(draft: Draft) -> None:
    """ "Reviews posted by users in Paris": who did it is no grouping."""
    for item in draft.items:
        by = draft.items[item.index - 1] if item.index else None
        did = draft.items[by.index - 1] if by is not None and by.index else None
        if did is None or by is None or by.text not in ("by", "by the") or by.taken:
            continue
        if _is_who_did(draft, did, item):  # "visits by patients from Leeds"
            by.operate("by")
            item.take(f"entity:{item.named('entity')[0].name}", "entity")
            continue
        if not did.has("relating"):
            continue
        if did.named("metric"):
            continue  # "plays by podcast" is a number and its grouping
        if item.named("entity") or item.named("value") or item.piece.literal is not None:
            by.operate("by")
            did.operate("relation")
            if item.named("entity") and not item.named("value"):
                item.take(f"entity:{item.named('entity')[0].name}", "entity")


def _is_who_did(draft: Draft, did: Item, item: Item) -> bool:
    """Several things that are told apart by a value of theirs right behind them; "by patient" alone is a grouping."""
    following = draft.items[item.index + 1 : item.index + 3]
    told = (
        len(following) == 2 and following[0].text in ("from", "living in", "based in") and following[1].named("value")
    )
    names = {m.name for m in item.named("entity")}
    counted = [dataset_of(draft.model, m.name) for m in did.named("entity")]
    if not told or len(names) != 1 or singular(item.text) == item.text or did.named("dimension"):
        return False
    return any(home is not None and draft.reach.belongs(home.name, next(iter(names))) for home in counted)


def read_compounds(draft: Draft) -> None:
    """ "Business categories", "car sales": the first of two nouns only says whose the second one is."""
    for item in draft.items[:-1]:
        following = draft.items[item.index + 1]
        if has_han(item.text) or item.taken or not item.named("entity"):
            continue
        if not following.named("entity"):
            _read_modifier(draft, item, following)
            continue
        if _is_done_by(draft, item, following):
            continue
        first, second = item.named("entity")[0].name, following.named("entity")[0].name
        home = dataset_of(draft.model, second)
        if first != second and home is not None and draft.reach.belongs(home.name, first):
            _say_whose(item)
            draft.owners.append(first)


def _is_done_by(draft: Draft, item: Item, following: Item) -> bool:
    """ "How many products did each customer order": behind "did" and who it was, the noun is a verb."""
    before = draft.items[max(0, item.index - 2) : item.index]
    if not any(other.text in _HELPERS for other in before) or singular(following.text) != following.text:
        return False
    if following.text not in _BUYING:
        raise refuse("not_supported", missing=[following.text], construction=following.text)
    following.piece = replace(following.piece, meanings=(), cues=frozenset({"bought"}))
    return True


def _read_modifier(draft: Draft, item: Item, following: Item) -> None:
    """ "By customer region", where the region is one that each customer has by way of a city."""
    name = item.named("entity")[0].name
    home = dataset_of(draft.model, name)
    reached = home is not None and any(draft.reach.has(home.name, m.name) for m in following.named("dimension"))
    if reached and singular(item.text) == item.text:
        _say_whose(item)


def _say_whose(item: Item) -> None:
    item.take(f"entity:{item.named('entity')[0].name}", "entity")
    item.piece = replace(item.piece, meanings=(), cues=frozenset({"filler"}))


def read_relations(draft: Draft) -> None:
    """Take the verbs between things that were bound."""
    things = [item for item in draft.items if item.taken and _is_bound(item)]
    for item in list(draft.cued("relating")):
        left, right = _beside(draft, item, -1), _beside(draft, item, 1)
        dated = any(other is not None and _is_time(other.piece) for other in (left, right))
        if dated and draft.window is not None:
            continue
        if (len(things) >= 2 or dated) and any(other is not None and _is_bound(other) for other in (left, right)):
            item.operate("relation")
    for item in list(draft.cued("rows_word")):
        before = draft.items[item.index - 1] if item.index else None
        if before is not None and (before.kind == "entity" or before.bound_to.startswith("event:")):
            item.operate("rows")  # "sales records" are sales
    for item in list(draft.cued("possessing")):
        following = draft.right(item)
        if following is not None and following.taken and following.kind in BOUND and not item.piece.meanings:
            item.operate("with")


def _is_bound(item: Item) -> bool:
    return item.kind in BOUND or item.bound_to.startswith("event:")


def _beside(draft: Draft, item: Item, step: int) -> Item | None:
    def skip(other: Item) -> bool:
        return other.piece.is_soft and other.kind not in BOUND

    return draft.left(item, skip=skip) if step < 0 else draft.right(item, skip=skip)


def _is_time(piece: Piece) -> bool:
    return piece.time is not None and piece.time.kind == "window"
