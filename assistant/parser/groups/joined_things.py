"""Things that a split names last: "admissions by type and ward", "sales by month, region and customer".

Rule: behind "by" or "per" and what an answer is split by, a thing in the singular after "and" is one more grouping, as
if "by" stood before it; nobody counts wards by saying "ward". In the plural, or counted, it stays a figure.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from semantic_layer.wordforms import has_han, plural, singular


def read_joined_things(draft: Draft) -> None:
    """Let each such "and" group."""
    for thing in draft.items[3:]:
        joint = draft.items[thing.index - 1]
        if thing.taken or joint.taken or not _joins(joint) or not _is_one(thing):
            continue
        if _is_split_by(draft, draft.items[joint.index - 1]):
            joint.piece = replace(joint.piece, cues=frozenset({"group"}))


def _joins(joint: Item) -> bool:
    return joint.has("and", "comma") or joint.text == "and by"


def _is_one(thing: Item) -> bool:
    said = thing.text
    return bool(thing.named("entity")) and not has_han(said) and said == singular(said) != plural(said)


def _is_split_by(draft: Draft, item: Item) -> bool:
    """Does this stand behind "by", alone or after others of its kind?"""
    while item.index and not item.taken:
        before = draft.items[item.index - 1]
        if item.piece.time is not None and item.piece.time.kind == "grain":
            return True  # "by month" is one word
        if not _splits(item):
            return False
        if before.has("group"):
            return not has_han(before.text)
        if not _joins(before) or before.index == 0:
            return False
        item = draft.items[before.index - 1]
    return False


def _splits(item: Item) -> bool:
    is_part = item.piece.time is not None and item.piece.time.kind == "part"
    return is_part or bool(item.named("dimension") or item.named("entity"))
