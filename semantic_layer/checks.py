"""Compare a model with the data it describes.

Rule: what the model promises is counted in the data: keys are unique, foreign keys have a target, closed dimensions
hold listed codes only, the grain identifies a row, intervals do not overlap, weights add to 1. A defect is reported
with its rows, its share of the rows and, where the dataset has a sum, its share of the value; nothing is repaired.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from semantic_layer import check_queries as queries
from semantic_layer import expressions
from semantic_layer.check_alike import MOST_VALUES, alike_names
from semantic_layer.check_texts import sentence
from semantic_layer.engines.base import Engine
from semantic_layer.errors import nearest
from semantic_layer.model import Dataset, Dimension, EntityKey, Measure, SemanticModel, Text
from semantic_layer.result import Value

Rows = tuple[tuple[Value, ...], ...]
Severity = Literal["error", "warning", "note"]
MAX_EXAMPLES = 5


@dataclass(frozen=True)
class DataDefect:
    """One promise of the model that the data do not keep, or (as a note) a fact worth knowing.

    `rows_share` and `value_share` lie between 0 and 1; the value is the dataset's first additive sum, named
    by `value_of`.
    """

    code: str
    severity: Severity
    dataset: str
    subject: str  # table, column, entity or dimension
    rows: int = 0
    rows_share: float | None = None
    value_share: float | None = None
    value_of: str = ""
    examples: tuple[str, ...] = ()
    day: date | None = None
    message: Text = field(default_factory=Text)


def check_data(model: SemanticModel, engine: Engine) -> tuple[DataDefect, ...]:
    """Return every defect, dataset by dataset in the order of the model.

    A dataset without a table is reported once; a check that needs a missing column is left out, because the column
    is reported already. Tables of segment runs appear with the first run and are not checked.
    """
    found: list[DataDefect] = []
    world = _World(model, engine)
    for dataset in model.datasets:
        if dataset.role != "segment":
            found.extend(_check_dataset(dataset, world))
    return tuple(found)


def check_alike(model: SemanticModel, engine: Engine) -> tuple[DataDefect, ...]:
    """Return only what looks alike, which is said when files are brought in."""
    world = _World(model, engine)
    return tuple(defect for item in model.datasets if item.role != "segment" for defect in _check_alike(item, world))


class _World:
    """The model, the engine, and which columns each dataset has."""

    def __init__(self, model: SemanticModel, engine: Engine) -> None:
        self.model = model
        self.engine = engine
        self.schema = {name.casefold(): tuple(columns) for name, columns in engine.schema().items()}
        self._columns: dict[str, frozenset[str] | None] = {}

    def run(self, query: queries.Query) -> Rows:
        return self.engine.run(query.sql(self.engine.dialect)).rows

    def columns(self, dataset: Dataset) -> frozenset[str] | None:
        """Return the columns of the dataset in lower case; None when its table does not exist."""
        if dataset.name not in self._columns:
            self._columns[dataset.name] = self._read_columns(dataset)
        return self._columns[dataset.name]

    def _read_columns(self, dataset: Dataset) -> frozenset[str] | None:
        if not queries.is_table(dataset.source):
            found = self.engine.run(queries.no_rows(dataset.source).sql(self.engine.dialect)).columns
            return frozenset(name.casefold() for name in found)
        path = dataset.source.replace('"', "").casefold()
        columns = self.schema.get(path, self.schema.get(path.rsplit(".", 1)[-1]))
        return None if columns is None else frozenset(name.casefold() for name in columns)

    def has(self, dataset: Dataset, *texts: str) -> bool:
        """Say whether every column that the expressions name exists."""
        columns = self.columns(dataset) or frozenset()
        return all(name.column.casefold() in columns for text in texts for name in expressions.names(text))


def _check_dataset(dataset: Dataset, world: _World) -> Iterator[DataDefect]:
    columns = world.columns(dataset)
    if columns is None:
        near = nearest(dataset.source.rsplit(".", 1)[-1], tuple(world.schema))
        yield _defect("missing_table", "error", dataset, dataset.source, examples=near)
        return
    yield from _missing_columns(dataset, columns, world.model)
    for key in dataset.entities:
        if world.has(dataset, *map(queries.quoted, key.columns)):
            if key.type in ("primary", "unique"):
                yield from _check_key(dataset, key, world)
            elif key.type == "foreign":
                yield from _check_foreign_key(dataset, key, world)
    for dimension in dataset.dimensions:
        if dimension.closed and world.has(dataset, dimension.expr):
            yield from _check_codes(dataset, dimension, world)
    for check in (_check_grain, _check_intervals, _check_weights, _check_alike, _last_complete_day):
        yield from check(dataset, world)


def _missing_columns(dataset: Dataset, columns: frozenset[str], model: SemanticModel) -> Iterator[DataDefect]:
    for name in dict.fromkeys(_named_columns(dataset, model)):
        if name.casefold() not in columns:
            yield _defect("missing_column", "error", dataset, name, examples=nearest(name, tuple(sorted(columns))))


def _named_columns(dataset: Dataset, model: SemanticModel) -> Iterator[str]:
    for key in dataset.entities:
        yield from key.columns
    texts = [dimension.expr for dimension in dataset.dimensions]
    texts += [text for item in dataset.measures for text in (item.expr, item.filter) if text]
    texts += dataset.default_filters
    own = {dimension.name for dimension in dataset.dimensions}
    others = (dataset.valid_from, dataset.valid_to, dataset.bridge_weight)
    texts += [text for text in others if text and text not in own]
    for text in texts:
        yield from (name.column for name in expressions.names(text))
    for policy in model.policies:
        if policy.dataset == dataset.name and policy.rows:
            yield from (name.column for name in expressions.names(policy.rows, rows=True))
    yield from dataset.exclude
    for role in model.roles:
        if role.dataset == dataset.name:
            keys = {column for key in dataset.entities for column in key.columns}
            read = [text for _, text in role.columns if text not in own | keys and not model.has_dimension(text)]
            yield from (name.column for text in read for name in expressions.names(text))


def _check_key(dataset: Dataset, key: EntityKey, world: _World) -> Iterator[DataDefect]:
    keys = [queries.column(name) for name in key.columns]
    total, nulls, surplus = _counts(world.run(queries.duplicates(dataset.source, keys)))
    if surplus:
        yield _defect("duplicate_keys", "error", dataset, key.name, surplus, _share(surplus, total))
    if nulls and key.type == "primary":
        yield _defect("null_keys", "error", dataset, key.name, nulls, _share(nulls, total))


def _check_foreign_key(dataset: Dataset, key: EntityKey, world: _World) -> Iterator[DataDefect]:
    target = world.model.dataset_of_entity(key.name)
    there = next((item for item in target.entities if item.name == key.name), None) if target else None
    if target is None or there is None or not world.has(target, *map(queries.quoted, there.columns)):
        return
    measure = _value_measure(dataset)
    if measure and not world.has(dataset, measure.expr):
        measure = None
    value_text = measure.expr if measure else None
    query = queries.orphans(dataset.source, key.columns, target.source, there.columns, value_text)
    row = world.run(query)[0]
    total, nulls, orphans = _counts((row[:3],))
    values = [float(str(value)) if value is not None else 0.0 for value in row[3:]]
    named = measure.name if measure else ""
    if nulls:
        severity: Severity = "error" if key.mandatory else "warning"
        value = _share(values[1], values[0]) if values else None
        yield _defect("null_foreign_keys", severity, dataset, key.prefix, nulls, _share(nulls, total), value, named)
    if orphans:
        value = _share(values[2], values[0]) if values else None
        yield _defect("orphan_keys", "error", dataset, key.prefix, orphans, _share(orphans, total), value, named)


def _value_measure(dataset: Dataset) -> Measure | None:
    """Return the dataset's first additive sum, money before other units."""
    sums = [item for item in dataset.measures if item.agg == "sum" and item.additivity == "additive"]
    money = [item for item in sums if item.unit.kind == "currency"]
    return next(iter([*money, *sums]), None)


