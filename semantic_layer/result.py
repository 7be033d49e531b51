"""What a query gives back: typed columns, rows, and what was left out.

Rule: a number never travels without its unit and format, and nothing that was excluded goes uncounted.
Undefined (nothing below the line) is `None` in a column whose metric exists; a group without rows follows the
metric's `null_semantics` and is never invented here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from semantic_layer.model import Format, Grain, Unit

if TYPE_CHECKING:
    import pandas

Value = str | int | float | Decimal | bool | date | datetime | time | None

ColumnKind = Literal[
    "dimension",  # a group
    "period",  # the time axis; values are the first day of the period
    "metric",  # a metric's value
    "base",  # the same metric in the compared period
    "change",  # value - base; points where the unit is a share
    "rate",  # change / |base|
    "share",  # part of the whole
    "n",  # what a rate is out of (below the line)
    "hits",  # above the line
    "low",  # interval
    "high",
    "fact",  # a plain column of a tool's table
]


@dataclass(frozen=True)
class Column:
    """One column. `name` is the key used by queries; `source` the metric or dimension it comes from."""

    name: str
    kind: ColumnKind
    unit: Unit
    format: Format
    source: str = ""
    grain: Grain | None = None
    part: str | None = None
    compared_to: str | None = None  # "previous", "year_ago", "window" for base, change and rate


@dataclass(frozen=True)
class LeftOut:
    """Rows that the answer does not contain, or keeps apart, with the reason.

    Codes: null_key, orphan_key, null_attribute (all three sit in the unknown bucket), future_rows, no_time, no_value,
    suppressed_groups, incomplete_horizon, incomplete_window, absent_entities, policy.
    """

    code: str
    rows: int
    metric: str | None = None
    value: Value = None
    detail: str = ""


@dataclass(frozen=True)
class RowStep:
    """How many rows of a dataset a figure rests on: those that may be seen, those in its days, those that count.

    `start` and `end` (exclusive) are the days that were read; None = open.
    """

    dataset: str
    visible: int
    dated: int
    counted: int
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class ResultTable:
    """Rows in their final order. `incomplete` holds the indexes of rows whose period as-of cuts."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    left_out: tuple[LeftOut, ...] = ()
    flags: tuple[
        str, ...
    ] = ()  # parts_overlap, tie_at_cut, window_incomplete, approximate, truncated, like_for_like...
    incomplete: tuple[int, ...] = ()
    total: tuple[Value, ...] | None = None
    others: int | None = None  # index of the "others" row

    def index(self, name: str) -> int:
        """Position of a column; KeyError with the known names otherwise."""
        for position, column in enumerate(self.columns):
            if column.name == name:
                return position
        raise KeyError(f"no column {name!r}; there are {[column.name for column in self.columns]}")

    def values(self, name: str) -> tuple[Value, ...]:
        position = self.index(name)
        return tuple(row[position] for row in self.rows)

    def of_kind(self, *kinds: ColumnKind) -> tuple[int, ...]:
        return tuple(i for i, column in enumerate(self.columns) if column.kind in kinds)

    def frame(self) -> pandas.DataFrame:
        """The rows as a frame, the unit of each column in `attrs["units"]`; made on request, since pandas is slow."""
        import pandas as pd

        made = pd.DataFrame(list(self.rows), columns=[column.name for column in self.columns])
        made.attrs["units"] = {column.name: str(column.unit) for column in self.columns}
        return made

    def records(self) -> Iterator[dict[str, Value]]:
        names = [column.name for column in self.columns]
        for row in self.rows:
            yield dict(zip(names, row, strict=True))
