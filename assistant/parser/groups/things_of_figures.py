"""Things that only say what a figure is of, where others are ranked by it: 课程评分最低的老师, 商品销量最高的门店.

Rule: a thing right before a figure, with the rank behind it and another thing or column behind the rank, is no group
of the answer: what stands last is ranked. "Each" before the thing, or 的 behind it, makes it a group of its own.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.roles import reaches
from semantic_layer.wordforms import has_han


def read_things_of_figures(draft: Draft) -> None:
    """Take the thing as part of the figure's name."""
    for thing, figure in zip(draft.items, draft.items[1:], strict=False):
        if not has_han(thing.text) or thing.taken or not thing.named("entity") or thing.named("value"):
            continue
        target = _ranked_behind(draft, figure)
        before = draft.left(thing)
        if target is None or (before is not None and before.has("group", "which", "top", "bottom")):
            continue
        if any(
            reaches(draft.model, m.name, [f"{e.name}."]) for m in figure.named("metric") for e in thing.named("entity")
        ):
            thing.take(f"entity:{thing.named('entity')[0].name}", "entity")
            thing.piece = replace(thing.piece, meanings=(), cues=frozenset({"filler"}))
            return


def _ranked_behind(draft: Draft, figure: Item) -> Item | None:
    """The thing or column behind the word of degree that follows a figure."""
    if not figure.named("metric") or figure.named("entity") or figure.taken:
        return None
    rank = draft.right(figure)
    target = draft.right(rank) if rank is not None and rank.has("high", "low", "best", "worst") else None
    return target if target is not None and (target.named("entity") or target.named("dimension")) else None
