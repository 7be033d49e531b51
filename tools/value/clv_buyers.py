"""What a lifetime value is learned from: each buyer's purchases up to a day.

Rule: time counts in weeks from the first purchase day to the last day before as-of; the value of a customer is the
mean of their repeat purchases, the first one left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from sqlglot import exp

from semantic_layer.result import Value
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps
from tools.customers.groups import group_steps, join_groups
from tools.customers.histories import Floats
from tools.trees import column, named

WEEK = 7.0


@dataclass(frozen=True)
class Buyers:
    """Customers at a day: keys, groups, x, t_x and T in weeks, mean of repeat purchases, and the statement."""

    keys: tuple[Value, ...]
    groups: tuple[Value, ...]
    x: Floats
    t_x: Floats
    T: Floats
    mean: Floats  # 0 without a repeat purchase of positive value
    sql: str


def read_buyers(scope: BaseScope, by: str | None, ctx: ToolContext) -> Buyers:
    """Everybody who bought before as-of, sorted by key."""
    last_seen = scope.as_of - timedelta(days=1)  # the last day of which all purchases are known
    ages = [
        named(exp.Sub(this=column("frequency", "customers"), expression=trees.number(1)), "x"),
        named(trees.days_between(column("first_day", "customers"), column("last_day", "customers")), "t_x"),
        named(trees.days_between(column("first_day", "customers"), trees.day(last_seen)), "age"),
    ]
    first = exp.EQ(this=column("day", "days"), expression=column("first_day", "customers"))
    later = exp.Sum(this=trees.when(exp.Not(this=first), column("amount", "days")))
    same = exp.EQ(this=column("key", "days"), expression=column("key", "customers"))
    spent = trees.from_step("customers", column("key", "customers"), named(trees.double(later), "repeat_value"))
    spent = spent.join(trees.step("days"), on=same, copy=False).group_by(column("key", "customers"), copy=False)
    group = column("group", "groups") if by else exp.Null()
    select = trees.from_step(
        "customers", column("key", "customers"), *ages, column("repeat_value", "spent"), named(group, "group")
    )
    on = exp.EQ(this=column("key", "spent"), expression=column("key", "customers"))
    select = select.join(trees.step("spent"), on=on, copy=False)
    steps = (*base_steps(scope), ("spent", spent))
    if by:
        steps = (*steps, *group_steps(by, scope.as_of, "clv", ctx))
        select = join_groups(select, column("key", "customers"))
    select = select.order_by(column("key", "customers"), copy=False)
    sql = trees.render(trees.with_steps(select, steps), ctx.engine.dialect)
    found = ctx.engine.fetch_arrow(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)

    def numbers(name: str) -> Floats:
        return np.array([float(value or 0) for value in found.column(name).to_pylist()], dtype=np.float64)

    x = numbers("x")
    # An engine adds floats in any order; rounding keeps the fit the same whatever else the table holds.
    mean = np.round(np.where(x > 0, numbers("repeat_value") / np.maximum(x, 1), 0.0), 6)
    groups = tuple(found.column("group").to_pylist())
    keys = tuple(found.column("key").to_pylist())
    return Buyers(keys, groups, x, numbers("t_x") / WEEK, numbers("age") / WEEK, np.maximum(mean, 0.0), sql)
