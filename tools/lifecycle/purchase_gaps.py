"""How long customers wait between two purchases.

Rule: a gap is the days between two successive purchase days of one customer; it belongs to the day that ends it, so a
period keeps the gaps that end in it, however early they began. The wait that is still going on is no gap, and who
bought once has none: both are counted, never taken for short waits. As busy customers have more gaps, the typical
customer (median of the customers' own mean gaps) is said beside the typical gap.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from semantic_layer.model import Format, Unit
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customer_arguments import PurchaseGapsArgs
from tools.customers.base import BaseScope, count_left_out
from tools.customers.groups import group_column, group_steps, join_groups
from tools.customers.horizons import gap_steps
from tools.errors import EmptyWindow, TooFewEvents
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.segments.summary import left_out_caveats, scope_of
from tools.tables import CUSTOMERS, DAYS, INTEGER, NONE, customers_column, fact, fetch, share_column
from tools.trees import Step, column, named

COUNT, ONE_DIGIT = Unit("count"), Format("decimal", 1)
EDGES = (7, 14, 30, 60, 90, 180, 365)  # upper ends of the ranges, in days
FEW_GAPS = 30


def purchase_gaps(arguments: PurchaseGapsArgs, ctx: ToolContext) -> ToolResult:
    """Median, 75 % and 95 % of the gaps, over all or by group; beside them how the gaps are spread.

    Raises
    ------
    EmptyWindow
        Nobody bought anything.
    TooFewEvents
        Nobody bought on two days.
    """
    scope = scope_of("purchase_gaps", arguments, ctx)
    whole = BaseScope(scope.orders, scope.as_of)  # a gap may begin before the window
    steps = (*gap_steps(whole), *_ended(scope), *_own())
    if arguments.by:
        steps = (*steps, *group_steps(arguments.by, scope.as_of, "purchase_gaps", ctx))
    columns = _columns()
    total, sql = fetch(trees.with_steps(_summary(None), steps), columns, ctx)
    row = dict(zip((c.name for c in columns), total.rows[0], strict=True))
    buyers = _buyers(whole, ctx)
    if not buyers:
        raise EmptyWindow("Nobody bought anything in the window.", start=scope.start, end=scope.as_of)
    if not row["gaps"]:
        raise TooFewEvents(0, 1)
    spread, spread_sql = fetch(trees.with_steps(_spread(), steps), _spread_columns(), ctx)
    spread = _without_people(without_small_groups(_complete(spread), "customers", ctx))
    tables = [NamedTable("main", spread), NamedTable("summary", total)]
    told = _findings(row)
    sqls = [sql, spread_sql]
    if arguments.by:
        groups, group_sql = fetch(trees.with_steps(_summary("group"), steps), _columns(arguments.by), ctx)
        groups = without_small_groups(groups, "customers", ctx)
        tables.insert(0, NamedTable("main", groups))
        tables[1] = NamedTable("spread", spread)
        told = (*_by_group(groups), *told)
        sqls.append(group_sql)
    left_out = count_left_out(whole, ctx)
    return ToolResult(
        "purchase_gaps",
        tuple(tables),
        told,
        (
            *_caveats(row, buyers),
            *_own_window(arguments, ctx),
            *left_out_caveats((*tables[0].table.left_out, *left_out)),
        ),
        Lineage(
            as_of=scope.as_of,
            sql=tuple(sqls),
            window=Window(scope.start, scope.as_of),
            parameters=(("as_of", scope.as_of), ("start", scope.start), ("grain", "customer-day")),
            row_counts=(("customers", buyers), ("gaps", _whole(row["gaps"]))),
            policies=scope.orders.rows().policies,
        ),
    )


# --- statements -------------------------------------------------------------------------------------------------


def _ended(scope: BaseScope) -> tuple[Step, ...]:
    """`ended`: the gaps that end in the window."""
    conditions: list[exp.Expression] = [trees.is_known(column("gap_days"))]
    if scope.start:
        conditions.append(exp.GTE(this=column("day"), expression=trees.day(scope.start)))
    select = trees.from_step("gaps", *trees.columns("key", "gap_days"))
    return (("ended", select.where(trees.all_of(conditions), copy=False)),)


def _own() -> tuple[Step, ...]:
    """`own`: each customer's mean gap."""
    mean = exp.Avg(this=column("gap_days"))
    select = trees.from_step("ended", column("key"), named(exp.Count(this=exp.Star()), "gaps"), named(mean, "own_mean"))
    return (("own", select.group_by(column("key"), copy=False)),)


