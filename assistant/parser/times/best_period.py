"""The winner among periods: "which day had the highest single-day revenue", 哪一天的单日销售额最高.

Rule: where periods of a unit are what is asked for, "daily" or "single-day" beside the figure says that unit again, and
a metric that is the highest daily figure stands for the figure and the word "highest".
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.levels import unit_of
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.model import Grain, NestedMetric

_CUE = {"max": "high", "min": "low"}


def read_best_period(draft: Draft) -> None:
    """Leave the figure and its rank, where a unit of time is said twice."""
    asked = _asked(draft)
    if asked is None:
        return
    for item in list(draft.items):
        if item.has("single_of") and unit_of(item.text) == asked and not item.piece.meanings:
            item.operate(f"grain:{asked}", "grain")
        elif (nested := _nested(draft, item, asked)) is not None:
            _split(draft, item, nested)


def _asked(draft: Draft) -> Grain | None:
    """The unit in "which day", 哪一天."""
    for item in draft.items:
        match = item.piece.time
        before, after = draft.left(item), draft.right(item)
        if match is None or match.kind != "grain" or item.taken:
            continue
        if any(o is not None and o.has("which") and o.text != "what" for o in (before, after)) or "哪" in item.text:
            return match.grain
    return None


def _nested(draft: Draft, item: Item, grain: Grain) -> NestedMetric | None:
    named = [draft.model.metric(m.name) for m in item.named("metric") if draft.model.has_metric(m.name)]
    metric = named[0] if len(named) == 1 else None
    fits = isinstance(metric, NestedMetric) and metric.over == grain and metric.agg in _CUE and not metric.metric.filter
    return metric if fits and isinstance(metric, NestedMetric) and not item.taken else None


def _split(draft: Draft, item: Item, nested: NestedMetric) -> None:
    """Two words in the place of one, the rank first."""
    start, end = item.place
    item.piece = Piece(start, end, meanings=(Meaning("metric", nested.metric.metric),))
    rank = Item(replace(Piece(start, start), cues=frozenset({_CUE[nested.agg]})), item.index, item.text)
    draft.items.insert(item.index, rank)
    for index, other in enumerate(draft.items):
        other.index = index
