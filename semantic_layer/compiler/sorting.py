"""Columns that rows are put in order by and that are not shown.

Rule: a row has one value of each of its columns, so rows may be ordered or ranked by a column that nobody asked to
see. It is read like a shown one, under the same policies, and left out of the last SELECT. Groups have no such value.
Rows that are equal in what they are sorted by stand in the order of their key, as they do in a sorted sheet.
"""

from __future__ import annotations

from dataclasses import replace

from semantic_layer.model import SemanticModel
from semantic_layer.policy import View
from semantic_layer.query import DimensionRef, Order, SemanticQuery


def with_sort_columns(query: SemanticQuery, model: SemanticModel) -> tuple[SemanticQuery, frozenset[str]]:
    """Return the query with the columns that it only sorts by, and their names; none where no rows are listed."""
    if query.rows is None:
        return query, frozenset()
    query = _with_key(query, model)
    sorted_by = [order.by for order in query.order] + ([query.top.by] if query.top else [])
    shown = {ref.key for ref in query.dimensions} | {ref.key for ref in query.metrics}
    hidden = tuple(name for name in dict.fromkeys(sorted_by) if name not in shown and model.has_dimension(name))
    more = tuple(DimensionRef(name) for name in hidden)
    return replace(query, dimensions=(*query.dimensions, *more)), frozenset(ref.key for ref in more)


def _with_key(query: SemanticQuery, model: SemanticModel) -> SemanticQuery:
    """End an order that was asked for with the key of the rows, where that is a column the person may see."""
    dataset = next((dataset for dataset in model.datasets if dataset.name == query.rows), None)
    columns = dataset.primary.columns if dataset is not None and dataset.primary is not None else ()
    if not query.order or dataset is None or len(columns) != 1:
        return query
    view = View(model, query.who)
    keys = [
        dimension.qualified
        for dimension in dataset.dimensions
        if dimension.column == columns[0]
        and not (dimension.hidden or dimension.personal or dimension.qualified in view.masks)
        and view.has_field(dimension.qualified)
    ]
    if len(keys) != 1 or any(order.by == keys[0] for order in query.order):
        return query
    return replace(query, order=(*query.order, Order(keys[0], "asc")))
