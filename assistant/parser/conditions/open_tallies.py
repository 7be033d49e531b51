"""A number of times or pieces with its measure word inside the comparison: 买过3次以上的客户, 5笔以上的订单.

Rule: the measure word of an open number says what is counted, like one that stands behind a plain number (至少3次); it
is a word of its own, so that no column of another kind is ever compared with the number. Times of a thing to which one
kind of dated rows belongs are those rows.
"""

from __future__ import annotations

import re

from assistant.parser.conditions.row_numbers import take_unit
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.text.pieces import Piece
from assistant.parser.text.values import typed
from semantic_layer.query import Members, MetricRef

_TALLY = re.compile(r".*[\d零一二两三四五六七八九十百千万]\s*(?P<unit>[次单笔])\s*(?:及|或)?(?:以上|以下|以内|起)\D*")
_CUES = {"次": "times_word", "单": "unit_orders", "笔": "unit_orders"}


def read_open_tallies(draft: Draft) -> None:
    """Put the measure word of every open number behind it."""
    for item in [item for item in draft.items if item.piece.condition is not None and not item.taken]:
        match = _TALLY.fullmatch(item.text)
        if match is None:
            continue
        start, unit = item.piece.start + match.start("unit"), match["unit"]
        word = Item(Piece(start, start + 1, cues=frozenset({_CUES[unit], "filler"})), 0, unit)
        draft.items.insert(item.index + 1, word)
        for index, other in enumerate(draft.items):
            other.index = index


def choose_by_tally(draft: Draft, item: Item, owner: Item, entity: str) -> None:
    """来过3次以上的车主: by the only rows with a date that belong to each member.

    Raises
    ------
    Unreadable
        The thing stands before its number, pieces are counted, or not exactly one kind of rows may be meant.
    """
    unit = draft.items[item.index + 1]
    counts = _events_of(draft, entity) if unit.has("times_word") and owner.index > item.index else []
    condition = item.piece.condition
    if len(counts) != 1 or condition is None or condition.than is not None:
        raise refuse("not_supported", construction=f"{item.text}{owner.text}")
    values = tuple(map(typed, condition.values))
    item.compare_with(counts[0], values)
    take_unit(draft, item)
    draft.members.append(Members(entity, MetricRef(counts[0]), condition.op, values))
    draft.assume("default_metric", f"metric:{counts[0]}")


def _events_of(draft: Draft, entity: str) -> list[str]:
    """The counts of the data whose rows have a date and belong to a member directly."""
    found = []
    for dataset in draft.model.datasets:
        tied = any(key.name == entity and key.type == "foreign" for key in dataset.entities)
        if tied and dataset.role not in ("spine", "segment") and dataset.default_time and dataset.primary:
            found.append(draft.model.entity(dataset.primary.name).default_count)
    return [count for count in found if count is not None]
