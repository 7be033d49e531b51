"""The names of a draft, and what can be reached from what.

Rule: a name is defined once. Which dimensions a dataset reaches is decided here for the loader: along foreign keys
to datasets where the entity is primary or unique, never the other way, because only then a row meets one row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from semantic_layer.loading.definitions import DatasetParts
from semantic_layer.loading.fields import Fields
from semantic_layer.loading.metric_definitions import created_metric
from semantic_layer.metric_inputs import inputs_of
from semantic_layer.model import Dimension, Entity, Measure, Metric, Policy, Segmentation

if TYPE_CHECKING:
    from semantic_layer.loading.draft import Draft

T = TypeVar("T")


@dataclass(frozen=True)
class KnownNames:
    """Every definition by the name under which others refer to it."""

    entities: Mapping[str, Entity]
    datasets: Mapping[str, DatasetParts]
    dimensions: Mapping[str, Dimension]  # `<prefix>.<dimension>`, second roles included
    measures: Mapping[str, Measure]  # `<dataset>.<measure>`, and the bare name where it is unique
    shared_measures: frozenset[str]  # bare names that several datasets use
    metrics: Mapping[str, Metric]
    places: Mapping[str, Fields]  # of the metrics that are written out
    segmentations: Mapping[str, Segmentation]

    @cached_property
    def targets(self) -> Mapping[str, tuple[DatasetParts, ...]]:
        """Entity to the datasets in which one row is one of them."""
        found: dict[str, list[DatasetParts]] = {}
        for parts in self.datasets.values():
            for key in parts.dataset.entities:
                if key.type in ("primary", "unique"):
                    found.setdefault(key.name, []).append(parts)
        return {name: tuple(items) for name, items in found.items()}

    @cached_property
    def _reached(self) -> dict[str, frozenset[str]]:
        return {}

    def reached(self, dataset: str) -> frozenset[str]:
        """Return the prefixes whose dimensions can be asked of every row of `dataset`, entities included."""
        if dataset not in self._reached:
            self._reached[dataset] = frozenset(self._walk(dataset))
        return self._reached[dataset]

    def _walk(self, start: str) -> set[str]:
        prefixes: set[str] = {self.datasets[start].dataset.prefix}
        waiting, seen = [start], {start}
        while waiting:
            for key in self.datasets[waiting.pop()].dataset.entities:
                prefixes.add(key.prefix)
                for target in self.targets.get(key.name, ()):
                    prefixes.add(target.dataset.prefix if key.role is None else key.role)
                    if target.dataset.name not in seen:
                        seen.add(target.dataset.name)
                        waiting.append(target.dataset.name)
        return prefixes

    def time_dimension(self, dataset: str, name: str) -> Dimension | None:
        """Return the dimension that `name` means: bare in its own dataset, else qualified."""
        if "." in name:
            return self.dimensions.get(name)
        own = self.datasets[dataset].dataset.dimensions
        return next((dimension for dimension in own if dimension.name == name), None)

    def facts(self, metric: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        """Return the datasets whose rows `metric` aggregates."""
        found = self.metrics.get(metric)
        if found is None or metric in seen:
            return frozenset()
        inner = [self.facts(item.metric, seen | {metric}) for item in inputs_of(found)]
        measure = self.measures.get(getattr(found, "measure", ""))
        own = frozenset({measure.dataset}) if measure else frozenset()
        return own.union(*inner)


def known_names(draft: Draft) -> KnownNames:
    """Collect the names of `draft`, noting each that is defined twice."""
    datasets: dict[str, DatasetParts] = {}
    for parts in draft.datasets:
        _add(datasets, parts.dataset.name, parts, parts.fields)
    measures, shared = _measures(draft)
    metrics: dict[str, Metric] = {}
    for parts in draft.datasets:
        for measure, fields in parts.measures:
            if measure.create_metric:
                reference = f"{measure.dataset}.{measure.name}" if measure.name in shared else measure.name
                _add(metrics, measure.name, created_metric(measure, reference), fields)
    places: dict[str, Fields] = {}
    for metric, fields in draft.metrics:
        if _add(metrics, metric.name, metric, fields):
            places[metric.name] = fields
    entities: dict[str, Entity] = {}
    for entity, fields in draft.entities:
        _add(entities, entity.name, entity, fields)
    dimensions = _dimensions(draft)
    segmentations: dict[str, Segmentation] = {}
    for segmentation, fields in draft.segmentations:
        _add(segmentations, segmentation.qualified, segmentation, fields)
        if segmentation.qualified in dimensions:
            fields.say("name", f"{segmentation.qualified!r} is a dimension as well.", "Rename one of the two.")
    policies: dict[str, Policy] = {}
    for policy, fields in draft.policies:
        _add(policies, policy.name, policy, fields)
    return KnownNames(entities, datasets, dimensions, measures, shared, metrics, places, segmentations)


def _add(known: dict[str, T], name: str, value: T, fields: Fields) -> bool:
    """Add a definition and return True, unless its name is missing or taken."""
    if name in known:
        fields.say("name", f"{name!r} is defined twice.", "Rename one of the two.")
    elif name:
        known[name] = value
        return True
    return False


def _measures(draft: Draft) -> tuple[dict[str, Measure], frozenset[str]]:
    found: dict[str, Measure] = {}
    for parts in draft.datasets:
        for measure, fields in parts.measures:
            _add(found, f"{measure.dataset}.{measure.name}", measure, fields)
    uses = Counter(measure.name for measure in found.values())
    found |= {measure.name: measure for measure in found.values() if uses[measure.name] == 1}
    return found, frozenset(name for name, count in uses.items() if count > 1)


def _dimensions(draft: Draft) -> dict[str, Dimension]:
    found: dict[str, Dimension] = {}
    for parts in draft.datasets:
        for dimension, fields in parts.dimensions:
            _add(found, dimension.qualified, dimension, fields)
    own_by_entity = {
        parts.dataset.primary.name: parts.dataset.dimensions for parts in draft.datasets if parts.dataset.primary
    }
    for parts in draft.datasets:
        for key in parts.dataset.entities:
            for dimension in own_by_entity.get(key.name, ()) if key.role else ():
                found.setdefault(f"{key.role}.{dimension.name}", dimension)
    return found
