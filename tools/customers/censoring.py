"""Whether the data begin after the customers did.

Rule: when more than half of all first purchases lie in the first twentieth of the time, most "first" purchases are
only the first ones recorded; cohorts and new customers then look younger than they are, and the answer says so.
"""

from __future__ import annotations

from sqlglot import exp

from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps
from tools.result import Caveat
from tools.trees import column, named

SHARE, TIME = 0.5, 0.05


def left_censored(scope: BaseScope, ctx: ToolContext) -> tuple[Caveat, ...]:
    """The caveat `left_censored`, or nothing; also nothing without customers."""
    days = named(trees.days_between(_start(), column("first_day")), "days")
    first = trees.from_step("customers", days).subquery("first")
    length = exp.Max(this=trees.days_between(_start(), trees.day(scope.as_of)))
    counts = trees.from_step("customers", named(length, "length"), named(exp.Count(this=exp.Star()), "n"))
    early = exp.LTE(
        this=column("days", "first"),
        expression=exp.Mul(this=column("length", "whole"), expression=trees.double(trees.number(TIME))),
    )
    select = (
        exp.Select(
            expressions=[named(trees.count_if(early), "early"), named(exp.Max(this=column("n", "whole")), "customers")]
        )
        .from_(first, copy=False)
        .join(counts.subquery("whole"), join_type="cross", copy=False)
    )
    sql = trees.render(trees.with_steps(select, base_steps(scope)), ctx.engine.dialect)
    found, customers = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
    return (Caveat("left_censored"),) if int(str(found or 0)) > SHARE * int(str(customers or 0)) else ()


def _start() -> exp.Expression:
    """The first purchase of anybody."""
    return trees.from_step("customers", exp.Min(this=column("first_day"))).subquery()
