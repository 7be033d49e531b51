"""Members of a segment, split or ranked: "churned customers by channel", VIP客户最多的城市, "which city lost the
most customers".

Rule: the name of a segment stands for its members, who are counted as people are, wherever groups or a rank are asked
for and nothing else is measured. To lose customers is to have churned ones, in a model with such a segment; in which
period they were lost no segment says, so a period beside it is refused.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.nicknames import person
from semantic_layer.wordforms import has_han

_SPLIT = ("group", "which", "high", "low")
_DEEDS = ("spent", "sold", "bought", "happened", "valued", "signup", "growth", "decline", "share")
_CHURNED = ("churned", "已流失", "流失客户")


def read_segment_members(draft: Draft) -> None:
    """Put the counted thing behind the name of its segment, or between it and an English rank before it."""
    _read_losses(draft)
    named = [item for item in draft.items if _segment_entity(draft, item) is not None]
    asked = any(item.has(*_SPLIT) for item in draft.items if not item.named("value"))
    measured = any(item.named("metric") or (item.named("entity") and not _is_axis(draft, item)) for item in draft.items)
    if len(named) != 1 or not asked or measured or draft.previous is not None:
        return
    if any(item.has(*_DEEDS) and not item.piece.meanings for item in draft.items):
        return
    _insert(draft, named[0], _segment_entity(draft, named[0]) or "")


def _segment_entity(draft: Draft, item: Item) -> str | None:
    """The thing whose members the item names by their segment."""
    values = item.named("value")
    names = {m.name for m in values}
    if len(names) != 1 or not draft.model.has_segmentation(name := next(iter(names))) or item.taken:
        return None
    return draft.model.segmentation(name).entity


def _is_axis(draft: Draft, item: Item) -> bool:
    """ "By channel", 哪个渠道, 最多的渠道: a thing that groups are made of, and that nobody counts."""
    before = draft.left(item)
    buyer = person(draft.model)
    return before is not None and all(m.name != buyer for m in item.named("entity"))


def _read_losses(draft: Draft) -> None:
    cue = next(draft.cued("lost_most", "lost"), None)
    churned = _churned(draft)
    if cue is None or cue.piece.meanings or churned is None:
        return
    entity = draft.model.segmentation(churned.name).entity
    counted = any(item.has(*_SPLIT, "how_many") for item in draft.items)  # "including lost customers" counts nobody
    people = [i for i in draft.items if i.index > cue.index and any(m.name == entity for m in i.named("entity"))]
    if cue.has("lost") and not (people and counted):
        return
    dated = next((item for item in draft.items if item.piece.time is not None), None)
    if dated is not None:
        raise refuse("not_supported", construction=f"{cue.text} {dated.text}", missing=[dated.text])
    ranks = cue.has("lost_most")
    cue.piece = Piece(*cue.place, meanings=(churned,))
    if ranks:
        _insert(draft, cue, entity)
        end = cue.piece.end
        draft.items.insert(cue.index + 2, Item(Piece(end, end, cues=frozenset({"high"})), 0, ""))
        _number(draft)


def _churned(draft: Draft) -> Meaning | None:
    """The segment of those who left, where the model has one."""
    for word in _CHURNED:
        for meaning in draft.vocabulary.meanings(word):
            if meaning.kind == "value" and draft.model.has_segmentation(meaning.name):
                return meaning
    return None


def _insert(draft: Draft, item: Item, name: str) -> None:
    before = draft.left(item)
    ahead = before is not None and before.has("high", "low") and not has_han(draft.text)
    end = item.piece.start if ahead else item.piece.end
    count = draft.model.entity(name).default_count
    meanings = (*((Meaning("metric", count),) if count else ()), Meaning("entity", name))
    made = Item(Piece(end, end, meanings=meanings), 0, "")
    draft.items.insert(item.index + (not ahead), made)
    _number(draft)


def _number(draft: Draft) -> None:
    for index, item in enumerate(draft.items):
        item.index = index
