"""Retention of each group of customers: by an attribute, or by what their first order was.

Rule: a group is fixed before what is judged: an attribute of the customer or something of the first order, never a
segment that is made of the later purchases themselves. At each age a group's cohorts count together, but only those
whose period was over at as-of. Groups that the data cannot tell from the best one share first place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from semantic_layer.model import Grain
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customer_arguments import CohortArgs
from tools.customers.base import BaseScope, base_steps, count_left_out
from tools.customers.censoring import left_censored
from tools.customers.groups import group_column, group_steps
from tools.errors import BadParameter, EmptyWindow
from tools.lifecycle.cohort_counts import active_select, at_age
from tools.result import Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.segments.summary import left_out_caveats
from tools.stats import share_first_place
from tools.tables import CUSTOMERS, INTEGER, NONE, PERCENT, SHARE, fact

TOOL = "cohort_retention"


@dataclass(frozen=True)
class _Cell:
    """Customers of a group at an age, and those of them who bought in that period."""

    customers: int
    active: int


def retention_by_group(arguments: CohortArgs, by: str, scope: BaseScope, ctx: ToolContext) -> ToolResult:
    """One row per group and age."""
    if ctx.model.has_segmentation(by) and ctx.model.segmentation(by).first_of is None:
        raise BadParameter("by", by, "an attribute of the customer, or what their first order was")
    grain: Grain = arguments.grain
    steps = (*base_steps(scope), *group_steps(by, scope.as_of, TOOL, ctx))
    select = active_select(grain, ctx, by_group=True)
    statement = trees.render(trees.with_steps(select, tuple(dict(steps).items())), ctx.engine.dialect)
    raw = ctx.engine.run(statement, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    seen = {
        (group, cast("date", cohort), cast("date", later)): int(str(n))
        for group, cohort, later, n in raw.rows
        if (arguments.window or Window()).holds(cast("date", cohort))
    }
    if not seen:
        raise EmptyWindow("Nobody bought for the first time in the window.", start=scope.start, end=scope.as_of)
    cells = _cells(seen, grain, scope.as_of, ctx)
    rows = [(group, age, cell.active / cell.customers, cell.active, cell.customers) for (group, age), cell in cells]
    table = without_small_groups(
        ResultTable(_columns(by), tuple(rows), flags=("grid",)), "customers", ctx, within=("age",)
    )
    left_out = count_left_out(scope, ctx)
    return ToolResult(
        TOOL,
        (NamedTable("main", replace(table, left_out=(*table.left_out, *left_out))),),
        _findings(table, grain, by, arguments.age or 1),
        (*left_censored(scope, ctx), *left_out_caveats((*table.left_out, *left_out))),
        Lineage(
            as_of=scope.as_of,
            sql=(statement,),
            window=arguments.window,
            dimensions=(by,),
            parameters=(("grain", grain), ("by", by), ("age", arguments.age or 1), ("as_of", scope.as_of)),
            row_counts=(("groups", len({group for group, _, _ in seen})), ("cells", len(table.rows))),
            policies=scope.orders.rows().policies,
        ),
    )


def _cells(
    seen: Mapping[tuple[Value, date, date], int], grain: Grain, as_of: date, ctx: ToolContext
) -> Sequence[tuple[tuple[Value, int], _Cell]]:
    """Each group at each age, over the cohorts whose period was over; the larger groups first, the unknown one last."""
    firsts = {(group, cohort): n for (group, cohort, later), n in seen.items() if cohort == later}
    periods = ctx.calendar.periods(Window(min(cohort for _, cohort in firsts), as_of), grain)
    found: dict[tuple[Value, int], list[int]] = defaultdict(lambda: [0, 0])
    for (group, cohort), size in firsts.items():
        for age, later in enumerate(periods[periods.index(cohort) :]):
            if age == 0 or ctx.calendar.next(later, grain) <= as_of:
                cell = found[group, age]
                cell[0] += size
                cell[1] += seen.get((group, cohort, later), 0)
    sizes = {group: counts[0] for (group, age), counts in found.items() if age == 0}

    def place(item: tuple[tuple[Value, int], list[int]]) -> tuple[bool, int, str, int]:
        (group, age), _ = item
        return group is None, -sizes[group], str(group), age

    return [(key, _Cell(*counts)) for key, counts in sorted(found.items(), key=place)]


def _columns(by: str) -> tuple[Column, ...]:
    return (
        group_column(by),
        fact("age", NONE, INTEGER, kind="dimension"),
        Column("retention", "metric", SHARE, PERCENT),
        fact("active", CUSTOMERS, INTEGER),
        fact("customers", CUSTOMERS, INTEGER),
    )


def _findings(table: ResultTable, grain: Grain, by: str, age: int) -> tuple[Finding, ...]:
    """Which group comes back most in the period `age` after, and how many of all do."""
    first = [row for row in table.records() if row["age"] == age]
    if not first:
        return (Finding("cohorts_too_young"),)
    customers, active = (sum(int(str(row[name])) for row in first) for name in ("customers", "active"))
    whole = Finding(at_age("cohort_return", grain, age), (
        ("age", Fact(age)), ("rate", Fact(active / customers, SHARE, PERCENT)),
        ("customers", Fact(customers, CUSTOMERS, INTEGER)),
        ("active", Fact(active, CUSTOMERS, INTEGER)),
    ))  # fmt: skip
    known = sorted((row for row in first if row["group"] is not None), key=lambda row: -float(str(row["retention"])))
    if len(known) < 2:
        return (whole,)
    best = known[0]
    lead = (int(str(best["active"])), int(str(best["customers"])))
    level = [
        row["group"] for row in known if share_first_place(*lead, int(str(row["active"])), int(str(row["customers"])))
    ]
    worst = ([row for row in known if row["group"] not in level] or known)[-1]  # not one that shares first place
    facts = (
        ("age", Fact(age)),
        ("best_group", Fact(best["group"], source=by)), ("best", Fact(best["retention"], SHARE, PERCENT)),
        ("active", Fact(best["active"], CUSTOMERS, INTEGER)),
        ("customers", Fact(best["customers"], CUSTOMERS, INTEGER)),
        ("worst_group", Fact(worst["group"], source=by)), ("worst", Fact(worst["retention"], SHARE, PERCENT)),
    )  # fmt: skip
    if len(level) > 1:
        kind = f"cohort_groups_{'all' if len(level) == len(known) else 'some'}_level{'' if age == 1 else '_at'}"
        return (Finding(kind, (("groups", Fact(tuple(level), source=by)), *facts)), whole)
    return (Finding(at_age("cohort_group", grain, age), facts), whole)
