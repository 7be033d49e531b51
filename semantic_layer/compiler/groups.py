"""What a branch is grouped by.

Rule: a group's value is computed from the row of the measured dataset and what it points to, so every row falls into
exactly one group; rows without a value share the unknown group (NULL).
"""

from __future__ import annotations

import itertools

from sqlglot import exp

from semantic_layer.compiler import dates, sql
from semantic_layer.compiler.frames import as_grain
from semantic_layer.compiler.joins import Joins
from semantic_layer.compiler.names import Field, find_field, time_field
from semantic_layer.compiler.parts import check_part
from semantic_layer.compiler.refusals import unreachable
from semantic_layer.compiler.scope import DimensionKey, EntityColumn, InnerPeriod, Key, PeriodKey, RowNumber
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, NoPath
from semantic_layer.model import Grain
from semantic_layer.query import DimensionRef


def dimension_value(joins: Joins, ref: DimensionRef, time: Field | None = None) -> Node:
    """Return the value to group by: as it is, truncated, a calendar part, or a bucket."""
    if ref.name == "metric_time":
        field: object = time or time_field(joins.build, joins.dataset, "metric_time", None)
        if field is None:
            raise BadQuery(f"{joins.base!r} has no time, so it cannot be grouped by one.")
    else:
        field = find_field(joins.build, ref.name)
    if not isinstance(field, Field):
        if ref.grain or ref.part or ref.edges:
            raise BadQuery(f"{ref.name!r} is a segmentation and has neither periods nor buckets.")
        return joins.dimension(find_field(joins.build, ref.name))
    if ref.edges:
        return bucket(joins.dimension(field), ref.edges)
    if ref.grain or ref.part:
        if field.dimension.type != "time":
            raise BadQuery(f"{ref.name!r} is no time, so it has no {ref.grain or ref.part}.")
        return _cut(joins, field, ref)
    return joins.time(field) if field.dimension.type == "time" else joins.dimension(field)


def _cut(joins: Joins, field: Field, ref: DimensionRef) -> Node:
    build, value = joins.build, joins.time(field)
    if ref.part:
        check_part(field.dimension, ref.part)
        return dates.calendar_part(value, ref.part, build.dialect)
    assert ref.grain is not None
    return dates.period(value, ref.grain, build.calendar.spec, fiscal=build.query.fiscal, dialect=build.dialect)


def bucket_labels(edges: tuple[float, ...]) -> tuple[str, ...]:
    """Return the names of right-open buckets, from the lowest up.

    Examples
    --------
    >>> bucket_labels((10, 20))
    ('< 10', '[10, 20)', '>= 20')
    """
    texts = [f"{edge:g}" if abs(edge) < 1e6 else f"{edge:.15g}" for edge in edges]
    between = [f"[{low}, {high})" for low, high in itertools.pairwise(texts)]
    return (f"< {texts[0]}", *between, f">= {texts[-1]}")


def bucket(value: Node, edges: tuple[float, ...]) -> Node:
    """Return the bucket that holds a number; NULL stays NULL."""
    if list(edges) != sorted(set(edges)):
        raise BadQuery(f"Bucket borders must rise: {', '.join(f'{edge:g}' for edge in edges)}.")
    labels = bucket_labels(edges)
    ifs = [
        exp.If(this=exp.LT(this=value.copy(), expression=sql.number(edge)), true=sql.literal(label))
        for edge, label in zip(edges, labels, strict=False)
    ]
    last = exp.If(this=exp.GTE(this=value, expression=sql.number(edges[-1])), true=sql.literal(labels[-1]))
    return exp.Case(ifs=[*ifs, last])


def key_value(joins: Joins, key: Key, time: Field | None, period: Node | None) -> Node:
    """Return the value of one key. `period` is given where the period is not that of the row's own date."""
    build = joins.build
    match key:
        case DimensionKey():
            return dimension_value(joins, key.ref, time)
        case PeriodKey():
            if period is not None:
                return period
            assert time is not None and build.query.grain is not None
            return _period(joins, time, build.query.grain)
        case InnerPeriod():
            if time is None:
                raise BadQuery(f"{joins.base!r} has no time, so it has no {key.grain}s.")
            return _period(joins, time, as_grain(key.grain))
        case EntityColumn():
            place = joins.entity(key.entity)
            if place is None:
                raise no_entity(joins, key.entity)
            left, found = place
            return sql.column(found.columns[key.position], left)
        case RowNumber():
            if key.dataset != joins.base:
                raise NoPath(
                    f"The rows of {key.dataset!r} have no key, so nothing of {joins.base!r} belongs to one of them.",
                    dataset=joins.base,
                    target=key.dataset,
                )
            return sql.column(key.name, joins.base)


def _period(joins: Joins, time: Field, grain: Grain) -> Node:
    build = joins.build
    return dates.period(joins.time(time), grain, build.calendar.spec, fiscal=build.query.fiscal, dialect=build.dialect)


def no_entity(joins: Joins, entity: str) -> Exception:
    """Return the refusal for a dataset whose rows do not carry one key of the entity."""
    model = joins.build.model
    target = model.dataset_of_entity(entity)
    dimension = next(iter(target.dimensions), None) if target else None
    if dimension is None:
        return NoPath(f"{joins.base!r} and the entity {entity!r} are not related.", dataset=joins.base, entity=entity)
    return unreachable(joins.build, joins.base, Field(dimension.qualified, dimension))
