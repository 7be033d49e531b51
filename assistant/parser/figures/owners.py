"""Whose the counted things are: "how many loans do readers have", "how many orders did customers place".

Rule: after "how many" a thing behind "do" is the owner of what is counted and no second number. Where nothing that the
model knows is counted ("how many coins do readers have"), the owners are not counted in its place.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item, refuse

_DO = frozenset({"do", "does", "did"})
_HAVE = frozenset({"have", "has", "own", "hold", "get"})
_COUNTED = ("entity", "metric", "dimension")


def read_owners(draft: Draft) -> None:
    """Take the owner of what is counted."""
    for cue in draft.items:
        helper = draft.items[cue.index + 1] if cue.index + 1 < len(draft.items) else None
        if helper is None or helper.text not in _DO or helper.taken:
            continue
        owner = draft.right(helper, skip=_is_article)
        asked = next((item for item in draft.items[: helper.index] if item.has("how_many", "what_is")), None)
        if owner is None or asked is None or owner.taken or not owner.named("entity") or _is_bound(draft, owner):
            continue
        between = draft.items[asked.index : helper.index]
        counted = [item for item in between if any(item.named(kind) for kind in _COUNTED)]
        rest = draft.items[owner.index + 1 :]
        if not counted and any(item.has("unit_word") for item in between):
            if any(item.text in _HAVE for item in rest) and not any(item.named("metric") for item in rest):
                raise refuse("not_supported", missing=[cue.text], construction=cue.text)
        elif counted and owner.named("entity") != counted[0].named("entity"):
            owner.take(f"entity:{owner.named('entity')[0].name}", "entity")
            owner.piece = replace(owner.piece, meanings=(), cues=frozenset({"filler"}))


def _is_article(item: Item) -> bool:
    """Words before the owner: an article, and values that choose among them."""
    return bool(item.named("value")) or (
        item.text in ("the", "our", "all", "all the", "of our") and not item.piece.meanings
    )


def _is_bound(draft: Draft, owner: Item) -> bool:
    """ "Do customers with more than 2 visits ...": a condition on the owners needs their name."""
    following = draft.right(owner)
    return following is not None and (following.piece.condition is not None or following.has("that", "who"))
