"""What things come to in all: 订单总额, 不是现金支付的订单总额.

Rule: 总额 right behind a thing is the sum of the money that is kept for each of them, where the thing has one such sum;
of several the person is asked.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft
from assistant.parser.figures.roles import is_called_turnover, is_money_by_name, simple_metrics
from assistant.parser.rows.labels import dataset_of
from semantic_layer.meanings import Meaning

_TOTALS = ("总额", "总金额")


def read_total_of_things(draft: Draft) -> None:
    """Put the sum in the place of the two words."""
    for thing, word in zip(draft.items, draft.items[1:], strict=False):
        named = {m.name for m in thing.named("entity")}
        if word.text not in _TOTALS or word.taken or word.piece.meanings or thing.taken or len(named) != 1:
            continue
        following = draft.right(word)
        if following is not None and (following.named("metric") or following.named("dimension")):
            continue
        home = dataset_of(draft.model, named.pop())
        sums = [
            metric.name
            for metric, measure, dataset in simple_metrics(draft.model)
            if home is not None and dataset.name == home.name and measure.agg == "sum"
            and (metric.unit.kind == "currency" or is_money_by_name(draft.model, metric.name))
        ]  # fmt: skip
        names = [name for name in sums if is_called_turnover(draft.model, name)] or sums
        if names:
            name = draft.choose(word, "ambiguous_metric", names)
            thing.take(f"entity:{thing.named('entity')[0].name}", "entity")
            thing.piece = replace(thing.piece, meanings=(), cues=frozenset({"filler"}))
            word.piece = replace(word.piece, cues=frozenset(), meanings=(Meaning("metric", name),))
