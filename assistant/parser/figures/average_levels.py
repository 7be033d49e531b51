"""Averages of levels: "average balance by tariff", 平均余额.

Rule: a level that several things hold has two averages, that of the things as they stand and that of their sum over
time; the words say neither, so it is asked. Where each holder is shown by itself, or only one thing holds the level,
both are the same. A level that things are chosen by ("a balance above 500") is the last one of each.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft, Measured
from semantic_layer.model import Dataset, Measure, SimpleMetric
from semantic_layer.query import Compare, Exists, Members, MetricRef, Predicate

_EACH, _OVER_TIME = "each", "over_time"


def settle_average_levels(draft: Draft) -> None:
    """Ask which average is meant, where the two differ."""
    for measured in draft.metrics:
        holder = _holder_of_average(draft, measured)
        if holder is None or measured.item is None:
            continue
        if draft.choose(measured.item, "ambiguous_role", [_EACH, _OVER_TIME]) == _EACH:
            measured.ref = replace(measured.ref, per=holder)


def settle_last_levels(draft: Draft) -> None:
    """Turn "with a row in which the level is above 500" into "whose last level is above 500"."""
    if draft.window is not None or draft.grain is not None:
        return
    for predicate in list(draft.filters):
        member = _of_last(draft, predicate)
        if member is not None:
            draft.filters.remove(predicate)
            draft.members.append(member)


def _holder_of_average(draft: Draft, measured: Measured) -> str | None:
    ref = measured.ref
    level = _level(draft, ref.name)
    if ref.agg != "avg" or ref.per is not None or level is None or level.semi is None:
        return None
    data = draft.model.dataset(level.dataset)
    shown = {group.ref.name for group in draft.groups}
    things = {draft.listing.dataset} if draft.listing is not None else set()
    open_holders = [name for name in (_holder(draft, data, per) for per in level.semi.per) if name not in shown]
    left = [name for name in open_holders if not _is_shown(draft, name, shown, things)]
    return left[0] if len(left) == 1 else None


def _is_shown(draft: Draft, holder: str, shown: set[str], things: set[str]) -> bool:
    """Is every holder a row of the answer: "average balance by customer"?"""
    if not draft.model.has_entity(holder):
        return False
    home = draft.model.dataset_of_entity(holder)
    label = draft.model.entity(holder).label_dimension
    own = {name for name in shown if name.startswith(f"{holder}.")}
    return home is not None and (home.name in things or any(name.rpartition(".")[2] == label for name in own))


def _holder(draft: Draft, data: Dataset, per: str) -> str:
    """The entity, or the dimension of the rows themselves, that has a level each."""
    for key in data.entities:
        if key.type != "natural" and per in (key.name, key.role, *key.columns) and len(key.columns) == 1:
            return key.name
    return f"{data.prefix}.{per}"


def _level(draft: Draft, name: str) -> Measure | None:
    metric = draft.model.metric(name) if draft.model.has_metric(name) else None
    measure = draft.model.measure(metric.measure) if isinstance(metric, SimpleMetric) else None
    return measure if measure is not None and measure.semi is not None else None


def _of_last(draft: Draft, predicate: Predicate) -> Members | None:
    """The members whose last level meets what a row was asked for."""
    if not isinstance(predicate, Exists) or predicate.negated or not isinstance(predicate.predicate, Compare):
        return None
    said = predicate.predicate
    column = draft.dimension(said.field)
    numbers = tuple(value for value in said.values if isinstance(value, int | float))
    if column is None or said.than is not None or said.part is not None or len(numbers) != len(said.values):
        return None
    data = draft.model.dataset(predicate.dataset)
    for metric in draft.model.metrics:
        level = _level(draft, metric.name)
        if level is None or level.dataset != data.name or level.expr != column.expr or level.semi is None:
            continue
        holders = [_holder(draft, data, per) for per in level.semi.per]
        if len(holders) == 1 and draft.model.has_entity(holders[0]) and said.op in _ORDERED:
            return Members(holders[0], MetricRef(metric.name), said.op, tuple(map(float, numbers)))
    return None


_ORDERED = ("gt", "ge", "lt", "le", "between")
