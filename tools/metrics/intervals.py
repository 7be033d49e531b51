"""Put the interval beside every population rate, and find the groups that share first place.

Rule: a rate comes with what it is out of and its 95 % interval. Whoever the data cannot tell from the leader
shares first place with it.
"""

from __future__ import annotations

from dataclasses import replace

from semantic_layer.result import Column, ColumnKind, ResultTable, Value
from tools.stats import share_first_place, wilson

FEW = 30  # below this base a rate says little
SATURATED = 0.95
ENDS: tuple[ColumnKind, ...] = ("low", "high")


def rates(table: ResultTable) -> tuple[str, ...]:
    """Names of the metric columns that carry their counts."""
    names = {column.name for column in table.columns}
    return tuple(
        column.name
        for column in table.columns
        if column.kind == "metric" and {f"{column.name}__n", f"{column.name}__hits"} <= names
    )


def without_empty_unknown(table: ResultTable) -> ResultTable:
    """Take away rows of an unknown group that hold nobody: entities that came only after the members were fixed."""
    names = rates(table)
    groups = table.of_kind("dimension")
    if not names or not groups:
        return table
    bases = [table.index(f"{name}__n") for name in names]
    kept = tuple(
        row for row in table.rows if not any(row[i] is None for i in groups) or any(count(row[i]) for i in bases)
    )
    return replace(table, rows=kept) if not table.incomplete and table.others is None else table


def with_intervals(table: ResultTable) -> ResultTable:
    """Append `M__low` and `M__high` for every rate M."""
    for name in rates(table):
        table = _with_interval(table, name)
    return table


def _with_interval(table: ResultTable, name: str) -> ResultTable:
    rate = table.columns[table.index(name)]
    columns = tuple(Column(f"{name}__{end}", end, rate.unit, rate.format, rate.source) for end in ENDS)
    hits, n = table.index(f"{name}__hits"), table.index(f"{name}__n")

    def widened(row: tuple[Value, ...]) -> tuple[Value, ...]:
        below = count(row[n])
        return (*row, *(wilson(count(row[hits]), below) if below else (None, None)))

    return replace(
        table,
        columns=(*table.columns, *columns),
        rows=tuple(widened(row) for row in table.rows),
        total=widened(table.total) if table.total else None,
    )


def first_place(table: ResultTable, name: str) -> tuple[int, ...]:
    """Rows of a ranked table that cannot be told from its first row, the first row included."""
    hits, n = table.values(f"{name}__hits"), table.values(f"{name}__n")
    if not table.rows or not count(n[0]):
        return ()
    lead = (count(hits[0]), count(n[0]))
    return tuple(
        i
        for i in range(len(table.rows))
        if i == 0 or (count(n[i]) and share_first_place(*lead, count(hits[i]), count(n[i])))
    )


def count(value: Value) -> int:
    return int(str(value or 0))
