"""Members of a result by reference: "@r1.row1.customer.region" is a cell that the model never sees.

Rule: a reference is resolved here, from results of this question or from what the last answer showed; the value goes
into the call and never into a message. What it was resolved to is kept, because no word of the question says it.
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


class UnknownReference(LookupError):
    """There is no such result, row, column or member. The message names what there is."""


@dataclass
class References:
    """Everything that a call may point to."""

    shown: tuple[Shown, ...] = ()
    tables: dict[str, ResultTable] = field(default_factory=dict)
    handles: list[object] = field(default_factory=list)
    resolved: set[str] = field(default_factory=set)  # values that came from data, as text

    def keep(self, table: ResultTable) -> str:
        """Keep a result and return its name."""
        name = f"r{len(self.tables) + 1}"
        self.tables[name] = table
        return name

    def handle(self, value: object) -> str:
        """Return a name for a value that may not be told."""
        if value not in self.handles:
            self.handles.append(value)
        return f"@v{self.handles.index(value) + 1}"

    def resolve(self, node: object) -> object:
        """Return raw arguments with every reference replaced by what it stands for.

        Raises
        ------
        UnknownReference
            If a text has the form of a reference and stands for nothing.
        """
        if isinstance(node, Mapping):
            return {key: self.resolve(value) for key, value in node.items()}
        if isinstance(node, list | tuple):
            return [self.resolve(value) for value in node]
        if isinstance(node, str) and node.startswith("@"):
            return self._value(node)
        return node

    def _value(self, text: str) -> object:
        if found := _CELL.fullmatch(text):
            value = self._cell(found[1], int(found[2]), found[3])
        elif found := _SHOWN.fullmatch(text):
            value = self._member(int(found[1]), found[2])
        elif (found := _HANDLE.fullmatch(text)) and 1 <= int(found[1]) <= len(self.handles):
            value = self.handles[int(found[1]) - 1]
        else:
            raise UnknownReference(f"{text!r} is no reference. Write @r1.row1.column, @last.1 or @v1.")
        self.resolved.add(str(value))
        if isinstance(value, Decimal):
            return float(value)
        return value.isoformat() if isinstance(value, date) else value

    def _cell(self, name: str, row: int, column: str) -> object:
        table = self.tables.get(name)
        if table is None:
            raise UnknownReference(f"There is no result {name!r}. There are: {', '.join(self.tables) or 'none'}.")
        names = [item.name for item in table.columns]
        if column not in names:
            raise UnknownReference(f"{name} has no column {column!r}. It has: {', '.join(names)}.")
        if not 1 <= row <= len(table.rows):
            raise UnknownReference(f"{name} has rows 1 to {len(table.rows)}, not {row}.")
        return table.rows[row - 1][names.index(column)]

    def _member(self, place: int, dimension: str | None) -> object:
        chosen = [item for item in self.shown if dimension in (None, item.dimension)]
        if not chosen:
            raise UnknownReference("The last answer showed no such members.")
        if not 1 <= place <= len(chosen[0].members):
            raise UnknownReference(f"The last answer showed {len(chosen[0].members)} members, not {place}.")
        return chosen[0].members[place - 1]
