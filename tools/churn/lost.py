"""Who was a customer at a day t0, and who of them was lost W days later.

Rule: members at t0 bought in `[t0 - W, t0)`; conditions decide who is a member, never whether somebody came back.

window    lost is who has no purchase in `[t0, t0 + W)`. All days t0 are judged in one statement, unless a condition is
          on a segment: each day then reads the run of its own.
own_gap   lost is whose silence at t0 + W is longer than 90 % of their own gaps between purchases; with fewer than five
          gaps, than 90 % of everybody's. It needs the whole past of each t0, so each has a statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlglot import exp

from semantic_layer.compiler import sql
from tools import trees
from tools.churn.rate_table import Count, Plan
from tools.context import ToolContext
from tools.customer_arguments import ChurnRateArgs
from tools.customers.base import BaseScope, base_steps, renamed_base
from tools.customers.groups import group_steps, join_groups
from tools.customers.horizons import gap_steps
from tools.roles import RoleSource
from tools.segments.filters import orders_at
from tools.trees import Step, column, named

OWN_GAPS, LONG_GAP = 5, 0.9


def count_lost(
    arguments: ChurnRateArgs, scope: BaseScope, plan: Plan, ctx: ToolContext
) -> tuple[list[Count], tuple[str, ...]]:
    """Members and lost of each t0 (with `by`: of each group), in the order of t0, and the statements."""
    counts, statements = [], []
    for orders, starts in _sources(arguments, plan.starts, ctx):
        select, steps = _judged(arguments, scope, orders, starts, plan.days)
        if arguments.by is not None:  # there is one t0 then
            steps = [*steps, *group_steps(arguments.by, starts[0], "churn_rate", ctx)]
        statement = trees.render(trees.with_steps(select, tuple(dict(steps).items())), ctx.engine.dialect)
        rows = ctx.engine.run(statement, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows
        found = [Count(group, _day(t0), int(str(n)), float(str(gone))) for t0, group, n, gone in rows]
        nobody = [Count(None, t0, 0, 0.0) for t0 in starts if t0 not in {count.t0 for count in found}]
        counts += sorted((*found, *nobody), key=lambda count: count.t0)
        statements.append(statement)
    return counts, tuple(statements)


def _sources(
    arguments: ChurnRateArgs, starts: tuple[date, ...], ctx: ToolContext
) -> list[tuple[RoleSource, tuple[date, ...]]]:
    """Whose orders make members, and the days t0 that can be judged together."""
    orders = orders_at("churn_rate", arguments.filters, starts[0], ctx)
    if arguments.definition == "window" and not orders.runs:
        return [(orders, starts)]
    return [(orders_at("churn_rate", arguments.filters, t0, ctx), (t0,)) for t0 in starts]


def member_steps(orders: RoleSource, starts: Sequence[date], days: int) -> list[Step]:
    """Steps that end in `members` (t0, key): who bought in `[t0 - W, t0)`."""
    window = timedelta(days=days)
    listed = sql.days(("t0", "since", "until"), [(t0, t0 - window, t0 + window) for t0 in starts])
    members = trees.from_step("starts", column("t0", "starts"), column("key", "days"))
    members = members.join(exp.to_table("_member_days", alias="days"), on=_bought_in("since", "t0"), copy=False)
    return [
        *renamed_base(BaseScope(orders, max(starts), min(starts) - window), "member"),
        ("starts", listed),
        ("members", members.distinct(copy=False)),
    ]


def _bought_in(start: str, end: str) -> exp.Expression:
    """A purchase day within two days of `starts`, the second excluded."""
    day = column("day", "days")
    return trees.all_of(
        [
            exp.EQ(this=column("bought", "days"), expression=trees.number(1)),
            exp.GTE(this=day, expression=column(start, "starts")),
            exp.LT(this=day.copy(), expression=column(end, "starts")),
        ]
    )


def _judged(
    arguments: ChurnRateArgs, scope: BaseScope, orders: RoleSource, starts: tuple[date, ...], days: int
) -> tuple[exp.Select, list[Step]]:
    """One row a t0 and group: t0, group, members, lost."""
    end = max(starts) + timedelta(days=days)
    steps = member_steps(orders, starts, days)
    judging: tuple[str, ...]
    if arguments.definition == "own_gap":
        steps += [*gap_steps(BaseScope(scope.orders, end)), ("limits", _own_limits())]
        judging, lost = ("customers", "limits"), _too_silent(end)
    else:
        steps += [*base_steps(BaseScope(scope.orders, end, min(starts))), ("stayed", _stayed())]
        judging, lost = ("stayed",), trees.is_null(column("key", "stayed"))
    group = column("group", "groups") if arguments.by is not None else exp.Null()
    select = trees.from_step(
        "members",
        column("t0", "members"),
        named(group, "group"),
        named(exp.Count(this=exp.Star()), "customers"),
        named(trees.count_if(lost), "lost"),
    )
    for step in judging:
        names = ("key", "t0") if step == "stayed" else ("key",)
        same = [exp.EQ(this=column(name, step), expression=column(name, "members")) for name in names]
        select = select.join(trees.step(step), on=trees.all_of(same), join_type="left", copy=False)
    keys = [column("t0", "members")]
    if arguments.by is not None:
        select, keys = join_groups(select, column("key", "members")), [*keys, column("group", "groups")]
    return select.group_by(*keys, copy=False), steps


def _stayed() -> exp.Select:
    """Who bought in `[t0, t0 + W)`."""
    bought = trees.from_step("starts", column("t0", "starts"), column("key", "days"))
    return bought.join(trees.step("days"), on=_bought_in("t0", "until"), copy=False).distinct(copy=False)


def _own_limits() -> exp.Select:
    """The longest silence that is still usual for each customer with a gap."""
    own = trees.quantile(column("gap_days", "gaps"), LONG_GAP)
    everybody = trees.from_step("gaps", trees.quantile(column("gap_days"), LONG_GAP)).subquery()
    enough = exp.GTE(this=exp.Count(this=column("gap_days", "gaps")), expression=trees.number(OWN_GAPS))
    limit = exp.Case().when(enough, own).else_(everybody)
    return trees.from_step("gaps", column("key", "gaps"), named(limit, "limit_days")).group_by(
        column("key", "gaps"), copy=False
    )


def _too_silent(end: date) -> exp.Expression:
    silence = trees.days_between(column("last_day", "customers"), trees.day(end))
    return exp.GT(this=silence, expression=column("limit_days", "limits"))


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value
