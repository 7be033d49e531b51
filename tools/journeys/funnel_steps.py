"""The statements of a funnel: who enters, who takes each later step in time, and how many that are.

Rule: a customer enters once, with the first of the first steps in the window; every later step is the earliest one at
or after the step before it and within the time that begins with the entry. An entry whose time is not over before as-of
does not count, and is counted as left out.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.result import LeftOut
from tools import trees
from tools.context import ToolContext
from tools.customer_arguments import FunnelArgs
from tools.customers.base import BaseScope
from tools.customers.groups import join_groups
from tools.journeys.events import Journeys, before, hours_of, midnight
from tools.trees import Step, column, named


def entered(steps: tuple[str, ...], arguments: FunnelArgs, scope: BaseScope, own: str | None) -> tuple[Step, ...]:
    """`step_0`: key, entry, at: the first entry of each customer whose time is over."""
    first = exp.Min(this=column("at"))
    parts = [column("key"), named(first, "entry"), named(first.copy(), "at")]
    if own:
        parts.append(named(exp.ArgMin(this=column("group"), expression=column("at")), "group"))
    conditions: list[exp.Expression] = [exp.EQ(this=column("step"), expression=trees.text(steps[0]))]
    conditions.append(exp.LTE(this=column("at"), expression=before(midnight(scope), arguments.within_hours)))
    if scope.start:
        conditions.append(exp.GTE(this=column("at"), expression=trees.day(scope.start)))
    if arguments.window and arguments.window.end:
        conditions.append(exp.LT(this=column("at"), expression=trees.day(arguments.window.end)))
    select = trees.from_step("steps", *parts).where(trees.all_of(conditions), copy=False)
    return (("step_0", select.group_by(column("key"), copy=False)),)


def not_over(
    first: str, arguments: FunnelArgs, scope: BaseScope, journeys: Journeys, ctx: ToolContext
) -> tuple[LeftOut, ...]:
    """Customers whose first entry in the window is too late for its time to be over."""
    conditions: list[exp.Expression] = [exp.EQ(this=column("step"), expression=trees.text(first))]
    if scope.start:
        conditions.append(exp.GTE(this=column("at"), expression=trees.day(scope.start)))
    if arguments.window and arguments.window.end:
        conditions.append(exp.LT(this=column("at"), expression=trees.day(arguments.window.end)))
    entries = trees.from_step("steps", column("key"), named(exp.Min(this=column("at")), "entry"))
    entries = entries.where(trees.all_of(conditions), copy=False).group_by(column("key"), copy=False)
    late = exp.GT(this=column("entry"), expression=before(midnight(scope), arguments.within_hours))
    select = trees.from_step("entries", named(trees.count_if(late), "n"))
    sql = trees.render(trees.with_steps(select, (*journeys.steps(), ("entries", entries))), ctx.engine.dialect)
    found = int(str(ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0][0] or 0))
    return (LeftOut("incomplete_horizon", found),) if found else ()


def later(steps: tuple[str, ...], arguments: FunnelArgs) -> tuple[Step, ...]:
    """`step_1` ...: the earliest next step of each customer who took the one before."""
    made: list[Step] = []
    for i, step in enumerate(steps[1:], start=1):
        last = f"step_{i - 1}"
        until = exp.Add(this=column("entry", last), expression=hours_of(arguments.within_hours))
        on = trees.all_of(
            [
                trees.same_key("steps", last),
                exp.EQ(this=column("step", "steps"), expression=trees.text(step)),
                exp.GTE(this=column("at", "steps"), expression=column("at", last)),
                exp.LTE(this=column("at", "steps"), expression=until),
            ]
        )
        select = trees.from_step(
            last,
            column("key", last),
            column("entry", last),
            named(exp.Min(this=column("at", "steps")), "at"),
            named(column("at", last), "before"),
        ).join(trees.step("steps"), on=on, copy=False)
        groups = [column("key", last), column("entry", last), column("at", last)]
        made.append((f"step_{i}", select.group_by(*groups, copy=False)))
    return tuple(made)


def counts(steps: tuple[str, ...], by: str | None, own: str | None) -> exp.Select:
    """One row per group: customers at each step and the median hours since the step before."""
    select = trees.from_step("step_0")
    if by:
        select = select.select(named(column("group", "step_0" if own else "groups"), "group"), copy=False)
    for i in range(len(steps)):
        step = f"step_{i}"
        waited = exp.TimestampDiff(this=column("at", step), expression=column("before", step), unit=exp.var("SECOND"))
        hours = exp.Div(this=trees.double(waited), expression=trees.number(3600))
        median = exp.Median(this=hours) if i else exp.Null()
        counted = exp.Count(this=column("key", step))
        select = select.select(named(counted, f"n_{i}"), named(trees.double(median), f"hours_{i}"), copy=False)
        if i:
            select = select.join(trees.step(step), on=trees.same_key(step, "step_0"), join_type="left", copy=False)
    if by and not own:
        select = join_groups(select, column("key", "step_0"))
    if by:
        group = column("group", "step_0" if own else "groups")
        return select.group_by(group, copy=False).order_by(
            exp.Ordered(this=exp.Count(this=column("key", "step_0")), desc=True),
            exp.Ordered(this=group.copy()),
            copy=False,
        )
    return select.having(exp.GT(this=exp.Count(this=column("key", "step_0")), expression=trees.number(0)), copy=False)
