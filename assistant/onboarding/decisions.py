"""What a person changed about a proposal, done to the model.

Rule: each decision is one pure step from model to model; what a person took or left is marked as confirmed or
rejected, so that a later import keeps it. A metric that others need takes them along when it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from assistant.onboarding.proposals import Role, bare_column, measure_of, role_of
from semantic_layer.inference.roles import with_roles_as_they_are
from semantic_layer.model import (
    Dataset,
    Dimension,
    EntityKey,
    Format,
    Measure,
    Metric,
    RatioMetric,
    SemanticModel,
    SimpleMetric,
    Unit,
)


@dataclass(frozen=True)
class Decisions:
    """By `dataset.column`: changed roles and relations that are none; by name: the metrics that are wanted."""

    roles: Mapping[str, Role] = field(default_factory=dict)
    no_relations: frozenset[str] = frozenset()
    metrics: frozenset[str] | None = None  # None: all that are proposed


def decided(model: SemanticModel, decisions: Decisions) -> SemanticModel:
    """The model with roles and relations as they were decided; metrics are chosen with `chosen`."""
    for dataset in model.datasets:
        for dimension in dataset.dimensions:
            wanted = decisions.roles.get(f"{dataset.name}.{dimension.name}")
            current = next(d for d in model.datasets if d.name == dataset.name)
            if wanted is not None and wanted != role_of(current, dimension):
                model = _with_role(model, current, dimension, wanted)
    return with_roles_as_they_are(_without_relations(model, decisions.no_relations))


def chosen(model: SemanticModel, wanted: frozenset[str]) -> SemanticModel:
    """Wanted metrics are confirmed; the others are rejected and no longer asked for."""
    metrics = tuple(
        metric if metric.hidden and metric.state != "rejected"
        else replace(metric, state="confirmed", hidden=False) if metric.name in wanted
        else replace(metric, state="rejected", hidden=True)
        for metric in model.metrics
    )  # fmt: skip
    return replace(model, metrics=metrics)


def _with_role(model: SemanticModel, dataset: Dataset, dimension: Dimension, role: Role) -> SemanticModel:
    old = measure_of(dataset, dimension)
    if role in ("sum", "average"):
        return _measured(model, dataset, dimension, old, is_sum=role == "sum")
    if old is not None:
        model = _without_measure(model, dataset, old)
        dataset = next(d for d in model.datasets if d.name == dataset.name)
    match role:
        case "time":
            dataset = replace(dataset, default_time=dimension.name, time_basis="event")
        case "key":
            dataset = _keyed(dataset, dimension)
        case "hidden":
            dataset = _changed(dataset, replace(dimension, hidden=True, state="confirmed"))
        case _:
            dataset = _without_key(dataset, dimension)
            dataset = _changed(dataset, replace(dimension, hidden=False, state="confirmed"))
            if dataset.default_time == dimension.name:
                dataset = replace(dataset, default_time=None, time_basis="none")
    return _with_dataset(model, dataset)


def _keyed(dataset: Dataset, dimension: Dimension) -> Dataset:
    """The dataset with this column as what identifies its rows."""
    column = bare_column(dimension.expr)
    assert column is not None
    own = next(key for key in dataset.entities if key.type in ("primary", "natural"))
    key = EntityKey(own.name, "primary", (column,))
    return replace(dataset, entities=tuple(key if other is own else other for other in dataset.entities))


def _without_key(dataset: Dataset, dimension: Dimension) -> Dataset:
    """Where the column was the key, nothing identifies a row."""
    column = bare_column(dimension.expr)
    entities = tuple(
        replace(key, type="natural") if key.type == "primary" and key.columns == (column,) else key
        for key in dataset.entities
    )
    return replace(dataset, entities=entities)


def _measured(
    model: SemanticModel, dataset: Dataset, dimension: Dimension, old: Measure | None, *, is_sum: bool
) -> SemanticModel:
    """The model with a sum or an average of the column, and a metric of it."""
    measure = Measure(
        name=old.name if old else _free_name(model, dimension.name, dataset),
        labels=dimension.labels,
        synonyms=old.synonyms if old else dimension.synonyms,
        dataset=dataset.name,
        agg="sum" if is_sum else "avg",
        expr=dimension.expr,
        additivity="additive" if is_sum else "non_additive",
        unit=old.unit if old else Unit("none"),
        format=Format("integer") if is_sum and dimension.datatype == "Integer" else Format("decimal", 2),
        null_semantics="absent_is_zero" if is_sum else "absent_is_unknown",
        state="confirmed",
    )
    measures = tuple(measure if other is old else other for other in dataset.measures)
    dataset = _changed(dataset, replace(dimension, hidden=False))
    dataset = replace(dataset, measures=measures if old else (*measures, measure))
    metric = SimpleMetric(
        name=measure.name,
        labels=measure.labels,
        synonyms=measure.synonyms,
        measure=measure.name,
        direction="neutral",
        unit=measure.unit,
        format=measure.format,
        null_semantics=measure.null_semantics,
        state="confirmed",
    )
    metrics = tuple(metric if other.name == metric.name else other for other in model.metrics)
    if not any(other.name == metric.name for other in metrics):
        metrics = (*metrics, metric)
    return replace(_with_dataset(model, dataset), metrics=metrics)


def _free_name(model: SemanticModel, name: str, dataset: Dataset) -> str:
    taken = {metric.name for metric in model.metrics} | {m.name for d in model.datasets for m in d.measures}
    return name if name not in taken else f"{dataset.prefix}_{name}"


def _without_measure(model: SemanticModel, dataset: Dataset, measure: Measure) -> SemanticModel:
    names = (measure.name, f"{dataset.name}.{measure.name}")
    gone = {m.name for m in model.metrics if isinstance(m, SimpleMetric) and m.measure in names}
    model = _without_metrics(model, gone)
    return _with_dataset(model, replace(dataset, measures=tuple(m for m in dataset.measures if m is not measure)))


def _without_metrics(model: SemanticModel, gone: set[str]) -> SemanticModel:
    """The model without these metrics, those that are made of them, and whoever counts by them."""
    while more := {m.name for m in model.metrics if m.name not in gone and _inputs(m) & gone}:
        gone = gone | more
    entities = tuple(replace(e, default_count=None) if e.default_count in gone else e for e in model.entities)
    return replace(model, metrics=tuple(m for m in model.metrics if m.name not in gone), entities=entities)


def _inputs(metric: Metric) -> set[str]:
    """The metrics that a proposed metric is made of."""
    if isinstance(metric, RatioMetric):
        return {metric.numerator.metric, metric.denominator.metric}
    several = getattr(metric, "metrics", ())
    single = getattr(metric, "metric", None)
    return {one.metric for one in (*several, *((single,) if single else ()))}


def _without_relations(model: SemanticModel, refused: frozenset[str]) -> SemanticModel:
    if not refused:
        return model

    def stays(dataset: Dataset) -> Callable[[EntityKey], bool]:
        return lambda key: key.type not in ("foreign", "unique") or f"{dataset.name}.{key.columns[0]}" not in refused

    def cut(dataset: Dataset) -> Dataset:
        entities = tuple(filter(stays(dataset), dataset.entities))
        return dataset if entities == dataset.entities else replace(dataset, entities=entities, state="confirmed")

    return replace(model, datasets=tuple(map(cut, model.datasets)))


def _changed(dataset: Dataset, dimension: Dimension) -> Dataset:
    return replace(dataset, dimensions=tuple(dimension if d.name == dimension.name else d for d in dataset.dimensions))


def _with_dataset(model: SemanticModel, dataset: Dataset) -> SemanticModel:
    return replace(model, datasets=tuple(dataset if d.name == dataset.name else d for d in model.datasets))
