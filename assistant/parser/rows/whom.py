"""Whom a pronoun asks for: "of the active trainers, who has more than 20 lessons", 在职教练中，哪些人的课时超过500.

Rule: "who" and "which ones" that stand alone ask for the things that the words before them chose from. Where nothing
was chosen from, 谁的 asks for people, if the data know who that is; the noun after it is never who is asked for.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.text.pieces import Piece
from assistant.parser.text.splits import split
from semantic_layer.meanings import Meaning
from semantic_layer.wordforms import has_han

_PEOPLE = frozenset({"哪些人", "谁", "有谁", "who"})
_ALONE = _PEOPLE | frozenset(
    {"哪些", "哪个", "哪几个", "哪几位", "哪位", "哪一个", "哪一位", "哪几家", "哪家", "哪几名", "哪名"}
    | {"which ones", "which one", "which"}
)
_INSIDE = ("中", "里", "之中", "当中", "里面", "中间", "之内")
_CHOSEN_FROM = ("among", "of", "out of")


def read_whom(draft: Draft) -> None:
    """Put the things that are asked for beside each pronoun that asks for them."""
    for item in list(draft.items):
        if item.taken or not (item.text in _ALONE or item.has("which")):
            continue
        thing = _chosen_from(draft, item)
        if thing is not None:
            thing.take(f"entity:{thing.named('entity')[0].name}", "entity")
        if item.text not in _ALONE or _has_noun(draft, item):
            continue
        if thing is not None:
            _stand_in(draft, item, thing.named("entity"))
        elif item.text in _PEOPLE and _owns(draft, item):
            people = tuple(m for m in draft.vocabulary.meanings("人") if m.kind == "entity")
            if not people:
                raise refuse("unknown_word", word=item.text, missing=[item.text])
            _stand_in(draft, item, people)


def _stand_in(draft: Draft, item: Item, things: tuple[Meaning, ...]) -> None:
    start, end = item.place
    asks = Piece(start, end, cues=frozenset({"which"}))
    split(draft, item, (asks, Piece(start, end, meanings=things)))


def _has_noun(draft: Draft, item: Item) -> bool:
    following = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    named = following is not None and bool(following.named("entity") or following.named("dimension"))
    return named and item.text not in _PEOPLE


def _owns(draft: Draft, item: Item) -> bool:
    """谁的课程."""
    following = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    return following is not None and following.text == "的"


def _chosen_from(draft: Draft, item: Item) -> Item | None:
    """The thing that "among X," or X中 names right before the pronoun."""
    index = item.index - 1
    apart = index >= 0 and draft.items[index].has("comma")
    index -= apart
    if has_han(item.text):
        if index < 1 or draft.items[index].text not in _INSIDE:
            return None
        thing = draft.items[index - 1]
        return thing if thing.named("entity") and not thing.taken else None
    thing = draft.items[index] if index >= 0 else item
    if not apart or not thing.named("entity") or thing.taken:
        return None  # "customers who are not champions" says who the customers are
    opening = next((i for i in draft.items[:index] if i.text in _CHOSEN_FROM), None)
    if opening is None or not all(_describes(i) for i in draft.items[opening.index + 1 : index]):
        return None
    opening.operate("among")
    return thing


def _describes(item: Item) -> bool:
    return bool(item.named("value") or item.named("adjective")) or item.has("filler", "and", "comma")
