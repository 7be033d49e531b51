"""Conditions on rows.

Rule: a condition and its negation together are no condition. `ne`, `not_in`, `not_contains` and `none_of` therefore
keep rows without a value, and a condition is never unknown once it is negated.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlglot import exp

from semantic_layer import expressions
from semantic_layer.compiler import sql
from semantic_layer.compiler.groups import dimension_value
from semantic_layer.compiler.joins import Joins, guarded
from semantic_layer.compiler.names import Field, find_field
from semantic_layer.compiler.parts import part_of
from semantic_layer.compiler.scope import Condition, Member, ModelFilter, Outside, Unmet
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, UnknownValue, nearest
from semantic_layer.model import Segmentation
from semantic_layer.query import Combine, Compare, EntitySet, Exists, Members, Reference
from semantic_layer.result import Value

_ORDER: dict[str, Callable[..., Node]] = {"lt": exp.LT, "le": exp.LTE, "gt": exp.GT, "ge": exp.GTE}
_NUMBERS: dict[str, Callable[[float, float], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
_SUB_DAY = ("second", "minute", "hour")
Operands = Sequence[Value]


def condition(joins: Joins, wanted: Condition) -> Node:
    """Return the SQL of one condition on the rows of a branch."""
    match wanted:
        case Compare(than=Reference()):
            from semantic_layer.compiler.reference import row_condition

            return row_condition(joins, wanted)
        case Compare(part=str(part)):
            return compare(part_of(joins, wanted, part), wanted.op, wanted.values, wanted.field)
        case Compare():
            field = find_field(joins.build, wanted.field)
            check_values(field, wanted)
            return compare(_operand(joins, wanted, field), wanted.op, wanted.values, wanted.field)
        case Combine():
            return _combined(joins, wanted)
        case Exists():
            from semantic_layer.compiler.members import exists

            return exists(joins, wanted)
        case ModelFilter():
            return model_filter(joins, wanted.text)
        case Outside():
            return _outside(joins, wanted)
        case Unmet():
            return untrue(sql.all_of([_met(joins, item) for item in wanted.conditions]))


def _met(joins: Joins, wanted: Condition | Member) -> Node:
    from semantic_layer.compiler.members import member_condition

    return member_condition(joins, wanted) if isinstance(wanted, Members | EntitySet) else condition(joins, wanted)


def _operand(joins: Joins, wanted: Compare, field: object) -> Node:
    """A moment is compared with a day as the day it belongs to."""
    if not isinstance(field, Field):
        return joins.dimension(find_field(joins.build, wanted.field))
    if field.dimension.type != "time":
        return joins.dimension(field)
    value = joins.time(field)
    days = any(isinstance(item, date) and not isinstance(item, datetime) for item in wanted.values)
    return sql.cast(value, "DATE") if days and field.dimension.grain in _SUB_DAY else value


def check_values(field: Field | Segmentation, wanted: Compare) -> None:
    """Refuse a value that a closed list does not have; other values are looked up when the query runs."""
    declared = field.values if isinstance(field, Segmentation) else field.dimension.values
    closed = bool(declared) if isinstance(field, Segmentation) else field.dimension.closed
    if not closed or wanted.op not in ("eq", "ne", "in", "not_in"):
        return
    codes = [value.code for value in declared]
    for value in wanted.values:
        if value is not None and value not in codes:
            raise UnknownValue(wanted.field, str(value), nearest(str(value), [str(code) for code in codes]))


def _combined(joins: Joins, wanted: Combine) -> Node:
    parts = [condition(joins, item) for item in wanted.predicates]
    if not parts:  # any row: every condition of none holds, and none of none does
        return exp.Boolean(this=wanted.how != "any_of")
    match wanted.how:
        case "all_of":
            return sql.all_of(parts)
        case "any_of":
            return sql.either(parts)
        case "none_of":
            return untrue(sql.either(parts))


def untrue(node: Node) -> Node:
    """Return the negation that also holds where the condition is unknown."""
    return exp.EQ(this=sql.when(node, sql.number(1), sql.number(0)), expression=sql.number(0))


def compare(value: Node, op: str, values: Operands, name: str) -> Node:
    """Return a comparison of one value; `name` is only for messages."""
    _check_count(op, values, name)
    match op:
        case "is_null":
            return sql.is_null(value)
        case "not_null":
            return sql.not_null(value)
        case "eq" | "in":
            return _is_one_of(value, values)
        case "ne" | "not_in":
            return _is_none_of(value, values)
        case "lt" | "le" | "gt" | "ge":
            return beyond(value, op, sql.literal(values[0]))
        case "between":
            return exp.Between(this=value, low=sql.literal(values[0]), high=sql.literal(values[1]))
        case "not_contains":
            return sql.either([_like(value, "%", values[0], "%", negated=True), sql.is_null(value.copy())])
        case "contains":
            return _like(value, "%", values[0], "%")
        case "starts_with":
            return _like(value, "", values[0], "%")
        case "ends_with":
            return _like(value, "%", values[0], "")
        case _:
            raise BadQuery(f"There is no condition {op!r}.")


def beyond(value: Node, op: str, bound: Node) -> Node:
    """Return the comparison that a value lies on one side of another (lt, le, gt, ge)."""
    return _ORDER[op](this=sql.grouped(value), expression=sql.grouped(bound))


def holds(value: float | None, op: str, values: Sequence[float]) -> bool:
    """Whether a number meets the comparison that `compare` writes; for numbers that are known beforehand."""
    match op:
        case "is_null":
            return value is None
        case "not_null":
            return value is not None
        case "eq" | "in":
            return value in values
        case "ne" | "not_in":
            return value not in values
        case "lt" | "le" | "gt" | "ge" if value is not None:
            return _NUMBERS[op](value, values[0])
        case "between" if value is not None:
            return values[0] <= value <= values[1]
        case _:
            return False


def _check_count(op: str, values: Operands, name: str) -> None:
    wanted = {"is_null": 0, "not_null": 0, "between": 2}.get(op, 1)
    is_list = op in ("in", "not_in")
    if (is_list and not values) or (not is_list and len(values) != wanted):
        some = "at least one value" if is_list else f"{wanted} value{'' if wanted == 1 else 's'}"
        raise BadQuery(f"The condition {op!r} on {name!r} needs {some}, not {len(values)}.")
    if op not in ("eq", "ne", "in", "not_in") and any(value is None for value in values):
        raise BadQuery(f"The condition {op!r} on {name!r} needs a value. Use is_null to ask for missing ones.")


def _is_one_of(value: Node, values: Operands) -> Node:
    known = [sql.literal(item) for item in values if item is not None]
    parts: list[Node] = []
    if len(known) == 1:
        parts.append(exp.EQ(this=sql.grouped(value), expression=known[0]))
    elif known:
        parts.append(exp.In(this=sql.grouped(value), expressions=known))
    if None in values:
        parts.append(sql.is_null(value.copy()))
    return sql.either(parts)


def _is_none_of(value: Node, values: Operands) -> Node:
    known = [sql.literal(item) for item in values if item is not None]
    if not known:
        return sql.not_null(value)
    differs: Node
    if len(known) == 1:
        differs = exp.NEQ(this=sql.grouped(value), expression=known[0])
    else:
        differs = exp.Not(this=exp.In(this=sql.grouped(value), expressions=known))
    return differs if None in values else sql.either([differs, sql.is_null(value.copy())])


def _like(value: Node, before: str, text: Value, after: str, *, negated: bool = False) -> Node:
    """Match text whatever its case; `!` escapes the signs that LIKE reads as patterns."""
    plain = str(text).lower()
    escaped = plain.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    pattern = exp.Literal(this=f"{before}{escaped}{after}", is_string=True)
    node: Node = exp.Like(this=exp.Lower(this=sql.cast(value, "TEXT")), expression=pattern)
    if escaped != plain:
        node = exp.Escape(this=node, expression=exp.Literal(this="!", is_string=True))
    return exp.Not(this=node) if negated else node


def model_filter(joins: Joins, text: str) -> Node:
    """Return a condition of the model: bare names are the measured dataset's own, `entity.name` is a dimension."""
    tree = expressions.parse(text)
    build = joins.build
    own = {item.name: item for item in joins.dataset.dimensions}

    def place(node: Node) -> Node:
        if not isinstance(node, exp.Column):
            return guarded(node)
        name = f"{node.table}.{node.name}"
        if node.table and build.model.has_dimension(name):
            return sql.closed(joins.dimension(Field(name, build.model.dimension(name))))
        if node.table and node.table != joins.base:
            raise BadQuery(f"The filter {text!r} names {name!r}, which is no dimension. Correct the model.")
        if node.name in own:
            return sql.closed(joins.expression(own[node.name].expr, joins.base, joins.dataset))
        build.columns[f"{joins.base}.{node.name}"] = None
        return sql.column(node.name, joins.base)

    return tree.transform(place, copy=False)


def _outside(joins: Joins, wanted: Outside) -> Node:
    values = [dimension_value(joins, ref) for ref in wanted.dimensions]
    known: list[Node | None] = [sql.not_null(value) for value in values]
    for group in wanted.groups:
        same = sql.all_of(
            exp.EQ(this=value.copy(), expression=sql.literal(item)) for value, item in zip(values, group, strict=True)
        )
        known.append(untrue(same))
    return sql.all_of(known)
