"""What the asking person may see of customers and their money, beside kept runs that cover everybody.

Rule: a run is a definition of the model and covers all customers; the customers and the money that are counted are
those of the rows the asking person may see.
"""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope
from tools.roles import RoleSource, find_role
from tools.trees import Step, column, named

VISIBLE, MONEY_STEP = "visible", "money"


def visible_step(scope: BaseScope, ctx: ToolContext) -> tuple[Step, ...]:
    """`visible`: the keys of the customers whose rows may be seen and meet the conditions."""
    tool, filters = scope.orders.tool, scope.orders.filters
    has_people = ctx.model.role("customer") is not None and not filters
    source: RoleSource = find_role("customer", tool, ctx) if has_people else scope.orders
    rows = source.rows()
    key = rows.part("customer")
    select, needed = rows.select((named(key, "key"),), [trees.is_known(key.copy())])
    return (*needed, (VISIBLE, select.distinct(copy=False)))


def money_step(name: str, start: date | None, end: date, scope: BaseScope) -> tuple[Step, ...]:
    """`name`: key and revenue of every customer in `[start, end)`."""
    rows = scope.orders.rows()
    conditions: list[exp.Expression] = [exp.LT(this=rows.day("time"), expression=trees.day(end))]
    if start:
        conditions.append(exp.GTE(this=rows.day("time"), expression=trees.day(start)))
    key = rows.part("customer")
    select, needed = rows.select((named(key, "key"), named(exp.Sum(this=rows.part("amount")), "revenue")), conditions)
    return (*needed, (name, select.group_by(key.copy(), copy=False)))


def join_on_key(select: exp.Select, step: str, key: exp.Expression, kind: str) -> exp.Select:
    same = exp.EQ(this=column("key", step), expression=key)
    return select.join(trees.step(step), on=same, join_type=kind, copy=False)
