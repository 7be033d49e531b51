"""An adjective of people in front of something else: "active subscriptions", 流失的订单.

Rule: "active" or "lost" says in what state the thing behind it is. A segment of customers is called so too, but right
in front of another thing that is counted it does not say that these are the customers' stage, so it is refused.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Item, refuse

_STATES = frozenset(
    {"active", "inactive", "dormant", "lost", "churned", "活跃", "活跃的", "沉睡", "沉睡的", "流失", "流失的"}
)


def refuse_others_adjectives(draft: Draft) -> None:
    """Refuse a state that only people have in front of other things that are counted.

    Raises
    ------
    Unreadable
    """
    for item in draft.items[:-1]:
        after = draft.right(item)
        owners = {draft.model.segmentation(m.name).entity for m in item.named("value") if _is_segment(draft, m.name)}
        if item.text not in _STATES or after is None or not owners or len(owners) != len({*item.named("value")}):
            continue
        counted = {entity for entity in _counted(draft, after) if entity not in owners}
        if counted and not {m.name for m in after.named("entity")} & owners:
            said = f"{item.text} {after.text}"
            raise refuse("not_supported", missing=[item.text], construction=said)


def _is_segment(draft: Draft, name: str) -> bool:
    return draft.model.has_segmentation(name)


def _counted(draft: Draft, item: Item) -> set[str]:
    """The things that the word counts."""
    metrics = [draft.model.metric(m.name) for m in item.named("metric") if draft.model.has_metric(m.name)]
    return {metric.unit.of for metric in metrics if metric.unit.kind == "count"} | {
        m.name for m in item.named("entity")
    }
