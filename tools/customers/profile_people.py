"""Whom a profile is about, and whom they are set against, as one row per customer.

Rule: attributes are those of the customer that have a few declared values, may be seen and are not personal; an
attribute that a condition already fixes describes nobody. Segments are those of the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from semantic_layer.model import Dimension
from semantic_layer.policy import View
from semantic_layer.query import Combine, Compare, Predicate
from tools import trees
from tools.action_arguments import ProfileArgs
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.roles import RoleSource, Rows, find_role
from tools.segments.runs import ensure_run
from tools.trees import Step, column, named

MOST_VALUES = 12
_DESCRIBING = frozenset({"categorical", "ordinal", "boolean"})


@dataclass(frozen=True)
class People:
    """`people`: key, who (1 or 0), base (1 or 0) and one column for each attribute."""

    steps: tuple[Step, ...]
    attributes: tuple[Dimension, ...]
    policies: tuple[str, ...]


def read_people(arguments: ProfileArgs, scope: BaseScope, ctx: ToolContext) -> People:
    everybody = find_role("customer", "profile", ctx)
    rows = everybody.rows()
    used = {field for item in (*arguments.filters, *arguments.against_filters) for field in _fields(item)}
    attributes = tuple(item for item in _attributes(everybody, ctx) if item.qualified not in used)
    parts = [named(rows.part("customer"), "key")]
    parts += [named(rows.dimension(item.qualified), item.name) for item in attributes]
    select, needed = rows.select(parts, _known_by(rows, everybody, scope))
    chosen, chosen_steps = _chosen(arguments.filters, arguments.customer, scope, ctx)
    against, against_steps = _chosen(arguments.against_filters, None, scope, ctx)
    is_who = _is_in("chosen")
    match arguments.against:
        case "other_customers":
            is_base: exp.Expression = exp.Not(this=is_who.copy())
        case "other_group":
            is_base = _is_in("against")
        case _:
            is_base = exp.Boolean(this=True)
    people = trees.from_step(
        "everybody",
        column("key", "everybody"),
        named(trees.indicator(is_who), "who"),
        named(trees.indicator(is_base), "base"),
        *(column(item.name, "everybody") for item in attributes),
    )
    for name in ("chosen", "against"):
        on = exp.EQ(this=column("key", name), expression=column("key", "everybody"))
        people = people.join(trees.step(name), on=on, join_type="left", copy=False)
    steps = (
        *unique((*needed, *chosen_steps, *against_steps)),
        ("everybody", select),
        ("chosen", chosen),
        ("against", against),
        ("people", people),
    )
    return People(steps, attributes, rows.policies)


def _known_by(rows: Rows, everybody: RoleSource, scope: BaseScope) -> tuple[exp.Expression, ...]:
    """Customers who registered before as-of, where the model knows when."""
    if everybody.role.column("registered") is None:
        return ()
    return (exp.LT(this=rows.day("registered"), expression=trees.day(scope.as_of)),)


def _chosen(
    filters: tuple[Predicate, ...], customer: str | None, scope: BaseScope, ctx: ToolContext
) -> tuple[exp.Select, tuple[Step, ...]]:
    """The keys of the customers that meet the conditions, segments as of the day."""
    named_segments = [f for item in filters for f in _fields(item) if ctx.model.has_segmentation(f)]
    for name in named_segments:
        ensure_run(ctx.model.segmentation(name), scope.as_of, ctx)
    runs = tuple((name, scope.as_of) for name in dict.fromkeys(named_segments))
    source = replace(find_role("customer", "profile", ctx, filters), runs=runs)
    rows = source.rows()
    as_text = exp.Cast(this=rows.part("customer"), to=exp.DataType.build("TEXT"))
    only = () if customer is None else (exp.EQ(this=as_text, expression=trees.text(customer)),)
    return rows.select((named(rows.part("customer"), "key"),), only)


def unique(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(dict(steps).items())


def _is_in(name: str) -> exp.Expression:
    return trees.is_known(column("key", name))


def _fields(item: Predicate) -> Iterator[str]:
    match item:
        case Compare(field=field):
            yield field
        case Combine(predicates=inner):
            for one in inner:
                yield from _fields(one)
        case _:
            return


def _attributes(source: RoleSource, ctx: ToolContext) -> Iterator[Dimension]:
    """What describes a customer: attributes with a few declared values that may be seen and are not personal."""
    view = View(ctx.model, ctx.who)
    for item in source.dataset.dimensions:
        is_open = item.hidden or item.personal or not view.has_field(item.qualified)
        if item.type in _DESCRIBING and not is_open and 2 <= len(item.values) <= MOST_VALUES:
            yield item
