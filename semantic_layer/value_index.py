"""Which values the data hold, for every dimension whose values people name.

Rule: values come from complete engine queries, never from a sample; a personal, identifying, numeric or
time column is never read. A column with more than `MAX_VALUES` values is not kept at all, because half an index
would call existing values unknown: a text is looked for in the column itself, by one exact query. What a row policy
hides from the asking person is not in that person's index and is not looked for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, overload

import sqlglot
from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.errors import PolicyError
from semantic_layer.expressions import parse
from semantic_layer.model import Dataset, Dimension, Scalar, SemanticModel
from semantic_layer.policy import View
from semantic_layer.query import Who
from semantic_layer.visible_rows import visible_rows
from semantic_layer.whole_files import keep, kept

MAX_VALUES = 50_000
NOT_INDEXED = frozenset({"Integer", "Decimal", "Float", "Date", "Time", "DateTime", "DateTimeTz", "Boolean"})
CACHE_FORMAT = 2


class IndexedValue(NamedTuple):
    """One value of a column: the code as stored, the text people type, and how many rows hold it."""

    code: Scalar
    text: str
    rows: int = 0


@dataclass(frozen=True)
class HeldValues(Sequence[IndexedValue]):
    """The values of one text column and their rows, side by side: a million of them are read in a moment."""

    codes: tuple[str, ...]
    rows: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[IndexedValue]:
        return (IndexedValue(code, code.strip(), rows) for code, rows in zip(self.codes, self.rows, strict=True))

    @overload
    def __getitem__(self, place: int) -> IndexedValue: ...
    @overload
    def __getitem__(self, place: slice) -> HeldValues: ...
    def __getitem__(self, place: int | slice) -> IndexedValue | HeldValues:
        if isinstance(place, slice):
            return HeldValues(self.codes[place], self.rows[place])
        return IndexedValue(self.codes[place], self.codes[place].strip(), self.rows[place])


@dataclass(frozen=True)
class ValueProbe:
    """Looks a text up in the columns that have too many values to keep."""

    model: SemanticModel
    engine: Engine
    who: Who
    columns: Mapping[str, tuple[Dataset, Dimension]]  # by the dimension's qualified name
    keys: Mapping[str, tuple[Dataset, Dimension]] = field(default_factory=dict)  # looked up only where they are named

    def find(self, name: str, text: str) -> Scalar:
        """Return the value of dimension `name` that is written like `text` but for its case; None when there is none.

        Of several such values the one with the most rows is meant.
        """
        place = self.columns.get(name) or self.keys.get(name)
        if place is None or not text.strip():
            return None
        dataset, dimension = place
        column = exp.cast(parse(dimension.expr or dimension.name), "text")  # a computed column may be yes or no
        written = dict.fromkeys((text.strip(), text.strip().lower(), text.strip().upper(), text.strip().title()))
        usual = exp.In(this=column.copy(), expressions=[exp.convert(form) for form in written])
        folded = exp.EQ(this=exp.Lower(this=column.copy()), expression=exp.convert(text.strip().lower()))
        return self._first(dataset, column, usual) or self._first(dataset, column, folded)  # the second is slow

    def _first(self, dataset: Dataset, column: exp.Expr, wanted: exp.Expr) -> Scalar:
        statement = (
            exp.select(exp.alias_(column.copy(), "value", quoted=True))
            .from_(seen_source(self.model, dataset, self.who))
            .where(wanted)
            .group_by(exp.Literal.number(1))
            .order_by(exp.Ordered(this=exp.Count(this=exp.Star()), desc=True), exp.Literal.number(1))
            .limit(1)
        )
        rows = self.engine.run(statement.sql(dialect=self.engine.dialect)).rows
        return str(rows[0][0]) if rows else None


def is_indexable(dimension: Dimension) -> bool:
    """Say whether the values of a dimension may be read into the index."""
    is_listed = dimension.type == "identifier" and dimension.index == "exact"  # the codes of a short list
    return (
        (dimension.type in ("categorical", "ordinal", "geography", "text") or is_listed)
        and dimension.index != "off"
        and not dimension.personal
        and not dimension.hidden
        and dimension.datatype not in NOT_INDEXED
    )


def value_probe(
    model: SemanticModel, engine: Engine, who: Who, values: Mapping[str, Sequence[IndexedValue]]
) -> ValueProbe:
    """Return what looks texts up in the columns that `load_values` did not keep."""
    columns = {d.qualified: (dataset, d) for dataset, d in _readable(model, who) if d.qualified not in values}
    keys = {d.qualified: (dataset, d) for dataset, d in _readable(model, who, _is_written_key)}
    return ValueProbe(model, engine, who, columns, keys)


def _is_written_key(dimension: Dimension) -> bool:
    """Identifiers that are text ("SO-1042"): too many to keep, and looked up one at a time."""
    is_open = dimension.index != "off" and not dimension.personal and not dimension.hidden
    return dimension.type == "identifier" and dimension.datatype == "String" and is_open


def _readable(
    model: SemanticModel, who: Who, belongs: Callable[[Dimension], bool] = is_indexable
) -> Iterator[tuple[Dataset, Dimension]]:
    for dataset in model.datasets:
        if dataset.role not in ("segment", "spine"):
            for dimension in dataset.dimensions:
                if belongs(dimension) and not is_hidden_from(model, dimension, who):
                    yield dataset, dimension


def load_values(
    model: SemanticModel, engine: Engine, who: Who, *, cache: Path | None = None
) -> Mapping[str, HeldValues]:
    """Return the values of every indexable dimension that `who` may see.

    Parameters
    ----------
    cache : Path, optional
        Folder of kept indexes. A file holds for one model, one state of the data and one person's rights.
    """
    file = cache / f"values-{state_of(model, engine, who)}.json" if cache else None
    if file and (known := _read(kept(file))) is not None:
        return known
    found = {
        dimension.qualified: values
        for dataset, dimension in _readable(model, who)
        if (values := _distinct(model, dataset, dimension, engine, who))
    }
    if file:
        keep(file, {name: [values.codes, values.rows] for name, values in found.items()})
    return found


def is_hidden_from(model: SemanticModel, dimension: Dimension, who: Who) -> bool:
    """Whether a policy hides the dimension from this person, or shows a part of its values only."""
    view = View(model, who)
    return dimension.qualified in view.masks or not view.has_field(dimension.qualified)


def _distinct(model: SemanticModel, dataset: Dataset, dimension: Dimension, engine: Engine, who: Who) -> HeldValues:
    expression = parse(dimension.expr or dimension.name)
    statement = (
        exp.select(
            exp.alias_(expression.copy(), "value", quoted=True),
            exp.alias_(exp.Count(this=exp.Star()), "rows", quoted=True),
        )
        .from_(seen_source(model, dataset, who))
        .where(exp.Not(this=exp.Is(this=expression.copy(), expression=exp.Null())))
        .group_by(exp.Literal.number(1))
        .order_by(exp.Literal.number(1))
        .limit(MAX_VALUES + 1)
    )
    result = engine.run(statement.sql(dialect=engine.dialect), max_rows=MAX_VALUES + 1)
    if len(result.rows) > MAX_VALUES:
        return HeldValues((), ())
    found = [(code, int(str(rows))) for code, rows in result.rows if isinstance(code, str) and code.strip()]
    return HeldValues(tuple(code for code, _ in found), tuple(rows for _, rows in found))


def seen_source(model: SemanticModel, dataset: Dataset, who: Who) -> exp.Expression:
    """Return the rows of a dataset that a person may see, as something to select from; no rows fail closed."""
    try:
        rows, is_policed = visible_rows(model, dataset, who)
    except PolicyError:  # a policy that cannot be applied: nothing may be seen
        rows, is_policed = exp.select("*").from_(source_of(dataset, model.dialect)).where(exp.false()), True
    if not is_policed:
        return source_of(dataset, model.dialect)
    return exp.Subquery(this=rows, alias=exp.TableAlias(this=exp.to_identifier("seen")))


def source_of(dataset: Dataset, dialect: str) -> exp.Expression:
    parsed = sqlglot.parse_one(dataset.source, dialect=dialect, into=exp.Table) if _is_name(dataset.source) else None
    if parsed is not None:
        return parsed
    return exp.Subquery(this=sqlglot.parse_one(dataset.source, dialect=dialect), alias=exp.TableAlias(this="source"))


def _is_name(source: str) -> bool:
    return " " not in source.strip() or source.strip().startswith('"')


def state_of(model: SemanticModel, engine: Engine, who: Who) -> str:
    """Return what a kept index holds for: one model, one state of the data and one person's rights."""
    rights = [bool(who.name), list(who.roles), [list(pair) for pair in who.attributes]]
    text = json.dumps([CACHE_FORMAT, model.hash, engine.data_version(), rights])
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _read(content: object) -> Mapping[str, HeldValues] | None:
    if not isinstance(content, dict):
        return None
    return {str(name): HeldValues(tuple(codes), tuple(rows)) for name, (codes, rows) in content.items()}
