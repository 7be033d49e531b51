"""How things stand: "how did we do last month", "key figures this quarter", 上个月业绩怎么样.

Rule: the words stand for the figures that the model itself calls its core, each against the period before, so that
"how" has an answer. A model that calls nothing its core has no such answer, and the words stay unexplained.
"""

from __future__ import annotations

from assistant.parser.draft import Draft, Measured
from semantic_layer.query import Comparison, MetricRef

_MOST = 6


def read_core_figures(draft: Draft) -> None:
    """Put the core figures in the place of the words."""
    cue = next((item for item in draft.cued("core_figures") if not item.taken), None)
    if cue is None or any(item.named("metric") for item in draft.items):
        return
    core = [metric.name for metric in draft.model.metrics if metric.core and not metric.hidden][:_MOST]
    if not core:
        return
    draft.metrics += [Measured(MetricRef(name), cue) for name in core]
    cue.take(f"metric:{core[0]}", "metric")
    if not draft.compare:
        draft.compare.append(Comparison("previous"))
