"""Which of two named groups is ahead: 男客户和女客户谁买得多, 会员和非会员哪个花得多.

Rule: two values of one column with a joint between them, before a bare question word and a word of degree, are the
groups that are compared: the things behind the values only say whose they are, and no member of them is asked for. The
two sides of a yes-or-no column are all there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.rows.labels import dataset_of
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning

_WHICH = frozenset({"谁", "哪个", "哪一个", "哪边", "哪类", "哪种", "哪方"})
_HOW = re.compile(r"(?<=[\u4e00-\u9fff])得(?=(?:比较|更|最)?(?:[高低快慢长久勤贵大好差少]|多(?!少)))")
_SPENDING = re.compile(r"花(?=得(?:更|最)?[多少])")


def degree_of_deeds(text: str) -> Iterator[Piece]:
    """租得多: 得 only ties a verb to its degree."""
    yield from (Piece(*match.span(), cues=frozenset({"filler"})) for match in _HOW.finditer(text))
    if any(which in text for which in _WHICH):  # elsewhere 花得多 is a rule of a segmentation
        spending = frozenset({"spent"})
        yield from (Piece(*match.span(), cues=spending) for match in _SPENDING.finditer(text))


def read_which_of_two(draft: Draft) -> None:
    """Take the things behind the values; name the column where these are yes and no."""
    cue = next((item for item in draft.items if item.text in _WHICH and item.has("which") and not item.taken), None)
    if cue is None or not any(item.has("high", "low") for item in draft.items[cue.index + 1 :]):
        return
    before = draft.items[: cue.index]
    sides = [item for item in before if item.named("value") or item.named("adjective")]
    if len(sides) != 2 or not any(item.has("and", "or") for item in draft.between(*sides)):
        return
    shared = set.intersection(*map(_columns, sides))
    for item in before[sides[0].index :] if shared else ():
        if item not in sides and any(_has_one_of(draft, m.name, shared) for m in item.named("entity")):
            item.take(f"entity:{item.named('entity')[0].name}", "entity")
            item.piece = replace(item.piece, meanings=(), cues=frozenset({"filler"}))
    if shared:
        cue.text = "哪个"  # 谁 would be a person
    if len(shared) == 1 and all(side.named("adjective") for side in sides):
        _ask_for(draft, cue, sides, shared.pop())


def _columns(side: Item) -> set[str]:
    return {meaning.name for kind in ("value", "adjective") for meaning in side.named(kind)}


def _has_one_of(draft: Draft, entity: str, columns: set[str]) -> bool:
    home = dataset_of(draft.model, entity)
    return home is not None and any(draft.reach.has(home.name, column) for column in columns)


def _ask_for(draft: Draft, cue: Item, sides: Sequence[Item], column: str) -> None:
    """Put the column behind the question word; yes and no together leave nobody out."""
    for item in draft.items[sides[0].index : sides[1].index + 1]:
        item.take(f"dimension:{column}", "dimension")
        item.piece = replace(item.piece, meanings=(), cues=frozenset({"filler"}))
    place = cue.piece.end
    draft.items.insert(cue.index + 1, Item(Piece(place, place, meanings=(Meaning("dimension", column),)), 0, ""))
    for index, item in enumerate(draft.items):
        item.index = index
