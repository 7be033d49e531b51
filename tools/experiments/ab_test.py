"""Controlled tests: what each arm did after it was assigned, against the control.

Rule: the allocation is checked first. When the numbers of the arms could not have come from equal chances (p below
.001), the counts are shown and no verdict is given. Everybody who was assigned counts, buyer or not; who was in two
arms does not. Segments are those of the day the test began. A test that is not over for a customer leaves them out.
"""

from __future__ import annotations

from datetime import timedelta

from semantic_layer.query import Window
from semantic_layer.result import Column, LeftOut, ResultTable, Value
from tools.action_arguments import AbTestArgs
from tools.context import ToolContext
from tools.customers.groups import group_column
from tools.customers.horizons import measure
from tools.errors import BadParameter, EmptyWindow, HorizonIncomplete
from tools.experiments.ab_findings import Compared, findings_of
from tools.experiments.data import POINTS, Assigned, Outcomes, assigned_of, outcomes
from tools.experiments.stats import (
    Sample,
    allocation_p,
    compare_means,
    compare_shares,
    detectable_mean,
    detectable_share,
    holm,
)
from tools.result import Caveat, Lineage, NamedTable, ToolResult
from tools.rights import smallest_group, without_small_groups
from tools.roles import money_unit
from tools.segments.summary import left_out_caveats, scope_of
from tools.stats import wilson
from tools.tables import CUSTOMERS, INTEGER, MONEY, NONE, PERCENT, SCORE_FORMAT, SHARE, customers_column, fact

UNSOUND = 0.001
_CONTROL_WORDS = (
    "control",
    "placebo",
    "none",
    "no",
    "without",
    "old",
    "baseline",
    "holdout",
    "对照",
    "无",
    "旧",
    "空白",
)


def ab_test(arguments: AbTestArgs, ctx: ToolContext) -> ToolResult:
    """One row per arm (and group): members, value with its interval, difference to the control, p and adjusted p.

    Raises
    ------
    MissingRole
        The model has no test arms, or no orders.
    EmptyWindow, HorizonIncomplete
        Nobody was assigned; the horizon is not over for anybody.
    BadParameter
        One arm only, several tests at once, or an unknown control.
    """
    scope = scope_of("ab_test", arguments.model_copy(update={"window": None, "filters": ()}), ctx)
    assigned = assigned_of(arguments, scope.as_of, ctx)
    _check(assigned, arguments)
    days = arguments.horizon_days or measure(scope, ctx).repurchase_days
    found = outcomes(assigned, scope, days, arguments.by, ctx)
    if not found.samples:
        until = assigned.first + timedelta(days=days)
        raise HorizonIncomplete(until)
    control = _control(assigned, arguments)
    sound = allocation_p([n for _, n in assigned.counts])
    compared = _compare(found, control, arguments) if sound >= UNSOUND else ()
    table = _table(found, compared, arguments, assigned, ctx)
    table = without_small_groups(table, "customers", ctx)
    left_out = (*_left_out(assigned, found, ctx), *table.left_out)
    return ToolResult(
        "ab_test",
        (NamedTable("main", ResultTable(table.columns, table.rows, left_out=left_out)), _allocation(assigned)),
        findings_of(compared, control, sound, days, arguments, assigned, ctx),
        (*_caveats(control, arguments), *left_out_caveats(left_out)),
        Lineage(
            as_of=scope.as_of,
            sql=(*assigned.sql, found.sql),
            window=Window(assigned.first, scope.as_of),
            parameters=(
                ("metric", arguments.metric),
                ("horizon_days", days),
                ("alpha", arguments.alpha),
                ("control", control),
                ("srm_p", round(sound, 8)),
                ("segments_as_of", assigned.first),
                ("adjustment", "holm"),
            ),
            row_counts=(("assigned", sum(n for _, n in assigned.counts)), ("arms", len(assigned.counts))),
            policies=assigned.policies,
        ),
    )


def _check(assigned: Assigned, arguments: AbTestArgs) -> None:
    if not assigned.counts:
        raise EmptyWindow("Nobody was assigned to an arm.")
    if len(assigned.experiments) > 1:
        raise BadParameter("experiment", "", ", ".join(assigned.experiments))
    arms = [arm for arm, _ in assigned.counts]
    if len(arms) < 2:
        raise BadParameter("arm", ", ".join(arms), "two arms or more")
    if arguments.control is not None and arguments.control not in arms:
        raise BadParameter("control", arguments.control, ", ".join(arms))


