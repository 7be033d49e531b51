"""What is worth saying about a list of rows: how many there are, and which one a ranking put first.

Rule: a row is told by its own columns but the one it is ranked by; rows that share that value share the place, and a
row without it has none.
"""

from __future__ import annotations

from semantic_layer.query import Top
from semantic_layer.result import Column, ResultTable, Value
from tools.metrics import facts
from tools.metrics.facts import Row, cell
from tools.result import Fact, Finding


def of_rows(table: ResultTable, top: Top | None, count: int) -> tuple[Finding, ...]:
    """Findings of a list; `count` is the number of rows in all, of which the table may show the first only."""
    if not table.rows:
        return (Finding("empty"),)
    unseen = top is not None and all(column.name != top.by for column in table.columns)
    if top is None or top.per or unseen:
        return (Finding("listing", (("count", facts.count(count)),)),)
    by = table.columns[table.index(top.by)]
    rows = [row for row in table.records() if row[by.name] is not None]
    return (_places(table, rows, by, top),) if top.n > 1 else (_first(table, rows, by, top),)


def _first(table: ResultTable, rows: list[Row], by: Column, top: Top) -> Finding:
    said = [
        ("value", cell(rows[0][by.name], by)),
        ("metric", facts.label_of(by)),
        ("direction", Fact(top.direction)),
        ("place", facts.count(top.skip + 1)),
    ]
    if len(rows) > 1:
        return Finding("tie", (("groups", _names(table, rows, by)), ("n", facts.count(len(rows))), *said))
    return Finding("leader", (("group", _names(table, rows, by)), *said))


def _places(table: ResultTable, rows: list[Row], by: Column, top: Top) -> Finding:
    values = Fact(tuple(row[by.name] for row in rows), by.unit, by.format, by.source or by.name)
    return Finding(
        "top_n",
        (
            ("n", facts.count(len(rows))),
            ("groups", _names(table, rows, by)),
            ("values", values),
            ("metric", facts.label_of(by)),
            ("direction", Fact(top.direction)),
            ("place", facts.count(top.skip + 1)),
        ),
    )


def _names(table: ResultTable, rows: list[Row], by: Column) -> Fact:
    """What the rows are called, one after the other; of a single name of a single row the name itself."""
    columns = [column for column in table.columns if column.kind == "dimension" and column is not by]
    flat: tuple[Value, ...] = tuple(row[column.name] for row in rows for column in columns)
    source = columns[0].source if columns else ""
    return Fact(flat[0] if len(flat) == 1 else flat, source=source)
