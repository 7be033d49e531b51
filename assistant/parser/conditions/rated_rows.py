"""Stars of the things they stand before: "5 star reviews", 五星评价.

Rule: a number of stars right before things that are rated themselves is their own rating, whoever else in the data has
stars: a five-star review of a three-star hotel. Before things without a rating it stays what it was.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from semantic_layer.model import Dataset
from semantic_layer.nicknames import called
from semantic_layer.vocabulary import Meaning, is_numeric

_STARS = frozenset({"star", "stars", "star rating", "星", "星级", "颗星"})
_RATING = frozenset({"rating", "star rating", "stars", "评分", "星级"})


def read_rated_rows(draft: Draft) -> None:
    """Let the stars before rated things be their rating."""
    for item in list(draft.free()):
        number, thing = draft.left(item), draft.right(item)
        if item.text not in _STARS or number is None or thing is None or not number.piece.number:
            continue
        own = {rating for home in _homes(draft, thing) if (rating := _rating(home)) is not None}
        named = {meaning.name for meaning in item.named("dimension")}
        if len(own) == 1 and named and named.isdisjoint(own):
            item.piece = replace(item.piece, meanings=(Meaning("dimension", own.pop()),))


def _homes(draft: Draft, thing: Item) -> list[Dataset]:
    named = {m.name for m in thing.named("entity")}
    counts = {m.name for m in thing.named("metric")}
    named |= {entity.name for entity in draft.model.entities if entity.default_count in counts}
    return [home for name in named if (home := draft.model.dataset_of_entity(name)) is not None]


def _rating(home: Dataset) -> str | None:
    found = [d.qualified for d in home.dimensions if is_numeric(d) and not _RATING.isdisjoint(called(d))]
    return found[0] if len(found) == 1 else None
