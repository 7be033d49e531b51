"""Which version of a definition something relies on.

Rule: the hash of a name changes with what the name stands for, with everything that is made of, and with nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from semantic_layer.model import SemanticModel


def definition_hash(name: str, model: SemanticModel) -> str:
    """Return 16 hex digits for a metric, measure, dimension, segmentation or entity; all unknown names share one."""
    seen: dict[str, list[object]] = {}
    if things := _things(name, model):
        seen[""] = things
    pending = [name]
    while pending:
        current = pending.pop()
        found = [] if current in seen else _formulas(current, model)
        if found:
            seen[current] = found
            pending += _texts(found)
    text = json.dumps(seen, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_defined(name: str, model: SemanticModel) -> bool:
    """Say whether the model has anything under `name`."""
    return bool(_things(name, model) or _formulas(name, model))


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
