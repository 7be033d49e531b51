"""One profiled table to one proposed dataset.

Rule: a table that others point to and that has no events of its own describes things; a table that only ties two
others together is a bridge in all but name and stays a fact; every guess carries its evidence.
"""

from __future__ import annotations

import re
from dataclasses import replace

from semantic_layer.inference.columns import propose_dimension
from semantic_layer.inference.level_names import PLANNED
from semantic_layer.inference.measures import is_measured, measures_of, row_count
from semantic_layer.inference.naming import identifier, label_text, spelled_out
from semantic_layer.inference.profile import ColumnProfile, TableProfile
from semantic_layer.inference.relations import Relation, looks_like_key, primary_key
from semantic_layer.inference.times import default_time, is_deadline
from semantic_layer.model import Dataset, DatasetRole, Dimension, EntityKey, EntityKind, Text, Words

_END = re.compile(r"(end|ended) (date|time|at|on)|结束(日期|时间)")
_MADE = re.compile(r"\b(created|order|ordered|placed|creation)\b|创建|下单|订单日期|订单时间")
_PAID = re.compile(r"\b(paid|payment)\b|付款|支付")
_COMPLETE = 0.9  # of the rows have a date that each of them began with; fewer have one that comes later


def propose_dataset(table: TableProfile, tables: tuple[TableProfile, ...], relations: tuple[Relation, ...]) -> Dataset:
    """Propose role, keys, time, dimensions and measures of one table."""
    key = primary_key(table)
    out = [relation for relation in relations if relation.child == table.name]
    used = frozenset({relation.column for relation in out} | ({key.name} if key else set()))
    copies = frozenset(r.column for r in out if r.missing == 0 and not looks_like_key(table.column(r.column).said))
    dimensions = tuple(propose_dimension(column, table, used, copies) for column in table.columns)
    waiting = {identifier(c.said) for c in table.columns if c.known < _COMPLETE * table.rows} | _unpaid(table)
    dimensions = tuple(_as_an_end(d) if d.name in waiting else d for d in dimensions)
    time = default_time(_dated(dimensions), spelled_out(table.entity), waiting)
    time = None if any(d.name == time and d.type != "time" for d in dimensions) else time  # its order is in doubt
    is_target = any(relation.parent == table.name != relation.child for relation in relations)
    time = None if time and is_target and is_deadline(time) else time  # carriers are there before their contract ends
    return Dataset(
        name=table.entity,
        labels=_labels(table),
        source=table.source or table.name,
        role=_role(table, out, relations, time is not None),
        grain=(table.entity,),
        time_basis="none" if not time else "planned" if PLANNED.search(table.entity) else "event",
        default_time=time,
        entities=_entities(table, key, out, tables, relations),
        dimensions=dimensions,
        measures=(row_count(table), *measures_of(table, used)),
        state="generated",
        evidence=_evidence(table, key, out),
    )


def _labels(table: TableProfile) -> Text:
    """The name of the table, in a language that has no words for it the name of its rows."""
    own, rows = label_text(table.said), label_text(table.entity)
    return Text(own.en or rows.en, own.zh or rows.zh)


def _unpaid(table: TableProfile) -> set[str]:
    """Days of payment that some orders never had, where every row says when it was made."""
    dates = [c for c in table.columns if c.is_time or c.is_read_as_date]
    made = any(c.known == table.rows and _MADE.search(spelled_out(c.said)) for c in dates)
    return {identifier(c.said) for c in dates if made and c.known < table.rows and _PAID.search(spelled_out(c.said))}


def _as_an_end(dimension: Dimension) -> Dimension:
    """An end that most rows still wait for is when they were cancelled; one that every row has was agreed on."""
    if dimension.type != "time" or not _END.fullmatch(spelled_out(dimension.name)):
        return dimension
    names = Words(("cancellation date", "churn date", "lapse date"), ("取消日期", "退订日期", "终止日期", "失效日期"))
    said = dimension.synonyms
    return replace(dimension, synonyms=Words((*said.en, *names.en), (*said.zh, *names.zh)))


def _dated(dimensions: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
    """Dates in doubt keep their rank: another date never steps in for the date of the event."""
    return tuple(replace(d, type="time") if "doubtful_date" in d.meta else d for d in dimensions)


def _evidence(table: TableProfile, key: ColumnProfile | None, out: list[Relation]) -> str:
    ways = [f"{r.column} -> {r.parent}.{r.key}, {r.missing} values without target" for r in out]
    own = f"key {key.name}" if key else "key none: no column identifies a row"
    return "; ".join((f"{table.rows} rows", own, *ways))


def _role(table: TableProfile, out: list[Relation], relations: tuple[Relation, ...], has_time: bool) -> DatasetRole:
    is_target = any(relation.parent == table.name != relation.child for relation in relations)
    measured = any(is_measured(column, frozenset()) for column in table.columns)
    if is_target and not (has_time and measured and out):
        return "dimension"
    return "fact"


def _entities(
    table: TableProfile,
    key: ColumnProfile | None,
    out: list[Relation],
    tables: tuple[TableProfile, ...],
    relations: tuple[Relation, ...],
) -> tuple[EntityKey, ...]:
    """The table's own key, the unique columns that others point to, and its foreign keys."""
    by_name = {other.name: other for other in tables}
    borrowed = key is not None and any(relation.column == key.name for relation in out)
    kind: EntityKind = "primary" if key and not borrowed else "natural"  # a key of another thing names no row of this
    own = EntityKey(table.entity, kind, (key.name,) if key else tuple(column.name for column in table.columns[:1]))
    pointed = {r.key for r in relations if r.parent == table.name} - {key.name if key else ""}
    if pointed:  # others point to another unique column: that one identifies the rows
        own = EntityKey(table.entity, "primary", (min(pointed),))
    foreign = tuple(EntityKey(by_name[r.parent].entity, _key_kind(table, r), (r.column,), role=r.role) for r in out)
    return (own, *foreign)


def _key_kind(table: TableProfile, relation: Relation) -> EntityKind:
    """A key that no two rows share ties rows one to one, so that both sides can be asked of each other."""
    column = table.column(relation.column)
    is_unique = table.rows > 1 and column.known == column.distinct == table.rows and relation.role is None
    return "unique" if is_unique else "foreign"
