"""Keys and many-to-one relations.

Rule: a primary key is unique and never NULL. A foreign key needs a reason in its name *and* values that are found in
the other table, proven by one exact query; without such a reason only a text that is unique there, has many values and
is contained whole makes a relation. Small numbers that happen to be contained never do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import sqlglot
from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.inference import signs
from semantic_layer.inference.naming import identifier, spelled_out, without_name
from semantic_layer.inference.profile import ColumnProfile, TableProfile
from semantic_layer.wordforms import has_han, singular, words_of_name

CONTAINED = 0.98  # of the distinct values, where the name points to the other table
CONTAINED_BY_ROLE = 0.99  # where it only may
MANY_VALUES = 10  # of a text that makes a relation by its values alone
_KEY_WORDS = {"id", "key", "code", "no", "uid", "sku", "number", "uuid"}
_KEY_ENDINGS = ("id", "编号", "代码", "编码", "号", "工号", "学号")
_NO_KEYS = frozenset(
    {
        "paid", "unpaid", "prepaid", "valid", "invalid", "void", "grid", "kid", "acid", "fluid", "solid", "hybrid",
        "rapid", "liquid", "covid", "humid", "afraid", "aid", "android", "asteroid", "pyramid", "steroid",
    }
)  # fmt: skip
_PEOPLE_ROLES = frozenset(
    {
        "manager", "supervisor", "boss", "owner", "author", "creator", "assignee", "leader", "head", "reviewer",
        "approver", "referrer", "agent", "rep", "coach", "principal", "sender", "receiver", "buyer", "seller", "mentor",
    }
)  # fmt: skip


_ABOVE = {
    "manager": "manager", "mgr": "manager", "supervisor": "supervisor", "boss": "boss", "lead": "lead",
    "leader": "leader", "team lead": "team_lead", "team leader": "team_leader", "group lead": "group_lead",
    "line manager": "line_manager", "direct manager": "manager", "shift lead": "shift_lead",
    "head": "head", "foreman": "foreman", "principal": "principal", "组长": "组长", "班长": "班长",
    "reports to": "manager", "mentor": "mentor", "coach": "coach", "referrer": "referrer",
    "referred by": "referrer", "parent": "parent", "superior": "superior", "上级": "上级", "上司": "上司",
    "主管": "主管", "经理": "经理", "父级": "上级", "导师": "导师", "推荐人": "推荐人", "直属领导": "上级",
    "领导": "上级",
}  # fmt: skip


@dataclass(frozen=True)
class Relation:
    """`child`.`column` points to the primary (or unique) `key` of `parent`; `missing` of its values have no target."""

    child: str
    column: str
    parent: str
    key: str
    missing: int
    role: str | None = None


@dataclass(frozen=True)
class _Reason:
    """Why a column may point to a key of another table, and which share of its values must be found there."""

    holds: Callable[[ColumnProfile, TableProfile, ColumnProfile, TableProfile], bool]
    contained: float


def primary_key(table: TableProfile) -> ColumnProfile | None:
    """The column that identifies a row: unique, known, and named like a key or standing first."""
    unique = [c for c in table.columns if table.rows > 0 and c.known == c.distinct == table.rows]
    unique = [c for c in unique if c.is_text or c.is_whole]
    named = [c for c in unique if looks_like_key(c.said)]
    own = [c for c in named if _points_to(c.said, table) or words_of_name(c.said).lower() == "id"]
    first = [c for c in unique if c is table.columns[0] and c.is_text]
    return next(iter((*own, *named, *first)), None)


def looks_like_key(name: str) -> bool:
    """Is this the name of an id, code or number that identifies something?"""
    words = words_of_name(name).lower().split()
    if not words or words[-1] in _NO_KEYS:
        return False
    return words[-1] in _KEY_WORDS or words[0] == "id" or words[-1].endswith(_KEY_ENDINGS)


def find_relations(tables: tuple[TableProfile, ...], engine: Engine) -> tuple[Relation, ...]:
    """Every many-to-one relation that names suggest and values confirm; one per column, never in a circle."""
    found: list[Relation] = []
    for reason in _REASONS:
        for child in tables:
            for column in child.columns:
                taken = any(r.child == child.name and r.column == column.name for r in found)
                if not taken and _may_point(column, child):
                    found += _relation(column, child, tables, reason, found, engine)
    others = tuple(_with_role(relation, found, tables) for relation in found)
    pointing = {(relation.child, relation.column) for relation in others}
    own = (relation for table in tables for relation in _own_relations(table, engine))
    return (*others, *(relation for relation in own if (relation.child, relation.column) not in pointing))


def _own_relations(table: TableProfile, engine: Engine) -> list[Relation]:
    """A manager_id among employees points to another employee: the role is what the column calls them."""
    key = primary_key(table)
    if key is None:
        return []
    made: dict[str, Relation] = {}
    for column in table.columns:
        role = role_above(column, table)
        able = column is not key and 0 < column.distinct < table.rows and _same_kind(column, key)
        if role and role not in made and able and (column.is_text or column.is_whole):
            missing = _missing(table, column, table, key, engine)
            if column.distinct - missing >= CONTAINED * column.distinct:
                made[role] = Relation(table.name, column.name, table.name, key.name, missing, role)
    return list(made.values())


def role_above(column: ColumnProfile, table: TableProfile) -> str:
    """What a column calls those it points to: "manager" for manager_id, mgr and reports_to."""
    own = {_base(word) for word in table.entity.split("_")}
    words = [w for w in words_of_name(column.said).lower().split() if w not in _KEY_WORDS and _base(w) not in own]
    said = "".join(words) if has_han(column.said) else " ".join(words)
    for ending in _KEY_ENDINGS if has_han(column.said) else ():
        said = said.removesuffix(ending)
    return _ABOVE.get(said, "")


def _may_point(column: ColumnProfile, child: TableProfile) -> bool:
    """A table's own id points nowhere."""
    kind = column.is_text or column.is_whole
    return kind and column.known > 0 and not column.is_read_as_date and not _points_to(column.said, child)


