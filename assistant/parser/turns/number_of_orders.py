"""Orders counted by their measure word alone: 各支付方式单数, and 换成单数 after a figure of orders.

Rule: 单数 and 笔数 beside no thing and no figure are the number of orders; as a turn they are the rows behind the
figure that was shown, and never the number of its groups.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft
from assistant.parser.figures.roles import order_metric
from semantic_layer.model import SimpleMetric
from semantic_layer.vocabulary import Meaning

_WORDS = ("单数", "笔数", "单量", "的笔数")


def read_number_of_orders(draft: Draft) -> None:
    """Let the word stand for the metric that counts."""
    if any(item.named("entity") or item.named("metric") for item in draft.items):
        return
    for item in draft.items:
        if item.text in _WORDS and item.has("how_many") and not item.taken:
            name = _rows_shown(draft) or order_metric(draft.vocabulary)
            if name is not None:
                item.piece = replace(item.piece, cues=frozenset(), meanings=(Meaning("metric", name),))


def _rows_shown(draft: Draft) -> str | None:
    """What counts the rows behind the only figure of the answer before."""
    base = draft.previous
    shown = [ref.name for ref in base.metrics] if base is not None else []
    metric = draft.model.metric(shown[0]) if len(shown) == 1 and draft.model.has_metric(shown[0]) else None
    if not isinstance(metric, SimpleMetric):
        return None
    own = draft.model.dataset(draft.model.measure(metric.measure).dataset).primary
    return draft.model.entity(own.name).default_count if own is not None else None
