"""Conditions on entities: related rows, a metric per entity, sets of events.

Rule: such a condition never multiplies rows. It is a step with each key once, joined to the row's key; a NULL key is in
no set, and nothing is written as NOT IN, which one NULL would empty. Where an entity without any event belongs, the
step lists those that do not belong, so that every other key does, whether it has a row of its own or not.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.compiler import sql
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.columns import unit_of
from semantic_layer.compiler.frames import Frame
from semantic_layer.compiler.joins import Joins
from semantic_layer.compiler.names import Field, find_field
from semantic_layer.compiler.predicates import beyond, compare, condition, holds, untrue
from semantic_layer.compiler.resolved import Resolved, resolve
from semantic_layer.compiler.scope import DimensionKey, EntityColumn, Keys, Member, Scope
from semantic_layer.compiler.sql import Node
from semantic_layer.errors import BadQuery, FilterUnreachable, NoPath
from semantic_layer.model import Dataset
from semantic_layer.query import DimensionRef, EntitySet, Exists, Members, Reference, Window


def entity_columns(build: Build, entity: str) -> tuple[EntityColumn, ...]:
    """Return the key columns of an entity, as keys to group by."""
    keys = [key for dataset in build.model.datasets for key in dataset.entities if key.name == entity]
    if not keys:
        raise BadQuery(f"There is no entity {entity!r}.")
    return tuple(EntityColumn(entity, position) for position in range(len(keys[0].columns)))


def frame_of(window: Window | None) -> Frame:
    return Frame(window.start, window.end) if window else Frame()


def _hit() -> Node:
    return sql.alias(sql.number(1), "hit")


def exists(joins: Joins, wanted: Exists) -> Node:
    """Return the condition that the row has (or, negated, has not) a related row in a finer dataset."""
    build = joins.build
    if wanted.dataset not in {dataset.name for dataset in build.model.datasets}:
        raise BadQuery(f"There is no dataset {wanted.dataset!r} to look for related rows in.")
    entity = _shared_entity(build, joins.dataset, wanted.dataset)

    def make() -> str:
        from semantic_layer.compiler.branch import Branch

        scope = Scope(Frame(), (wanted.predicate,) if wanted.predicate else ())
        branch = Branch(build, wanted.dataset, None, scope, entity_columns(build, entity))
        return build.add(f"{entity}_with_{wanted.dataset}", branch.select([_hit()], group=False, distinct=True))

    step = build.once(("exists", wanted.dataset, wanted.predicate, entity), make)
    found = joins.semi_join(step, entity, [key.name for key in entity_columns(build, entity)])
    assert found is not None
    return untrue(found) if wanted.negated else found


def _shared_entity(build: Build, dataset: Dataset, other: str) -> str:
    """The entity through which rows of `other` belong to a row of `dataset`: its own, else the finest they share."""
    graph = build.graph
    if dataset.primary and graph.entity_key(other, dataset.primary.name):
        return dataset.primary.name
    shared = [
        (len(mine[0]), len(theirs[0]), entity.name)
        for entity in build.model.entities
        if (mine := graph.entity_key(dataset.name, entity.name)) and (theirs := graph.entity_key(other, entity.name))
    ]
    if not shared:
        raise NoPath(
            f"{dataset.name!r} and {other!r} share no entity, so no row has related rows there.",
            dataset=dataset.name,
            target=other,
        )
    return min(shared)[2]


def member_condition(joins: Joins, member: Member) -> Node:
    """Return the condition that the row's entity meets a metric condition or belongs to a set of events."""
    build = joins.build
    columns = [key.name for key in entity_columns(build, member.entity)]
    if member not in build.members:
        build.members[member] = _members(build, member) if isinstance(member, Members) else _entity_set(build, member)
    step, is_complement = build.members[member]
    found = joins.semi_join(step, member.entity, columns, is_complement=is_complement)
    if found is None:
        raise FilterUnreachable(
            f"{joins.base!r} does not carry the key of {member.entity!r}, so it cannot be limited to some of them.",
            dataset=joins.base,
            entity=member.entity,
        )
    return found


