"""Which version of a definition something relies on.

Rule: the hash of a name changes with what the name stands for, with everything that is made of, and with nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from semantic_layer.model import SemanticModel


def definition_hash(name: str, model: SemanticModel, *, leaving_out: frozenset[str] = frozenset()) -> str:
    """Return 16 hex digits for a metric, measure, dimension, segmentation or entity; all unknown names share one.

    `leaving_out` are parts of a definition that do not count.
    """
    seen: dict[str, list[object]] = {}
    if things := _things(name, model):
        seen[""] = things
    pending = [name]
    while pending:
        current = pending.pop()
        found = [] if current in seen else [_without(item, leaving_out) for item in _formulas(current, model)]
        if found:
            seen[current] = found
            pending += _texts(found)
    text = json.dumps(seen, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def figure_hash(name: str, model: SemanticModel) -> str:
    """The same for what decides the figures alone: labels, synonyms, descriptions and formats do not count."""
    return definition_hash(name, model, leaving_out=_WORDS)


def is_defined(name: str, model: SemanticModel) -> bool:
    """Say whether the model has anything under `name`."""
    return bool(_things(name, model) or _formulas(name, model))


_WORDS = frozenset({
    "labels", "synonyms", "description", "owner", "state", "version", "hidden", "examples", "format", "direction",
    "core", "rank_by", "evidence", "meta",
})  # fmt: skip


def _without(found: object, left_out: frozenset[str]) -> object:
    """One definition without the parts that do not count."""
    if not left_out or not isinstance(found, dict):
        return found
    return {name: value for name, value in found.items() if name not in left_out}


def _things(name: str, model: SemanticModel) -> list[object]:
    """What rows are grouped by or are about."""
    found: list[object] = [asdict(model.dimension(name))] if model.has_dimension(name) else []
    if model.has_segmentation(name):
        found.append(asdict(model.segmentation(name)))
    if model.has_entity(name):
        found.append(asdict(model.entity(name)))
    return found


def _formulas(name: str, model: SemanticModel) -> list[object]:
    """A metric, a measure with the rows it reads, or both."""
    found: list[object] = [asdict(model.metric(name))] if model.has_metric(name) else []
    try:
        measure = model.measure(name)
    except KeyError:
        return found
    dataset = model.dataset(measure.dataset)
    return [*found, asdict(measure), dataset.source, dataset.default_filters, dataset.default_time]


def _texts(content: object) -> list[str]:
    """Every text inside a definition; those that are names lead to the definitions behind it."""
    match content:
        case str():
            return [content]
        case Mapping():
            return [text for value in content.values() for text in _texts(value)]
        case list() | tuple():
            return [text for value in content for text in _texts(value)]
        case _:
            return []
