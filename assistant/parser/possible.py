"""Which of several readings can be computed at all.

Rule: an option that asks figures of one table to be split or cut by a column of another, with nothing that ties the
two, is no option; where one reading is left, it is the answer. Ties are followed in any direction, so that nothing is
dropped here that the engine might still compute.
"""

from __future__ import annotations

from collections.abc import Iterator

from semantic_layer.begins import tables_of_query
from semantic_layer.model import SemanticModel
from semantic_layer.query import Combine, Compare, Exists, Predicate
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall


def is_possible(calls: tuple[ToolCall, ...], model: SemanticModel) -> bool:
    """Say whether every figure of the calls is tied to every column that splits or cuts it."""
    return all(_is_tied(call.arguments, model) for call in calls if isinstance(call.arguments, QueryMetricsArgs))


def _is_tied(asked: QueryMetricsArgs, model: SemanticModel) -> bool:
    read = {*tables_of_query(asked.metrics, model), *([asked.rows] if asked.rows else [])}
    fields = [ref.name for ref in asked.dimensions]
    fields += [field for predicate in asked.filters for field in _fields(predicate)]
    used = {model.dimension(name).dataset for name in fields if model.has_dimension(name)}
    return all(used <= tied_to(table, model) | {table} for table in read)


def _fields(predicate: Predicate) -> Iterator[str]:
    match predicate:
        case Compare():
            yield predicate.field
        case Combine():
            for part in predicate.predicates:
                yield from _fields(part)
        case Exists():
            return


def tied_to(table: str, model: SemanticModel) -> set[str]:
    """The tables that share an entity with a table, or with one that does."""
    keys = {dataset.name: {key.name for key in dataset.entities} for dataset in model.datasets}
    found, known = {table}, set(keys.get(table, set()))
    while more := {name for name, own in keys.items() if name not in found and own & known}:
        found |= more
        known = known.union(*(keys[name] for name in more))
    return found