def _summary(group: str | None) -> exp.Select:
    """One row, or one for each group. Means of customers are joined to their gaps, so each is counted once."""
    gaps = trees.from_step("ended", *([named(column("group", "groups"), "group")] if group else []))
    gap = column("gap_days", "ended")
    for name, value in (
        ("customers", exp.Count(this=exp.Distinct(expressions=[column("key", "ended")]))),
        ("gaps", exp.Count(this=exp.Star())),
        ("median_days", trees.quantile(gap, 0.5)),
        ("p75_days", trees.quantile(gap.copy(), 0.75)),
        ("p95_days", trees.quantile(gap.copy(), 0.95)),
        ("mean_days", exp.Avg(this=gap.copy())),
    ):
        gaps = gaps.select(named(value, name), copy=False)
    means = trees.from_step("own", *([named(column("group", "groups"), "group")] if group else []))
    means = means.select(named(exp.Median(this=column("own_mean", "own")), "typical_days"), copy=False)
    if group:
        gaps = join_groups(gaps, column("key", "ended")).group_by(column("group", "groups"), copy=False)
        means = join_groups(means, column("key", "own")).group_by(column("group", "groups"), copy=False)
    names = ("customers", "gaps", "median_days", "p75_days", "p95_days", "mean_days")
    select = exp.Select(
        expressions=[
            *([named(column("group", "by_gap"), "group")] if group else []),
            *(named(column(name, "by_gap"), name) for name in names),
            named(column("typical_days", "by_customer"), "typical_days"),
        ]
    ).from_(gaps.subquery("by_gap"), copy=False)
    on: exp.Expression = exp.Boolean(this=True)
    if group:
        on = exp.NullSafeEQ(this=column("group", "by_gap"), expression=column("group", "by_customer"))
    select = select.join(means.subquery("by_customer"), on=on, copy=False)
    order = [exp.Ordered(this=column("median_days", "by_gap"), nulls_first=False)]
    return select.order_by(*order, *([exp.Ordered(this=column("group", "by_gap"))] if group else []), copy=False)


def _spread() -> exp.Select:
    """Gaps in each range of days: the range's lower end, gaps, share."""
    label = exp.Case()
    low = 1
    for edge in EDGES:
        label = label.when(exp.LTE(this=column("gap_days"), expression=trees.number(edge)), trees.number(low))
        low = edge + 1
    ranges = trees.from_step("ended", column("key"), named(label.else_(trees.number(low)), "from_days"))
    counted = exp.Count(this=exp.Star())
    share = trees.share_of(counted.copy(), exp.Window(this=exp.Sum(this=counted.copy())))
    select = exp.Select(expressions=[column("from_days"), named(counted, "gaps"), named(share, "share_of_gaps")])
    people = exp.Count(this=exp.Distinct(expressions=[column("key")]))
    select = select.select(named(people, "customers"), copy=False).from_(ranges.subquery("ranges"), copy=False)
    select = select.group_by(column("from_days"), copy=False)
    return select.order_by(exp.Ordered(this=column("from_days")), copy=False)


def _buyers(scope: BaseScope, ctx: ToolContext) -> int:
    select = trees.with_steps(trees.from_step("customers", exp.Count(this=exp.Star())), gap_steps(scope))
    sql = trees.render(select, ctx.engine.dialect)
    return int(str(ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0][0]))


# --- tables and findings ----------------------------------------------------------------------------------------


