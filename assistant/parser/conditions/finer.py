"""Conditions on what belongs to a row: "businesses in the category Cafe", where a business has several categories.

Rule: a condition on finer data never multiplies the rows that are counted or listed; it asks whether a finer row
exists that meets it, and its negation asks that none does.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.parser.draft import Draft
from semantic_layer.model import Dataset, SimpleMetric
from semantic_layer.query import Combine, Compare, Exists, Operator, Predicate

_POSITIVE: dict[Operator, Operator] = {"ne": "eq", "not_in": "in", "not_contains": "contains"}


def read_finer_conditions(draft: Draft) -> None:
    """Replace filters that rows cannot have themselves by conditions on rows that belong to them."""
    bases = _bases(draft)
    if bases:
        draft.filters = _of_one_row([_fitted(draft, bases, predicate) for predicate in draft.filters])


def _of_one_row(predicates: list[Predicate]) -> list[Predicate]:
    """ "Who passed Python": conditions on several columns of finer data are about the same row of them."""
    found: list[Predicate] = []
    for predicate in predicates:
        parts = _parts(predicate)
        for at, other in enumerate(found if parts else ()):
            others = _parts(other)
            if others and _dataset(other) == _dataset(predicate) and not _fields(parts) & _fields(others):
                together = Combine("all_of", tuple(sorted((*others, *parts), key=repr)))
                found[at] = Exists(_dataset(predicate), together)
                break
        else:
            found.append(predicate)
    return found


def _parts(predicate: Predicate) -> tuple[Compare, ...]:
    """The comparisons that one related row must meet; none where it is another kind of condition."""
    if not isinstance(predicate, Exists) or predicate.negated:
        return ()
    inner = predicate.predicate
    parts = inner.predicates if isinstance(inner, Combine) and inner.how == "all_of" else (inner,)
    return tuple(part for part in parts if isinstance(part, Compare)) if None not in parts else ()


def _fields(parts: tuple[Compare, ...]) -> set[str]:
    return {part.field for part in parts}


def _dataset(predicate: Predicate) -> str:
    return predicate.dataset if isinstance(predicate, Exists) else ""


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
