"""Small builders of SQLGlot nodes.

Rule: names are quoted identifiers and values are literals of the tree, so that no text is ever pasted into SQL.
Nodes are built fresh for every use; a node that is used twice is copied by the one who uses it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from sqlglot import exp

from semantic_layer.errors import BadQuery
from semantic_layer.result import Value

DOUBLE = "DOUBLE"
Node = exp.Expression


def identifier(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


def column(name: str, table: str | None = None) -> exp.Column:
    if table is None:
        return exp.Column(this=identifier(name))
    return exp.Column(this=identifier(name), table=identifier(table))


def alias(node: Node, name: str) -> exp.Alias:
    return exp.Alias(this=node, alias=identifier(name))


def table(name: str, as_: str | None = None) -> exp.Table:
    return exp.Table(this=identifier(name), alias=exp.TableAlias(this=identifier(as_)) if as_ and as_ != name else None)


def aliased(source: exp.Table | exp.Subquery, name: str) -> exp.Table | exp.Subquery:
    source.set("alias", exp.TableAlias(this=identifier(name)))
    return source


def cast(node: Node, to: str) -> exp.Cast:
    return exp.Cast(this=node, to=exp.DataType(this=exp.DataType.Type[to], nested=False))


def double(node: Node) -> exp.Cast:
    return cast(node, DOUBLE)


def number(value: int | float | Decimal) -> Node:
    if isinstance(value, float) and value != value:
        raise BadQuery("A value is not a number. Write a finite number.")
    literal = exp.Literal(this=str(abs(value)), is_string=False)
    return exp.Neg(this=literal) if value < 0 else literal


def literal(value: Value) -> Node:
    """Return a typed value as a literal of the tree."""
    match value:
        case None:
            return exp.Null()
        case bool():
            return exp.Boolean(this=value)
        case int() | float() | Decimal():
            return number(value)
        case datetime():
            return cast(exp.Literal(this=value.isoformat(sep=" "), is_string=True), "TIMESTAMP")
        case date():
            return cast(exp.Literal(this=value.isoformat(), is_string=True), "DATE")
        case time():
            return cast(exp.Literal(this=value.isoformat(), is_string=True), "TIME")
        case str():
            return exp.Literal(this=value, is_string=True)


def both(conditions: Iterable[Node | None]) -> Node | None:
    """Return the conjunction of the conditions that are there; None when there is none."""
    found = [condition for condition in conditions if condition is not None]
    if not found:
        return None
    result = closed(found[0])
    for condition in found[1:]:
        result = exp.And(this=result, expression=closed(condition))
    return result


def all_of(conditions: Iterable[Node | None]) -> Node:
    """Return the conjunction of the conditions that are there; TRUE of none."""
    found = both(conditions)
    return exp.Boolean(this=True) if found is None else found


def either(conditions: Sequence[Node]) -> Node:
    """Return the disjunction of one or more conditions."""
    result = closed(conditions[0])
    for condition in conditions[1:]:
        result = exp.Or(this=result, expression=closed(condition))
    return result


def closed(node: Node) -> Node:
    """Return the node in parentheses where its neighbours could bind stronger."""
    return exp.Paren(this=node) if isinstance(node, exp.Or | exp.And) else node


def grouped(node: Node) -> Node:
    """Return the node in parentheses where it is an operation."""
    return exp.Paren(this=node) if isinstance(node, exp.Binary) else node


def is_null(node: Node) -> Node:
    return exp.Is(this=node, expression=exp.Null())


def not_null(node: Node) -> Node:
    return exp.Not(this=is_null(node))


def when(condition: Node, then: Node, otherwise: Node | None = None) -> exp.Case:
    return exp.Case(ifs=[exp.If(this=condition, true=then)], default=otherwise)


def coalesce(node: Node, default: Node) -> exp.Coalesce:
    return exp.Coalesce(this=node, expressions=[default])


def zero_if_null(node: Node) -> exp.Coalesce:
    return coalesce(node, number(0))


def ratio(numerator: Node, denominator: Node) -> Node:
    """Divide as floating numbers; nothing below the line is NULL, on every engine."""
    below = exp.Nullif(this=double(denominator), expression=number(0))
    return exp.Div(this=double(numerator), expression=below, typed=False, safe=False)


def select(
    expressions: Sequence[Node],
    source: str | exp.Table | exp.Subquery,
    *,
    joins: Sequence[exp.Join] = (),
    where: Node | None = None,
    group: Sequence[Node] = (),
    distinct: bool = False,
) -> exp.Select:
    """Build one SELECT. `source` is a step's name or a table."""
    origin = table(source) if isinstance(source, str) else source
    return exp.Select(
        expressions=list(expressions),
        from_=exp.From(this=origin),
        joins=list(joins) or None,
        where=exp.Where(this=where) if where is not None else None,
        group=exp.Group(expressions=list(group)) if group else None,
        distinct=exp.Distinct() if distinct else None,
    )


def left_join(source: exp.Table | exp.Subquery, on: Node) -> exp.Join:
    return exp.Join(this=source, side="LEFT", on=on)


def union_all(selects: Sequence[exp.Select]) -> exp.Select | exp.Union:
    result: exp.Select | exp.Union = selects[0]
    for following in selects[1:]:
        result = exp.Union(this=result, expression=following, distinct=False)
    return result


def days(columns: Sequence[str], rows: Sequence[Sequence[date]]) -> exp.Select:
    """Build a small table of dates; texts that are cast once keep a long list of periods readable."""
    values = exp.Values(
        expressions=[
            exp.Tuple(expressions=[exp.Literal(this=day.isoformat(), is_string=True) for day in row]) for row in rows
        ],
        alias=exp.TableAlias(this=identifier("listed"), columns=[identifier(name) for name in columns]),
    )
    return exp.Select(
        expressions=[alias(cast(column(name), "DATE"), name) for name in columns], from_=exp.From(this=values)
    )


def ordered(node: Node, direction: str) -> exp.Ordered:
    """Sort NULL last in both directions, said on every engine."""
    return exp.Ordered(this=node, desc=direction == "desc", nulls_first=False)


def window(function: Node, partition: Sequence[Node], order: Sequence[exp.Ordered] = ()) -> exp.Window:
    return exp.Window(
        this=function,
        partition_by=list(partition),
        order=exp.Order(expressions=list(order)) if order else None,
        over="OVER",
    )
