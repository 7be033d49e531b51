"""What each column holds, by a few aggregate queries a table.

Rule: profiles are counts, extremes, shares and the distinct values of columns that have few; nothing of a row is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.expressions import parse
from semantic_layer.inference.naming import entity_name, identifier, thing_of_columns
from semantic_layer.inference.own_shorts import own_shorts
from semantic_layer.inference.text_dates import COMPACT, MONTHS, NO_DATE, NUMBERED, WRITTEN, TextDate, decide
from semantic_layer.inference.text_numbers import NO_NUMBER, TextNumber, sign_of
from semantic_layer.lexicon.pinyin import Named as PinyinName
from semantic_layer.lexicon.pinyin import read_pinyin
from semantic_layer.result import Value

FEW_VALUES = 250  # enough for every country of the world
_NUMBERS = ("INT", "DECIMAL", "DOUBLE", "FLOAT", "REAL", "NUMERIC")
_LONGEST_DATE = 19
_MONTH = re.compile(r"(19|20)\d\d(年(0?[1-9]|1[0-2])月|[-/](0[1-9]|1[0-2]))")
_FACTS = 5  # of one column, in the first query


@dataclass(frozen=True)
class ColumnProfile:
    """One column: `distinct` and `known` count values that are not NULL; `length` is the mean length of texts.

    `values` are the distinct texts where there are at most `FEW_VALUES`; `date` says how texts read as dates. `said`
    is the name in words where it was written in pinyin or with a short form of its table's word, else the name itself.
    """

    name: str
    type: str
    known: int
    distinct: int
    least: Value
    most: Value
    length: float = 0.0
    date: TextDate = NO_DATE
    number: TextNumber = NO_NUMBER
    values: tuple[str, ...] = ()
    pinyin: str = ""
    written_out: str = ""

    @property
    def said(self) -> str:
        return self.pinyin or self.written_out or self.name

    @property
    def is_number(self) -> bool:
        stored = any(kind in self.type for kind in _NUMBERS) and "INTERVAL" not in self.type
        return stored or self.is_read_as_number

    @property
    def is_read_as_number(self) -> bool:
        """Is this a text of which every value reads as a number with the same sign?"""
        return bool(self.number.sign)

    @property
    def is_whole(self) -> bool:
        return "INT" in self.type and "INTERVAL" not in self.type

    @property
    def is_text(self) -> bool:
        return self.type == "VARCHAR" and not self.is_read_as_number

    @property
    def is_time(self) -> bool:
        return self.type == "DATE" or "TIMESTAMP" in self.type

    @property
    def is_read_as_date(self) -> bool:
        """Is this a text or number of which every value reads as one date?"""
        return bool(self.date.way)

    @property
    def has_clock(self) -> bool:
        return "TIMESTAMP" in self.type or (self.is_read_as_date and ":" in str(self.most))

    @property
    def has_hours(self) -> bool:
        """Do the extremes say more than the day: are they anything but midnight?"""
        times = [text for text in (str(self.least), str(self.most)) if ":" in text]
        return self.has_clock and any(not text[text.index(":") - 2 :].startswith("00:00") for text in times)

    @property
    def is_yes_or_no(self) -> bool:
        return self.is_whole and self.distinct == 2 and (self.least, self.most) == (0, 1)


@dataclass(frozen=True)
class TableProfile:
    """One table; `entity` is what a row of it is called, `pinyin` its name in words where that is pinyin.

    `source` is the SELECT that gives its rows, where they are no table of the database.
    """

    name: str
    entity: str
    rows: int
    columns: tuple[ColumnProfile, ...]
    pinyin: str = ""
    source: str = ""

    @property
    def said(self) -> str:
        return self.pinyin or self.name

    def column(self, name: str) -> ColumnProfile:
        return next(column for column in self.columns if column.name == name)


def profile_tables(engine: Engine) -> tuple[TableProfile, ...]:
    """Profile every table of the user's database, in the order of their names."""
    schema = {name: columns for name, columns in engine.schema().items() if "." not in name}
    names = tuple(sorted(schema))
    pinyin = _read_pinyin(schema)
    entities = _distinct_entities(names, schema, pinyin)
    profiles = [_profile(name, entities[name], dict(schema[name]), pinyin, engine) for name in names]
    full = own_shorts(schema, entities)
    return tuple(_written_out(profile, full) for profile in profiles)


def _written_out(table: TableProfile, full: Mapping[tuple[str, str], str]) -> TableProfile:
    return replace(
        table, columns=tuple(replace(c, written_out=full.get((table.name, c.name), "")) for c in table.columns)
    )


def _read_pinyin(schema: Mapping[str, Mapping[str, str]]) -> Mapping[PinyinName, str]:
    columns = [_named(column, kind) for kinds in schema.values() for column, kind in kinds.items()]
    return read_pinyin([*(PinyinName(table, "table") for table in schema), *columns])


def _named(column: str, kind: str) -> PinyinName:
    if kind == "DATE" or "TIMESTAMP" in kind:
        return PinyinName(column, "date")
    return PinyinName(column, "number" if any(number in kind for number in _NUMBERS) else "text")


def _spelled(types: Mapping[str, str], pinyin: Mapping[PinyinName, str]) -> Mapping[str, str]:
    """The columns of one table that are pinyin with their words; of two with the same words the first has them."""
    found: dict[str, str] = {}
    for column, kind in types.items():
        words = pinyin.get(_named(column, kind), "")
        if words and words not in found.values():
            found[column] = words
    return found


