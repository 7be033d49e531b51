"""Totals of what is described: "total online revenue", "total billable hours in 2024", "unpaid invoices total".

Rule: "total" before the words that describe a figure says of the figure that it is summed; of one that is a sum already
it says nothing more. Of any other figure it is left to the rules of aggregates. Behind things whose rows hold money it
is the sum of that money, never their number; of several amounts the person is asked.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.roles import is_money_by_name, simple_metrics
from assistant.parser.figures.sides import is_sum
from assistant.parser.rows.labels import dataset_of
from semantic_layer.meanings import Meaning

_TRAILING = frozenset({"total", "totals", "合计", "总计", "合计金额", "总计金额"})
_ELSE = ("how_many", "agg_avg", "share", "which", "trend", "divided")


def read_totals(draft: Draft) -> None:
    """Take "total" where conditions stand between it and a figure that adds up."""
    for item in list(draft.free()):
        if not item.has("agg_sum") or item.piece.meanings:
            continue
        at = item.index + 1
        while at < len(draft.items) and _describes(draft.items[at]):
            at += 1
        figure = draft.items[at] if item.index + 1 < at < len(draft.items) else None
        names = [m.name for m in figure.named("metric")] if figure is not None and not figure.taken else []
        if figure is not None and names and not figure.named("entity") and all(is_sum(draft.model, n) for n in names):
            item.operate("agg:sum", "aggregation")


def _describes(item: Item) -> bool:
    return item.taken and item.kind in ("value", "negation")


def read_trailing_totals(draft: Draft) -> None:
    """Put the sum of money in front of the things that "total" follows."""
    item = next((item for item in draft.cued("agg_sum") if item.text in _TRAILING and not item.piece.meanings), None)
    thing = draft.items[item.index - 1] if item is not None and item.index else None
    if item is None or thing is None or not thing.named("entity") or any(other.has(*_ELSE) for other in draft.items):
        return
    after = draft.items[item.index + 1] if item.index + 1 < len(draft.items) else None
    if after is not None and not (after.has("group", "filler", "comma") or after.piece.time):
        return
    entity = thing.named("entity")[0].name
    home, counts = dataset_of(draft.model, entity), {draft.model.entity(entity).default_count}
    if not {m.name for m in thing.named("metric")} <= counts:
        return
    names = [
        metric.name for metric, measure, dataset in simple_metrics(draft.model)
        if dataset is home and measure.agg == "sum" and not measure.filter
        and (metric.unit.kind == "currency" or is_money_by_name(draft.model, metric.name))
    ]  # fmt: skip
    if not names:
        return
    name = draft.choose(item, "ambiguous_metric", names)
    item.piece = replace(item.piece, cues=frozenset(), meanings=(Meaning("metric", name),))
    thing.take(f"entity:{entity}", "entity")
    draft.items.remove(item)
    draft.items.insert(0, item)
    for index, other in enumerate(draft.items):
        other.index = index
