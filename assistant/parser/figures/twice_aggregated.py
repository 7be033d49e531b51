""" "The average of the average fee of each ward": a figure of figures, where one of the two would be dropped.

Rule: an aggregation that ends in "of" and stands before another one, or before a number that is an average by its name,
is about the groups that follow. As the answer has one row for each of these groups, it is refused.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.rows.attributes import AGGREGATES

_OF = (" of", " of the")
_NAMED = ("average ", "avg ", "mean ", "median ")


def refuse_figures_of_figures(draft: Draft) -> None:
    """Refuse where a grouping follows the two; a sum of sums is the sum."""
    for outer in draft.cued(*AGGREGATES):
        inner = draft.right(outer)
        if inner is None or not outer.text.endswith(_OF) or not (_is_average(inner) or inner.has(*AGGREGATES)):
            continue
        grouped = any(item.has("group") for item in draft.items[inner.index :])
        if grouped and not (outer.has("agg_sum") and inner.has("agg_sum")):
            raise refuse("not_supported", construction=f"{outer.text} {inner.text}")


def _is_average(item: Item) -> bool:
    return bool(item.named("metric")) and item.text.startswith(_NAMED)
