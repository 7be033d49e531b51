"""Words that name two objects.

Rule: such a word is allowed and asked about at question time; the author is warned here. An entity shares its word
with the dimension that stands for it and with the metric that counts it, and a metric with the numeric column it
measures: that is one meaning, not two.
"""

from __future__ import annotations

from collections.abc import Iterator

from semantic_layer.errors import Mistake
from semantic_layer.loading.draft import Draft
from semantic_layer.loading.fields import Fields
from semantic_layer.loading.known_names import KnownNames
from semantic_layer.model import Named, SimpleMetric

_UNUSED = ("deprecated", "rejected")


def ambiguous_words(draft: Draft, known: KnownNames) -> tuple[Mistake, ...]:
    """Return one warning per word that names several objects."""
    first: dict[str, tuple[str, str]] = {}  # word -> group of meaning, object
    found: list[Mistake] = []
    groups = _groups(draft)
    for kind, name, item, fields in _objects(draft, known):
        for word in dict.fromkeys(_words(item)):
            group = groups.get(name, f"{kind} {name}")
            other_group, other = first.setdefault(word, (group, f"{kind} {name}"))
            if other_group != group:
                rule = f"The word {word!r} names {other} and {kind} {name}."
                line = fields.node.lines.get("synonyms", fields.node.line)
                remedy = "Whoever uses it is asked which one is meant; give one of them another word to avoid that."
                found.append(Mistake(fields.file, line, fields.path, rule, remedy))
    return tuple(found)


def _words(item: Named) -> Iterator[str]:
    if item.hidden or item.state in _UNUSED:
        return
    for text in (item.labels.en or item.name.replace("_", " "), item.labels.zh, *item.synonyms.all()):
        if text:
            yield text.casefold()


def _groups(draft: Draft) -> dict[str, str]:
    """Return, by name of dimension or metric, the entity that it stands for or counts."""
    groups: dict[str, str] = {}
    for entity, _ in draft.entities:
        group = f"entity {entity.name}"
        if entity.label_dimension:
            label = entity.label_dimension
            groups[label if "." in label else f"{entity.name}.{label}"] = group
        if entity.default_count:
            groups[entity.default_count] = group
    return groups | _measured_columns(draft)


def _measured_columns(draft: Draft) -> dict[str, str]:
    """A number that is filtered by and measured: "amount above 100" and "total amount" speak of one column."""
    groups: dict[str, str] = {}
    for parts in draft.datasets:
        columns = {d.expr: d.qualified for d, _ in parts.dimensions if d.datatype in ("Integer", "Decimal", "Float")}
        for measure, _ in parts.measures:
            if measure.expr in columns:
                groups[columns[measure.expr]] = groups[measure.name] = f"column {columns[measure.expr]}"
    for metric, _ in draft.metrics:
        if isinstance(metric, SimpleMetric) and metric.measure in groups:
            groups[metric.name] = groups[metric.measure]
    return groups


def _objects(draft: Draft, known: KnownNames) -> Iterator[tuple[str, str, Named, Fields]]:
    for entity, fields in draft.entities:
        yield "entity", f"{entity.name}", entity, fields
    for parts in draft.datasets:
        for dimension, fields in parts.dimensions:
            yield "dimension", dimension.qualified, dimension, fields
        for measure, fields in parts.measures:
            if measure.create_metric:
                yield "metric", measure.name, measure, fields
    for metric, fields in draft.metrics:
        yield "metric", metric.name, metric, fields
    for segmentation, fields in draft.segmentations:
        yield "segmentation", segmentation.qualified, segmentation, fields
