"""What the business words mean: frozen definitions.

Rule: a model is a value. It is built once by the loader (or by inference), checked there, and never changed;
everything that reads it may rely on names being unique and references being resolved. Expressions are kept as
text in the small SQL subset that the loader has already parsed and accepted.
The definitions lie in files by subject and are imported from here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property

from semantic_layer.model.calendar_spec import CalendarSpec, FiscalYear, Spine
from semantic_layer.model.customers import CUSTOMER_FACTS, FIRST_ORDER, Role, Segmentation, Tag, Watch
from semantic_layer.model.datasets import (
    Additivity,
    Adjective,
    Aggregation,
    Dataset,
    DatasetRole,
    Dimension,
    DimensionType,
    DimensionValue,
    Direction,
    Entity,
    EntityKey,
    EntityKind,
    Fill,
    Grain,
    Measure,
    NullSemantics,
    Scalar,
    SemiAdditive,
    TimeBasis,
)
from semantic_layer.model.metrics import (
    ComparisonMetric,
    ConversionMetric,
    CumulativeMetric,
    DerivedMetric,
    EventCondition,
    Input,
    Metric,
    MetricBase,
    NestedMetric,
    PopulationRateMetric,
    RatioMetric,
    SimpleMetric,
)
from semantic_layer.model.rights import Mask, Policy
from semantic_layer.model.words import Format, Language, Named, State, Text, Unit, Words

__all__ = [
    "CUSTOMER_FACTS", "FIRST_ORDER", "Additivity", "Adjective", "Aggregation", "CalendarSpec", "ComparisonMetric",
    "ConversionMetric", "CumulativeMetric", "Dataset", "DatasetRole", "DerivedMetric", "Dimension", "DimensionType",
    "DimensionValue", "Direction", "Entity", "EntityKey", "EntityKind", "EventCondition", "Fill", "FiscalYear",
    "Format", "Grain", "Input", "Language", "Mask", "Measure", "Metric", "MetricBase", "Named", "NestedMetric",
    "NullSemantics", "Policy", "PopulationRateMetric", "RatioMetric", "Role", "Scalar", "Segmentation",
    "SemanticModel", "SemiAdditive", "SimpleMetric", "Spine", "State", "Tag", "Text", "TimeBasis", "Unit", "Watch",
    "Words",
]  # fmt: skip


@dataclass(frozen=True)
class SemanticModel:
    """A whole model; look-ups raise `KeyError` only for names nobody checked."""

    name: str
    version: str
    languages: tuple[Language, ...]
    calendar: CalendarSpec
    entities: tuple[Entity, ...]
    datasets: tuple[Dataset, ...]
    metrics: tuple[Metric, ...] = ()
    segmentations: tuple[Segmentation, ...] = ()
    tags: tuple[Tag, ...] = ()
    watches: tuple[Watch, ...] = ()
    policies: tuple[Policy, ...] = ()
    roles: tuple[Role, ...] = ()
    labels: Text = Text()
    description: Text = Text()
    dialect: str = "duckdb"
    examples: tuple[Mapping[str, object], ...] = field(default=(), hash=False)
    extensions: Mapping[str, object] = field(default_factory=dict, hash=False)
    settings: Mapping[str, object] = field(default_factory=dict, hash=False)  # maps, weights, actions, rules, ...

    @cached_property
    def _entities(self) -> Mapping[str, Entity]:
        return {item.name: item for item in self.entities}

    @cached_property
    def _datasets(self) -> Mapping[str, Dataset]:
        return {item.name: item for item in self.datasets}

    @cached_property
    def _metrics(self) -> Mapping[str, Metric]:
        return {item.name: item for item in self.metrics}

    @cached_property
    def _segmentations(self) -> Mapping[str, Segmentation]:
        return {item.qualified: item for item in self.segmentations}

    @cached_property
    def _dimensions(self) -> Mapping[str, Dimension]:
        own = {d.qualified: d for dataset in self.datasets for d in dataset.dimensions}
        roles = {
            f"{key.role}.{d.name}": d
            for dataset in self.datasets
            for key in dataset.entities
            if key.role
            for target in self.datasets
            if target.primary and target.primary.name == key.name
            for d in target.dimensions
        }
        return {**roles, **own}

    @cached_property
    def _measures(self) -> Mapping[str, Measure]:
        found: dict[str, Measure] = {}
        for dataset in self.datasets:
            for measure in dataset.measures:
                found[f"{dataset.name}.{measure.name}"] = measure
                found.setdefault(measure.name, measure)
        return found

    def metric(self, name: str) -> Metric:
        return self._metrics[name]

    def has_metric(self, name: str) -> bool:
        return name in self._metrics

    def entity(self, name: str) -> Entity:
        return self._entities[name]

    def has_entity(self, name: str) -> bool:
        return name in self._entities

    def dataset(self, name: str) -> Dataset:
        return self._datasets[name]

    def dimension(self, qualified: str) -> Dimension:
        """Look up `<entity>.<dimension>`, or `<role>.<dimension>` for a second role."""
        return self._dimensions[qualified]

    def has_dimension(self, qualified: str) -> bool:
        return qualified in self._dimensions

    def dimensions(self) -> Iterator[Dimension]:
        """Every dimension once, under its own entity."""
        for dataset in self.datasets:
            yield from dataset.dimensions

    def segmentation(self, qualified: str) -> Segmentation:
        """Look up `<entity>.<segmentation>`."""
        return self._segmentations[qualified]

    def has_segmentation(self, qualified: str) -> bool:
        return qualified in self._segmentations

    def tag(self, name: str) -> Tag:
        return next(item for item in self.tags if item.name == name)

    def has_tag(self, name: str) -> bool:
        return any(item.name == name for item in self.tags)

    def measure(self, name: str) -> Measure:
        """Look up a measure by unique name or `<dataset>.<measure>`."""
        return self._measures[name]

    def unit_of(self, name: str) -> Unit:
        """The unit of a metric, or of a dimension whose column is also measured."""
        if self.has_metric(name):
            return self.metric(name).unit
        dimension = self._dimensions.get(name)
        measures = self.dataset(dimension.dataset).measures if dimension else ()
        return next((m.unit for m in measures if dimension and m.expr == dimension.expr), Unit("none"))

    def role(self, name: str) -> Role | None:
        return next((role for role in self.roles if role.name == name), None)

    def dataset_of_entity(self, entity: str) -> Dataset | None:
        """The dataset in which `entity` is the primary key."""
        return next((d for d in self.datasets if d.primary and d.primary.name == entity and d.role != "segment"), None)

    @cached_property
    def hash(self) -> str:
        """Stable across processes; part of every cache key and receipt."""
        text = json.dumps(asdict(self), sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
