"""Keys and many-to-one relations.

Rule: a primary key is unique and never NULL. A foreign key needs a name that points to the other table *and* at
least 98 % of its distinct values found there; values alone never make a relation.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.inference.naming import identifier
from semantic_layer.inference.profile import ColumnProfile, TableProfile
from semantic_layer.wordforms import has_han, singular, words_of_name

CONTAINED = 0.98
_KEY_WORDS = {"id", "key", "code", "no", "uid", "sku", "number", "uuid"}
_KEY_ENDINGS = ("id", "编号", "代码", "编码", "号", "工号", "学号")


@dataclass(frozen=True)
class Relation:
    """`child`.`column` points to the primary (or unique) `key` of `parent`; `missing` of its values have no target."""

    child: str
    column: str
    parent: str
    key: str
    missing: int
    role: str | None = None


def primary_key(table: TableProfile) -> ColumnProfile | None:
    """The column that identifies a row: unique, known, and named like a key or standing first."""
    unique = [c for c in table.columns if table.rows > 0 and c.known == c.distinct == table.rows]
    unique = [c for c in unique if c.is_text or c.is_whole]
    named = [c for c in unique if looks_like_key(c.name)]
    own = [c for c in named if _points_to(c.name, table) or words_of_name(c.name).lower() == "id"]
    first = [c for c in unique if c is table.columns[0] and c.is_text]
    return next(iter((*own, *named, *first)), None)


def looks_like_key(name: str) -> bool:
    """Is this the name of an id, code or number that identifies something?"""
    words = words_of_name(name).lower().split()
    return bool(words) and (words[-1] in _KEY_WORDS or words[0] == "id" or words[-1].endswith(_KEY_ENDINGS))


def find_relations(tables: tuple[TableProfile, ...], engine: Engine) -> tuple[Relation, ...]:
    """Every many-to-one relation that names suggest and values confirm; one per column, never in a circle."""
    found: list[Relation] = []
    for child in tables:
        own = primary_key(child)
        for column in child.columns:
            if column.known == 0 or not (column.is_text or column.is_whole):
                continue
            if _points_to(column.name, child):  # a table's own id points nowhere
                continue
            for parent in sorted(tables, key=lambda table: not _points_to(column.name, table)):
                if parent is child:
                    continue
                key = next((k for k in _targets(parent) if _suggests(column, parent, k, child)), None)
                if key is None or (own is column and _reaches(found, parent.name, child.name)):
                    continue
                missing = _missing(child, column, parent, key, engine)
                if column.distinct - missing >= CONTAINED * column.distinct and not _reaches(
                    found, parent.name, child.name
                ):
                    role = _role(column, parent, child, found)
                    found.append(Relation(child.name, column.name, parent.name, key.name, missing, role))
                    break
    return tuple(found)


def _targets(parent: TableProfile) -> list[ColumnProfile]:
    """Columns that identify a row of `parent`: its primary key first, then other unique columns."""
    key = primary_key(parent)
    others = [c for c in parent.columns if c is not key and c.known == c.distinct == parent.rows and parent.rows > 1]
    return [*([key] if key else []), *(c for c in others if c.is_text or c.is_whole)]


def _suggests(column: ColumnProfile, parent: TableProfile, key: ColumnProfile, child: TableProfile) -> bool:
    """Do the names say that `column` points to `key` of `parent`?"""
    if column.is_text != key.is_text:
        return False
    mine, theirs = words_of_name(column.name).lower().split(), words_of_name(key.name).lower().split()
    same = mine == theirs or set(mine) == set(theirs)
    if same and theirs != ["id"] and theirs != ["name"] and (looks_like_key(column.name) or column.is_text):
        return column is not primary_key(child) or child.rows <= parent.rows
    return looks_like_key(column.name) and _points_to(column.name, parent) and looks_like_key(key.name)


def _points_to(column: str, table: TableProfile) -> bool:
    """`customer_id`, `id_customer`, `car_id` -> customers, car; 软件id -> a table whose name holds 软件."""
    words = [singular(word) for word in words_of_name(column).lower().split() if word not in _KEY_WORDS]
    if has_han(column):
        stem = column.lower()
        for ending in _KEY_ENDINGS:
            stem = stem.removesuffix(ending)
        return len(stem) >= 2 and table.name.endswith(stem)
    entity = table.entity.split("_")
    return bool(words) and (words == entity or words[-len(entity) :] == entity)


def _role(column: ColumnProfile, parent: TableProfile, child: TableProfile, found: list[Relation]) -> str | None:
    """A second way from one table to the same other table is told apart by the column's own words."""
    if not any(r.child == child.name and r.parent == parent.name for r in found):
        return None
    words = [word for word in words_of_name(column.name).lower().split() if word not in _KEY_WORDS]
    return identifier("_".join(words) or column.name)


def _reaches(relations: list[Relation], start: str, goal: str) -> bool:
    """Can `goal` be reached from `start` along relations already found?"""
    return start == goal or any(_reaches(relations, r.parent, goal) for r in relations if r.child == start)


def _missing(
    child: TableProfile, column: ColumnProfile, parent: TableProfile, key: ColumnProfile, engine: Engine
) -> int:
    """Count the distinct values of the child's column that the parent lacks, by one exact query."""
    mine = exp.column(exp.to_identifier(column.name, quoted=True), table="c")
    theirs = exp.column(exp.to_identifier(key.name, quoted=True), table="p")
    select = (
        exp.Select()
        .select(exp.Count(this=exp.Distinct(expressions=[mine.copy()])))
        .from_(exp.alias_(exp.Table(this=exp.to_identifier(child.name, quoted=True)), "c", table=True))
        .join(
            exp.alias_(exp.Table(this=exp.to_identifier(parent.name, quoted=True)), "p", table=True),
            on=exp.EQ(this=mine.copy(), expression=theirs.copy()),
            join_type="left",
        )
        .where(
            exp.Is(this=theirs.copy(), expression=exp.Null()),
            exp.Not(this=exp.Is(this=mine.copy(), expression=exp.Null())),
        )
    )
    missing = engine.run(select.sql(dialect=engine.dialect)).rows[0][0]
    return missing if isinstance(missing, int) else 0
