"""Columns of a SELECT that are made of columns of a table: the segment of a customer, read out of the rows of orders.

Rule: whoever may not see a column sees nothing that a SELECT of the model makes of it, under whatever name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlglot
from sqlglot import exp

from semantic_layer.model import Dataset, SemanticModel
from semantic_layer.per_model import per_model


@per_model
def derived_columns(model: SemanticModel) -> Mapping[str, frozenset[str]]:
    """Each dimension of a table -> the dimensions of SELECTs over that table whose column reads the same column."""
    found: dict[str, frozenset[str]] = {}
    tables = [dataset for dataset in model.datasets if not is_select(dataset.source)]
    for dataset in model.datasets:
        if not is_select(dataset.source):
            continue
        for table, made in _made(dataset, model.dialect):
            for origin in (item for item in tables if last_name(item.source) == table):
                for dimension in origin.dimensions:
                    own = [d.qualified for d in dataset.dimensions if dimension.column in made.get(d.column or "", ())]
                    if own:
                        found[dimension.qualified] = found.get(dimension.qualified, frozenset()) | set(own)
    return found


def _made(dataset: Dataset, dialect: str) -> Iterator[tuple[str, Mapping[str, frozenset[str]]]]:
    """Each table that the SELECT reads, and for each of its columns those that it is made of."""
    query = sqlglot.parse_one(dataset.source, read=dialect)
    made: dict[str, frozenset[str]] = {}
    for part in query.find_all(exp.Select):
        for item in part.selects:
            read = frozenset(column.name for column in item.find_all(exp.Column))
            made[item.alias_or_name] = made.get(item.alias_or_name, frozenset()) | read
    for name in {table.name.casefold() for table in query.find_all(exp.Table)}:
        yield name, made


def is_select(source: str) -> bool:
    return source.lstrip()[:6].casefold() == "select" or source.lstrip()[:4].casefold() == "with"


def last_name(source: str) -> str:
    return source.rpartition(".")[2].strip('" ').casefold()
