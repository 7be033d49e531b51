"""Numbers that the data give, to compare with: above average, longer than its own city's average.

Rule: a reference is computed under the asking person's policies, from rows that they may see. Nothing is above or below
an unknown number, the unknown is no group to be compared with, and a condition against a number says which side of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from semantic_layer.compiler import aggregates, dates, sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.frames import Frame
from semantic_layer.compiler.joins import Joins
from semantic_layer.compiler.names import Field, find_field
from semantic_layer.compiler.predicates import beyond
from semantic_layer.compiler.refusals import way_to
from semantic_layer.compiler.scope import DimensionKey, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, ManyToMany, NotAdditive, PolicyError
from semantic_layer.query import Compare, DimensionRef, Reference
from semantic_layer.result import Value

BOUND = "reference_value"
_SIDES = ("lt", "le", "gt", "ge")
_NO_NUMBERS = frozenset({"String", "Boolean", "Time"})
_NO_NUMBER_TYPES = frozenset({"text", "geography", "boolean", "identifier"})


def check_reference(op: str, values: Sequence[Value], name: str) -> None:
    """Refuse a comparison with a number of the data that names no side of it, or several numbers.

    Raises
    ------
    BadQuery
    """
    if op not in _SIDES:
        raise BadQuery(f"{name!r} is compared with a number of the data by one of {', '.join(_SIDES)}, not by {op!r}.")
    if len(values) > 1 or any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        raise BadQuery(f"Beside the number of the data, the condition on {name!r} takes one plain number at most.")


def times(bound: Node, values: Sequence[float]) -> Node:
    """Return the bound of a condition on a metric: the reference, or so many times it."""
    return exp.Mul(this=bound, expression=sql.number(values[0])) if values else bound


def bounds(build: Build, source: str, value: str, than: Reference, where: Node | None = None) -> str:
    """Write the step that aggregates a column of a step, for each group of `per` (columns of the same step)."""
    assert than.agg != "overall"
    keys = [sql.column(name) for name in than.per]
    known = [sql.not_null(key.copy()) for key in keys]
    found = sql.alias(_aggregate(than, sql.column(value), build), BOUND)
    select = sql.select([*keys, found], source, where=sql.both([*known, where]), group=[key.copy() for key in keys])
    return build.add(f"{than.agg}_of_{value.replace('.', '_')}", select)


def _aggregate(than: Reference, value: Node, build: Build) -> Node:
    """The number itself, with its standard deviations. One value alone has none, so nothing lies beyond it."""
    assert than.agg != "overall"
    if not than.spread:
        return aggregates.aggregate(than.agg, value, build)
    if than.agg != "avg":
        raise BadQuery("Standard deviations are counted from an average. Compare with that.")
    spread = exp.Mul(this=sql.number(than.spread), expression=exp.StddevSamp(this=value.copy()))
    return exp.Add(this=aggregates.aggregate("avg", value, build), expression=spread)


def bound_of(source: str, step: str, per: Sequence[str]) -> tuple[Node, list[exp.Join]]:
    """Return a step's number for a row of `source`, and the join that brings it in."""
    if not per:
        return exp.Subquery(this=sql.select([sql.column(BOUND)], step)), []
    on = sql.all_of(exp.EQ(this=sql.column(name, source), expression=sql.column(name, step)) for name in per)
    return sql.column(BOUND, step), [sql.left_join(sql.table(step), on)]


# --- conditions on rows ---------------------------------------------------------------------------------------


def row_condition(joins: Joins, wanted: Compare) -> Node:
    """Return the condition that a row's value lies beyond an aggregate of that field.

    The aggregate is taken over the rows of the field's own dataset, under its policies and default filters, up to
    as-of; the query's conditions and window do not change it. `values[0]` is added to it.

    Raises
    ------
    BadQuery, NotAdditive, PolicyError, ManyToMany
        If the field has no such aggregate, or rows would be repeated on the way to the groups of `per`.
    """
    assert wanted.than is not None
    check_reference(wanted.op, wanted.values, wanted.field)
    field = _number_field(joins.build, wanted)
    groups = tuple(_own_group(joins.build, field, name) for name in wanted.than.per)
    own = Field(field.dimension.qualified, field.dimension)
    key = ("reference", own.name, wanted.than.agg, tuple(group.name for group in groups))
    than = wanted.than
    step = joins.build.once(key, lambda: _row_step(joins.build, own, than, groups))
    value = _value(joins, field)
    if not groups:
        bound: Node = exp.Subquery(this=sql.select([sql.column(BOUND)], step))
    else:
        bound = _joined(joins, field, groups, step)
    if wanted.values:
        bound = exp.Add(this=bound, expression=sql.literal(wanted.values[0]))
    return beyond(value, wanted.op, bound)


