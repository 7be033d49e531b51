"""A share of what is a part already: "share of returned orders by category", 退货订单占比按品类.

Rule: by groups it may be how the returned orders are spread over them, or how many of the orders of each were returned.
Where the model knows the rate, the person is asked which of the two is meant; things chosen by what happened to them,
of which it knows none, are refused.
"""

from __future__ import annotations

from assistant.parser.conditions.own_filters import share_under
from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.model import RatioMetric, SimpleMetric
from semantic_layer.query import Compare, MetricRef
from semantic_layer.wordforms import has_han


def asks_rate(draft: Draft, cue: Item) -> bool:
    """Say whether the rate of each group is meant, which then stands in the place of the part.

    Raises
    ------
    Unreadable, Choice
    """
    if len(draft.metrics) != 1 or not any(group.marked for group in draft.groups):
        return False
    ref = draft.metrics[0].ref
    if draft.sets or draft.related:
        event = next((item for item in draft.items if item.bound_to.startswith("event:")), cue)
        named = _counted_by_name(draft, event)
        if named is None or len(draft.sets) != 1 or draft.related:
            raise refuse("not_supported", missing=[event.text], construction=f"{event.text} {cue.text}")
        draft.sets = []
        draft.metrics[0].ref = ref = MetricRef(named)
    rate = _rate_of(draft, ref) if ref == MetricRef(ref.name) else None
    if rate is None or draft.choose(cue, "ambiguous_role", ["rate", "share"]) == "share":
        return False
    for item in list(draft.cued("share", "of_total", "among")):
        item.operate("share", "share")
    draft.metrics[0].ref = MetricRef(rate)
    draft.share_ranked = False
    return True


def read_share_in_each(draft: Draft, cue: Item) -> bool:
    """ "Insured share by species", "bug percentage by team": how many of each group hold the value right before."""
    value = draft.items[cue.index - 1] if cue.index else None
    fields = {group.ref.name for group in draft.groups if group.marked and group.item.index > cue.index}
    if value is None or value.kind != "value" or has_han(cue.text) or not fields or len(draft.metrics) != 1:
        return False
    bound = value.bound_to
    found = [
        f for f in draft.filters
        if isinstance(f, Compare) and f.op == "eq"
        and (bound == f"value:{f.field}={f.values[0]}" or bound.startswith(f"filter:{f.field}:"))
    ]  # fmt: skip
    if len(found) != 1 or found[0].field in fields or draft.grain is not None:
        return False
    cue.operate("share", "share")
    draft.metrics[0].ref = share_under(draft, draft.metrics[0].ref, found)
    draft.filters = [f for f in draft.filters if f is not found[0]]
    return True


def _counted_by_name(draft: Draft, event: Item) -> str | None:
    """退货订单: the figure that the model calls by the event and the thing together."""
    things = [item.text for item in draft.items if item.kind == "entity"]
    words = (f"{event.text}{thing}{end}" for thing in things for end in ("", "数", "数量"))
    found = {m.name for word in words for m in draft.vocabulary.meanings(word) if m.kind == "metric"}
    return found.pop() if len(found) == 1 else None


def _rate_of(draft: Draft, ref: MetricRef) -> str | None:
    """The share that the model defines with this figure above the line."""
    found = [
        metric.name
        for metric in draft.model.metrics
        if isinstance(metric, RatioMetric) and not metric.hidden and metric.unit.kind == "share"
        and metric.numerator.metric == ref.name and not metric.numerator.filter and not metric.numerator.offset
        and _is_part(draft, ref.name, metric.denominator.metric)
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def _is_part(draft: Draft, part: str, whole: str) -> bool:
    """Whether a figure counts rows that belong to those of another: the orders that have a return."""
    found = [m for name in (part, whole) if isinstance(m := draft.model.metric(name), SimpleMetric)]
    homes = [draft.model.dataset(draft.model.measure(metric.measure).dataset) for metric in found]
    if len(homes) < 2 or homes[0].name == homes[1].name or homes[1].primary is None:
        return False
    own = [d for group in draft.groups if (d := draft.dimension(group.ref.name)) and d.dataset == homes[0].name]
    if own:
        return False  # complaints by type: orders have none, so there is no rate of a type
    return draft.reach.belongs(homes[0].name, homes[1].primary.name)
