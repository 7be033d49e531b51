"""Columns that rows are put in order by and that are not shown.

Rule: a row has one value of each of its columns, so rows may be ordered or ranked by a column that nobody asked to
see. It is read like a shown one, under the same policies, and left out of the last SELECT. Groups have no such value.
"""

from __future__ import annotations

from dataclasses import replace

from semantic_layer.model import SemanticModel
from semantic_layer.query import DimensionRef, SemanticQuery


def with_sort_columns(query: SemanticQuery, model: SemanticModel) -> tuple[SemanticQuery, frozenset[str]]:
    """Return the query with the columns that it only sorts by, and their names; none where no rows are listed."""
    if query.rows is None:
        return query, frozenset()
    sorted_by = [order.by for order in query.order] + ([query.top.by] if query.top else [])
    shown = {ref.key for ref in query.dimensions} | {ref.key for ref in query.metrics}
    hidden = tuple(name for name in dict.fromkeys(sorted_by) if name not in shown and model.has_dimension(name))
    more = tuple(DimensionRef(name) for name in hidden)
    return replace(query, dimensions=(*query.dimensions, *more)), frozenset(ref.key for ref in more)
