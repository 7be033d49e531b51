"""Retention by cohort: of those who first bought in a period, how many bought again in each later one.

Rule: a cohort is fixed by the first purchase of all time, whatever period is looked at. A cell is shown only when its
period was over at as-of for the whole cohort; what is not over is empty, never a fall. Age 0 is the first period itself
and always 100 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from semantic_layer.model import Grain
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customer_arguments import CohortArgs
from tools.customers.base import base_steps, count_left_out
from tools.customers.censoring import left_censored
from tools.errors import EmptyWindow
from tools.lifecycle.cohort_counts import active_select, at_age
from tools.lifecycle.cohort_groups import retention_by_group
from tools.result import Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.segments.summary import left_out_caveats, scope_of
from tools.tables import CUSTOMERS, INTEGER, NONE, PERCENT, SHARE, fact


def cohort_retention(arguments: CohortArgs, ctx: ToolContext) -> ToolResult:
    """One row per cohort and age: customers of the cohort, those active in that period, and their share.

    With `by`, one row per group and age, over all cohorts whose period was over.

    Raises
    ------
    EmptyWindow
        Nobody bought for the first time in the window.
    BadParameter
        The groups are made of behaviour that is judged here.
    """
    scope = scope_of("cohort_retention", arguments.model_copy(update={"window": None}), ctx)
    if arguments.by is not None:
        return retention_by_group(arguments, arguments.by, scope, ctx)
    grain: Grain = arguments.grain
    statement = trees.render(trees.with_steps(active_select(grain, ctx), base_steps(scope)), ctx.engine.dialect)
    raw = ctx.engine.run(statement, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    seen = {(_day(cohort), _day(later)): int(str(n)) for cohort, later, n in raw.rows}
    firsts = [cohort for cohort, later in seen if cohort == later and (arguments.window or Window()).holds(cohort)]
    if not firsts:
        raise EmptyWindow("Nobody bought for the first time in the window.", start=scope.start, end=scope.as_of)
    grid = _grid(sorted(firsts), seen, grain, scope.as_of, ctx)
    table = without_small_groups(grid, "customers", ctx, parts=("cohort",), within=("age",), together=("cohort",))
    left_out = count_left_out(scope, ctx)
    return ToolResult(
        "cohort_retention",
        (NamedTable("main", replace(table, left_out=(*table.left_out, *left_out))),),
        _findings(table, grain, arguments.age or 1),
        (*left_censored(scope, ctx), *left_out_caveats((*table.left_out, *left_out))),
        Lineage(
            as_of=scope.as_of,
            sql=(statement,),
            window=arguments.window,
            parameters=(("grain", grain), ("age", arguments.age or 1), ("as_of", scope.as_of)),
            row_counts=(("cohorts", len(firsts)), ("cells", len(table.rows))),
            policies=scope.orders.rows().policies,
        ),
    )


def _grid(
    cohorts: Sequence[date], seen: Mapping[tuple[date, date], int], grain: Grain, as_of: date, ctx: ToolContext
) -> ResultTable:
    """Every cohort at every age up to as-of; the last cell of a cohort is empty while its period is not over."""
    periods = ctx.calendar.periods(Window(cohorts[0], as_of), grain)
    rows: list[tuple[Value, ...]] = []
    for cohort in cohorts:
        size = seen[cohort, cohort]
        start = periods.index(cohort)
        for age, later in enumerate(periods[start:]):
            is_over = age == 0 or ctx.calendar.next(later, grain) <= as_of
            active = seen.get((cohort, later), 0) if is_over else None
            rows.append((cohort, age, None if active is None else active / size, active, size))
    return ResultTable(_columns(grain), tuple(rows), flags=("grid",))


def _columns(grain: Grain) -> tuple[Column, ...]:
    return (
        Column("cohort", "period", NONE, fact("cohort").format, grain=grain),
        fact("age", NONE, INTEGER, kind="dimension"),
        Column("retention", "metric", SHARE, PERCENT),
        fact("active", CUSTOMERS, INTEGER),
        fact("customers", CUSTOMERS, INTEGER),
    )


def _findings(table: ResultTable, grain: Grain, age: int) -> tuple[Finding, ...]:
    """How many come back in the period `age` after, over all cohorts, then the best and the worst cohort there."""
    first = [row for row in table.records() if row["age"] == age and row["active"] is not None]
    if not first:
        return (Finding("cohorts_too_young"),)
    customers = sum(_whole(row["customers"]) for row in first)
    active = sum(_whole(row["active"]) for row in first)
    told = [Finding(at_age("cohort_return", grain, age), (
        ("age", Fact(age)), ("rate", Fact(active / customers, SHARE, PERCENT)),
        ("customers", Fact(customers, CUSTOMERS, INTEGER)),
        ("active", Fact(active, CUSTOMERS, INTEGER)),
    ))]  # fmt: skip
    ranked = sorted(first, key=lambda row: float(str(row["retention"])))
    if len(ranked) > 1 and ranked[0]["retention"] != ranked[-1]["retention"]:
        told.append(Finding("cohort_range", (
            ("best_period", Fact(ranked[-1]["cohort"])), ("best", Fact(ranked[-1]["retention"], SHARE, PERCENT)),
            ("worst_period", Fact(ranked[0]["cohort"])), ("worst", Fact(ranked[0]["retention"], SHARE, PERCENT)),
        )))  # fmt: skip
    return tuple(told)


def _day(value: object) -> date:
    return cast("date", value)


def _whole(value: Value) -> int:
    return int(str(value or 0))
