"""What each column holds, by one aggregate query a table.

Rule: profiles are counts, extremes and shares; a value leaves the engine only as a minimum or maximum.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.inference.naming import entity_name, identifier
from semantic_layer.result import Value

_NUMBERS = ("INT", "DECIMAL", "DOUBLE", "FLOAT", "REAL", "NUMERIC")


@dataclass(frozen=True)
class ColumnProfile:
    """One column: `distinct` and `known` count values that are not NULL; `dates` those that read as an ISO date."""

    name: str
    type: str
    known: int
    distinct: int
    least: Value
    most: Value
    dates: int = 0

    @property
    def is_number(self) -> bool:
        return any(kind in self.type for kind in _NUMBERS) and "INTERVAL" not in self.type

    @property
    def is_whole(self) -> bool:
        return "INT" in self.type and "INTERVAL" not in self.type

    @property
    def is_text(self) -> bool:
        return self.type == "VARCHAR"

    @property
    def is_time(self) -> bool:
        return self.type == "DATE" or "TIMESTAMP" in self.type

    @property
    def is_date_text(self) -> bool:
        return self.is_text and self.known > 0 and self.dates == self.known


@dataclass(frozen=True)
class TableProfile:
    """One table; `entity` is what a row of it is called."""

    name: str
    entity: str
    rows: int
    columns: tuple[ColumnProfile, ...]

    def column(self, name: str) -> ColumnProfile:
        return next(column for column in self.columns if column.name == name)


def profile_tables(engine: Engine) -> tuple[TableProfile, ...]:
    """Profile every table of the user's database, in the order of their names."""
    schema = {name: columns for name, columns in engine.schema().items() if "." not in name}
    names = tuple(sorted(schema))
    entities = _distinct_entities(names)
    return tuple(_profile(name, entities[name], dict(schema[name]), engine) for name in names)


def _distinct_entities(tables: tuple[str, ...]) -> dict[str, str]:
    """The entity of each table; a second table of the same entity keeps its own full name."""
    found: dict[str, str] = {}
    for table in tables:
        entity = entity_name(table, tables)
        found[table] = entity if entity not in found.values() else identifier(table)
    return found


def _profile(table: str, entity: str, types: dict[str, str], engine: Engine) -> TableProfile:
    select = exp.Select().from_(exp.Table(this=_quoted(table)))
    select = select.select(exp.Count(this=exp.Star()))
    for name, kind in types.items():
        column = exp.column(_quoted(name))
        dates = exp.Count(this=exp.TryCast(this=column.copy(), to=exp.DataType.build("DATE")))
        select = select.select(
            exp.Count(this=column.copy()),
            exp.Count(this=exp.Distinct(expressions=[column.copy()])),
            exp.Min(this=column.copy()),
            exp.Max(this=column.copy()),
            dates if kind == "VARCHAR" else exp.Literal.number(0),
        )
    rows, *facts = engine.run(select.sql(dialect=engine.dialect)).rows[0]
    columns = tuple(
        ColumnProfile(name, kind, *_counts(facts[5 * n : 5 * n + 5])) for n, (name, kind) in enumerate(types.items())
    )
    return TableProfile(table, entity, _count(rows), columns)


def _counts(facts: list[Value]) -> tuple[int, int, Value, Value, int]:
    known, distinct, least, most, dates = facts
    return _count(known), _count(distinct), least, most, _count(dates)


def _count(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _quoted(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=True)
