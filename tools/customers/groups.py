"""Which group each customer belongs to: by an attribute of the customer, or by a segmentation as of a day.

Rule: a customer is in one group at one day. Of a segmentation that is the run of that day, which is built when there is
none; a customer without a run had not bought yet and has no group.
"""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from semantic_layer.compiler.checks import fields_of
from semantic_layer.query import Predicate
from semantic_layer.result import Column
from tools import trees
from tools.context import ToolContext
from tools.roles import RoleSource, find_role
from tools.segments.runs import ensure_run
from tools.tables import fact
from tools.trees import Step, column, named

GROUPS = "groups"


def group_steps(
    by: str, at: date, tool: str, ctx: ToolContext, filters: tuple[Predicate, ...] = ()
) -> tuple[Step, ...]:
    """Steps that end in `groups`: key, group; of the customers that meet `filters`, with segments as of the same day.

    Raises
    ------
    MissingRole
        The model has no customers.
    """
    role = find_role("customer", tool, ctx)
    named_ones = dict.fromkeys((by, *(name for item in filters for name in fields_of(item))))
    kept = [ctx.model.segmentation(name) for name in named_ones if ctx.model.has_segmentation(name)]
    for segmentation in kept:
        ensure_run(segmentation, at, ctx)
    runs = tuple((segmentation.qualified, at) for segmentation in kept)
    rows = RoleSource(tool, role.role, ctx, filters, runs).rows()
    select, needed = rows.select((named(rows.part("customer"), "key"), named(rows.dimension(by), "group")))
    return (*needed, (GROUPS, select))


def join_groups(select: exp.Select, key: exp.Expression) -> exp.Select:
    """Join the group of the customer with this key; none is NULL."""
    same = exp.EQ(this=column("key", GROUPS), expression=key)
    return select.join(trees.step(GROUPS), on=same, join_type="left", copy=False)


def group_column(by: str) -> Column:
    """The column of a table that holds groups, shown by their labels."""
    return fact("group", kind="dimension", source=by)