def _members(build: Build, member: Members) -> tuple[str, bool]:
    """Entities whose metric meets the condition; where it is met without any row, those whose metric does not."""
    from semantic_layer.compiler.grid import Grid
    from semantic_layer.compiler.metrics import value_of

    keys = entity_columns(build, member.entity)
    if member.than is not None:
        return _members_beyond(build, member, member.than, keys), False
    scope = Scope(frame_of(member.window), member.filters)
    grid = Grid(build, keys)
    value = value_of(grid, _metric(build, member), scope)
    relation = grid.relation(name=f"{member.entity}_values")
    met = compare(value, member.op, member.values, member.metric.key)
    others = holds(_of_nothing(value), member.op, member.values)
    columns: list[Node] = [sql.column(key.name) for key in keys]
    step = sql.select([*columns, _hit()], relation, where=untrue(met) if others else met)
    return build.add(f"{member.entity}_{'others' if others else 'members'}", step), others


def _metric(build: Build, member: Members) -> Resolved:
    """The metric of the condition, whose parts must be of units that go together."""
    found = resolve(build, member.metric)
    unit_of(found)
    return found


def _of_nothing(value: Node) -> float | None:
    """What the metric says of those without rows; None = nothing."""
    match value:
        case exp.Coalesce():
            return 0
        case exp.Paren() | exp.Cast():
            return _of_nothing(value.this)
        case exp.Add() | exp.Sub() | exp.Mul():
            return None if None in (_of_nothing(value.this), _of_nothing(value.expression)) else 0
        case _:
            return None


def _members_beyond(build: Build, member: Members, than: Reference, keys: tuple[EntityColumn, ...]) -> str:
    """Write the step of the entities whose metric lies beyond an aggregate over all of them, or over their own group.

    Who has no row is no member: they neither count in the aggregate nor pass.
    """
    from semantic_layer.compiler import reference
    from semantic_layer.compiler.grid import Grid
    from semantic_layer.compiler.metrics import value_of

    reference.check_reference(member.op, member.values, member.metric.key)
    if than.agg == "overall":
        raise BadQuery(f"A {member.entity} is compared with the others, not with all together. Use their average.")
    groups = tuple(_own_dimension(build, member.entity, name) for name in than.per)
    grid = Grid(build, (*keys, *groups))
    value = value_of(grid, _metric(build, member), Scope(frame_of(member.window), member.filters))
    relation = grid.relation(name=f"{member.entity}_values")
    shown: Keys = (*keys, *groups)
    columns: list[Node] = [sql.column(key.name) for key in shown]
    source = build.add(f"{member.entity}_compared", sql.select([*columns, sql.alias(value, "value")], relation))
    step = reference.bounds(build, source, "value", than)
    bound, joins = reference.bound_of(source, step, than.per)
    met = beyond(sql.column("value", source), member.op, reference.times(bound, member.values))
    own = [sql.column(key.name, source) for key in keys]
    return build.add(f"{member.entity}_members", sql.select([*own, _hit()], source, joins=joins, where=met))


def _own_dimension(build: Build, entity: str, name: str) -> DimensionKey:
    """A group that each entity is in exactly one of: a dimension of its own dataset."""
    field = find_field(build, name)
    home = build.model.dataset_of_entity(entity)
    if not isinstance(field, Field) or home is None or field.dataset != home.name:
        raise BadQuery(f"A {entity} belongs to one group only by a dimension of its own, which {name!r} is not.")
    return DimensionKey(DimensionRef(name))


def _entity_set(build: Build, member: EntitySet) -> tuple[str, bool]:
    """Entities with events that match every `has` and none that match a `never`, from one scan of the events.

    Without a `has` it takes no event to belong, so those with an event that matches a `never` are listed.
    """
    from semantic_layer.compiler.branch import Branch

    keys = entity_columns(build, member.entity)
    branch = Branch(build, member.dataset, None, Scope(frame_of(member.window)), keys)
    never = [condition(branch.joins, item) for item in member.never]
    if never and not member.has:
        branch.where.append(sql.either(never))
        return build.add(f"{member.entity}_others", branch.select([_hit()], group=False, distinct=True)), True
    counts = [(condition(branch.joins, item), 1) for item in member.has] + [(node, 0) for node in never]
    select = branch.select([_hit()])
    wanted = sql.both(
        exp.EQ(
            this=exp.Max(this=sql.when(node, sql.number(1), sql.number(0))),
            expression=sql.number(number),
        )
        for node, number in counts
    )
    if wanted is not None:
        select.set("having", exp.Having(this=wanted))
    return build.add(f"{member.entity}_set", select), False
