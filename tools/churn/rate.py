"""Which share of customers was lost, by a definition that is part of the answer.

Rule: members are fixed before they are judged. Those with a purchase in `[t0 - W, t0)` are members; what they do later
never makes anybody one. Conditions and groups are as of t0 too; whether a member came back is read from all purchases.

window, own_gap    who was lost is counted (`lost.py`).
bgnbd, model       the share of those who are members today that is expected to be lost in the next W days
                   (`risk.py`): a forecast, so t0 is as-of.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from sqlglot import exp

from semantic_layer.query import Window
from semantic_layer.result import Value
from tools import trees
from tools.churn.lost import count_lost, member_steps
from tools.churn.rate_table import EXPECTED, Count, Plan, caveats_of, findings_of, table_of
from tools.churn.risk import learn_from_past, learned_today
from tools.context import ToolContext
from tools.customer_arguments import ChurnRateArgs
from tools.customers.base import BaseScope, base_steps, count_left_out
from tools.customers.groups import group_steps, join_groups
from tools.customers.horizons import measure
from tools.errors import BadParameter, EmptyWindow, HistoryTooShort, HorizonIncomplete
from tools.result import Caveat, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.roles import customer_entity
from tools.segments.filters import orders_at
from tools.segments.summary import left_out_caveats, scope_of
from tools.trees import column, named

MAX_PERIODS = 200


def churn_rate(arguments: ChurnRateArgs, ctx: ToolContext) -> ToolResult:
    """One row, or one a group or period: members, lost, their share, and its Wilson interval unless it is a forecast.

    Raises
    ------
    EmptyWindow, HistoryTooShort, HorizonIncomplete, BadParameter, MissingRole
        And what `churn_risk` raises, when the definition is a forecast.
    """
    _check(arguments)
    scope = scope_of("churn_rate", arguments.model_copy(update={"filters": (), "window": None}), ctx)
    plan = _plan(arguments, scope, ctx)
    if arguments.definition in EXPECTED:
        counts, statements, caveats = _expect(arguments, scope, plan, ctx)
    else:
        counts, statements = count_lost(arguments, scope, plan, ctx)
        caveats = ()
    if not any(count.members for count in counts):
        raise EmptyWindow("Nobody bought anything in the window.", start=plan.starts[0], end=scope.as_of)
    table = without_small_groups(table_of(counts, arguments), "customers", ctx, customer_entity(ctx.model))
    left_out = (*table.left_out, *count_left_out(scope, ctx))
    return ToolResult(
        "churn_rate",
        (NamedTable("main", table),),
        findings_of(table, counts, plan, arguments),
        (*caveats, *caveats_of(table, plan, arguments), *left_out_caveats(left_out)),
        Lineage(
            as_of=scope.as_of,
            sql=statements,
            window=Window(plan.starts[0] - timedelta(days=plan.days), plan.starts[-1] + timedelta(days=plan.days)),
            parameters=(
                ("definition", arguments.definition), ("churn_days", plan.days), ("horizon_rule", plan.rule),
                ("t0", plan.starts[0] if len(plan.starts) == 1 else None), ("by", arguments.by),
                ("grain", arguments.grain), ("as_of", scope.as_of),
            ),
            row_counts=(("members", sum(count.members for count in counts)), ("groups", len(counts))),
            policies=scope.orders.rows().policies,
        ),
    )  # fmt: skip


# --- when -------------------------------------------------------------------------------------------------------


def _check(arguments: ChurnRateArgs) -> None:
    """Arguments that contradict each other."""
    if arguments.by is not None and arguments.grain is not None:
        raise BadParameter("grain", arguments.grain, "either groups or periods")
    if arguments.t0 is not None and (arguments.grain is not None or arguments.window is not None):
        raise BadParameter("t0", arguments.t0.isoformat(), "either t0 or a period")
    if arguments.definition in EXPECTED and (arguments.grain or arguments.t0 or arguments.window):
        raise BadParameter("definition", arguments.definition, "a forecast starts today: no period and no t0")


def _plan(arguments: ChurnRateArgs, scope: BaseScope, ctx: ToolContext) -> Plan:
    """W and every t0.

    Raises
    ------
    HistoryTooShort, HorizonIncomplete
    """
    days, rule = _length(arguments, scope, ctx)
    first = _first_day(scope, ctx)
    whole = (scope.as_of - first).days
    if arguments.definition in EXPECTED:
        return Plan(days, (scope.as_of,), rule)
    if whole < 2 * days:
        raise HistoryTooShort(have=whole, need=2 * days, days=days)
    earliest, latest = first + timedelta(days=days), scope.as_of - timedelta(days=days)
    if arguments.grain is not None:
        window = arguments.window or Window()
        start, end = max(window.start or earliest, earliest), min(window.end or scope.as_of, latest + timedelta(days=1))
        starts = [day for day in ctx.calendar.periods(Window(start, end), arguments.grain) if start <= day < end]
        if not starts:
            raise HorizonIncomplete((window.start or latest) + timedelta(days=days))
        return Plan(days, tuple(starts[-MAX_PERIODS:]), rule)
    t0 = arguments.t0 or _beginning(arguments.window, days) or latest
    if t0 > latest:
        raise HorizonIncomplete(t0 + timedelta(days=days))
    if t0 < earliest:
        raise HistoryTooShort(have=max((t0 - first).days, 0), need=days, days=days)
    return Plan(days, (t0,), rule)


def _beginning(window: Window | None, days: int) -> date | None:
    """The day from which a period is judged: its first, or the last from which all days lie before its end."""
    if window is None or window.start is None or window.end is None or not window.is_up_to:
        return window.start if window else None
    return window.end - timedelta(days=days)


def _length(arguments: ChurnRateArgs, scope: BaseScope, ctx: ToolContext) -> tuple[int, str]:
    window = arguments.window
    if arguments.days is not None:
        return arguments.days, "asked"
    if window is not None and arguments.grain is None and window.start and window.end and not window.is_up_to:
        is_running = window.rule.startswith("this:") and window.start < scope.as_of < window.end
        end = scope.as_of if is_running else window.end  # "this year" goes to as-of
        return (end - window.start).days, "window"
    measured = measure(scope, ctx)
    return measured.churn_days, measured.rule


def _first_day(scope: BaseScope, ctx: ToolContext) -> date:
    """The day of the first purchase of anybody.

    Raises
    ------
    EmptyWindow
        Nobody has bought anything.
    """
    select = trees.from_step("customers", named(exp.Min(this=column("first_day")), "first_day"))
    sql = trees.render(trees.with_steps(select, base_steps(scope)), ctx.engine.dialect)
    day = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0][0]
    if not isinstance(day, date):
        raise EmptyWindow("Nobody bought anything before as-of.", start=scope.start, end=scope.as_of)
    return day


# --- a forecast -------------------------------------------------------------------------------------------------


def _expect(
    arguments: ChurnRateArgs, scope: BaseScope, plan: Plan, ctx: ToolContext
) -> tuple[list[Count], tuple[str, ...], tuple[Caveat, ...]]:
    """Members of today by group, and the sum of their chances of not buying in the next W days."""
    judged = learn_from_past(scope, plan.days, arguments.definition, "active", ctx)
    now, rule = learned_today(judged, scope, plan.days, ctx)
    chance = dict(zip(now.keys, rule.predict(now).tolist(), strict=True))
    orders = orders_at("churn_rate", arguments.filters, scope.as_of, ctx)
    steps = member_steps(orders, (scope.as_of,), plan.days)
    select = trees.from_step("members", column("key", "members"))
    if arguments.by is not None:
        steps = [*steps, *group_steps(arguments.by, scope.as_of, "churn_rate", ctx)]
        select = join_groups(select, column("key", "members")).select(column("group", "groups"), copy=False)
    sql = trees.render(trees.with_steps(select, tuple(dict(steps).items())), ctx.engine.dialect)
    found = ctx.engine.fetch_arrow(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    keys = found.column("key").to_pylist()
    groups = found.column("group").to_pylist() if arguments.by is not None else [None] * len(keys)
    together: dict[Value, list[float]] = {}
    for key, group in zip(keys, groups, strict=True):
        together.setdefault(group, []).append(chance[key])
    counts = [Count(group, scope.as_of, len(some), float(np.sum(some))) for group, some in together.items()]
    return counts, (*(s.sql for s in judged.past), now.sql, sql), judged.caveats