def _number_field(build: Build, wanted: Compare) -> Field:
    than, name = wanted.than, wanted.field
    assert than is not None
    field = find_field(build, name)
    if not isinstance(field, Field):
        raise BadQuery(f"{name!r} is a segmentation; its values have no {than.agg} to compare with.")
    if than.agg == "overall":
        raise BadQuery(f"{name!r} is a column, and only a metric has an overall value. Compare with its average.")
    if wanted.part is not None:
        raise BadQuery(f"A calendar part of {name!r} cannot be compared with its {than.agg}. Name the part's number.")
    dimension = field.dimension
    is_time = dimension.type == "time"
    words = any(isinstance(value.code, str) for value in dimension.values)
    if words or dimension.type in _NO_NUMBER_TYPES or dimension.datatype in _NO_NUMBERS:
        raise NotAdditive(f"{name!r} holds no numbers, so it has no {than.agg} to compare with.")
    if is_time and (than.agg in ("avg", "median") or wanted.values):
        raise NotAdditive(f"{name!r} is a time; compare it with its max (the latest) or its min (the first).")
    if dimension.qualified in build.view.masks:
        raise PolicyError(f"{name!r} is masked, so it cannot be compared with its {than.agg}.", dimension=name)
    return field


def _own_group(build: Build, field: Field, name: str) -> Field:
    """A dimension of `per` as the field's own dataset knows it."""
    group = find_field(build, name)
    if not isinstance(group, Field):
        raise BadQuery(f"{name!r} is a segmentation; there is no aggregate for each of its values here.")
    if group.dataset == field.dataset:
        return Field(group.dimension.qualified, group.dimension)
    way_to(build, field.dataset, group)
    return group


def _row_step(build: Build, field: Field, than: Reference, groups: Sequence[Field]) -> str:
    """The aggregate of a field over all rows of its dataset, for each group."""
    from semantic_layer.compiler.branch import Branch

    assert than.agg != "overall"
    keys = tuple(
        DimensionKey(DimensionRef(group.name, alias=f"reference_group_{place}")) for place, group in enumerate(groups)
    )
    branch = Branch(build, field.dataset, None, Scope(Frame()), keys)
    if branch.joins.weights:
        raise ManyToMany(f"A bridge repeats the rows of {field.dataset!r}, so {field.name!r} has no {than.agg} there.")
    found = _aggregate(than, _value(branch.joins, field), build)
    return build.add(f"{than.agg}_{field.dimension.name}", branch.select([sql.alias(found, BOUND)]))


def _joined(joins: Joins, field: Field, groups: Sequence[Field], step: str) -> Node:
    """Join the aggregates by the groups of the row that holds the value, and return the row's own."""
    build = joins.build
    start = joins.path_to(field)
    own = []
    for group in groups:
        path = (*start, *way_to(build, field.dataset, group)) if group.dataset != field.dataset else start
        found = joins.expression(group.dimension.expr, joins.at(path), build.model.dataset(group.dataset))
        found = build.view.masked(found, group.dimension.qualified)
        is_time = group.dimension.type == "time"
        own.append(dates.local_time(found, group.dimension, build.calendar.spec) if is_time else found)
    name = joins.name(step)
    on = sql.all_of(
        exp.EQ(this=node, expression=sql.column(f"reference_group_{place}", name)) for place, node in enumerate(own)
    )
    joins.joins.append(sql.left_join(sql.table(step, name), on))
    return sql.column(BOUND, name)


def _value(joins: Joins, field: Field) -> Node:
    return joins.time(field) if field.dimension.type == "time" else joins.dimension(field)
