"""Conditions on what belongs to a row: "businesses in the category Cafe", where a business has several categories.

Rule: a condition on finer data never multiplies the rows that are counted or listed; it asks whether a finer row
exists that meets it, and its negation asks that none does.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft
from semantic_layer.model import Dataset, SimpleMetric
from semantic_layer.query import Compare, Exists, Operator, Predicate

_POSITIVE: dict[Operator, Operator] = {"ne": "eq", "not_in": "in", "not_contains": "contains"}


def read_finer_conditions(draft: Draft) -> None:
    """Replace filters that rows cannot have themselves by conditions on rows that belong to them."""
    bases = _bases(draft)
    if bases:
        draft.filters = [_fitted(draft, bases, predicate) for predicate in draft.filters]


def _fitted(draft: Draft, bases: list[Dataset], predicate: Predicate) -> Predicate:
    if not isinstance(predicate, Compare) or any(draft.reach.has(base.name, predicate.field) for base in bases):
        return predicate
    found = {finer for base in bases if (finer := draft.reach.finer_of(base, predicate.field)) is not None}
    if len(found) != 1 or predicate.op == "is_null":
        return predicate
    positive = _POSITIVE.get(predicate.op)
    wanted = replace(predicate, op=positive) if positive else predicate
    return Exists(found.pop(), wanted, negated=positive is not None)


def _bases(draft: Draft) -> list[Dataset]:
    """The data whose rows are counted, measured or listed."""
    model = draft.model
    found: list[Dataset] = []
    for measured in draft.metrics:
        name = measured.ref.name
        if model.has_metric(name):
            metric = model.metric(name)
            if not isinstance(metric, SimpleMetric):
                return []
            found.append(model.dataset(model.measure(metric.measure).dataset))
        elif model.has_dimension(name):
            found.append(model.dataset(model.dimension(name).dataset))
    rows = draft.listing.dataset if draft.listing else None
    return found or (
        [model.dataset(rows)] if rows else [model.dataset(draft.named_rows[1])] if draft.named_rows else []
    )
