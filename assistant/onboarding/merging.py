"""A second import of the same data: what is defined stands, what is new is added.

Rule: nothing that a person may have written is overwritten. Only what the program proposed itself, and whose column is
gone, is left out; what a person confirmed and the data no longer hold is for the checks to name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from semantic_layer.inference.roles import with_roles_as_they_are
from semantic_layer.model import Dataset, Named, SemanticModel, SimpleMetric

N = TypeVar("N", bound=Named)


def merged(old: SemanticModel, new: SemanticModel) -> SemanticModel:
    """The old model with the datasets, columns, measures and metrics that only `new` has."""
    fresh = {dataset.name: dataset for dataset in new.datasets}
    datasets = _together(old.datasets, new.datasets, lambda d: d.name in fresh)
    datasets = tuple(_dataset(d, fresh[d.name]) if d.name in fresh else d for d in datasets)
    measures = {name for d in datasets for m in d.measures for name in (m.name, f"{d.name}.{m.name}")}
    known = {dataset.prefix for dataset in datasets} | {key.name for d in datasets for key in d.entities}

    def holds(metric: Named) -> bool:
        return not isinstance(metric, SimpleMetric) or metric.measure in measures

    metrics = tuple(m for m in _together(old.metrics, new.metrics, holds) if holds(m) or m.state != "generated")
    entities = _together(old.entities, new.entities, lambda e: e.name in known)
    confirmed = {role.name for role in old.roles if role.state != "generated"}
    everything = replace(
        old,
        datasets=datasets,
        metrics=metrics,
        entities=entities,
        segmentations=_together(old.segmentations, new.segmentations, lambda _: True),
        roles=(*(r for r in old.roles if r.name in confirmed), *(r for r in new.roles if r.name not in confirmed)),
        settings={**new.settings, **old.settings},
        examples=new.examples,
    )
    return with_roles_as_they_are(everything)


def _dataset(old: Dataset, new: Dataset) -> Dataset:
    exprs = {dimension.expr for dimension in new.dimensions} | {"1"}
    dimensions = _together(old.dimensions, new.dimensions, lambda d: d.expr in exprs)
    measures = _together(old.measures, new.measures, lambda m: m.expr in exprs)
    known = {(key.name, key.columns) for key in old.entities}
    keys = tuple(k for k in new.entities if k.type in ("foreign", "unique") and (k.name, k.columns) not in known)
    entities = old.entities if old.state == "confirmed" else (*old.entities, *keys)
    return replace(old, source=new.source, dimensions=dimensions, measures=measures, entities=entities)


def _together(old: Sequence[N], new: Sequence[N], holds: Callable[[N], bool]) -> tuple[N, ...]:
    """Old ones first, without proposals of ours that no longer hold; then the new ones by name."""
    kept = tuple(item for item in old if item.state != "generated" or holds(item))
    taken = {item.name for item in old}
    return (*kept, *(item for item in new if item.name not in taken))
