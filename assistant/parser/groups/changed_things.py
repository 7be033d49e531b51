"""Things told by what they or their figure did: "products with falling revenue", "the customer who spent the most".

Rule: such words ask which of the things did so, so they are read as if "which" stood before the thing; the things are
never counted beside the figure.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.text.pieces import Piece
from semantic_layer.wordforms import has_han

_TIES = frozenset({"with", "whose", "where", "having", "that have", "which have", "that had", "which had", "for which"})
_CHANGES = ("growth", "decline")
_WHO = frozenset({"who", "that", "who have", "that have", "who has"})


def read_changed_things(draft: Draft) -> None:
    """Put "which" before a thing that stands beside a change of a figure; how many did so is told with the rows.

    Raises
    ------
    Unreadable
        Where a number of things stands there: it is not the number of those whose figure changed.
    """
    if any(item.has("which") for item in draft.items):
        return
    for cue in draft.items:
        thing = _changed(draft, cue) if cue.has(*_CHANGES) and not cue.piece.meanings else None
        if thing is None:
            continue
        if not (thing.named("entity") or thing.named("dimension")):
            raise refuse("not_supported", missing=[thing.text], construction=thing.text)
        behind = draft.right(thing) if has_han(cue.text) else None  # 销售额下降的门店有几家
        asked = next((word for word in (behind, draft.left(thing)) if word is not None and word.has("how_many")), None)
        if asked is not None and asked is behind:
            asked.operate("which")
            _ask_which(draft, thing)
        elif asked is not None:
            asked.piece = replace(asked.piece, cues=frozenset({"which"}))
            asked.operate("which")
        else:
            _ask_which(draft, thing)
        return


def read_biggest_spenders(draft: Draft) -> None:
    """ "The customer who spent the most": the one of whom that is said is asked for; 消费最多的客户 says so itself."""
    if any(item.has("which", "how_many") and item.text not in _WHO for item in draft.items):
        return
    for cue in draft.items:
        most = draft.right(cue) if cue.has("spent") and not cue.piece.meanings and not has_han(cue.text) else None
        who = draft.items[cue.index - 1] if most is not None and most.has("high", "low") and cue.index > 1 else None
        thing = draft.items[who.index - 1] if who is not None and who.text in _WHO else None
        number = draft.left(thing) if thing is not None else None
        if number is not None and number.piece.number is not None:
            return  # "the 3 customers who spent the most" picks by its number
        if thing is not None and thing.named("entity") and not thing.taken:
            _ask_which(draft, thing)
            return


def _ask_which(draft: Draft, thing: Item) -> None:
    which = Item(Piece(thing.place[0], thing.place[0], cues=frozenset({"which"})), thing.index, "which")
    which.operate("which")
    draft.items.insert(thing.index, which)
    for index, item in enumerate(draft.items):
        item.index = index


def _changed(draft: Draft, cue: Item) -> Item | None:
    """The thing whose figure the cue is about; none where no figure is named beside it."""
    many = next(draft.cued("how_many"), None)
    counted = draft.right(many) if many is not None else None
    tie = next((item for item in draft.items[: cue.index] if item.text in _TIES and item.index), None)
    thing: Item | None
    if counted is not None and counted.index < cue.index:  # how many products have falling revenue
        thing, figures = counted, draft.items[counted.index + 1 :]
    elif has_han(cue.text):
        thing, figures = draft.right(cue, skip=_is_of), draft.items[: cue.index]
    elif tie is not None:
        thing, figures = draft.items[tie.index - 1], draft.items[tie.index :]
    else:
        return None
    is_told = any(item.named("metric") and item is not thing for item in figures)
    return thing if thing is not None and is_told and not thing.taken and thing.piece.meanings else None


def _is_of(item: Item) -> bool:
    """的, and by how much: 下降超过10%的商品."""
    return (item.text == "的" and not item.piece.meanings) or item.piece.condition is not None
