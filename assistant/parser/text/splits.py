"""Words that are one entry of the lexicon and two names of the model: "order by", "total amount of".

Rule: an entry is split only where its parts have meanings that the sentence asks for; the parts are then read like any
other words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.parser.draft import Draft, Item
from assistant.parser.text.pieces import Piece

_EXTREMES = ("agg_median", "agg_max", "agg_min", "agg_percentile")


def split_phrases(draft: Draft) -> None:
    """Split every entry that stands where its parts are meant."""
    for before, item in pairwise(list(draft.items)):
        if before.text == "per" and item.text == "order by":
            _split_order_by(draft, item)
    for item in list(draft.items):
        cue = draft.left(item, skip=lambda other: other.has("filler", "how_many"))
        if item.named("metric") and " per " in item.text and cue is not None and cue.has(*_EXTREMES):
            _split_rate(draft, item)
        if item.text == "total amount of" and not item.piece.meanings:
            _split_amount(draft, item)


def _split_rate(draft: Draft, item: Item) -> None:
    """ "Median number of orders per customer", where "orders per customer" is a metric: its own median says nothing."""
    at = item.text.index(" per ")
    number, thing = item.text[:at], item.text[at + len(" per ") :]
    named = [draft.vocabulary.meanings(text) for text in (number, thing)]
    if not all(named) or draft.left(item) is None:
        return
    start, end = item.place
    pieces = (
        Piece(start, start + at, meanings=named[0]),
        Piece(start + at + 1, start + at + 4, cues=frozenset({"group"})),
        Piece(start + at + 5, end, meanings=named[1]),
    )
    split(draft, item, pieces)


def _split_order_by(draft: Draft, item: Item) -> None:
    """ "Revenue per order by region": after "per" the words are a thing and a grouping, not an order of rows."""
    start, end = item.place
    thing = Piece(start, start + len("order"), meanings=draft.vocabulary.meanings("order"))
    split(draft, item, (thing, Piece(end - len("by"), end, cues=frozenset({"group"}))))


def _split_amount(draft: Draft, item: Item) -> None:
    """ "Total amount of paid invoices", where the amount is a number of its own and no other one is named."""
    meanings = draft.vocabulary.meanings("amount")
    others = any(o.named("metric") and not o.named("entity") for o in draft.items)
    if others or not any(m.kind in ("metric", "dimension") for m in meanings):
        return
    start, end = item.place
    at = start + item.text.index("amount")
    total = Piece(start, start + len("total"), cues=frozenset({"agg_sum"}))
    amount = Piece(at, at + len("amount"), meanings=meanings)
    split(draft, item, (total, amount, Piece(end - len("of"), end, cues=frozenset({"filler"}))))


def split(draft: Draft, item: Item, pieces: Sequence[Piece]) -> None:
    """Put the pieces in the place of the item, which counts as read."""
    item.operate("split")
    draft.items[item.index : item.index + 1] = [Item(p, 0, draft.text[p.start : p.end]) for p in pieces]
    for index, other in enumerate(draft.items):
        other.index = index
