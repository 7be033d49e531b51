"""Things that a wide table repeats: the orders and customers of a table of sales lines, users without a table of users.

Rule: a column whose name is a key of a known thing, whose values come back and point to no table, names the members of
that thing. They become a table of their own, each key once, read from the rows that carry it; with the key goes the
thing's name where each key has one name. Every other column stays with the rows that hold it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from semantic_layer.engines.base import Engine
from semantic_layer.inference import signs
from semantic_layer.inference.naming import identifier, spelled_out, without_name
from semantic_layer.inference.profile import ColumnProfile, TableProfile
from semantic_layer.inference.relations import Relation, looks_like_key, primary_key, role_above
from semantic_layer.inference.roles import ORDERS
from semantic_layer.lexicon import concept_of
from semantic_layer.wordforms import has_han

_ENDINGS = (" id", " key", " no", " number", " uuid", " uid", "编号", "号", "id")
_CODES = (" code", "编码", "代码")  # of countries and currencies they are abbreviations, of these they are keys
_CODED = frozenset({"customer", "client", "buyer", "member", "order", "客户", "顾客", "买家", "会员", "订单"})
_NO_THINGS = frozenset({"record", "row", "serial", "reference", "parent", "external", "session token"})
_BUYERS = ("customer", "client", "buyer", "shopper", "member", "客户", "顾客", "买家", "会员", "买家会员")
_NAMED = (" name", " nickname", "名称", "姓名", "昵称", "名", "")
_LEAST = 2  # of one there is nothing to count


@dataclass(frozen=True)
class _Key:
    """A column that repeats the keys of a thing, and the column with the thing's name where the table has one."""

    thing: str
    table: TableProfile
    column: ColumnProfile
    name: ColumnProfile | None


def with_repeated_things(
    tables: tuple[TableProfile, ...], relations: Sequence[Relation], engine: Engine
) -> tuple[TableProfile, ...]:
    """Return the tables, and after them one for each thing of which they hold the keys only."""
    taken = {identifier(word) for table in tables for word in (table.entity, table.name)}
    keys = [key for table in tables for key in _keys(table, relations, engine) if key.thing not in taken]
    if not any(is_buyer(word) for word in (*taken, *(key.thing for key in keys))):
        keys += [key for table in tables for key in _names_of_buyers(table)]
    found = {key.thing: [other for other in keys if other.thing == key.thing] for key in keys}
    made = {thing: one for thing, own in found.items() if (one := _table(thing, own, engine)) is not None}
    moved = {(key.table.name, key.name.name) for thing in made for key in found[thing] if key.name}
    kept = (replace(t, columns=tuple(c for c in t.columns if (t.name, c.name) not in moved)) for t in tables)
    return (*kept, *made.values())


def _keys(table: TableProfile, relations: Sequence[Relation], engine: Engine) -> Iterator[_Key]:
    pointing = {relation.column for relation in relations if relation.child == table.name}
    own = primary_key(table)
    for column in table.columns:
        thing = _thing(column)
        able = thing and column is not own and column.name not in pointing and (column.is_text or column.is_whole)
        repeats = _LEAST <= column.distinct < column.known and not column.is_read_as_date
        if not able or not repeats or signs.is_personal(column, table) or role_above(column, table):
            continue
        names = [c for c in table.columns if c.is_text and identifier(without_name(c.said) or "-") == thing]
        if not names:
            yield _Key(thing, table, column, None)
        elif len(names) == 1 and _is_one_each(table, column, names[0], engine):
            yield _Key(thing, table, column, names[0])


def is_buyer(thing: str) -> bool:
    """Is a thing of this name one who buys?"""
    return thing in _BUYERS


