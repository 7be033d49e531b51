"""Members that are described and bounded: "female customers with more than 30 orders" are customers, not orders.

Rule: where the only figure of a question is the one that its bound on members is about, and nothing splits or lists it,
the members are asked for: they are counted. A figure that is said outside of the bound stays what is asked for.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Measured
from semantic_layer.query import MetricRef


def settle_described_members(draft: Draft) -> None:
    """Count the members instead of what the bound is about."""
    shaped = draft.groups or draft.grain or draft.listing or draft.rows or draft.top or draft.compare or draft.growth
    if shaped or draft.compared_members or draft.share or len(draft.members) != 1 or len(draft.metrics) != 1:
        return
    member, measured = draft.members[0], draft.metrics[0]
    count = draft.model.entity(member.entity).default_count if draft.model.has_entity(member.entity) else None
    of_bound = measured.item is not None and any(word is measured.item for word in draft.condition_words)
    if count is None or not of_bound or measured.ref != member.metric or measured.ref.name == count:
        return
    if draft.window is not None and draft.window != member.window:
        return
    draft.metrics = [Measured(MetricRef(count), None)]
    draft.window = None  # the period is that of what the bound is about, not of when they joined
    draft.assume("default_count", f"metric:{count}")