def _distinct_entities(
    tables: tuple[str, ...], schema: Mapping[str, Mapping[str, str]], pinyin: Mapping[PinyinName, str]
) -> dict[str, str]:
    """The entity of each table; a second table of the same entity keeps its own full name."""
    found: dict[str, str] = {}
    spelled = {table: pinyin.get(PinyinName(table, "table"), table) for table in tables}
    for table in tables:
        others = tuple(spelled.values())
        entity = thing_of_columns(table, schema[table]) or entity_name(spelled[table], others)
        found[table] = entity if entity not in found.values() else identifier(table)
    return found


def _profile(
    table: str, entity: str, types: dict[str, str], pinyin: Mapping[PinyinName, str], engine: Engine
) -> TableProfile:
    select = exp.Select().from_(_table(table)).select(exp.Count(this=exp.Star()))
    for name, kind in types.items():
        column = exp.column(_quoted(name))
        length: exp.Expression = exp.Avg(this=exp.Length(this=column.copy()))
        select = select.select(
            exp.Count(this=column.copy()),
            exp.Count(this=exp.Distinct(expressions=[column.copy()])),
            exp.Min(this=column.copy()),
            exp.Max(this=column.copy()),
            length if kind == "VARCHAR" else exp.Literal.number(0),
        )
    rows, *facts = engine.run(select.sql(dialect=engine.dialect)).rows[0]
    columns = [
        ColumnProfile(name, kind, *_counts(facts[_FACTS * n : _FACTS * (n + 1)]))
        for n, (name, kind) in enumerate(types.items())
    ]
    spelled = _spelled(types, pinyin)
    columns = [replace(column, pinyin=spelled.get(column.name, "")) for column in columns]
    columns = [replace(column, date=_date(table, column, engine)) for column in columns]
    columns = [replace(column, number=_number(table, column, engine)) for column in columns]
    columns = [replace(column, values=_few_values(table, column, engine)) for column in columns]
    words = pinyin.get(PinyinName(table, "table"), "")
    return TableProfile(table, entity, _count(rows), tuple(columns), words)


def _counts(facts: list[Value]) -> tuple[int, int, Value, Value, float]:
    known, distinct, least, most, length = facts
    return _count(known), _count(distinct), least, most, float(str(length or 0))


def _date(table: str, column: ColumnProfile, engine: Engine) -> TextDate:
    """Try each way of writing on all values, where the extremes look like dates at all."""
    ways = _ways(column)
    if not ways:
        return NO_DATE
    read = [
        exp.Count(this=exp.TryCast(this=parse(way.format(c=_name(column.name))), to=exp.DataType.build("DATE")))
        for way in ways.values()
    ]
    counts = engine.run(exp.Select().select(*read).from_(_table(table)).sql(dialect=engine.dialect)).rows[0]
    return decide(dict(zip(ways, map(_count, counts), strict=True)), column.known)


def _ways(column: ColumnProfile) -> Mapping[str, str]:
    if column.is_whole and column.known and isinstance(column.least, int) and isinstance(column.most, int):
        dated = "date" in column.said.lower() or "日期" in column.name or "day" in column.name.lower()
        return {COMPACT: NUMBERED} if dated and 19000101 <= column.least <= column.most <= 22001231 else {}
    extremes = (str(column.least), str(column.most))
    looks = all(
        text[:1].isdigit() and 8 <= len(text) <= _LONGEST_DATE and not text.isdigit()  # an id card's digits are no date
        for text in extremes
    )
    if not column.is_text or not column.known:
        return {}
    return MONTHS if all(map(_MONTH.fullmatch, extremes)) else WRITTEN if looks else {}


def _number(table: str, column: ColumnProfile, engine: Engine) -> TextNumber:
    """Read all values without the sign that the extremes carry."""
    sign = sign_of(str(column.least), str(column.most)) if column.is_text and column.known else ""
    if not sign or column.is_read_as_date:
        return NO_NUMBER
    found = TextNumber(sign)
    read = parse(found.expression(_name(column.name))).find(exp.Cast)
    assert read is not None  # every such expression is a CAST
    carries = exp.StrPosition(this=exp.column(_quoted(column.name)), substr=exp.Literal.string(sign))
    signed = exp.GT(this=carries, expression=exp.Literal.number(0))
    counts = [exp.Count(this=exp.TryCast(this=read.this.copy(), to=exp.DataType.build("DECIMAL(18, 4)")))]
    select = exp.Select().select(*counts, exp.CountIf(this=signed)).from_(_table(table))
    numbers, with_sign = map(_count, engine.run(select.sql(dialect=engine.dialect)).rows[0])
    return found if numbers == column.known and (sign == "," or with_sign == column.known) else NO_NUMBER


def _few_values(table: str, column: ColumnProfile, engine: Engine) -> tuple[str, ...]:
    if not column.is_text or column.is_read_as_date or not 0 < column.distinct <= FEW_VALUES:
        return ()
    name = exp.column(_quoted(column.name))
    select = exp.Select().select(name).distinct().from_(_table(table)).order_by(exp.Literal.number(1))
    rows = engine.run(select.sql(dialect=engine.dialect)).rows
    return tuple(str(row[0]) for row in rows if row[0] is not None)


def _count(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _name(column: str) -> str:
    return f'"{column}"'


def _table(name: str) -> exp.Table:
    return exp.Table(this=_quoted(name))


def _quoted(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=True)
