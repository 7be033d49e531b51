"""How a level was taken over time, said of every answer that shows one.

Rule: stock, balances and other levels are never added over time; which one counts is said, or that they are averaged.
"""

from __future__ import annotations

from collections.abc import Iterator

from semantic_layer.model import SemanticModel
from semantic_layer.query import MetricRef, SemanticQuery
from tools.metrics.resolve import measures_of, metrics_of
from tools.result import Caveat


def level_caveats(query: SemanticQuery, model: SemanticModel) -> Iterator[Caveat]:
    """One caveat for each way in which a level of the query was taken; none where its rows are shown one by one."""
    told: dict[str, Caveat] = {}
    for ref in metrics_of(query):
        if (code := _taken(ref, model)) is not None:
            told.setdefault(code, Caveat(code, (("metric", ref.name),)))
    yield from told.values()


def _taken(ref: MetricRef, model: SemanticModel) -> str | None:
    if not model.has_metric(ref.name):
        return None
    picks = {measure.semi.pick for measure in measures_of(model.metric(ref.name), model) if measure.semi is not None}
    if not picks or (ref.agg not in (None, "sum", "avg")):
        return None
    if ref.agg == "avg" and ref.per is None:
        return "level_averaged"
    pick = picks.pop()
    return f"level_{pick}" if pick in ("last", "first") and not picks else None
