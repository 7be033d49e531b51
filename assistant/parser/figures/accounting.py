"""What a figure is net of: "revenue after accounting for refunds and discounts", 扣除退款后的净额.

Rule: the figures that are named behind such words must be parts of the arithmetic of the metric before them; they are
then shown beside it with all other parts, so that the difference can be seen. Others stay unexplained.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item, Measured
from assistant.parser.told.agreement import inputs_of
from semantic_layer.model import DerivedMetric
from semantic_layer.query import MetricRef


def read_accounting(draft: Draft) -> None:
    """Bind the words, and add the parts of the metric."""
    cue = next(draft.cued("accounting"), None)
    if cue is None:
        return
    parts = _parts_behind(draft, cue)
    for measured in draft.metrics:
        metric = draft.model.metric(measured.ref.name) if draft.model.has_metric(measured.ref.name) else None
        if not isinstance(metric, DerivedMetric) or measured.item is None or any(measured.item is p for p in parts):
            continue
        inputs = inputs_of(draft.model, metric.name)
        if parts and all(any(m.name in inputs for m in part.named("metric")) for part in parts):
            cue.operate("accounting")
            for part in parts:
                part.take(f"metric:{part.named('metric')[0].name}", "metric")
            _show_parts(draft, measured, [item.metric for item in metric.metrics])
            return


def _parts_behind(draft: Draft, cue: Item) -> list[Item]:
    """The figures of the list behind the words."""
    found: list[Item] = []
    for item in draft.items[cue.index + 1 :]:
        if item.named("metric"):
            found.append(item)
        elif item.piece.meanings or not item.has("and", "comma", "filler", "agg_sum"):
            break
    return found


def _show_parts(draft: Draft, measured: Measured, parts: list[str]) -> None:
    known = {other.ref.name for other in draft.metrics}
    last = max((m.item.index for m in draft.metrics if m.item is not None), default=0)
    for name in parts:
        if name not in known:
            place = replace(draft.items[last], index=last)
            draft.metrics.append(Measured(replace(MetricRef(name), filters=measured.ref.filters), place))
