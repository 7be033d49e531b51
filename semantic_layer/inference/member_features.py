"""What a wide table says of its customers themselves: the segment or city that is the same in all rows of each.

Rule: a grouping of which every customer with several rows has one value is also theirs, so that whatever is found about
customers one by one can be split by it. People go on naming the column of the rows: there, rows without a customer
count as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from semantic_layer.engines.base import Engine
from semantic_layer.inference.documents import has_one, lines_of, only, with_columns
from semantic_layer.inference.profile import TableProfile
from semantic_layer.inference.roles import Buying
from semantic_layer.model import Dataset, Dimension

_KINDS = ("categorical", "geography", "boolean")
_MOST = 100  # values: more are no groups


def with_member_features(
    buying: Buying, datasets: Sequence[Dataset], tables: Sequence[TableProfile], engine: Engine
) -> tuple[Dataset, ...]:
    """Return the datasets, with the customers that were read out of the rows given what is the same in theirs."""
    done = []
    for dataset, table in zip(datasets, tables, strict=True):
        is_home = dataset.primary is not None and dataset.primary.name == buying.customer.name and bool(table.source)
        done.append(_with_features(dataset, datasets, tables, engine) if is_home else dataset)
    return tuple(done)


def _with_features(
    home: Dataset, datasets: Sequence[Dataset], tables: Sequence[TableProfile], engine: Engine
) -> Dataset:
    lines = lines_of(home, datasets, tables, engine)
    if lines is None:
        return home
    own = {dimension.name for dimension in home.dimensions}
    able = [d for d in lines.rows.dimensions if d.name not in own and _is_grouping(d, lines.table)]
    features = [d for d in able if d.column is not None and has_one(lines, d.column, engine)]
    if not features:
        return home
    told = f"one for each {home.prefix}"
    twins = (
        replace(d, dataset=home.name, prefix=home.prefix, hidden=True, index="off", evidence=told) for d in features
    )
    source = with_columns(lines, {str(d.column): only(str(d.column)) for d in features}, engine)
    return replace(home, source=source, dimensions=(*home.dimensions, *twins))


def _is_grouping(dimension: Dimension, table: TableProfile) -> bool:
    column = next((c for c in table.columns if c.name == dimension.column), None)
    if column is None or dimension.personal or dimension.hidden or dimension.type not in _KINDS:
        return False
    return 1 < column.distinct <= _MOST and dimension.expr.strip('"') == column.name