def _names_of_buyers(table: TableProfile) -> Iterator[_Key]:
    """The names that stand for the buyers in rows of orders where nothing else tells them apart."""
    orders = {thing.rpartition("_")[2] for column in table.columns if (thing := _thing(column))}
    told = {spelled_out(c.said): c for c in table.columns if c.is_text and _LEAST <= c.distinct < c.known}
    said = {f"{buyer}{ending}": buyer for ending in _NAMED for buyer in _BUYERS}
    found = [(said[words], column) for words, column in told.items() if words in said]
    if len(found) == 1 and not orders.isdisjoint(ORDERS) and not signs.is_personal(found[0][1], table):
        yield _Key(found[0][0].removesuffix("会员") or "会员", table, found[0][1], None)


def _thing(column: ColumnProfile) -> str:
    """What a key is the key of: "order" for Order ID and order_no, 客户 for 客户编号; empty for any other column."""
    words = spelled_out(column.said)
    if not looks_like_key(column.said):
        return ""
    for ending in _ENDINGS:
        rest = words.removesuffix(ending).strip()
        if rest != words and has_han(rest) == has_han(words):
            known = concept_of(rest) is not None and rest not in _NO_THINGS
            return identifier(rest) if known else ""
    rest = next((words.removesuffix(ending).strip() for ending in _CODES if words.endswith(ending)), "")
    return identifier(rest) if rest in _CODED else ""


def _is_one_each(table: TableProfile, key: ColumnProfile, name: ColumnProfile, engine: Engine) -> bool:
    """Has each key one name, in all of its rows?"""
    pairs = exp.Select().select(_column(key), _column(name)).distinct().from_(_rows(table)).where(_known(key))
    return _count(pairs, engine) == key.distinct


def _table(thing: str, keys: Sequence[_Key], engine: Engine) -> TableProfile | None:
    """Each key once; a name goes with the keys of one table only: the one that has all, where there is one."""
    alike = {(key.column.type, spelled_out(key.column.said)) for key in keys}
    if len(alike) > 1:
        return None
    keys = _whole(keys, engine)
    first, label = keys[0], keys[0].name
    if len(keys) > 1 and any(key.name for key in keys):
        return None
    own = [_keys_of(key, first.column) for key in keys]
    source: exp.Query = own[0].distinct() if len(own) == 1 else exp.union(*own, distinct=True)
    if label is not None:
        named = exp.alias_(exp.Min(this=_column(label)), exp.to_identifier(label.name, quoted=True))
        source = own[0].select(named).group_by(_column(first.column))
    rows = _count(source, engine)
    columns = [replace(first.column, known=rows, distinct=rows)]
    if label is not None:
        columns.append(replace(label, known=min(rows, label.known)))
    return TableProfile(thing, thing, rows, tuple(columns), source=source.sql(dialect=engine.dialect))


def _whole(keys: Sequence[_Key], engine: Engine) -> Sequence[_Key]:
    """The keys of the one table that has all of them: orders of which a table of returns has a few; else all."""
    if len(keys) < 2:
        return keys
    most = max(keys, key=lambda key: key.column.distinct)
    together = exp.union(*(_keys_of(key, most.column) for key in keys), distinct=True)
    return [most] if _count(together, engine) == most.column.distinct else keys


def _keys_of(key: _Key, first: ColumnProfile) -> exp.Select:
    named = exp.alias_(_column(key.column), exp.to_identifier(first.name, quoted=True))
    same = key.column.name == first.name
    return exp.Select().select(_column(first) if same else named).from_(_rows(key.table)).where(_known(key.column))


def _count(query: exp.Query, engine: Engine) -> int:
    counted = exp.Select().select(exp.Count(this=exp.Star())).from_(query.copy().subquery("t"))
    found = engine.run(counted.sql(dialect=engine.dialect)).rows[0][0]
    return found if isinstance(found, int) else 0


def _rows(table: TableProfile) -> exp.Table:
    return exp.Table(this=exp.to_identifier(table.name, quoted=True))


def _column(column: ColumnProfile) -> exp.Column:
    return exp.column(exp.to_identifier(column.name, quoted=True))


def _known(column: ColumnProfile) -> exp.Expression:
    return exp.Not(this=exp.Is(this=_column(column), expression=exp.Null()))
