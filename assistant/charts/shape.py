"""What a result offers to a chart: its time axis, its groups, its measures, and what they are.

Rule: what a column means comes from its kind and from the model, never from the look of its values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from assistant import formats
from assistant.wording import Wording
from semantic_layer.model import SimpleMetric
from semantic_layer.result import Column, ResultTable, Value


@dataclass(frozen=True)
class View:
    """How a person wants a chart drawn; it changes no figure. None is the automatic choice."""

    type: str | None = None
    labels: bool | None = None  # values written at the marks
    every_group: bool = False  # all groups, instead of the first and the rest


@dataclass(frozen=True)
class Shape:
    """What a table offers to a chart."""

    table: ResultTable
    wording: Wording
    buckets: bool = False
    winners: tuple[tuple[Value, ...], ...] = ()  # groups to draw in the accent colour
    ranked: bool = False  # the rows are in the order that was asked for
    periods: tuple[str, str] | None = None  # the names of the two periods of a comparison
    listed: bool = False  # a row for each row of a dataset
    view: View = View()
    kept: tuple[int, ...] | None = None  # where the rows stand in the whole table, if some are not drawn

    def row_number(self, row: int) -> int:
        return row if self.kept is None else self.kept[row]

    @cached_property
    def period(self) -> int | None:
        return next(iter(self.table.of_kind("period")), None)

    @cached_property
    def groups(self) -> tuple[int, ...]:
        """The groupings; of several, those that have more than one group."""
        found = self.table.of_kind("dimension")
        if len(found) + (self.period is not None) < 2 or self.listed:
            return found
        telling = tuple(i for i in found if self.distinct(i) > 1)
        return telling if telling or self.period is not None else found[:1]

    @cached_property
    def measures(self) -> tuple[int, ...]:
        """Columns that can be drawn: a share that was asked for, else metrics; never counts behind a rate."""
        asked = tuple(i for i in self.table.of_kind("share") if self.column(i).name.endswith("__share"))
        found = asked or self.table.of_kind("metric") or self.table.of_kind("share")
        has_one_interval = {"low", "high"} <= {column.name for column in self.table.columns}
        return found[-1:] if has_one_interval else found  # what a tool is sure of within limits is its point

    @property
    def now_and_then(self) -> tuple[str, str]:
        return self.periods or (self.wording.say("tile.now"), self.wording.say("tile.then"))

    @cached_property
    def base(self) -> int | None:
        """The first measure in the period that it is compared with; not how many a rate is out of."""
        return next((i for i in self.table.of_kind("base") if self.column(i).compared_to), None)

    @cached_property
    def cases(self) -> int | None:
        """The column that says how many a rate is out of."""
        named = [i for i in self.table.of_kind("fact") if self.column(i).name == "customers"]
        return next(iter((*self.table.of_kind("n"), *(named if "grid" in self.table.flags else ()))), None)

    @cached_property
    def step_rate(self) -> int | None:
        """In steps one after the other, the part that came from the step before."""
        if "ordered" not in self.table.flags:
            return None
        shares = (i for i in self.table.of_kind("fact", "share") if self.column(i).unit.kind == "share")
        return next(shares, None)

    @property
    def is_index(self) -> bool:
        """Whether the values are set against 100 as the average."""
        return "index" in self.table.flags

    @property
    def has_contributions(self) -> bool:
        """Whether the rows are parts of one change."""
        return "contributions" in self.table.flags

    def column(self, position: int) -> Column:
        return self.table.columns[position]

    def same_unit(self, positions: Sequence[int]) -> bool:
        return len({(self.column(i).unit, self.column(i).format.kind) for i in positions}) == 1

    def distinct(self, position: int) -> int:
        return len({row[position] for row in self.table.rows})

    def is_additive(self, position: int) -> bool:
        """Whether parts of this column add up to a whole."""
        column, model = self.column(position), self.wording.model
        name = column.source or column.name
        is_plain = name == column.name.partition("__")[0]  # not an average of it, and no arithmetic with it
        if "parts_overlap" in self.table.flags or not model.has_metric(name) or not is_plain:
            return False
        metric = model.metric(name)
        return isinstance(metric, SimpleMetric) and model.measure(metric.measure).additivity == "additive"

    def is_whole(self) -> bool:
        """Parts of a whole: additive and nowhere negative."""
        position = self.measures[0]
        values = [as_float(row[position]) for row in self.table.rows]
        return self.is_additive(position) and all(value is None or value >= 0 for value in values)

    def numeric_groups(self) -> tuple[int, ...]:
        return tuple(i for i in self.groups if all(formats.is_number(row[i]) for row in self.table.rows))

    def number_columns(self) -> tuple[int, ...]:
        """Groupings that hold numbers, also where some are missing: the axes of the rows themselves."""
        rows = self.table.rows
        return tuple(
            i
            for i in self.groups
            if any(formats.is_number(row[i]) for row in rows)
            and all(row[i] is None or formats.is_number(row[i]) for row in rows)
        )

    def has_own_order(self) -> bool:
        """Groups that are read along a scale: parts of the calendar, ordinal levels, buckets of a number."""
        column = self.column(self.groups[0]) if self.groups else None
        if column is None:
            return True
        if column.part or column.grain or self.buckets or "ordered" in self.table.flags:
            return True
        model = self.wording.model
        if model.has_segmentation(column.source):
            return True
        return model.has_dimension(column.source) and model.dimension(column.source).type == "ordinal"

    def highest(self, position: int | None = None) -> tuple[tuple[Value, ...], ...]:
        """The group that is highest in a measure, else in the first: the one to look at first.

        What has no group is none, however much it is; nor is the rest.
        """
        if len(self.groups) != 1 or not self.measures:
            return ()
        position = self.measures[0] if position is None else position
        named = [r for i, r in enumerate(self.table.rows) if i != self.table.others and r[self.groups[0]] is not None]
        rows = [r for r in named if formats.is_number(r[position])]
        return (self.group_of(max(rows, key=lambda row: as_float(row[position]) or 0.0)),) if rows else ()

    def group_of(self, row: Sequence[Value]) -> tuple[Value, ...]:
        return tuple(row[i] for i in self.groups)


def with_measures(table: ResultTable, wording: Wording) -> ResultTable:
    """The table of a list, with the numbers of its rows as measures: in a list they are no groups."""
    columns = tuple(
        replace(column, kind="metric") if column.kind == "dimension" and _is_quantity(column, wording) else column
        for column in table.columns
    )
    return replace(table, columns=columns)


def _is_quantity(column: Column, wording: Wording) -> bool:
    """Whether a column holds numbers of an amount, not of a calendar part or a code."""
    return not column.part and not column.grain and wording.is_numeric(column.source)


def begun(table: ResultTable, wording: Wording) -> tuple[ResultTable, tuple[int, ...]]:
    """The table without periods that have no complete day yet (their 0 would be drawn as a fall), and where its rows
    stand in the whole one."""
    period = next(iter(table.of_kind("period")), None)
    everything = tuple(range(len(table.rows)))
    if period is None or not table.incomplete:
        return table, everything
    as_of = wording.calendar.as_of
    kept = tuple(i for i in everything if i not in table.incomplete or not _begins_after(table.rows[i][period], as_of))
    return replace(
        table,
        rows=tuple(table.rows[i] for i in kept),
        incomplete=tuple(new for new, old in enumerate(kept) if old in table.incomplete),
        others=None,
    ), kept


def _begins_after(value: Value, day: date) -> bool:
    return isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) >= day


def as_float(value: object) -> float | None:
    return float(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None
