"""Rows in the order of what they belong to: "lesson ids ordered by the trainer's rating", 按门店评分列出各自的商品.

Rule: a column of coarser data has one value for each row of finer data, so rows can stand in its order and show it. It
is no figure of theirs: nothing is added up. Groups that the question asks for ("by", 各) are no rows, and stay groups.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Group
from semantic_layer.model import SimpleMetric
from semantic_layer.query import DimensionRef, Order
from semantic_layer.vocabulary import is_numeric


def read_parent_order(draft: Draft) -> None:
    """Make rows of the groups of the answer where the number that orders them belongs to their parents."""
    others = (draft.rows, draft.top, draft.grain, draft.share, draft.cumulate, draft.streak, draft.previous)
    if any(other is not None for other in others) or draft.compare or draft.having or draft.members or draft.sets:
        return
    homes = {d.dataset for group in draft.groups if (d := draft.dimension(group.ref.name)) is not None}
    if len(homes) != 1 or len(draft.order) != 1 or any(group.marked for group in draft.groups):
        return
    rows, (order,) = homes.pop(), draft.order
    measured = next((m for m in draft.metrics if m.ref.key == order.by and m.item is not None), None)
    if measured is None or measured.item is None or measured.ref.filters or measured.ref.combine:
        return
    columns = [m.name for m in measured.item.named("dimension") if _is_of_parent(draft, m.name, rows)]
    rest = [m for m in draft.metrics if m is not measured]
    if len(columns) != 1 or not all(_is_of_rows(draft, m.ref.name, rows) for m in rest):
        return
    draft.metrics = rest
    draft.rows = rows
    draft.order = (Order(columns[0], order.direction),)
    draft.groups.append(Group(DimensionRef(columns[0]), measured.item, False, draft.groups[-1].listed))


def _is_of_rows(draft: Draft, name: str, rows: str) -> bool:
    """A figure that each row has of its own."""
    metric = draft.model.metric(name) if draft.model.has_metric(name) else None
    return isinstance(metric, SimpleMetric) and draft.model.measure(metric.measure).dataset == rows


def _is_of_parent(draft: Draft, column: str, rows: str) -> bool:
    dimension = draft.dimension(column)
    is_number = dimension is not None and is_numeric(dimension) and not dimension.personal
    return is_number and dimension is not None and dimension.dataset != rows and draft.reach.has(rows, column)
