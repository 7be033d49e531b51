"""Why a measure cannot be split or filtered, and what can be asked instead.

Rule: a refusal names the hop that would repeat rows, in the model's words, and offers only what the model can compute:
the same fact one grain down, the measures of the finer dataset, a condition that does not multiply rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from semantic_layer.compiler.build import Build
from semantic_layer.compiler.names import Field
from semantic_layer.compiler.paths import Path
from semantic_layer.errors import AmbiguousPath, FanOut, ManyToMany, NoPath, QueryError
from semantic_layer.metric_inputs import datasets_of
from semantic_layer.model import Dataset, EntityKey, Segmentation, SimpleMetric

MAX_OFFERS = 5


def way_to(build: Build, dataset: str, field: Field) -> Path:
    """Return the only shortest many-to-one way from a dataset to a dimension.

    Raises
    ------
    AmbiguousPath, FanOut, ManyToMany, NoPath
        If there is none, or more than one.
    """
    ways = build.graph.ways(dataset, field.dataset, field.role)
    if ways.only is not None:
        return ways.only
    if ways.paths:
        raise _ambiguous(dataset, field, ways.paths)
    raise unreachable(build, dataset, field)


def _ambiguous(dataset: str, field: Field, paths: tuple[Path, ...]) -> AmbiguousPath:
    names = [f"{path[-1].key.prefix}.{field.dimension.name}" for path in paths]
    if len(set(names)) < len(names):
        names = [f"{path[0].key.prefix} -> {path[-1].key.prefix}.{field.dimension.name}" for path in paths]
    return AmbiguousPath(
        f"There are {len(paths)} ways from {dataset!r} to {field.name!r}: {', '.join(names)}. Name one of them.",
        possible=tuple(dict.fromkeys(names)),
        dataset=dataset,
        dimension=field.name,
    )


def several_ways(dataset: str, entity: str, ways: Sequence[tuple[Path, EntityKey]]) -> AmbiguousPath:
    """Return the refusal for a fact whose rows belong to a thing in several ways: 校区 of students, of teachers."""
    through = " and ".join(repr(path[-1].target if path else key.prefix) for path, key in ways)
    return AmbiguousPath(
        f"The rows of {dataset!r} belong to a {entity!r} in {len(ways)} ways: through {through}.",
        dataset=dataset,
        dimension=entity,
    )


def unreachable(build: Build, dataset: str, field: Field | Segmentation) -> QueryError:
    """Return the refusal for a dimension that no row of `dataset` has exactly one value of."""
    target = _target(build, field)
    if target is None:
        return NoPath(f"No dataset holds the entity of {_name(field)!r}.", dataset=dataset, dimension=_name(field))
    child = _child_between(build, dataset, target)
    counted = build.model.dataset(dataset)
    if child is None:
        return NoPath(
            f"{dataset!r} and {target.name!r} are not related: no entity links them. "
            f"A key of {_entity(target)!r} in {dataset!r}, or a dataset that holds both keys, would.",
            possible=_offers(build, counted, field, None),
            dataset=dataset,
            dimension=_name(field),
            target=target.name,
        )
    one, many = _entity(counted), _entity(child)
    offers = _offers(build, counted, field, child)
    facts = {"dataset": dataset, "dimension": _name(field), "one": one, "many": many, "target": child.name}
    can = f" Possible: {', '.join(offers)}." if offers else ""
    also = f" A condition 'exists in {child.name}' keeps each {one} once."
    if child.role == "bridge":
        return ManyToMany(
            f"One {one} can have several rows in {child.name!r}, so a total by {_name(field)!r} would count it more "
            f"than once. The bridge {child.name!r} declares no weight that could split it.{can}{also}",
            possible=offers,
            **facts,
        )
    return FanOut(
        f"{dataset!r} counts each {one} once; one {one} can have several {many} rows, so splitting it by "
        f"{_name(field)!r} would count it more than once.{can}{also}",
        possible=offers,
        **facts,
    )


def _target(build: Build, field: Field | Segmentation) -> Dataset | None:
    if isinstance(field, Segmentation):
        return build.model.dataset_of_entity(field.entity)
    return build.model.dataset(field.dataset)


def _name(field: Field | Segmentation) -> str:
    return field.qualified if isinstance(field, Segmentation) else field.name


def _entity(dataset: Dataset) -> str:
    return dataset.primary.name if dataset.primary else dataset.name


def _child_between(build: Build, dataset: str, target: Dataset) -> Dataset | None:
    """The finer dataset whose rows would be repeated: the target itself, or one that points to both sides."""
    graph = build.graph
    if graph.reaches(target.name, dataset):
        return target
    near = [name.name for name in build.model.datasets if graph.reaches(dataset, name.name)]
    children = [
        child
        for child in build.model.datasets
        if child.name != dataset
        and child.role not in ("spine", "segment")
        and graph.reaches(child.name, target.name)
        and any(graph.reaches(child.name, name) for name in near)
    ]
    children.sort(key=lambda child: (not graph.reaches(child.name, dataset), not child.measures))
    return children[0] if children else None


def _offers(build: Build, counted: Dataset, field: Field | Segmentation, child: Dataset | None) -> tuple[str, ...]:
    """Metrics that can be split that way: finer counterparts first, then the finer dataset's own, then others."""
    finer = {measure.finer for measure in counted.measures if measure.finer}
    found: list[tuple[int, str]] = []
    for metric in build.model.metrics:
        if not build.view.has_metric(metric.name) or metric.hidden:
            continue
        datasets = set(datasets_of(build.model, metric))
        if not datasets or not all(_can_split(build, name, field) for name in datasets):
            continue
        is_finer = metric.name in finer or (isinstance(metric, SimpleMetric) and metric.measure in finer)
        rank = 0 if is_finer else 1 if child is not None and datasets == {child.name} else 2
        found.append((rank, metric.name))
    near = [name for rank, name in sorted(found, key=lambda item: item[0]) if rank < 2 or child is None]
    return tuple(near[:MAX_OFFERS])


def _can_split(build: Build, dataset: str, field: Field | Segmentation) -> bool:
    if isinstance(field, Segmentation):
        return build.graph.entity_key(dataset, field.entity) is not None
    return build.graph.ways(dataset, field.dataset, field.role).only is not None


def can_filter(build: Build, dimension: Field | Segmentation) -> tuple[str, ...]:
    """Return the metrics of which every part can be filtered by the dimension."""
    return tuple(
        metric.name
        for metric in build.model.metrics
        if build.view.has_metric(metric.name)
        and all(_can_split(build, name, dimension) for name in datasets_of(build.model, metric))
    )[:MAX_OFFERS]
