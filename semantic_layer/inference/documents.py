"""What a wide table says of the documents whose lines it holds: the day of an order, and who placed it.

Rule: where a thing that was read out of the keys of one table has the same day in all of its rows, it happened on that
day; where all of its rows name the same member of another thing, it belongs to that one. Only keys with several rows
prove anything. The columns stay with the rows, where people name them; the thing is dated and tied beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sqlglot
from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.expressions import parse
from semantic_layer.inference.profile import TableProfile
from semantic_layer.model import Dataset, Dimension, EntityKey

_PROVED = 5  # keys with several rows, at least
_STRAYS = 0.01  # of them may have rows of two days: an order that was entered around midnight


@dataclass(frozen=True)
class Lines:
    """A thing without a table of its own, and the one table with its keys."""

    thing: Dataset
    rows: Dataset
    table: TableProfile

    @property
    def key(self) -> str:
        return self.rows_key.columns[0]

    @property
    def rows_key(self) -> EntityKey:
        return next(key for key in self.rows.entities if key.name == self.thing.prefix and key.type == "foreign")


def with_dates_of_lines(
    datasets: Sequence[Dataset], tables: Sequence[TableProfile], engine: Engine
) -> tuple[Dataset, ...]:
    """Return the datasets, with the things that were read out of lines dated, and tied to whom they belong."""
    sizes = {dataset.prefix: table.rows for dataset, table in zip(datasets, tables, strict=True)}
    done = []
    for dataset in datasets:
        lines = lines_of(dataset, datasets, tables, engine)
        done.append(_dated(lines, sizes, engine) if lines is not None else dataset)
    return tuple(done)


def lines_of(
    thing: Dataset, datasets: Sequence[Dataset], tables: Sequence[TableProfile], engine: Engine
) -> Lines | None:
    """The only table whose rows hold the keys of a thing that was read out of it."""
    own = next(table for dataset, table in zip(datasets, tables, strict=True) if dataset.name == thing.name)
    source = sqlglot.parse_one(own.source, read=engine.dialect) if own.source else None
    if not isinstance(source, exp.Select):
        return None
    read = {table.name for table in source.find_all(exp.Table)}
    holders = [
        Lines(thing, rows, table)
        for rows, table in zip(datasets, tables, strict=True)
        for key in rows.entities
        if key.name == thing.prefix and key.type == "foreign" and not table.source and key.role is None
        if table.name in read
    ]
    return holders[0] if len(holders) == 1 else None


def _dated(lines: Lines, sizes: dict[str, int], engine: Engine) -> Dataset:
    day = next((d for d in lines.rows.dimensions if d.name == lines.rows.default_time and d.type == "time"), None)
    if day is None or day.column is None or not _is_of_one_day(lines, day, engine):
        return lines.thing
    owners = [
        key
        for key in lines.rows.entities
        if key.type == "foreign"
        and len(key.columns) == 1
        and key.name != lines.thing.prefix
        and key.columns != lines.rows_key.columns
        and sizes[key.name] < sizes[lines.thing.prefix]
        and has_one(lines, key.columns[0], engine)
    ]
    own = replace(day, dataset=lines.thing.name, prefix=lines.thing.prefix, synonyms=type(day.synonyms)(), hidden=True)
    evidence = f"{lines.thing.evidence}; all rows of one have one {day.name}"
    evidence += "".join(f" and one {key.name}" for key in owners)
    return replace(
        lines.thing,
        role="fact",
        time_basis="event",
        default_time=day.name,
        source=with_columns(
            lines, {day.column: _first(day.column), **{key.columns[0]: only(key.columns[0]) for key in owners}}, engine
        ),
        dimensions=(*lines.thing.dimensions, own),
        entities=(*lines.thing.entities, *owners),
        evidence=evidence,
    )


def _is_of_one_day(lines: Lines, day: Dimension, engine: Engine) -> bool:
    first, last = exp.Min(this=_as_day(day)), exp.Max(this=_as_day(day))
    proved, strays = _tried(lines, exp.NEQ(this=first, expression=last), engine)
    return proved >= _PROVED and strays <= _STRAYS * proved


def has_one(lines: Lines, column: str, engine: Engine) -> bool:
    """Has every member of which there are several rows one value of a column in all of them?"""
    named = exp.column(column, quoted=True)
    proved, strays = _tried(lines, exp.NEQ(this=exp.Min(this=named), expression=exp.Max(this=named.copy())), engine)
    return proved >= _PROVED and strays == 0


def _as_day(day: Dimension) -> exp.Expression:
    return exp.cast(parse(day.expr), "DATE")


def _tried(lines: Lines, differs: exp.Expression, engine: Engine) -> tuple[int, int]:
    """Keys with several rows, and those of them of which the rows differ."""
    key = exp.column(lines.key, quoted=True)
    several = exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))
    grouped = (
        exp.select(exp.alias_(differs, "differs"))
        .from_(_table(lines.table))
        .where(exp.Not(this=exp.Is(this=key, expression=exp.Null())))
        .group_by(key.copy())
        .having(several)
    )
    counts = (exp.Count(this=exp.Star()), exp.CountIf(this=exp.column("differs")))
    row = engine.run(exp.select(*counts).from_(grouped.subquery("t")).sql(dialect=engine.dialect)).rows[0]
    proved, strays = (int(str(value or 0)) for value in row)
    return proved, strays


def with_columns(lines: Lines, columns: Mapping[str, exp.Expression], engine: Engine) -> str:
    """The SELECT of the thing with more columns, each by what reads it from the rows of one member."""
    query = sqlglot.parse_one(lines.thing.source, read=engine.dialect)
    assert isinstance(query, exp.Select)
    named = {selected.alias_or_name for selected in query.selects}
    more = [
        exp.alias_(read, exp.to_identifier(name, quoted=True)) for name, read in columns.items() if name not in named
    ]
    query.set("distinct", None)
    query.set("group", None)
    return query.select(*more).group_by(exp.column(lines.key, quoted=True)).sql(dialect=engine.dialect)


def only(column: str) -> exp.Expression:
    """The value that all rows share; unknown where data that came later have several."""
    least, most = exp.Min(this=exp.column(column, quoted=True)), exp.Max(this=exp.column(column, quoted=True))
    return exp.Case(ifs=[exp.If(this=exp.EQ(this=least, expression=most), true=least.copy())])


def _first(column: str) -> exp.Expression:
    return exp.Min(this=exp.column(column, quoted=True))


def _table(table: TableProfile) -> exp.Table:
    return exp.Table(this=exp.to_identifier(table.name, quoted=True))
