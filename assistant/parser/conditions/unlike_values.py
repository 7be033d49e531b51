"""Values of different columns that a word joins: 线上和门店哪个渠道高, "East and Electronics".

Rule: "and" between two values lists members of one column; where they are of different columns, nothing says whether
their rows are added up, set side by side or shared, so the words are refused. Two yes-or-no columns, or one beside a
value of another table, describe and stay conditions ("paid and shipped"); beside a value of its own table it is a kind
among kinds: 线上和门店.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.model import Dimension

_JOINTS = ("和", "与", "及", "以及", "跟", "、", "and", "or", "或", "或者", "vs")
_ASKS_ONE = ("which", "compare", "versus", "difference", "respectively", "high", "low")


def refuse_unlike_values(draft: Draft) -> None:
    """Refuse a list whose members are of different columns.

    Raises
    ------
    Unreadable
    """
    asks = any(item.has(*_ASKS_ONE) for item in draft.items)
    for joint in draft.items:
        if joint.text not in _JOINTS or not 0 < joint.index < len(draft.items) - 1:
            continue
        pair = draft.items[joint.index - 1], draft.items[joint.index + 1]
        first, second = (_columns(draft, item) for item in pair)
        if first and second and _are_apart(first, second) and (asks or not _describe(first, second)):
            said = draft.text[pair[0].piece.start : pair[1].piece.end]
            raise refuse("unlike_values", missing=[said], said=said)


def _are_apart(first: list[Dimension], second: list[Dimension]) -> bool:
    return not {d.qualified for d in first} & {d.qualified for d in second}


def _describe(first: list[Dimension], second: list[Dimension]) -> bool:
    """Whether the words tell what the rows are like, each by itself."""
    flags = [all(d.type == "boolean" for d in columns) for columns in (first, second)]
    homes = [{d.dataset for d in columns} for columns in (first, second)]
    return all(flags) or (any(flags) and not homes[0] & homes[1])


def _columns(draft: Draft, item: Item) -> list[Dimension]:
    """The columns that a word which is nothing but a value may be a value of."""
    if {m.kind for m in item.piece.meanings} - {"value", "dimension"} or not item.named("value"):
        return []
    return [d for m in item.named("value") if (d := draft.dimension(m.name)) is not None]
