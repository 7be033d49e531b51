"""How many customers go through steps in order, and where they leave.

Rule: a customer enters once, with the first of the first steps in the window, and only an entry whose time is over
before as-of counts. Every later step is the earliest one at or after the step before it and within the time that begins
with the entry. Each step keeps the customers of the step before or fewer.

A behaviour segment is that of the day the window begins, before anything that is measured.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlglot import exp

from semantic_layer.model import Format, Unit
from semantic_layer.query import Window
from semantic_layer.result import Column, ColumnKind, LeftOut, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customer_arguments import FunnelArgs
from tools.customer_base import BaseScope
from tools.customer_groups import group_column, group_steps, join_groups
from tools.errors import BadParameter, EmptyWindow, HorizonIncomplete
from tools.journeys import ORDER, Journeys, before, hours_of, midnight, read_journeys, same_key, shown_step
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.segment_summary import left_out_caveats, scope_of
from tools.stats import share_first_place, wilson
from tools.tables import CUSTOMERS, DAYS, INTEGER, PERCENT, SHARE, fact, fetch
from tools.trees import Step, column, named

HOURS, ONE_DIGIT = Unit("duration", "hours"), Format("decimal", 1)
ENDS: tuple[ColumnKind, ...] = ("low", "high")
SEGMENT_DAYS = 90  # entries of that many days, where a behaviour segment needs a beginning and none was given


def funnel(arguments: FunnelArgs, ctx: ToolContext) -> ToolResult:
    """One row per step (and group): customers, share of the step before, share of the entries, median hours.

    Raises
    ------
    MissingRole
    BadParameter
        An unknown step, the same step twice, fewer than two steps.
    EmptyWindow, HorizonIncomplete
        Nobody entered, or nobody whose time is over.
    """
    scope = _scope(arguments, ctx)
    journeys = read_journeys("funnel", scope, ctx)
    steps = _checked(arguments, journeys)
    own = arguments.by if arguments.by and not _is_of_customers(arguments.by, ctx) else None
    tree_steps = (*journeys.steps(own), *_entered(steps, arguments, scope, own), *_later(steps, arguments))
    if arguments.by and own is None:
        start = scope.start if scope.start and ctx.model.has_segmentation(arguments.by) else scope.as_of
        tree_steps = (*tree_steps, *group_steps(arguments.by, start, "funnel", ctx))
    raw, sql = fetch(
        trees.with_steps(_counts(steps, arguments.by, own), tree_steps), _raw_columns(arguments.by, len(steps)), ctx
    )
    late = _not_over(steps[0], arguments, scope, journeys, ctx)
    if not raw.rows and late:
        raise HorizonIncomplete(scope.as_of + timedelta(hours=arguments.within_hours))
    if not raw.rows:
        raise EmptyWindow("Nobody entered in the window.", start=scope.start, end=scope.as_of)
    overall = _sums(raw, len(steps))
    shown = without_small_groups(raw, "n_0", ctx)
    table = replace(_table(shown, steps, journeys, arguments.by), left_out=shown.left_out)
    return ToolResult(
        "funnel",
        (NamedTable("main", table),),
        _findings(table, overall, steps, journeys, arguments),
        (*_caveats(journeys, overall), *left_out_caveats((*table.left_out, *late))),
        Lineage(
            as_of=scope.as_of,
            sql=(sql,),
            window=Window(scope.start, scope.as_of),
            parameters=(
                ("steps", " > ".join(steps)),
                ("within_hours", arguments.within_hours),
                ("start", scope.start),
                ("as_of", scope.as_of),
            ),
            row_counts=tuple((step, n) for step, n in zip(steps, overall, strict=True)),
            policies=scope.orders.rows().policies,
        ),
    )


def _scope(arguments: FunnelArgs, ctx: ToolContext) -> BaseScope:
    """The window limits entries, so that what follows may lie behind its end; never behind as-of."""
    open_end = arguments.model_copy(update={"window": None})
    scope = scope_of("funnel", open_end, ctx)
    window = arguments.window or Window()
    start = window.start
    if start is None and arguments.by and ctx.model.has_segmentation(arguments.by):
        start = scope.as_of - timedelta(hours=arguments.within_hours) - timedelta(days=SEGMENT_DAYS)
    if start and start >= scope.as_of:
        raise EmptyWindow("The window ends before it starts.", start=start, end=scope.as_of)
    return replace(scope, start=start)


def _checked(arguments: FunnelArgs, journeys: Journeys) -> tuple[str, ...]:
    steps = arguments.steps or (*journeys.kinds, ORDER)
    for step in steps:
        journeys.check("steps", step)
    if len(steps) < 2 or len(set(steps)) < len(steps):
        raise BadParameter("steps", " > ".join(steps), ", ".join((*journeys.kinds, ORDER)))
    return tuple(steps)


def _is_of_customers(by: str, ctx: ToolContext) -> bool:
    """Whether each customer has one value of it; else it belongs to the entry."""
    if ctx.model.has_segmentation(by):
        return True
    from semantic_layer.compiler.names import Field
    from semantic_layer.compiler.paths import graph_of

    home = ctx.model.dataset_of_entity("customer")
    dimension = ctx.model.dimension(by)
    field = Field(dimension.qualified, dimension)
    return home is not None and graph_of(ctx.model).reaches(home.name, field.dataset, field.role)


# --- statements -------------------------------------------------------------------------------------------------


def _entered(steps: tuple[str, ...], arguments: FunnelArgs, scope: BaseScope, own: str | None) -> tuple[Step, ...]:
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


def _not_over(
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


def _later(steps: tuple[str, ...], arguments: FunnelArgs) -> tuple[Step, ...]:
    """`step_1` ...: the earliest next step of each customer who took the one before."""
    made: list[Step] = []
    for i, step in enumerate(steps[1:], start=1):
        last = f"step_{i - 1}"
        until = exp.Add(this=column("entry", last), expression=hours_of(arguments.within_hours))
        on = trees.all_of(
            [
                same_key("steps", last),
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


def _counts(steps: tuple[str, ...], by: str | None, own: str | None) -> exp.Select:
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
            select = select.join(trees.step(step), on=same_key(step, "step_0"), join_type="left", copy=False)
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


# --- table and findings -----------------------------------------------------------------------------------------


def _raw_columns(by: str | None, count: int) -> tuple[Column, ...]:
    pairs = [
        column
        for i in range(count)
        for column in (fact(f"n_{i}", CUSTOMERS, INTEGER), fact(f"hours_{i}", HOURS, ONE_DIGIT))
    ]
    return (*((group_column(by),) if by else ()), *pairs)


def _sums(raw: ResultTable, count: int) -> tuple[int, ...]:
    """Customers at each step, over all groups."""
    return tuple(sum(int(str(value)) for value in raw.values(f"n_{i}")) for i in range(count))


def _table(raw: ResultTable, steps: tuple[str, ...], journeys: Journeys, by: str | None) -> ResultTable:
    """Long form: one row per (group and) step, in the order of the steps. Of groups the rate is what is drawn."""
    columns = (
        *((group_column(by),) if by else ()),
        fact("step", kind="dimension", source=journeys.source),
        Column("customers", "fact" if by else "metric", CUSTOMERS, INTEGER),
        fact("step_rate", SHARE, PERCENT),
        Column("total_rate", "metric" if by else "fact", SHARE, PERCENT),
        *((Column(f"total_rate__{end}", end, SHARE, PERCENT) for end in ENDS) if by else ()),
        fact("median_hours", HOURS, ONE_DIGIT),
    )
    rows: list[tuple[Value, ...]] = []
    for found in raw.records():
        group = (found["group"],) if by else ()
        entered, last = int(str(found["n_0"])), int(str(found["n_0"]))
        for i, step in enumerate(steps):
            n = int(str(found[f"n_{i}"]))
            rates = (n / last if last else None, n / entered)
            interval = wilson(n, entered) if by else ()
            rows.append((*group, shown_step(step), n, *rates, *interval, found[f"hours_{i}"]))
            last = n
    return ResultTable(columns, tuple(rows), flags=("ordered",))


def _findings(
    table: ResultTable, overall: tuple[int, ...], steps: tuple[str, ...], journeys: Journeys, arguments: FunnelArgs
) -> tuple[Finding, ...]:
    whole = _whole_funnel(overall, steps, journeys, arguments)
    if not arguments.by or not table.rows:
        return whole
    last = [row for row in table.records() if row["step"] == shown_step(steps[-1]) and row["group"] is not None]
    last.sort(key=lambda row: -float(str(row["total_rate"])))
    if len(last) < 2:
        return whole
    best, worst = last[0], last[-1]
    entered = {
        row["group"]: int(str(row["customers"])) for row in table.records() if row["step"] == shown_step(steps[0])
    }
    lead = (int(str(best["customers"])), entered[best["group"]])
    level = [r["group"] for r in last if share_first_place(*lead, int(str(r["customers"])), entered[r["group"]])]
    source = table.columns[0].source
    said = (
        ("best_group", Fact(best["group"], source=source)), ("best", Fact(best["total_rate"], SHARE, PERCENT)),
        ("worst_group", Fact(worst["group"], source=source)), ("worst", Fact(worst["total_rate"], SHARE, PERCENT)),
    )  # fmt: skip
    if len(level) > 1:
        tied = (("groups", Fact(tuple(level), source=source)), *said)
        return (Finding("funnel_groups_tied", tied), *whole)
    return (Finding("funnel_groups", said), *whole)


def _whole_funnel(
    overall: tuple[int, ...], steps: tuple[str, ...], journeys: Journeys, arguments: FunnelArgs
) -> tuple[Finding, ...]:
    """How many reach the end, and after which step most are lost."""
    losses = [overall[i] - overall[i + 1] for i in range(len(steps) - 1)]
    worst = max(range(len(losses)), key=lambda i: losses[i])
    low, high = wilson(overall[-1], overall[0])

    def step(i: int) -> Fact:
        return Fact(shown_step(steps[i]), source=journeys.source)

    reached = Finding("funnel_conversion", (
        ("first", step(0)), ("last", step(-1)),
        ("customers", Fact(overall[0], CUSTOMERS, INTEGER)), ("reached", Fact(overall[-1], CUSTOMERS, INTEGER)),
        ("rate", Fact(overall[-1] / overall[0], SHARE, PERCENT)),
        ("low", Fact(low, SHARE, PERCENT)), ("high", Fact(high, SHARE, PERCENT)),
        ("days", Fact(round(arguments.within_hours / 24, 1), DAYS, ONE_DIGIT)),
    ))  # fmt: skip
    if not losses[worst]:
        return (reached, Finding("funnel_no_loss"))
    lost = Finding("funnel_loss", (
        ("before", step(worst)), ("after", step(worst + 1)),
        ("lost", Fact(losses[worst], CUSTOMERS, INTEGER)),
        ("rate", Fact(losses[worst] / overall[worst], SHARE, PERCENT)),
    ))  # fmt: skip
    return (reached, lost) if arguments.focus == "conversion" else (lost, reached)


def _caveats(journeys: Journeys, overall: tuple[int, ...]) -> tuple[Caveat, ...]:
    by_day = (Caveat("times_by_day"),) if journeys.by_day else ()
    return (*by_day, *((Caveat("few_entries", (("n", overall[0]),)),) if overall[0] < 30 else ()))