def _relation(
    column: ColumnProfile,
    child: TableProfile,
    tables: tuple[TableProfile, ...],
    reason: _Reason,
    found: Sequence[Relation],
    engine: Engine,
) -> list[Relation]:
    """The relation of one column for one reason; none where the reason fits two tables without a name that decides."""
    fitting = []
    for parent in sorted(tables, key=lambda table: not _points_to(column.said, table)):
        if parent is child:
            continue
        key = next(
            (k for k in _targets(parent) if _same_kind(column, k) and reason.holds(column, child, k, parent)), None
        )
        if key is None or _reaches(found, parent.name, child.name):
            continue
        missing = _missing(child, column, parent, key, engine)
        if column.distinct - missing >= reason.contained * column.distinct:
            fitting.append(Relation(child.name, column.name, parent.name, key.name, missing))
    pointed = [relation for relation in fitting if _points_to(column.said, _named(relation.parent, tables))]
    is_clear = len(fitting) == 1 or reason.contained == CONTAINED
    return pointed[:1] or (fitting[:1] if is_clear else [])


def _named(name: str, tables: tuple[TableProfile, ...]) -> TableProfile:
    return next(table for table in tables if table.name == name)


def _targets(parent: TableProfile) -> list[ColumnProfile]:
    """Columns that identify a row of `parent`: its primary key first, then other unique columns."""
    key = primary_key(parent)
    others = [c for c in parent.columns if c is not key and c.known == c.distinct == parent.rows and parent.rows > 1]
    return [*([key] if key else []), *(c for c in others if c.is_text or c.is_whole)]


def _same_kind(column: ColumnProfile, key: ColumnProfile) -> bool:
    return column.is_text == key.is_text and not key.is_read_as_date


def _is_said(column: ColumnProfile, child: TableProfile, key: ColumnProfile, parent: TableProfile) -> bool:
    """Do the names say that `column` points to `key` of `parent`?"""
    mine, theirs = words_of_name(column.said).lower().split(), words_of_name(key.said).lower().split()
    same = mine == theirs or set(mine) == set(theirs)
    if same and theirs != ["id"] and theirs != ["name"] and (looks_like_key(column.said) or column.is_text):
        return column is not primary_key(child) or child.rows <= parent.rows
    return looks_like_key(column.said) and _points_to(column.said, parent) and looks_like_key(key.said)


