"""A number less what was given back: "revenue excluding returns", 扣除退货的销售额, "sales net of refunds".

Rule: where a word that takes away stands between an amount of money and things that have an amount of their own, that
amount is taken off; a number that the model defines so is that number. Without one such amount nothing is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.parser.draft import Draft, Item
from assistant.parser.figures.roles import simple_metrics
from assistant.parser.figures.sides import stand_in
from assistant.parser.rows.labels import dataset_of
from semantic_layer.meanings import Meaning
from semantic_layer.model import DerivedMetric, SemanticModel
from semantic_layer.query import Combination, MetricRef
from semantic_layer.wordforms import has_han


def read_net_of(draft: Draft) -> None:
    """Put the number that is left in the place of the amount and of what is taken off."""
    for cue in list(draft.cued("except", "net_of")):
        thing = draft.right(cue)
        number = _number_of(draft, cue, thing)
        if thing is None or number is None or cue.has("minus"):
            continue  # two numbers with "minus" are arithmetic
        names = [m.name for m in number.named("metric")]
        off = _amounts(draft, thing)
        if len(names) != 1 or len(off) != 1 or off[0] == names[0] or not _is_money(draft.model, [names[0], off[0]]):
            continue
        first, last = sorted((number.index, thing.index))
        first = min(first, cue.index)
        if any(_carries(draft.items[i], (cue, thing, number)) for i in range(first, last + 1)):
            continue
        known = _defined(draft.model, names[0], off[0])
        ref = MetricRef(known) if known else MetricRef(names[0], combine=Combination("subtract", MetricRef(off[0])))
        draft.assume("default_metric", f"metric:{known or names[0]}")
        if known:
            _name(draft, number, thing, cue, known)
        else:
            stand_in(draft, first, last, ref)
        return


def _name(draft: Draft, number: Item, thing: Item, cue: Item, known: str) -> None:
    number.piece = replace(number.piece, meanings=(Meaning("metric", known),))
    cue.operate("net of")
    thing.take(f"metric:{known}", "metric")


def _number_of(draft: Draft, cue: Item, thing: Item | None) -> Item | None:
    """The amount before "excluding", or after 扣除退货的."""
    found = draft.left(cue)
    if thing is not None and has_han(cue.text):
        found = draft.right(thing, skip=_is_after)
        for word in draft.between(thing, found) if found is not None else ():
            word.take("filler", "filler", "filler")
    return found if found is not None and not found.taken and found.named("metric") else None


def _is_after(item: Item) -> bool:
    """扣除退货后的销售额."""
    return item.text in ("后", "后的", "之后", "之后的", "以后的", "的")


def _amounts(draft: Draft, thing: Item) -> Sequence[str]:
    """What the things come to: the amounts over their own rows that are better low."""
    homes = {home.name for m in thing.named("entity") if (home := dataset_of(draft.model, m.name)) is not None}
    named = {m.name for m in thing.named("metric")}
    return [
        metric.name for metric, measure, dataset in simple_metrics(draft.model)
        if measure.agg == "sum" and metric.unit.kind == "currency" and metric.direction == "down_is_good"
        and (dataset.name in homes or metric.name in named)
    ]  # fmt: skip


def _is_money(model: SemanticModel, names: Sequence[str]) -> bool:
    units = [model.metric(name).unit for name in names if model.has_metric(name)]
    return len(units) == len(names) and all(unit.kind == "currency" for unit in units) and len(set(units)) == 1


def _carries(item: Item, known: Sequence[Item]) -> bool:
    """A word between the parts that says something else."""
    return not any(item is one for one in known) and not item.taken and not item.piece.is_soft


def _defined(model: SemanticModel, number: str, off: str) -> str | None:
    """The metric that the model itself defines as one minus the other."""
    for metric in model.metrics:
        if isinstance(metric, DerivedMetric) and not metric.hidden:
            names = [part.metric for part in metric.metrics if part.filter is None and part.offset is None]
            expr = metric.expr.replace(" ", "")
            if sorted(names) == sorted((number, off)) and expr in (f"{number}-{off}", f"({number}-{off})"):
                return metric.name
    return None
