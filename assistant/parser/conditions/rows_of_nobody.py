"""Rows that belong to nobody are no member: "customers with monthly revenue over 5000" lists no sales without one.

Rule: where each member meets a condition or not in each period, a row without a member is left out. Groups that are
no members, such as channels without a key of their own, keep their row for what is missing.
"""

from __future__ import annotations

from assistant.parser.draft import Draft
from assistant.parser.rows.labels import labels_of
from semantic_layer.model import Dimension
from semantic_layer.query import Compare


def leave_out_nobody(draft: Draft) -> None:
    """Ask for rows that have the member whose periods are listed."""
    if not draft.having or draft.grain is None:
        return
    for group in draft.groups:
        dimension = draft.dimension(group.ref.name)
        if dimension is None or not _stands_for_members(draft, dimension):
            continue
        named = Compare(dimension.qualified, "not_null")
        if not any(isinstance(known, Compare) and known.field == named.field for known in draft.filters):
            draft.filters.append(named)


def _stands_for_members(draft: Draft, dimension: Dimension) -> bool:
    """Is it the key or the name of members, and not a closed set of values that is its own key?"""
    home = draft.model.dataset_of_entity(dimension.prefix)
    if home is None or home.primary is None or dimension.qualified not in labels_of(draft.model, dimension.prefix):
        return False
    return dimension.type == "identifier" or (dimension.column,) != tuple(home.primary.columns)
