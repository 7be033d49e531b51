"""What is worth saying about a table with a time axis: trends, running totals, the largest group.

Rule: only whole periods are compared. A period that as-of or the window cuts is in the table, never at either end of
a trend; a running total is told for the last period that has begun.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from semantic_layer.model import SemanticModel
from semantic_layer.query import SemanticQuery
from semantic_layer.result import Column, ResultTable, Value
from tools.metrics import facts
from tools.metrics.facts import Number, Row, cell
from tools.result import Fact, Finding

_BY_PERIOD = frozenset({"moving_avg", "moving_sum"})


@dataclass(frozen=True)
class Series:
    """A table with a time axis. `cut` are rows whose period the window cuts."""

    query: SemanticQuery
    table: ResultTable
    cut: tuple[int, ...] = ()

    @property
    def period(self) -> Column:
        return next(column for column in self.table.columns if column.kind == "period")

    def whole(self, column: Column) -> list[Row]:
        """Rows of whole periods with a value."""
        return [
            row
            for i, row in enumerate(self.table.records())
            if i not in self.table.incomplete and i not in self.cut and isinstance(row[column.name], Number)
        ]


def alone(series: Series) -> tuple[Finding, ...]:
    """Findings of metrics over time without groups."""
    found: list[Finding] = []
    for column in facts.metrics(series.table):
        if series.query.cumulate:
            found += _cumulated(series, column, series.query.cumulate.how)
        found += _against_then(series, column)
        for part in _shares(series, column):  # the share was asked for, the figure stands beside it
            found += _trend(series, part)
        found += _trend(series, column)
    return tuple(found)


def _shares(series: Series, column: Column) -> tuple[Column, ...]:
    asked = series.query.share is not None
    named = f"{column.name}__"
    return tuple(c for c in series.table.columns if asked and c.kind == "share" and c.name.startswith(named))


def _trend(series: Series, column: Column) -> Iterable[Finding]:
    """From the first to the last whole period."""
    period, rows = series.period, series.whole(column)
    if len(rows) < 2:
        yield from _last_value(series, column)
        return
    first, last = rows[0], rows[-1]
    highest = max(rows, key=lambda row: facts.number(row[column.name]))
    lowest = min(rows, key=lambda row: facts.number(row[column.name]))
    ends = (("first", first), ("last", last), ("highest", highest), ("lowest", lowest))
    said: list[tuple[str, Fact]] = [("metric", facts.label_of(column))]
    if column.kind == "share":
        said.append(("column", Fact(column.name)))
    for name, row in ends:
        said += [(f"{name}_period", cell(row[period.name], period)), (name, cell(row[column.name], column))]
    said += facts.change_facts(first[column.name], last[column.name], column)
    yield Finding("trend", tuple(said))


def _last_value(series: Series, column: Column) -> Iterable[Finding]:
    """With less than two whole periods there is no trend, only the last one that has begun."""
    row = _last_begun(series)
    said = [("value", cell(row[column.name], column)), ("metric", facts.label_of(column))]
    yield Finding("number", (*said, ("period", cell(row[series.period.name], series.period))))


def _cumulated(series: Series, column: Column, how: str) -> Iterable[Finding]:
    """Where the running value stands; of groups, the highest and the lowest of the last period."""
    running = next((c for c in series.table.columns if c.name == f"{column.name}__cumulated"), None)
    if running is None:
        return
    rows = series.whole(running) if how in _BY_PERIOD else []
    last = max((row[series.period.name] for row in rows), key=str) if rows else _last_begun(series)[series.period.name]
    of_last = [row for row in series.table.records() if row[series.period.name] == last]
    ranked = sorted(
        (row for row in of_last if isinstance(row[running.name], Number) and None not in _members(series, row)),
        key=lambda row: facts.number(row[running.name]),
    )
    if not ranked:
        return
    row = ranked[-1]
    said = [
        ("metric", facts.label_of(column)),
        ("how", Fact(how)),
        ("value", cell(row[running.name], running)),
        ("period", cell(last, series.period)),
    ]
    if len(ranked) > 1:
        lowest = ranked[0]
        said.append(("group", _group_fact(series, _members(series, row))))
        said.append(("low", cell(lowest[running.name], running)))
        said.append(("low_group", _group_fact(series, _members(series, lowest))))
    yield Finding("cumulated", tuple(said))


def _against_then(series: Series, column: Column) -> Iterable[Finding]:
    """The last whole period against the one it is compared with."""
    rows = series.whole(column)
    for base in series.table.columns:
        if rows and base.kind == "base" and base.name.startswith(f"{column.name}__"):
            row = rows[-1]
            pairs = (
                ("now", column.name),
                ("then", base.name),
                *((p, f"{base.name}_{p}") for p in ("change", "rate")),
            )
            said = [("metric", facts.label_of(column)), ("period", cell(row[series.period.name], series.period))]
            said += facts.given(series.table, row, pairs)
            yield Finding("comparison_at", (*said, ("compared_to", Fact(base.compared_to))))


def _last_begun(series: Series) -> Row:
    """The last period of which at least one day lies before as-of; else the last one."""
    rows = list(series.table.records())
    as_of = series.query.as_of
    begun = [row for row in rows if not _begins_on_or_after(row[series.period.name], as_of)]
    return (begun or rows)[-1]


def _begins_on_or_after(value: Value, day: date) -> bool:
    return isinstance(value, date) and value.isoformat()[:10] >= day.isoformat()


# --- groups over time -------------------------------------------------------------------------------------------


def by_group(series: Series, column: Column, model: SemanticModel) -> tuple[Finding, ...]:
    """The largest group over the window, or of the last whole period where values do not add up; how it developed.

    Where shares were asked for they are told, not the figures beside them.
    """
    shares = _shares(series, column)
    column = shares[0] if shares else column
    rows = [row for row in series.whole(column) if None not in _members(series, row)]
    if not rows:
        return ()
    last_period = max(str(row[series.period.name]) for row in rows)
    of_last = [row for row in rows if str(row[series.period.name]) == last_period]
    whole = not shares and facts.adds_up(column, model) and "parts_overlap" not in series.table.flags
    sums: dict[tuple[Value, ...], Value] = {}
    if whole:
        for row in series.table.records():
            group = _members(series, row)
            if None not in group and isinstance(row[column.name], Number):
                sums[group] = facts.exact(sums.get(group, 0)) + facts.exact(row[column.name])
        leader = max(sums, key=lambda group: facts.number(sums[group]))
    else:
        leader = _members(series, max(of_last, key=lambda row: facts.number(row[column.name])))
    own = sorted((row for row in rows if _members(series, row) == leader), key=lambda row: str(row[series.period.name]))
    said = [("group", _group_fact(series, leader)), ("metric", facts.label_of(column))]
    if whole:
        said.append(("total", cell(sums[leader], column)))
    if shares:
        said.append(("column", Fact(column.name)))
    if own:
        said += _development(series, own[0], own[-1], column)
    told = _cumulated(series, column, series.query.cumulate.how) if series.query.cumulate else ()
    return (*told, Finding("series_leader", tuple(said)))


def _development(series: Series, first: Row, last: Row, column: Column) -> Iterable[tuple[str, Fact]]:
    yield "last", cell(last[column.name], column)
    yield "last_period", cell(last[series.period.name], series.period)
    if first is not last:
        yield "first", cell(first[column.name], column)
        yield "first_period", cell(first[series.period.name], series.period)
        yield from facts.change_facts(first[column.name], last[column.name], column)


def _members(series: Series, row: Row) -> tuple[Value, ...]:
    return tuple(row[column.name] for column in series.table.columns if column.kind == "dimension")


def _group_fact(series: Series, group: tuple[Value, ...]) -> Fact:
    column = next(column for column in series.table.columns if column.kind == "dimension")
    return Fact(group[0] if len(group) == 1 else group, column.unit, column.format, column.source or column.name)