def _check_codes(dataset: Dataset, dimension: Dimension, world: _World) -> Iterator[DataDefect]:
    listed = {str(value.code).casefold() for value in dimension.values}
    rows = world.run(queries.codes(dataset.source, expressions.parse(dimension.expr)))
    unlisted = [(code, int(str(n))) for code, n in rows if code is not None and str(code).casefold() not in listed]
    if unlisted:
        count, total = sum(n for _, n in unlisted), sum(int(str(n)) for _, n in rows)
        examples = () if dimension.personal else tuple(str(code) for code, _ in unlisted[:MAX_EXAMPLES])
        subject = dimension.qualified
        yield _defect("unlisted_codes", "error", dataset, subject, count, _share(count, total), examples=examples)


def _check_alike(dataset: Dataset, world: _World) -> Iterator[DataDefect]:
    def values(dimension: Dimension) -> Iterator[str]:
        if world.has(dataset, dimension.expr):
            listed = queries.codes(dataset.source, expressions.parse(dimension.expr)).limit(MOST_VALUES)
            yield from (str(code) for code, _ in world.run(listed) if isinstance(code, str))

    for subject, rows, examples in alike_names(dataset, world.columns(dataset) or (), values):
        yield _defect("looks_alike", "warning", dataset, subject, rows, examples=examples)