def _columns(by: str | None = None) -> tuple[Column, ...]:
    return (
        *((group_column(by),) if by else ()),
        fact("customers", CUSTOMERS, INTEGER),
        fact("gaps", COUNT, INTEGER),
        Column("median_days", "metric", DAYS, INTEGER),
        fact("p75_days", DAYS, INTEGER),
        fact("p95_days", DAYS, INTEGER),
        fact("mean_days", DAYS, ONE_DIGIT),
        fact("typical_days", DAYS, ONE_DIGIT),
    )


def _spread_columns() -> tuple[Column, ...]:
    return (
        fact("from_days", NONE, INTEGER, kind="dimension"),
        Column("gaps", "metric", COUNT, INTEGER),
        share_column("share_of_gaps"),
        customers_column(),
    )


def _without_people(spread: ResultTable) -> ResultTable:
    """Of the ranges the gaps are shown; who had them is counted for what a policy may show."""
    return replace(spread, columns=spread.columns[:-1], rows=tuple(row[:-1] for row in spread.rows))


def _complete(table: ResultTable) -> ResultTable:
    """Every range in its order, named by both ends; one without gaps has 0."""
    found: dict[Value, tuple[Value, ...]] = {row[0]: row for row in table.rows}
    lows = (1, *(edge + 1 for edge in EDGES))
    ends = (*(str(edge) for edge in EDGES), "")
    rows: list[tuple[Value, ...]] = []
    for low, end in zip(lows, ends, strict=True):
        _, gaps, share, people = found.get(low, (low, 0, 0.0, 0))
        rows.append((f"{low}–{end}" if end else f"> {EDGES[-1]}", gaps, share, people))
    columns = (fact("gap_range", DAYS, kind="dimension"), *table.columns[1:])
    return ResultTable(columns, tuple(rows))


def _findings(row: dict[str, Value]) -> tuple[Finding, ...]:
    days = tuple((name, Fact(row[name], DAYS, INTEGER)) for name in ("median_days", "p75_days", "p95_days"))
    return (
        Finding("purchase_gap", (*days, ("gaps", Fact(row["gaps"], COUNT, INTEGER)))),
        Finding("purchase_gap_customer", (
            ("typical_days", Fact(row["typical_days"], DAYS, ONE_DIGIT)),
            ("mean_days", Fact(row["mean_days"], DAYS, ONE_DIGIT)),
            ("customers", Fact(row["customers"], CUSTOMERS, INTEGER)),
        )),
    )  # fmt: skip


def _by_group(table: ResultTable) -> tuple[Finding, ...]:
    known = [row for row in table.records() if row["group"] is not None]
    if len(known) < 2:
        return ()
    first, last = known[0], known[-1]
    if first["median_days"] == last["median_days"]:
        return (Finding("purchase_gap_even", (("median_days", Fact(first["median_days"], DAYS, INTEGER)),)),)
    source = table.columns[0].source
    return (Finding("purchase_gap_range", (
        ("short_group", Fact(first["group"], source=source)), ("short", Fact(first["median_days"], DAYS, INTEGER)),
        ("long_group", Fact(last["group"], source=source)), ("long", Fact(last["median_days"], DAYS, INTEGER)),
    )),)  # fmt: skip


def _caveats(row: dict[str, Value], buyers: int) -> tuple[Caveat, ...]:
    once = buyers - _whole(row["customers"])
    few = (Caveat("few_gaps", (("gaps", row["gaps"]),)),) if _whole(row["gaps"]) < FEW_GAPS else ()
    return (Caveat("gaps_open", (("customers", once),)), *few)


def _own_window(arguments: PurchaseGapsArgs, ctx: ToolContext) -> tuple[Caveat, ...]:
    """A behaviour segment is made of the purchases whose gaps are measured."""
    if arguments.by is None or not ctx.model.has_segmentation(arguments.by):
        return ()
    return (Caveat("segment_defined_on_window", (("segmentation", arguments.by),)),)


def _whole(value: Value) -> int:
    return int(str(value or 0))
