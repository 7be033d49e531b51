""" "How many of them ordered more than 20 times", 其中下单超过20次的有多少: a tally of the things in the answer before.

Rule: what happened to things so often, or how many others they have, is said of the things that were listed or counted;
the pronoun then stands for their name. A turn that names things or figures of its own, or compares their own columns,
keeps its pronoun.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.text.pieces import Piece
from assistant.parser.turns.among import points_at_them
from assistant.parser.turns.row_edits import rows_before
from semantic_layer.meanings import Meaning
from tools.arguments import QueryMetricsArgs


def read_those_things(draft: Draft) -> None:
    """Put the name of the things behind the pronoun."""
    base, word = draft.previous, points_at_them(draft)
    if base is None or word is None or word.piece.meanings or not _tallies(draft):
        return
    thing = _thing(draft, base)
    if thing is None or any(m.name == thing for item in draft.items for m in item.named("entity")):
        return
    place = word.place[1]
    noun = Item(Piece(place, place, meanings=(Meaning("entity", thing),)), 0, word.text)
    draft.items.insert(word.index + 1, noun)
    for index, item in enumerate(draft.items):
        item.index = index


def _tallies(draft: Draft) -> bool:
    """So many times, or so many of other things, and nothing else that a number could be of."""
    numbers = [item for item in draft.items if item.piece.condition is not None or item.has("tally")]
    if len(numbers) != 1 or any(item.named("metric") and not item.named("entity") for item in draft.items):
        return False
    following = draft.items[numbers[0].index + 1 : numbers[0].index + 2]
    counts = any(item.named("entity") or item.has("times_word") for item in following)
    return counts or any(item.has("times_word", "bought", "happened") for item in draft.items)


def _thing(draft: Draft, base: QueryMetricsArgs) -> str | None:
    """What was listed, else what the one number counted."""
    if (rows := rows_before(draft)) is not None:
        return rows.entity
    if base.dimensions or base.grain or len(base.metrics) != 1:
        return None
    counted = [e.name for e in draft.model.entities if e.default_count == base.metrics[0].key]
    return counted[0] if len(counted) == 1 else None
