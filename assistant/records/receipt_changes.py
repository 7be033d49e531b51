"""Which figures of a receipt are others now, cell by cell, with both values.

Rule: rows are matched by what they are about, never by their place; a row that came or went is a change too. Values are
compared as receipts write them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from assistant.answer_json import value_json
from assistant.wording import Wording
from semantic_layer.result import Column, ResultTable, Value

Row = Mapping[str, object]


@dataclass(frozen=True)
class CellChange:
    """One figure that changed. `group` are the cells that say what the row is about; None for a value: no such row.

    `is_withheld` marks a former value that may not be told.
    """

    group: tuple[tuple[Column, Value], ...]
    column: Column
    before: object
    now: object
    has_before: bool = True
    has_now: bool = True
    is_withheld: bool = False

    def withheld(self) -> CellChange:
        return replace(self, before=None, is_withheld=True)


def cell_changes(receipt: Mapping[str, object], tables: Sequence[ResultTable]) -> tuple[CellChange, ...]:
    """Every changed figure of every table, in the order of the new rows; those that are gone come last."""
    columns, rows = receipt.get("columns"), receipt.get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list) or len(rows) != len(tables):
        return ()
    found: list[CellChange] = []
    for names, old, table in zip(columns, rows, tables, strict=True):
        before = [dict(zip(names, row, strict=False)) for row in old]
        found += _of_table(before, table, [str(name) for name in names])
    return tuple(found)


def _of_table(before: list[dict[str, object]], table: ResultTable, names: list[str]) -> Iterator[CellChange]:
    columns = [column for column in table.columns if column.name in names]
    about = [column for column in columns if column.kind in ("dimension", "period")]
    figures = [column for column in columns if column not in about]
    was = _by_group(before, about)
    now = _by_group([_plain(row) for row in table.records()], about)
    for group, row in now.items():
        old = was.get(group)
        for column in figures:
            value = row.get(column.name)
            if old is None or _written(old.get(column.name)) != _written(value):
                known = None if old is None else old.get(column.name)
                yield CellChange(_cells(about, group), column, known, value, has_before=old is not None)
    for group, row in was.items():
        if group not in now:
            for column in figures:
                yield CellChange(_cells(about, group), column, row.get(column.name), None, has_now=False)


def _by_group(rows: Sequence[Row], about: list[Column]) -> dict[tuple[object, ...], Row]:
    """Rows by what they are about; without groups, or where two share one, by their place."""
    keys = [tuple(row.get(column.name) for column in about) for row in rows]
    if not about or len(set(keys)) != len(keys):
        return {(*key, place): row for place, (key, row) in enumerate(zip(keys, rows, strict=True))}
    return dict(zip(keys, rows, strict=True))


def _cells(about: list[Column], group: tuple[object, ...]) -> tuple[tuple[Column, Value], ...]:
    return tuple((column, _value(cell, column)) for column, cell in zip(about, group, strict=False))


def _plain(row: Mapping[str, Value]) -> dict[str, object]:
    return {name: value_json(value) for name, value in row.items()}


def _written(value: object) -> str:
    """A value as the result hash sees it: doubles at twelve digits."""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _value(stored: object, column: Column) -> Value:
    """A value of a receipt as the formatter knows it."""
    if isinstance(stored, float):
        return Decimal(str(stored))
    if isinstance(stored, str) and column.kind == "period":
        try:
            return date.fromisoformat(stored) if len(stored) == 10 else datetime.fromisoformat(stored)
        except ValueError:
            return stored
    return stored if isinstance(stored, str | int | bool) else None


def change_cells(change: CellChange, wording: Wording) -> tuple[str, str, str, str]:
    """What the row is about, which figure, then and now, as a person reads them."""
    about = wording.comma(wording.cell(value, column) for column, value in change.group)
    before = wording.cell(_value(change.before, change.column), change.column) if change.has_before else ""
    now = wording.cell(_value(change.now, change.column), change.column) if change.has_now else ""
    no_row = wording.say("receipt.no_row")
    then = wording.say("receipt.withheld") if change.is_withheld else before or no_row
    return about, wording.header(change.column), then, now or no_row
