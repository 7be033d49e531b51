"""A formula over events and the list of things they are about: "revenue minus cost" where cost stands on products.

Rule: each side of a formula is computed over its own rows. That is right for a total that a thing has once (a budget
against what was spent) and for counts; a figure of one piece (a cost, a price, a weight) would have to count with each
event, and how often is not said. Such a formula is refused with the two names, never computed over the wrong rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.parser.draft import Draft, refuse
from assistant.parser.figures.roles import reached
from semantic_layer.model import Dataset, Measure, SemanticModel, SimpleMetric
from semantic_layer.query import Combination, MetricRef

_HAD_ONCE = re.compile(
    r"\b(budgets?|targets?|quotas?|plan|planned|goals?|limits?|capacity|population|area|allowance|forecast|allocated|"
    r"allocation|credit|seats|surface|size|employees|headcount)\b"
    r"|预算|目标|计划|指标|额度|限额|容量|人口|面积|编制|配额|预测|座位|人数"
)
_OF_A_PIECE = re.compile(
    r"\b(costs?|prices?|fees?|rates?|fares?|weights?|msrp|tariffs?)\b|成本|单价|售价|定价|价格|进价|标价|费用|费率|费$|重量"
)


def refuse_open_formulas(draft: Draft) -> None:
    """Refuse each formula whose sides stand on events and on what these belong to, unless its meaning is settled."""
    for measured in draft.metrics:
        ref = draft.numbers.get(measured.ref.name, measured.ref)
        sides = list(_sides(ref, "divide"))
        for name, how in sides:
            for other, other_how in sides:
                found = _open(draft.model, name, other, {how, other_how})
                if found:
                    raise refuse("open_formula", missing=[other], metric=other, name=name)


def _sides(ref: MetricRef, how: str) -> Iterator[tuple[str, str]]:
    """The names in a formula, each with the arithmetic that it comes in by."""
    step = ref.combine
    yield ref.name, step.how if step is not None else how
    yield from _steps(step)


def _steps(step: Combination | None) -> Iterator[tuple[str, str]]:
    while step is not None:
        yield step.other.name, step.how
        yield from _steps(step.other.combine)
        step = step.then


def _open(model: SemanticModel, event: str, figure: str, how: set[str]) -> bool:
    """Is `figure` one of a thing that rows of `event` belong to, and is it open how often it counts?"""
    first, second = _base(model, event), _base(model, figure)
    if first is None or second is None or first[1].name == second[1].name:
        return False
    (amount, events), (measure, things) = first, second
    if things.role != "dimension" or things.primary is None or things.primary.name not in reached(model, events):
        return False
    if any(key.name == things.primary.name and key.type in ("unique", "primary") for key in events.entities):
        return False  # one row of each
    if measure.agg in ("count", "count_distinct") or _is_count(amount):
        return False
    said = " ".join((measure.name.replace("_", " "), measure.labels.en, measure.labels.zh)).lower()
    if _OF_A_PIECE.search(said):
        return True
    return not _HAD_ONCE.search(said) and bool(how & {"add", "subtract", "multiply"})


def _is_count(measure: Measure) -> bool:
    """The number of events is no amount that a figure of a thing would be set off against."""
    return measure.agg in ("count", "count_distinct")


def _base(model: SemanticModel, name: str) -> tuple[Measure, Dataset] | None:
    """What a plain metric or a numeric column adds up or averages, with its dataset."""
    if model.has_metric(name):
        metric = model.metric(name)
        if not isinstance(metric, SimpleMetric):
            return None
        measure = model.measure(metric.measure)
        return measure, model.dataset(measure.dataset)
    if model.has_dimension(name):
        dimension = model.dimension(name)
        dataset = model.dataset(dimension.dataset)
        own = next((measure for measure in dataset.measures if measure.expr == dimension.expr), None)
        return (own, dataset) if own is not None else None
    return None