def _is_named(column: ColumnProfile, child: TableProfile, key: ColumnProfile, parent: TableProfile) -> bool:
    """A product or product_name in text points to the unique name of a product, or to another product_name."""
    if not column.is_text or looks_like_key(column.said) or looks_like_key(key.said):
        return False
    mine = without_name(column.said) or spelled_out(column.said)
    theirs = without_name(key.said) or spelled_out(key.said)
    owner = " ".join(_base(word) for word in parent.entity.split("_"))
    own_name = theirs in ("name", "title", "名称", "名字", "标题") and singular(mine) == owner
    return own_name or (mine == theirs and mine not in ("name", "title", "名称", "名字", "标题"))


def _is_role(column: ColumnProfile, child: TableProfile, key: ColumnProfile, parent: TableProfile) -> bool:
    """A manager_id points to a person, whatever the persons are called."""
    words = [word for word in words_of_name(column.said).lower().split() if word not in _KEY_WORDS]
    is_role = looks_like_key(column.said) and bool(words) and words[-1] in _PEOPLE_ROLES
    return is_role and key is primary_key(parent) and looks_like_key(key.said) and signs.holds_people(parent)


def _is_thing(column: ColumnProfile, child: TableProfile, key: ColumnProfile, parent: TableProfile) -> bool:
    """A home_branch holds the keys of branches."""
    named = not looks_like_key(column.said) and _points_to(column.said, parent)
    return named and key is primary_key(parent) and looks_like_key(key.said)


def _is_contained_text(column: ColumnProfile, child: TableProfile, key: ColumnProfile, parent: TableProfile) -> bool:
    """Texts with many values, of which the other side is a list without repetition: names with names, ids with ids."""
    many = column.distinct >= MANY_VALUES and key.distinct >= MANY_VALUES
    alike = looks_like_key(column.said) == looks_like_key(key.said) and not signs.is_long_text(column)
    return column.is_text and many and alike and column is not primary_key(child) and not str(column.most).isdigit()


_REASONS = (
    _Reason(_is_said, CONTAINED),
    _Reason(_is_named, CONTAINED_BY_ROLE),
    _Reason(_is_role, CONTAINED_BY_ROLE),
    _Reason(_is_thing, 1.0),
    _Reason(_is_contained_text, 1.0),
)


def _points_to(column: str, table: TableProfile) -> bool:
    """`customer_id`, `id_customer`, `car_id` -> customers, car; 软件id -> a table whose name ends in 软件."""
    words = [_base(word) for word in words_of_name(column).lower().split() if word not in _KEY_WORDS]
    if has_han(column):
        stem = column.lower()
        for ending in _KEY_ENDINGS:
            stem = stem.removesuffix(ending)
        return len(stem) >= 2 and table.name.endswith(stem)
    entity = [_base(word) for word in table.entity.split("_")]
    return bool(words) and (words == entity or words[-len(entity) :] == entity)


def _base(word: str) -> str:
    return "sale" if word == "sales" else singular(word)


def _with_role(relation: Relation, found: Sequence[Relation], tables: tuple[TableProfile, ...]) -> Relation:
    """Two ways from one table to the same other one are told apart by the columns' own words.

    The way that is named after the other table alone is the usual one and needs none.
    """
    ways = [r for r in found if (r.child, r.parent) == (relation.child, relation.parent)]
    if len(ways) == 1:
        return relation
    entity = {_base(word) for word in _named(relation.parent, tables).entity.split("_")}
    words = [word for word in words_of_name(relation.column).lower().split() if word not in _KEY_WORDS]
    own = [word for word in words if _base(word) not in entity]
    if not own and not has_han(relation.column):
        return relation
    return replace(relation, role=identifier("_".join(own or words)))


def _reaches(relations: Sequence[Relation], start: str, goal: str) -> bool:
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
        .from_(exp.alias_(_rows_of(child, engine), "c", table=True))
        .join(
            exp.alias_(_rows_of(parent, engine), "p", table=True),
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


def _rows_of(table: TableProfile, engine: Engine) -> exp.Expression:
    if table.source:
        return exp.Subquery(this=sqlglot.parse_one(table.source, read=engine.dialect))
    return exp.Table(this=exp.to_identifier(table.name, quoted=True))
