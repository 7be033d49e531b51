"""From which day to which day the data tell anything: what "today" and "no data before" rest on.

Rule: the range is that of the events of the model's facts, up to `complete_to` where the model gives it, and to the
levels of the last month, which are written down when it is over. Rows that have their date from another table (lines
of orders) happen on the days of that table. A few rows far away from all others are dirt (an order
of the year 2062), not the last event: days beyond a gap of more than a year are left out while they hold at most one
row in a thousand. Queries still count and report such rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

import sqlglot
from sqlglot import exp

from semantic_layer.compiler.dates import local_time
from semantic_layer.engines.base import Engine
from semantic_layer.expressions import parse
from semantic_layer.model import Dataset, DatasetRole, Dimension, SemanticModel
from semantic_layer.whole_files import keep, kept

GAP_DAYS = 366
DIRT_SHARE = 0.001
_PEOPLE_TOO: tuple[DatasetRole, ...] = ("fact", "snapshot", "dimension")
Range = tuple[date | None, date | None]
Begins = tuple[tuple[str, date], ...]


def data_range(model: SemanticModel, engine: Engine, cache: Path) -> tuple[Range, Begins]:
    """Return the first and the last day with events, and the first day of each dated table.

    The range is (None, None) when the model has no dated facts.
    """
    file = cache / f"days-{model.hash}-{engine.data_version()}.json"
    if known := _known(file):
        return known
    days = {dataset.name: _days(dataset, time, model, engine) for dataset, time in _with_time(model, _PEOPLE_TOO)}
    found = _with_levels(sound_range(sum((days[name] for name in _dated(model)), Counter())), days, model)
    begins = tuple((table, first) for table, rows in days.items() if (first := sound_range(rows)[0]))
    keep(file, [[day.isoformat() if day else None for day in found], [(name, day.isoformat()) for name, day in begins]])
    return found, begins


def _known(file: Path) -> tuple[Range, Begins] | None:
    match kept(file):
        case [[first, last], [*tables]]:
            return (_day(first), _day(last)), tuple((name, date.fromisoformat(day)) for name, day in tables)
    return None


def sound_range(rows: Mapping[date, int]) -> Range:
    """Return the first and last of `rows` (rows by day) without far-away days that hold next to nothing.

    Examples
    --------
    >>> sound_range({date(2026, 1, 1): 900, date(2026, 1, 2): 1100, date(2062, 3, 14): 1})
    (datetime.date(2026, 1, 1), datetime.date(2026, 1, 2))
    """
    if not rows:
        return None, None
    days, allowed = sorted(rows), sum(rows.values()) * DIRT_SHARE
    low, high = 0, len(days) - 1
    dropped = 0
    while high > low and (days[high] - days[high - 1]).days > GAP_DAYS and dropped + rows[days[high]] <= allowed:
        dropped += rows[days[high]]
        high -= 1
    dropped = 0
    while low < high and (days[low + 1] - days[low]).days > GAP_DAYS and dropped + rows[days[low]] <= allowed:
        dropped += rows[days[low]]
        low += 1
    return days[low], days[high]


def _with_levels(found: Range, days: Mapping[str, Mapping[date, int]], model: SemanticModel) -> Range:
    """The last day as well of levels that were written down later in the month of the last event: its balance."""
    first, last = found
    if last is None:
        return found
    levels = [day for dataset, _ in _with_time(model, ("snapshot",)) for day in days[dataset.name]]
    return first, max([last, *(day for day in levels if (day.year, day.month) == (last.year, last.month))])


def _days(dataset: Dataset, dimension: Dimension, model: SemanticModel, engine: Engine) -> Counter[date]:
    found: Counter[date] = Counter()
    statement = _rows_by_day(model.dataset(dimension.dataset), dimension, model)
    complete_to = _complete_to(dataset)
    for day, rows in engine.run(statement.sql(dialect=engine.dialect)).rows:
        when = day.date() if isinstance(day, datetime) else day
        if isinstance(when, date) and (complete_to is None or when < complete_to):
            found[when] += int(str(rows))
    return found


def _dated(model: SemanticModel) -> list[str]:
    """Facts with the time their events happen at, else levels with the time they were written down.

    Plans lie in the future by nature and say nothing about today.
    """
    facts = [dataset.name for dataset, _ in _with_time(model, ("fact",))]
    return facts or [dataset.name for dataset, _ in _with_time(model, ("snapshot",))]


def _with_time(model: SemanticModel, roles: tuple[DatasetRole, ...]) -> Iterator[tuple[Dataset, Dimension]]:
    for dataset in model.datasets:
        if dataset.role in roles and dataset.time_basis not in ("planned", "none") and dataset.default_time:
            prefix, _, name = dataset.default_time.rpartition(".")
            home = next((d for d in model.datasets if d.prefix == prefix), dataset) if prefix else dataset
            dimension = next((item for item in home.dimensions if item.name == name), None)
            if dimension is not None:
                yield dataset, dimension


def _complete_to(dataset: Dataset) -> date | None:
    """The day up to which the model says the data are whole (exclusive); what is dated later is an error."""
    try:
        return date.fromisoformat(str(dataset.complete_to)) if dataset.complete_to else None
    except ValueError:  # a column or an expression: it says something about rows, not about the data set
        return None


def _rows_by_day(dataset: Dataset, dimension: Dimension, model: SemanticModel) -> exp.Select:
    value = parse(dimension.expr or dimension.name)
    day = exp.Cast(this=local_time(value, dimension, model.calendar), to=exp.DataType.build("date"))
    return (
        exp.select(exp.alias_(day, "day", quoted=True), exp.alias_(exp.Count(this=exp.Star()), "rows", quoted=True))
        .from_(_source(dataset, model.dialect))
        .where(exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null())))
        .group_by(exp.Literal.number(1))
    )


def _source(dataset: Dataset, dialect: str) -> exp.Expression:
    """The dataset's table, or its own SELECT."""
    parsed = sqlglot.parse_one(dataset.source, dialect=dialect, into=exp.Table) if _is_name(dataset.source) else None
    if parsed is not None:
        return parsed
    inner = sqlglot.parse_one(dataset.source, dialect=dialect)
    return exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier("source", quoted=True)))


def _is_name(source: str) -> bool:
    return " " not in source.strip() and "\n" not in source.strip()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
