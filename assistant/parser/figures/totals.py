"""Totals of what is described: "total online revenue", "total billable hours in 2024".

Rule: "total" before the words that describe a figure says of the figure that it is summed; of one that is a sum already
it says nothing more. Of any other figure it is left to the rules of aggregates.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.sides import is_sum


def read_totals(draft: Draft) -> None:
    """Take "total" where conditions stand between it and a figure that adds up."""
    for item in list(draft.free()):
        if not item.has("agg_sum") or item.piece.meanings:
            continue
        at = item.index + 1
        while at < len(draft.items) and _describes(draft.items[at]):
            at += 1
        figure = draft.items[at] if item.index + 1 < at < len(draft.items) else None
        names = [m.name for m in figure.named("metric")] if figure is not None and not figure.taken else []
        if figure is not None and names and not figure.named("entity") and all(is_sum(draft.model, n) for n in names):
            item.operate("agg:sum", "aggregation")


def _describes(item: Item) -> bool:
    return item.taken and item.kind in ("value", "negation")
