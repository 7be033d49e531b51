""" "Only new customers", 只看新客 after another figure: it narrows whose figure it is, it is no other figure.

Rule: what new customers made of a figure is an analysis of its own ("orders of new customers by week"). The turn is
refused, never answered by the number of newcomers in the place of that figure.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, refuse
from assistant.parser.figures.roles import newcomers
from tools.arguments import QueryMetricsArgs
from tools.roles import customer_entity


def refuse_only_newcomers(draft: Draft, base: QueryMetricsArgs) -> None:
    """Refuse to put a count of members in the place of a figure that only has to be narrowed."""
    if next(draft.cued("only"), None) is None or len(base.metrics) != 1:
        return
    entity = customer_entity(draft.model) if draft.model.role("customer") is not None else None
    counted = newcomers(draft.vocabulary, entity) if entity else None
    named = [item for item in draft.free() if any(meaning.name == counted for meaning in item.named("metric"))]
    others = [item for item in draft.free() if item not in named and not item.piece.is_soft and not item.has("only")]
    if len(named) != 1 or others or base.metrics[0].name == counted or _counts(draft, base.metrics[0].name, entity):
        return
    raise refuse("not_supported", construction=draft.text.strip(" ?？。."), missing=[named[0].text])


def _counts(draft: Draft, name: str, entity: str | None) -> bool:
    """ "Only new customers" after a number of customers is their count."""
    metric = draft.model.metric(name) if draft.model.has_metric(name) else None
    return metric is not None and metric.unit.kind == "count" and metric.unit.of == entity
