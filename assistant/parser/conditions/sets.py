"""Members chosen by what they did or have: bought this and never that, orders with no campaign.

Rule: "never" speaks of a member's whole history in the period, so it is a condition on members and never a filter
of rows; "has no X" looks for the related X, whichever side keeps the reference.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.figures.roles import entity_of_orders, lines_of, lines_of_orders, order_metric, reached, reaches
from assistant.parser.groups.groups import label_of
from semantic_layer.model import Dataset, SimpleMetric
from semantic_layer.query import Combine, Compare, EntitySet, Exists, Members, MetricRef, Predicate
from semantic_layer.wordforms import has_han


def denied(draft: Draft, first: Item) -> Item | None:
    """The "never" that governs a value beside a word for buying: "never bought X", "but never X", 没买过X."""
    before = draft.left(first)
    if before is not None and before.has("bought", "happened"):
        if any(word.text == "的" for word in draft.between(before, first)):
            return None  # 没买过的上海客户: where they live who never bought
        before = draft.left(before)
    if before is None or before.taken or not before.has("never"):
        return None
    return before if draft.event or any(item.has("bought") for item in draft.items) else None


def buyers(draft: Draft, entity: str, bought: tuple[Predicate, ...]) -> None:
    """Members with purchases that meet the filters, and without those that were denied."""
    orders = order_metric(draft.vocabulary)
    cues = [item for item in draft.items if item.has("bought")]
    never = next((left for cue in cues if (left := draft.left(cue)) and left.has("never") and not left.taken), None)
    if never is not None and orders is not None:  # nothing was bought at all
        never.operate("not", "negation")
        draft.members.append(Members(entity, MetricRef(orders), "eq", (0,), None, bought))
    elif bought or not draft.denied:
        draft.members.append(Members(entity, MetricRef(_purchases(draft, entity, bought)), "ge", (1,), None, bought))
    for predicate in draft.denied:
        metric = MetricRef(_purchases(draft, entity, (predicate,)))
        draft.members.append(Members(entity, metric, "eq", (0,), None, (predicate,)))


def narrow_purchases(draft: Draft, shown: Compare) -> bool:
    """ "How many customers bought them": what was shown is what was bought, where the members do not have it."""
    home = draft.model.dataset_of_entity(draft.members[0].entity) if len(draft.members) == 1 else None
    member = draft.members[0] if draft.members else None
    plain = (
        member is not None
        and not member.filters
        and member.than is None
        and member.metric.name == order_metric(draft.vocabulary)
    )
    if member is None or home is None or not plain or draft.reach.has(home.name, shown.field):
        return False
    if (member.op, member.values) not in (("ge", (1,)), ("eq", (0,))):
        return False
    metric = MetricRef(_purchases(draft, member.entity, (shown,)))
    draft.members[0] = replace(member, metric=metric, filters=(shown,))
    return True


def _purchases(draft: Draft, entity: str, filters: tuple[Predicate, ...]) -> str:
    """What counts purchases: orders, or the lines of orders where the filters are about what was bought."""
    fields = [predicate.field for predicate in filters if isinstance(predicate, Compare)]
    orders = order_metric(draft.vocabulary)
    if orders is not None and reaches(draft.model, orders, fields):
        return orders
    lines = lines_of(draft.model, entity, fields)
    thing = entity_of_orders(draft.model, draft.vocabulary)
    if lines is None and thing is not None:
        lines = lines_of_orders(draft.model, thing, entity, fields)
    if lines is None:
        raise refuse("not_supported", construction=", ".join(fields))
    return lines


def lacked_entity(draft: Draft, item: Item) -> Item | None:
    """ "No campaign", "without a coupon", 没有营销活动: the thing that is not there."""
    owner = draft.right(item)
    if owner is None or owner.taken or not owner.named("entity") or owner.named("value"):
        return None
    return owner if len({m.name for m in owner.named("entity")}) == 1 else None


def possessed_entity(draft: Draft, item: Item) -> Item | None:
    """ "Orders with a coupon", 用了优惠券的订单: a thing that rows have; "with orders over 1000" is a condition."""
    owner = lacked_entity(draft, item)
    if owner is None or owner.named("metric") or owner.named("dimension") or owner.index != item.index + 1:
        return None
    after = draft.items[owner.index + 1] if owner.index + 1 < len(draft.items) else None
    if has_han(item.text):
        return owner if after is not None and after.text == "的" else None
    return None if after is not None and (after.piece.condition or after.piece.number) else owner


def read_lacks(draft: Draft) -> None:
    """Turn "has no X" and "with an X" into conditions on the rows of the metric, once that is known."""
    for entity, absent in draft.related:
        if not _dated_event(draft, entity, absent) and not _of_counted(draft, entity, absent):
            draft.filters.append(_related(draft, entity, absent))


def _of_counted(draft: Draft, entity: str, absent: bool) -> bool:
    """ "Bags with an incident" of each station: what is counted has it, not the members that are listed."""
    counts = {known.default_count: known.name for known in draft.model.entities}
    names = {counts.get(measured.ref.name) for measured in draft.metrics}
    own, home = draft.model.dataset_of_entity(entity), draft.named_rows[1] if draft.named_rows else None
    counted = names.pop() if len(names) == 1 and home and draft.listing is None else None
    base = draft.model.dataset_of_entity(counted) if counted else None
    if own is None or base is None or base.name == home or not any(key.name == counted for key in own.entities):
        return False
    for measured in draft.metrics:
        filters = (*measured.ref.filters, Exists(own.name, negated=absent))
        measured.ref = replace(measured.ref, filters=filters)
    return True


def _dated_event(draft: Draft, entity: str, absent: bool) -> bool:
    """ "Accounts without transactions last year": the period is of what the members have or lack, not of themselves."""
    base, own = _base(draft), draft.model.dataset_of_entity(entity)
    owner = base.primary.name if base is not None and base.primary else None
    if owner is None or own is None or draft.window is None or draft.time.name != "metric_time" or draft.grain:
        return False  # beside "per month" the period is that of the axis
    tied = own.default_time is not None and any(key.name == owner for key in own.entities)
    if not tied or not _is_about_members(draft, owner):
        return False
    never: tuple[Predicate, ...] = (Combine("all_of", ()),) if absent else ()
    draft.sets.append(EntitySet(owner, own.name, never=never, window=draft.window))
    draft.window = None
    return True


def _is_about_members(draft: Draft, owner: str) -> bool:
    """Are the members themselves counted or listed, rather than a figure of theirs?"""
    count = draft.model.entity(owner).default_count
    return all(measured.ref.name == count for measured in draft.metrics)


def _related(draft: Draft, entity: str, absent: bool) -> Predicate:
    base, own = _base(draft), draft.model.dataset_of_entity(entity)
    label = label_of(draft.model, entity)
    if base is not None and entity in reached(draft.model, base) and label is not None:
        return Compare(label, "is_null" if absent else "not_null")
    shared = base.primary.name if base is not None and base.primary else None
    if own is not None and any(key.name == shared for key in own.entities):
        return Exists(own.name, negated=absent)
    raise refuse("not_supported", construction=entity)


def _base(draft: Draft) -> Dataset | None:
    """The data that the first metric counts."""
    rows = draft.listing.dataset if draft.listing else draft.named_rows[1] if draft.named_rows else None
    if rows is not None:
        return draft.model.dataset(rows)
    names = [m.ref.name for m in draft.metrics if draft.model.has_metric(m.ref.name)]
    metric = draft.model.metric(names[0]) if names else None
    if not draft.metrics and draft.groups and (shown := draft.dimension(draft.groups[0].ref.name)) is not None:
        return draft.model.dataset(shown.dataset)  # members that are listed by what they are called
    if not isinstance(metric, SimpleMetric):
        return None
    return draft.model.dataset(draft.model.measure(metric.measure).dataset)
