"""Who was assigned to which arm when, and what each did within the horizon.

Rule: one row per customer. Assignments on or after as-of are not read, a customer in two arms is counted and left out,
and a purchase counts from the day of the assignment on, for as many days for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from semantic_layer.model import Unit
from semantic_layer.query import Window
from semantic_layer.result import Value
from tools import trees
from tools.arguments import SegmentationArgs
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps
from tools.customers.groups import GROUPS, group_steps, join_groups
from tools.experiments.stats import Sample
from tools.roles import RoleSource, find_role
from tools.trees import Step, column, named

ROLE = "arm"
POINTS = Unit("points")  # of the difference of two shares


@dataclass(frozen=True)
class Assigned:
    """Numbers per arm in the order of their names, and what the second statement needs."""

    counts: tuple[tuple[str, int], ...]
    in_two_arms: int
    experiments: tuple[str, ...]
    first: date
    arm_source: str  # the dimension whose labels name the arms
    steps: tuple[Step, ...]  # end in `members`: key, arm, at
    sql: tuple[str, ...]
    policies: tuple[str, ...]


@dataclass(frozen=True)
class Outcomes:
    """Group, arm and sample, groups and arms in the order of their names; members whose horizon is not over."""

    samples: tuple[tuple[Value, str, Sample], ...]
    incomplete: int
    sql: str


def assigned_of(arguments: SegmentationArgs, as_of: date, ctx: ToolContext) -> Assigned:
    """Everybody who was assigned before as-of; `filters` and `window` choose among the assignments."""
    source = find_role(ROLE, "ab_test", ctx, arguments.filters)
    steps = _member_steps(source, arguments.window, as_of)
    select = trees.with_steps(_counts(), steps)
    sql = trees.render(select, ctx.engine.dialect)
    rows = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows
    single = [row for row in rows if row[0] is not None]
    experiments = sorted({str(row[3]) for row in rows} | {str(row[4]) for row in rows})
    firsts = [row[2] for row in rows if isinstance(row[2], date)]
    return Assigned(
        counts=tuple((str(row[0]), int(str(row[1]))) for row in single),
        in_two_arms=sum(int(str(row[1])) for row in rows if row[0] is None),
        experiments=tuple(experiments),
        first=min(firsts, default=as_of),
        arm_source=dimension_of(source, "arm"),
        steps=steps,
        sql=(sql,),
        policies=source.rows().policies,
    )


def _member_steps(source: RoleSource, window: Window | None, as_of: date) -> tuple[Step, ...]:
    rows = source.rows()
    day = rows.day("time")
    conditions: list[exp.Expression] = [
        trees.is_known(rows.part("customer")),
        exp.LT(this=day, expression=trees.day(as_of)),
    ]
    if window is not None and window.start is not None:
        conditions.append(exp.GTE(this=day.copy(), expression=trees.day(window.start)))
    if window is not None and window.end is not None:
        conditions.append(exp.LT(this=day.copy(), expression=trees.day(window.end)))
    has_tests = source.role.column("experiment") is not None
    test = rows.part("experiment") if has_tests else trees.text("")
    parts = (
        named(rows.part("customer"), "key"),
        named(rows.part("arm"), "arm"),
        named(day.copy(), "at"),
        named(test, "test"),
    )
    assigned, needed = rows.select(parts, conditions)
    arms = exp.Count(this=exp.Distinct(expressions=[column("arm")]))
    one_arm = exp.EQ(this=arms, expression=trees.number(1))
    members = trees.from_step(
        "assigned",
        column("key"),
        named(trees.when(one_arm, exp.Min(this=column("arm"))), "arm"),
        named(exp.Min(this=column("at")), "at"),
        named(exp.Min(this=column("test")), "first_test"),
        named(exp.Max(this=column("test")), "last_test"),
    ).group_by(column("key"), copy=False)
    return (*needed, ("assigned", assigned), ("members", members))


def _counts() -> exp.Select:
    return (
        trees.from_step(
            "members",
            column("arm"),
            named(exp.Count(this=exp.Star()), "customers"),
            named(exp.Min(this=column("at")), "first_day"),
            named(exp.Min(this=column("first_test")), "first_test"),
            named(exp.Max(this=column("last_test")), "last_test"),
        )
        .group_by(column("arm"), copy=False)
        .order_by(column("arm"), copy=False)
    )


def outcomes(assigned: Assigned, scope: BaseScope, days: int, by: str | None, ctx: ToolContext) -> Outcomes:
    """What the members of each arm (and group) did in the `days` days from their assignment on."""
    over = exp.GTE(
        this=trees.days_between(column("at", "members"), trees.day(scope.as_of)), expression=trees.number(days)
    )
    steps = (*base_steps(scope), *assigned.steps, ("done", _done(days)))
    group: exp.Expression = exp.Null()
    if by is not None:
        steps = (*steps, *group_steps(by, assigned.first, "ab_test", ctx))
        group = column("group", GROUPS)
    each = trees.from_step(
        "members",
        named(group, "group"),
        column("arm", "members"),
        named(trees.indicator(over), "is_over"),
        named(trees.or_zero(column("bought", "done")), "bought"),
        named(trees.or_zero(column("amount", "done")), "amount"),
    ).join(trees.step("done"), on=trees.same_key("done", "members"), join_type="left", copy=False)
    each = each.where(trees.is_known(column("arm", "members")), copy=False)
    if by is not None:
        each = join_groups(each, column("key", "members"))
    amount = trees.double(column("amount"))
    select = trees.from_step(
        "each",
        column("group"),
        column("arm"),
        column("is_over"),
        named(exp.Count(this=exp.Star()), "n"),
        named(exp.Sum(this=column("bought")), "hits"),
        named(exp.Sum(this=amount), "total"),
        named(exp.Sum(this=exp.Mul(this=amount.copy(), expression=amount.copy())), "squares"),
    ).group_by(column("group"), column("arm"), column("is_over"), copy=False)
    select = select.order_by(column("group"), column("arm"), copy=False)
    sql = trees.render(trees.with_steps(select, (*steps, ("each", each))), ctx.engine.dialect)
    rows = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows
    kept = [row for row in rows if row[2] == 1]
    # An engine adds floats in any order; the last digits of a cent carry nothing.
    samples = tuple(
        (row[0], str(row[1]), Sample(_whole(row[3]), _whole(row[4]), round(_real(row[5]), 6), round(_real(row[6]), 4)))
        for row in kept
    )
    return Outcomes(samples, sum(_whole(row[3]) for row in rows if row[2] == 0), sql)


def _done(days: int) -> exp.Select:
    """Whether each member bought within the horizon, and the net money of those days."""
    gap = trees.days_between(column("at", "members"), column("day", "days"))
    inside = exp.Between(this=gap, low=trees.number(0), high=trees.number(days - 1))
    return (
        trees.from_step(
            "days",
            column("key", "days"),
            named(exp.Max(this=column("bought", "days")), "bought"),
            named(exp.Sum(this=column("amount", "days")), "amount"),
        )
        .join(trees.step("members"), on=trees.all_of([trees.same_key("members", "days"), inside]), copy=False)
        .group_by(column("key", "days"), copy=False)
    )


def dimension_of(source: RoleSource, part: str) -> str:
    """The dimension that holds the same column as a part of a role, for its labels; "" when there is none."""
    text = source.role.column(part)
    own = source.dataset.dimensions
    return next((item.qualified for item in own if item.expr == text), "")


def _whole(value: Value) -> int:
    return int(str(value or 0))


def _real(value: Value) -> float:
    return float(str(value or 0))
