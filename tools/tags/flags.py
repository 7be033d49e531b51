"""Which customers have which tags, as one statement.

Rule: a tag is 1, 0, or unknown where the rule cannot be decided; unknown is never counted as having the tag, nor as
not having it in the coverage. Tags of different days are each read as of their own day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from semantic_layer import expressions
from semantic_layer.compiler.sql import either
from semantic_layer.model import Tag
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.customers.fields import FIELDS, field_steps
from tools.roles import order_role
from tools.segment_arguments import TagsArgs
from tools.tags.dates import TagDate
from tools.trees import Node, Step, column, named

TOOL = "tags"
TAGGED = "tagged"


def flag(tag: Tag) -> str:
    """The column that holds a tag."""
    return f"tag_{tag.name}"


def tagged_steps(
    dated: Sequence[TagDate], scope: BaseScope, ctx: ToolContext, extra: Sequence[str] = ()
) -> tuple[Step, ...]:
    """Steps that end in `tagged`: key, monetary, `extra` fields and a column for each tag, of everybody known."""
    names = tuple(dict.fromkeys(("monetary", *extra)))
    steps = field_steps(names, scope, TOOL, ctx, everybody=True)
    days = sorted({item.day for item in dated})
    flags = tuple((f"flags_{i}", _flags(day, dated, scope, ctx)) for i, day in enumerate(days))
    columns = [column("key", FIELDS), *(column(name, FIELDS) for name in names)]
    columns += [column(flag(item.tag), f"flags_{days.index(item.day)}") for item in dated]
    select = trees.from_step(FIELDS, *columns)
    for step, _ in flags:
        same = exp.EQ(this=column("key", step), expression=column("key", FIELDS))
        select = select.join(trees.step(step), on=same, join_type="left", copy=False)
    return (*steps, *flags, (TAGGED, select))


def _flags(day: date, dated: Sequence[TagDate], scope: BaseScope, ctx: ToolContext) -> exp.Select:
    tags = [item.tag for item in dated if item.day == day]
    names = tuple(dict.fromkeys(str(name) for tag in tags for name in expressions.names(tag.rule)))
    then = BaseScope(order_role(TOOL, ctx, scope.orders.filters), day, scope.start)
    columns = [column("key", FIELDS), *(named(_decided(tag), flag(tag)) for tag in tags)]
    return trees.with_steps(trees.from_step(FIELDS, *columns), field_steps(names, then, TOOL, ctx, everybody=True))


def _decided(tag: Tag) -> exp.Expression:
    """1 or 0; NULL where the rule is unknown."""
    rule = expressions.parse(tag.rule)
    for name in list(rule.find_all(exp.Column)):
        whole = f"{name.table}.{name.name}" if name.table else name.name
        place = column(whole, FIELDS)
        if name is rule:
            rule = place
        else:
            name.replace(place)
    holds, fails = rule, exp.Not(this=exp.Paren(this=rule.copy()))
    return exp.Case().when(holds, trees.number(1)).when(fails, trees.number(0))


def combined(arguments: TagsArgs, ctx: ToolContext) -> Node:
    """The customers who have all, any and none of the tags asked for; who is unknown has not."""

    def has(name: str) -> exp.Expression:
        known = trees.or_zero(column(flag(ctx.model.tag(name)), TAGGED))
        return exp.EQ(this=known, expression=trees.number(1))

    parts: list[Node] = [has(name) for name in arguments.all_of]
    if arguments.any_of:
        parts.append(either([has(name) for name in arguments.any_of]))
    parts += [exp.Not(this=has(name)) for name in arguments.none_of]
    return trees.all_of(parts)
