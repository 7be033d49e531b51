"""Members of a result by reference: "@r1.row1.customer.region" is a cell that the model never sees.

Rule: a reference is resolved here, from results of this question or from what the last answer showed; the value goes
into the call and never into a message. Where a value came from goes along with it, because no word of the question
says it; `pointing.py` decides what of it may be used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from assistant.conversation import Shown
from semantic_layer.result import ResultTable

_CELL = re.compile(r"@(r\d+)\.row(\d+)\.([\w.]+)")
_SHOWN = re.compile(r"@last\.(\d+)(?:\.([\w.]+))?")
_HANDLE = re.compile(r"@v(\d+)")


@dataclass(frozen=True)
class Cell:
    """A value of a result of this question; rows count from 1."""

    result: str
    row: int
    column: str
    value: object


@dataclass(frozen=True)
class Member:
    """One of the `of` members that the last answer showed for a dimension."""

    place: int
    of: int
    dimension: str
    value: object


@dataclass(frozen=True)
class Handle:
    """A value that may not be told, with the words that are exactly its name; none: it is only like what was asked."""

    value: object
    dimension: str = ""
    words: tuple[str, ...] = ()


Pointer = Cell | Member | Handle


class UnknownReference(LookupError):
    """There is no such result, row, column or member. The message names what there is."""


@dataclass
class References:
    """Everything that a call may point to."""

    shown: tuple[Shown, ...] = ()
    tables: dict[str, ResultTable] = field(default_factory=dict)
    handles: list[Handle] = field(default_factory=list)

    def keep(self, table: ResultTable) -> str:
        """Keep a result and return its name."""
        name = f"r{len(self.tables) + 1}"
        self.tables[name] = table
        return name

    def handle(self, value: object, dimension: str = "", words: str = "") -> str:
        """Return a name for a value that may not be told; `words` are those of the question that name it exactly."""
        named = Handle(value, dimension, (words,) if words else ())
        if named not in self.handles:
            self.handles.append(named)
        return f"@v{self.handles.index(named) + 1}"

    def resolve(self, node: object) -> tuple[object, tuple[Pointer, ...]]:
        """Return raw arguments with every reference replaced by what it stands for, and what was pointed to.

        Raises
        ------
        UnknownReference
            If a text has the form of a reference and stands for nothing.
        """
        pointers: list[Pointer] = []
        return self._resolved(node, pointers), tuple(pointers)

    def _resolved(self, node: object, pointers: list[Pointer]) -> object:
        if isinstance(node, Mapping):
            return {key: self._resolved(value, pointers) for key, value in node.items()}
        if isinstance(node, list | tuple):
            return [self._resolved(value, pointers) for value in node]
        if not (isinstance(node, str) and node.startswith("@")):
            return node
        pointers.append(self._pointer(node))
        value = pointers[-1].value
        if isinstance(value, Decimal):
            return float(value)
        return value.isoformat() if isinstance(value, date) else value

    def _pointer(self, text: str) -> Pointer:
        if found := _CELL.fullmatch(text):
            return self._cell(found[1], int(found[2]), found[3])
        if found := _SHOWN.fullmatch(text):
            return self._member(int(found[1]), found[2])
        if (found := _HANDLE.fullmatch(text)) and 1 <= int(found[1]) <= len(self.handles):
            return self.handles[int(found[1]) - 1]
        raise UnknownReference("This is no reference. Write @r1.row1.column, @last.1 or @v1.")

    def _cell(self, name: str, row: int, column: str) -> Cell:
        table = self.tables.get(name)
        if table is None:
            raise UnknownReference(f"There is no result {name!r}. There are: {', '.join(self.tables) or 'none'}.")
        names = [item.name for item in table.columns]
        if column not in names:
            raise UnknownReference(f"{name} has no column {column!r}. It has: {', '.join(names)}.")
        if not 1 <= row <= len(table.rows):
            raise UnknownReference(f"{name} has rows 1 to {len(table.rows)}, not {row}.")
        return Cell(name, row, column, table.rows[row - 1][names.index(column)])

    def _member(self, place: int, dimension: str | None) -> Member:
        chosen = [item for item in self.shown if dimension in (None, item.dimension)]
        if not chosen:
            raise UnknownReference("The last answer showed no such members.")
        members = chosen[0].members
        if not 1 <= place <= len(members):
            raise UnknownReference(f"The last answer showed {len(members)} members, not {place}.")
        return Member(place, len(members), chosen[0].dimension, members[place - 1])
