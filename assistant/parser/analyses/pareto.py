"""Concentration: "what share of revenue do the top 20% of customers bring", 前20%的客户贡献了多少销售额, 二八分析.

Rule: the members are the thing that is named, else the customers; a percentage before them is the first part that is
looked at, one with the metric is what they are to hold together. Without a metric it is the model's turnover.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.slots import Analysis, Read, read_scope, take_subject
from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.model import SimpleMetric
from tools.business_arguments import ParetoArgs

CUSTOMER = "customer"
_TOP = ("top", "high", "best")


def _things(draft: Draft) -> list[Item]:
    """Things with members of their own: customers, products."""
    return [item for item in draft.free() if item.named("entity")]


def _percent(draft: Draft) -> Item | None:
    found = (i for i in draft.free() if i.piece.number is not None and i.piece.number.unit == "percent")
    return next(found, None)


def _suits_share(draft: Draft) -> bool:
    """ "The top 20 % of customers": a word for the first, a percentage, and a thing after it."""
    percent, things = _percent(draft), _things(draft)
    if percent is None or not things:
        return False
    before = draft.left(percent)
    is_top = before is not None and before.has(*_TOP) and not before.piece.meanings
    return is_top and things[0].index > percent.index


def _suits_held(draft: Draft) -> bool:
    """ "How many customers bring 80 % of revenue": a thing that is counted, and a part of a metric."""
    percent, things = _percent(draft), _things(draft)
    if percent is None or not things or not any(item.named("metric") for item in draft.free()):
        return False
    return any(item.has("how_many", "which") for item in draft.items)


def _read(draft: Draft, _: Read) -> BaseModel:
    things = _things(draft)
    if not things and not draft.model.has_entity(CUSTOMER):
        raise refuse("not_in_analysis", what=draft.text, tool="pareto")
    given: dict[str, object] = {"entity": things[0].named("entity")[0].name if things else CUSTOMER}
    if things:
        things[0].take(f"entity:{given['entity']}", "entity")
    percent = _percent(draft)
    if percent is not None and percent.piece.number is not None:
        is_held = (
            (things and percent.index > things[0].index) or (left := draft.left(percent)) is None or not left.has(*_TOP)
        )
        given |= {"asked": "held"} if is_held else {}
        given["held" if is_held else "share"] = float(percent.piece.number.value) / 100
        percent.take(f"number:{percent.piece.number.value}", "number")
    given["metric"] = _metric(draft)
    given |= read_scope(draft)
    for cue in list(draft.cued("share", "how_many", *_TOP, "group", "concentrate_word")):
        cue.operate("request")
    take_subject(draft)
    return ParetoArgs.model_validate(given)


def _metric(draft: Draft) -> str:
    for item in draft.free():
        if named := item.named("metric"):
            name = draft.choose(item, "ambiguous_metric", [meaning.name for meaning in named])
            item.take(f"metric:{name}", "metric")
            return name
    found = turnover(draft)
    if found is None:
        raise refuse("nothing_asked")
    draft.assume("default_metric", f"metric:{found}")
    return found


def turnover(draft: Draft) -> str | None:
    """The first sum of money that is better high."""
    simple = (metric for metric in draft.model.metrics if isinstance(metric, SimpleMetric) and not metric.hidden)
    sums = (m for m in simple if m.unit.kind == "currency" and m.direction == "up_is_good")
    return next((m.name for m in sums if draft.model.measure(m.measure).additivity == "additive"), None)


PARETO = Analysis("pareto", ("pareto",), _read)
FIRST_SHARE = Analysis("pareto", ("bring",), _read, _suits_share)
HELD = Analysis("pareto", ("bring",), _read, _suits_held)