def _control(assigned: Assigned, arguments: AbTestArgs) -> str:
    """The named control, else the arm whose name says that nothing was done, else the first by name."""
    arms = [arm for arm, _ in assigned.counts]
    return arguments.control or next((arm for arm in arms if _sounds_like_control(arm)), arms[0])


def _sounds_like_control(arm: str) -> bool:
    words = arm.lower().replace("-", "_").replace(" ", "_").split("_")
    return any(word in words or (not word.isascii() and word in arm) for word in _CONTROL_WORDS)


def _compare(found: Outcomes, control: str, arguments: AbTestArgs) -> tuple[Compared, ...]:
    """Every arm against the control of its group; all comparisons of the answer share one error rate."""
    by_place = {(group, arm): sample for group, arm, sample in found.samples}
    way = compare_shares if arguments.metric == "conversion" else compare_means
    rows: list[Compared] = []
    for (group, arm), sample in by_place.items():
        base = by_place.get((group, control))
        against = None if arm == control or base is None else way(sample, base, arguments.alpha)
        rows.append(Compared(group, arm, sample, against))
    tried = [row.against.p for row in rows if row.against is not None]
    adjusted = iter(holm(tried))
    return tuple(
        row if row.against is None else Compared(row.group, row.arm, row.sample, row.against, next(adjusted))
        for row in rows
    )


# --- tables -----------------------------------------------------------------------------------------------------


def _table(
    found: Outcomes, compared: tuple[Compared, ...], arguments: AbTestArgs, assigned: Assigned, ctx: ToolContext
) -> ResultTable:
    """With a verdict the comparison; without one the counts alone."""
    groups = (group_column(arguments.by),) if arguments.by else ()
    head = (*groups, fact("arm", kind="dimension", source=assigned.arm_source), customers_column())
    if not compared:
        rows = tuple((*((g,) if arguments.by else ()), arm, sample.n) for g, arm, sample in found.samples)
        return ResultTable(head, rows)
    is_share = arguments.metric == "conversion"
    unit, form = (SHARE, PERCENT) if is_share else (money_unit(ctx.model), MONEY)
    apart = POINTS if is_share else unit
    columns = (
        *head,
        *((Column("converted", "hits", CUSTOMERS, INTEGER),) if is_share else ()),
        Column("conversion" if is_share else "revenue_per_customer", "metric", unit, form),
        Column("low", "low", unit, form),
        Column("high", "high", unit, form),
        fact("difference", apart, form),
        fact("difference_low", apart, form),
        fact("difference_high", apart, form),
        fact("p_value", NONE, SCORE_FORMAT),
        fact("p_adjusted", NONE, SCORE_FORMAT),
        fact("detectable", apart, form),
    )
    bases = {row.group: row.sample for row in compared if row.against is None}
    return ResultTable(columns, tuple(_row(row, bases.get(row.group), arguments) for row in compared))


def _row(row: Compared, base: Sample | None, arguments: AbTestArgs) -> tuple[Value, ...]:
    sample, is_share = row.sample, arguments.metric == "conversion"
    value = sample.share if is_share else sample.mean
    ends: tuple[Value, Value] = (None, None)
    if is_share:
        ends = wilson(sample.hits, sample.n)
    tail: tuple[Value, ...] = (None,) * 6
    if row.against is not None and base is not None:
        detect = detectable_share if is_share else detectable_mean
        difference = row.against
        tail = (
            difference.value, difference.low, difference.high, difference.p, row.p_adj,
            detect(base, sample.n, arguments.alpha),
        )  # fmt: skip
    group = (row.group,) if arguments.by else ()
    return (*group, row.arm, sample.n, *((sample.hits,) if is_share else ()), value, *ends, *tail)


def _allocation(assigned: Assigned) -> NamedTable:
    columns = (
        fact("arm", kind="dimension", source=assigned.arm_source),
        customers_column(),
        customers_column("expected"),
    )
    expected = sum(n for _, n in assigned.counts) / len(assigned.counts)
    rows = tuple((arm, n, expected) for arm, n in assigned.counts)
    return NamedTable("allocation", ResultTable(columns, rows))


def _left_out(assigned: Assigned, found: Outcomes, ctx: ToolContext) -> tuple[LeftOut, ...]:
    known = (LeftOut("two_arms", assigned.in_two_arms), LeftOut("incomplete_horizon", found.incomplete))
    return tuple(item for item in known if item.rows >= smallest_group(ctx))


def _caveats(control: str, arguments: AbTestArgs) -> tuple[Caveat, ...]:
    """The control was taken by its name; a verdict rests on it."""
    if arguments.control is None and not _sounds_like_control(control):
        return (Caveat("control_assumed", (("control", control),)),)
    return ()