def _check_grain(dataset: Dataset, world: _World) -> Iterator[DataDefect]:
    texts = [text for name in dataset.grain for text in _grain_texts(dataset, name)]
    if dataset.primary and texts == [queries.quoted(name) for name in dataset.primary.columns]:
        return  # counted as duplicate keys already
    if _is_of_another_thing(dataset):
        return
    if texts and world.has(dataset, *texts):
        parts = [expressions.parse(text) for text in texts]
        total, _, surplus = _counts(world.run(queries.duplicates(dataset.source, parts)))
        if surplus:
            subject = ", ".join(dataset.grain)
            yield _defect("grain_violation", "error", dataset, subject, surplus, _share(surplus, total))


def _is_of_another_thing(dataset: Dataset) -> bool:
    """Whether rows without a key of their own are named after what they belong to: the lines of an order."""
    own = [key for key in dataset.entities if dataset.grain == (key.prefix or key.name,) and key.type == "natural"]
    others = [key.columns for key in dataset.entities if key.type == "foreign"]
    return any(key.columns in others for key in own)


def _grain_texts(dataset: Dataset, name: str) -> list[str]:
    for key in dataset.entities:
        if name in (key.prefix, key.name):
            return [queries.quoted(column) for column in key.columns]
    return [_own(dataset, name)]


def _own(dataset: Dataset, name: str) -> str:
    """Return the expression of the dataset's dimension `name`, else `name` as a column."""
    return next((item.expr for item in dataset.dimensions if item.name == name), name)


def _check_intervals(dataset: Dataset, world: _World) -> Iterator[DataDefect]:
    if not dataset.valid_from or not dataset.valid_to:
        return
    times = {item.name for item in dataset.dimensions}
    keys = [text for name in dataset.grain if name not in times for text in _grain_texts(dataset, name)]
    start, end = _own(dataset, dataset.valid_from), _own(dataset, dataset.valid_to)
    if keys and world.has(dataset, *keys, start, end):
        parts = [expressions.parse(text) for text in (*keys, start, end)]
        total, _, overlapping = _counts(world.run(queries.overlaps(dataset.source, parts[:-2], parts[-2], parts[-1])))
        if overlapping:
            subject = f"{dataset.valid_from}, {dataset.valid_to}"
            yield _defect("overlapping_intervals", "error", dataset, subject, overlapping, _share(overlapping, total))


def _check_weights(dataset: Dataset, world: _World) -> Iterator[DataDefect]:
    """The first entity of a bridge's grain is the parent whose weights add to 1."""
    if not dataset.bridge_weight or not dataset.grain:
        return
    keys = _grain_texts(dataset, dataset.grain[0])
    weight = _own(dataset, dataset.bridge_weight)
    if world.has(dataset, *keys, weight):
        query = queries.weights(dataset.source, [expressions.parse(text) for text in keys], expressions.parse(weight))
        total, _, wrong = _counts(world.run(query))
        if wrong:
            yield _defect("bridge_weights", "error", dataset, dataset.grain[0], wrong, _share(wrong, total))


def _last_complete_day(dataset: Dataset, world: _World) -> Iterator[DataDefect]:
    """Note the last day with rows, or the earlier day that `complete_to` states."""
    if not dataset.default_time or "." in dataset.default_time or dataset.time_basis == "planned":
        return
    text = _own(dataset, dataset.default_time)
    if not world.has(dataset, text):
        return
    last = _day(world.run(queries.last_day(dataset.source, expressions.parse(text)))[0][0])
    stated = _stated_day(dataset, world)
    day = min((found for found in (last, stated) if found), default=None)
    if day:
        yield _defect("last_complete_day", "note", dataset, dataset.default_time, day=day)


def _stated_day(dataset: Dataset, world: _World) -> date | None:
    text = dataset.complete_to
    if not text or text == "max":
        return None
    if text[0].isdigit():
        return date.fromisoformat(text)
    column = _own(dataset, text)
    if not world.has(dataset, column):
        return None
    return _day(world.run(queries.last_day(dataset.source, expressions.parse(column)))[0][0])


def _day(value: Value) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value is not None else None


def _counts(rows: Rows) -> tuple[int, int, int]:
    """Return the three counts of a query's only row; an empty table counts nothing."""
    first, second, third = (int(str(value or 0)) for value in rows[0])
    return first, second, third


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _defect(
    code: str,
    severity: Severity,
    dataset: Dataset,
    subject: str,
    rows: int = 0,
    rows_share: float | None = None,
    value_share: float | None = None,
    value_of: str = "",
    *,
    examples: tuple[str, ...] = (),
    day: date | None = None,
) -> DataDefect:
    message = sentence(code, dataset.name, subject, rows, rows_share, value_share, value_of, examples, day)
    return DataDefect(
        code, severity, dataset.name, subject, rows, rows_share, value_share, value_of, examples, day, message
    )
