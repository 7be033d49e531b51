"""What customers do before an order (or another step): the most common sequences.

Rule: a journey is what a customer did since the end step before, no longer ago than `within_hours`; of several equal
steps in a row one is kept, and of a long journey the last `max_length` steps before the end. Only journeys with at
least one step before the end have a path; the others are counted.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.model import Unit
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customer_arguments import PathsArgs
from tools.customers.base import BaseScope
from tools.errors import BadParameter, EmptyWindow, TooFewEvents
from tools.journeys.events import Journeys, hours_of, read_journeys, shown_step
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.segments.summary import left_out_caveats, scope_of
from tools.tables import CUSTOMERS, DAYS, INTEGER, NONE, PERCENT, SHARE, fact
from tools.trees import Step, column, named

COUNT = Unit("count")
ARROW = " > "


def paths(arguments: PathsArgs, ctx: ToolContext) -> ToolResult:
    """One row per path: journeys, their share, and how many customers took it; the most common first.

    Raises
    ------
    MissingRole
    BadParameter
        An unknown step, or the same step as start and end.
    EmptyWindow
        The end step never happened in the window.
    TooFewEvents
        Nothing was recorded before any of them.
    """
    scope = scope_of("paths", arguments, ctx)
    everything = BaseScope(scope.orders, scope.as_of)  # a journey may begin before the window
    journeys = read_journeys("paths", everything, ctx, arguments.filters)
    _check(arguments, journeys)
    steps = (*journeys.steps(), *_journey_steps(arguments, journeys, scope))
    select = trees.with_steps(_counts(arguments), steps)
    sql = trees.render(select, ctx.engine.dialect)
    found = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows
    ends = _ends(arguments, journeys, scope, ctx)
    if not ends:
        raise EmptyWindow("The step never happened in the window.", start=scope.start, end=scope.as_of)
    if not found:
        raise TooFewEvents(0, 1)
    total = int(str(found[0][-1]))
    table = without_small_groups(_table(found, total, journeys, arguments), "customers", ctx)
    return ToolResult(
        "paths",
        (NamedTable("main", table),),
        _findings(table, total, journeys, arguments),
        (*_caveats(total, ends, journeys), *left_out_caveats(table.left_out)),
        Lineage(
            as_of=scope.as_of,
            sql=(sql,),
            window=Window(scope.start, scope.as_of),
            parameters=(
                ("start", arguments.start),
                ("end", arguments.end),
                ("max_length", arguments.max_length),
                ("within_hours", arguments.within_hours),
            ),
            row_counts=(("ends", ends), ("journeys", total), ("paths", len(found))),
            policies=scope.orders.rows().policies,
        ),
    )


def _check(arguments: PathsArgs, journeys: Journeys) -> None:
    for name, step in (("start", arguments.start), ("end", arguments.end)):
        if step is not None:
            journeys.check(name, step)
    if arguments.start == arguments.end:
        raise BadParameter(
            "start", arguments.start, ", ".join(kind for kind in journeys.kinds if kind != arguments.end)
        )


# --- statements -------------------------------------------------------------------------------------------------


def _journey_steps(arguments: PathsArgs, journeys: Journeys, scope: BaseScope) -> tuple[Step, ...]:
    """`numbered` counts the journeys of a customer; `ended` has their end; `placed` counts their steps from the end.

    Everything that looks at the step before is taken from one order of all steps: sorting them is what takes long.
    """
    is_end = trees.indicator(_is(arguments.end))
    so_far = _over(exp.Sum(this=is_end), ["key"], running=True)
    ranked = trees.from_step("steps", *trees.columns("key", "step", "at"), named(_rank(arguments, journeys), "rank"))
    numbered = trees.from_step(
        "ranked",
        *trees.columns("key", "step", "at", "rank"),
        named(exp.Sub(this=so_far, expression=is_end.copy()), "journey"),
        named(_over(exp.Lag(this=column("step")), ["key"]), "step_before"),
        named(_over(exp.Lag(this=column("at")), ["key"]), "at_before"),
    )
    back = _over(exp.RowNumber(), ["key", "journey"], descending=True)
    placed = trees.from_step("kept", *trees.columns("key", "journey", "step"), named(back, "back"))
    return (
        ("ranked", ranked),
        ("numbered", numbered),
        ("ended", _ended(arguments, scope)),
        ("kept", _kept(arguments)),
        ("placed", placed),
        ("journeys", _one_row_each(arguments)),
    )


def _ended(arguments: PathsArgs, scope: BaseScope) -> exp.Select:
    """One row per journey that ends in the window: `since` is the first moment that still belongs to it."""
    end_at = exp.Max(this=trees.when(_is(arguments.end), column("at")))
    since: exp.Expression = exp.Sub(this=end_at, expression=hours_of(arguments.within_hours))
    conditions: list[exp.Expression] = [trees.is_known(end_at.copy())]
    if scope.start:
        conditions.append(exp.GTE(this=end_at.copy(), expression=trees.day(scope.start)))
    steps = [_is(arguments.end)]
    if arguments.start:
        start_at = exp.Max(this=trees.when(_is(arguments.start), column("at")))
        conditions.append(trees.is_known(start_at.copy()))
        since = exp.Greatest(this=since, expressions=[start_at])
        steps.append(_is(arguments.start))
    select = trees.from_step("numbered", *trees.columns("key", "journey"), named(since, "since"))
    select = select.where(exp.or_(*steps, copy=False), copy=False).group_by(
        *trees.columns("key", "journey"), copy=False
    )
    return select.having(trees.all_of(conditions), copy=False)


def _kept(arguments: PathsArgs) -> exp.Select:
    """The steps of the journeys without those that repeat the step before, where that belongs to the same journey."""
    same_journey: list[exp.Expression] = [
        exp.NEQ(this=column("step_before", "numbered"), expression=trees.text(arguments.end)),
        exp.GTE(this=column("at_before", "numbered"), expression=column("since", "ended")),
    ]
    before = trees.when(trees.all_of(same_journey), column("step_before", "numbered"))
    changed = exp.NullSafeNEQ(this=column("step", "numbered"), expression=before)
    names = (column(name, "numbered") for name in ("key", "journey", "step", "at", "rank"))
    same = [exp.EQ(this=column(name, "ended"), expression=column(name, "numbered")) for name in ("key", "journey")]
    belongs = exp.GTE(this=column("at", "numbered"), expression=column("since", "ended"))
    select = trees.from_step("numbered", *names).join(trees.step("ended"), on=trees.all_of(same), copy=False)
    return select.where(trees.all_of([belongs, changed]), copy=False)


def _is(step: str) -> exp.Expression:
    return exp.EQ(this=column("step"), expression=trees.text(step))


def _one_row_each(arguments: PathsArgs) -> exp.Select:
    """`journeys`: key and the steps counted from the end (back_1 is the end); only those with two steps or more."""
    select = trees.from_step("placed", column("key"))
    for i in range(1, arguments.max_length + 2):
        at = exp.EQ(this=column("back"), expression=trees.number(i))
        select = select.select(named(exp.Max(this=trees.when(at, column("step"))), f"back_{i}"), copy=False)
    longer = exp.GTE(this=exp.Count(this=exp.Star()), expression=trees.number(2))
    return select.group_by(*trees.columns("key", "journey"), copy=False).having(longer, copy=False)


def _counts(arguments: PathsArgs) -> exp.Select:
    """One row per path, the most common first: its steps from the end, journeys, customers, journeys in all."""
    names = [f"back_{i}" for i in range(1, arguments.max_length + 2)]
    counted = exp.Count(this=exp.Star())
    total = exp.Window(this=exp.Sum(this=counted.copy()))
    select = trees.from_step(
        "journeys",
        *trees.columns(*names),
        named(counted, "journeys"),
        named(exp.Count(this=exp.Distinct(expressions=[column("key")])), "customers"),
        named(total, "total"),
    ).group_by(*trees.columns(*names), copy=False)
    order = [exp.Ordered(this=column("journeys"), desc=True)]
    order += [exp.Ordered(this=column(name), nulls_first=True) for name in names]
    return select.order_by(*order, copy=False).limit(arguments.limit, copy=False)


def _rank(arguments: PathsArgs, journeys: Journeys) -> exp.Expression:
    """What comes first of what happened at one moment: in the order of the model, the end last."""
    kinds = [kind for kind in journeys.kinds if kind != arguments.end]
    case = exp.Case()
    for i, kind in enumerate((*kinds, arguments.end)):
        case = case.when(exp.EQ(this=column("step"), expression=trees.text(kind)), trees.number(i))
    return case.else_(trees.number(len(kinds) - 0.5))


def _over(
    function: exp.Expression, partition: list[str], *, running: bool = False, descending: bool = False
) -> exp.Window:
    order = [exp.Ordered(this=column(name), desc=descending) for name in ("at", "rank", "step")]
    spec = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")
    return exp.Window(
        this=function,
        partition_by=list(trees.columns(*partition)),
        order=exp.Order(expressions=order),
        spec=spec if running else None,
    )


def _ends(arguments: PathsArgs, journeys: Journeys, scope: BaseScope, ctx: ToolContext) -> int:
    """How often the end step happened in the window."""
    conditions: list[exp.Expression] = [exp.EQ(this=column("step"), expression=trees.text(arguments.end))]
    if scope.start:
        conditions.append(exp.GTE(this=column("at"), expression=trees.day(scope.start)))
    select = trees.from_step("steps", exp.Count(this=exp.Star())).where(trees.all_of(conditions), copy=False)
    sql = trees.render(trees.with_steps(select, journeys.steps()), ctx.engine.dialect)
    return int(str(ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0][0]))


# --- table and findings -----------------------------------------------------------------------------------------


def _table(found: tuple[tuple[Value, ...], ...], total: int, journeys: Journeys, arguments: PathsArgs) -> ResultTable:
    columns = (
        fact("path", kind="dimension", source=journeys.source),
        Column("journeys", "metric", COUNT, INTEGER),
        fact("journey_share", SHARE, PERCENT),
        fact("customers", CUSTOMERS, INTEGER),
    )
    rows: list[tuple[Value, ...]] = []
    for row in found:
        steps = [shown_step(str(step)) for step in row[: arguments.max_length + 1] if step is not None]
        count = int(str(row[-3]))
        rows.append((ARROW.join(reversed(steps)), count, count / total, int(str(row[-2]))))
    return ResultTable(columns, tuple(rows), flags=("truncated",) if sum(int(str(r[1])) for r in rows) < total else ())


def _findings(table: ResultTable, total: int, journeys: Journeys, arguments: PathsArgs) -> tuple[Finding, ...]:
    if not table.rows:
        return (Finding("empty"),)
    source = journeys.source
    path, count, share, customers = table.rows[0]
    said = (
        ("end", Fact(shown_step(arguments.end), source=source)), ("path", Fact(path, source=source)),
        ("journeys", Fact(count, COUNT, INTEGER)), ("share", Fact(share, SHARE, PERCENT)),
        ("customers", Fact(customers, CUSTOMERS, INTEGER)), ("total", Fact(total, COUNT, INTEGER)),
        ("days", Fact(arguments.within_hours / 24, DAYS, INTEGER)),
    )  # fmt: skip
    rest = table.rows[1:3]
    if not rest:
        return (Finding("path_only", said),)
    follow = sum(int(str(row[1])) for row in table.rows[:3]) / total
    more = Finding(
        "paths_first_three", (("n", Fact(len(rest) + 1, NONE, INTEGER)), ("share", Fact(follow, SHARE, PERCENT)))
    )
    return (Finding("path_most_common", said), more)


def _caveats(total: int, ends: int, journeys: Journeys) -> tuple[Caveat, ...]:
    silent = (Caveat("paths_without_steps", (("n", ends - total), ("total", ends))),) if ends > total else ()
    return (*silent, *((Caveat("times_by_day"),) if journeys.by_day else ()))
