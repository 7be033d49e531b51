"""What every segmentation tool has in common: its scope, its members, and the table that sums them up.

Rule: a segmentation is one SELECT with a row per customer, (key, segment). Whether it is summed up for an answer
or kept as a run, it is the same statement, so the two can never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.query import Window
from semantic_layer.result import Column, LeftOut, ResultTable, Value
from tools import trees
from tools.arguments import SegmentationArgs
from tools.context import ToolContext
from tools.customer_base import BaseScope, count_left_out
from tools.errors import BadParameter, EmptyWindow, TooFewCustomers
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.roles import money_unit, order_role
from tools.tables import DAYS, INTEGER, MONEY, as_fact, customers_column, fact, fetch, share_column
from tools.trees import Step, column, named


@dataclass(frozen=True)
class Assignment:
    """Steps that end in `members` (key, segment, ...); `order` is the order of the segments, best first.

    `need` is the fewest members the method makes sense for. `parameters` lists every one, defaults too.
    """

    steps: tuple[Step, ...]
    order: tuple[str, ...]
    parameters: tuple[tuple[str, Value], ...]
    need: int = 1
    caveats: tuple[Caveat, ...] = ()
    sql: tuple[str, ...] = ()  # statements that ran to find the parameters
    named: str = ""  # whose labels name the segments, where it is not the model's segmentation of this tool
    beside: tuple[tuple[str, exp.Select], ...] = ()  # what is kept with a run, by the end of its table's name

    def select(self, *names: str) -> exp.Select:
        """The members as one statement."""
        return trees.with_steps(trees.from_step("members", *trees.columns(*names)), self.steps)


def scope_of(tool: str, arguments: SegmentationArgs, ctx: ToolContext) -> BaseScope:
    """The orders that an asking person may segment by, up to as-of."""
    window = arguments.window or Window()
    as_of = arguments.as_of or min(window.end or ctx.as_of, ctx.as_of)
    if as_of > ctx.as_of:
        raise BadParameter("as_of", as_of.isoformat(), f"up to {ctx.as_of.isoformat()}")
    if window.start and window.start >= as_of:
        raise EmptyWindow("The window ends before it starts.", start=window.start, end=as_of)
    return BaseScope(order_role(tool, ctx, arguments.filters), as_of, window.start)


def summarise(tool: str, assignment: Assignment, scope: BaseScope, ctx: ToolContext) -> ToolResult:
    """Customers, revenue and medians of each segment, in the order of the segmentation."""
    left_out = count_left_out(scope, ctx)
    columns = _columns(tool, assignment, ctx)
    table, sql = fetch(_summary(assignment), columns, ctx, left_out=left_out)
    members = sum(_whole(value) for value in table.values("customers"))
    table = without_small_groups(table, "customers", ctx)
    if members == 0:
        raise EmptyWindow("No customer bought anything in the window.", start=scope.start, end=scope.as_of)
    if members < assignment.need:
        raise TooFewCustomers(members, assignment.need)
    return ToolResult(
        tool,
        (NamedTable("main", table),),
        _findings(table) if table.rows else (),
        (*assignment.caveats, *left_out_caveats(table.left_out)),
        Lineage(
            as_of=scope.as_of,
            sql=(*assignment.sql, sql),
            window=Window(scope.start, scope.as_of),
            parameters=(*assignment.parameters, ("as_of", scope.as_of), ("start", scope.start)),
            row_counts=(("members", members), ("segments", len(table.rows))),
            policies=scope.orders.rows().policies,
        ),
    )


def _summary(assignment: Assignment) -> exp.Select:
    """One row per segment. Members without a purchase (prospects) have no revenue and no medians."""
    counted = exp.Count(this=exp.Star())
    revenue = exp.Coalesce(this=exp.Sum(this=column("monetary", "customers")), expressions=[trees.number(0)])
    select = (
        trees.from_step(
            "members",
            column("segment", "members"),
            named(counted, "customers"),
            named(trees.share_of(counted.copy(), _over_all(counted)), "share"),
            named(revenue, "revenue"),
            named(trees.share_of(revenue.copy(), _over_all(revenue)), "revenue_share"),
            *(
                named(exp.Median(this=trees.double(column(name, "customers"))), f"median_{name}")
                for name in ("recency_days", "frequency", "monetary")
            ),
        )
        .join(
            trees.step("customers"),
            on=exp.EQ(this=column("key", "customers"), expression=column("key", "members")),
            join_type="left",
            copy=False,
        )
        .group_by(column("segment", "members"), copy=False)
    )
    rank = exp.Case()
    for position, segment in enumerate(assignment.order):
        condition = exp.EQ(this=column("segment", "members"), expression=trees.text(segment))
        rank = rank.when(condition, trees.number(position))
    select = select.order_by(exp.Ordered(this=rank, nulls_first=False), copy=False)
    return trees.with_steps(select, assignment.steps)


def _over_all(aggregate: exp.Expression) -> exp.Expression:
    return exp.Window(this=exp.Sum(this=aggregate.copy()))


def _columns(tool: str, assignment: Assignment, ctx: ToolContext) -> tuple[Column, ...]:
    money = money_unit(ctx.model)
    return (
        fact("segment", kind="dimension", source=assignment.named or segmentation_name(tool, assignment.order, ctx)),
        customers_column(),
        share_column("share"),
        Column("revenue", "metric", money, MONEY),
        share_column("revenue_share"),
        fact("median_recency_days", DAYS, INTEGER),
        fact("median_frequency", DAYS, INTEGER),
        fact("median_monetary", money, MONEY),
    )


def segmentation_name(tool: str, segments: tuple[str, ...], ctx: ToolContext) -> str:
    """The model's segmentation of this tool that declares these segments; else "segment", whose labels texts hold."""
    for item in ctx.model.segmentations:
        if item.tool == tool and set(segments) <= {value.code for value in item.values}:
            return item.qualified
    return "segment"


def _findings(table: ResultTable) -> tuple[Finding, ...]:
    segment, customers = table.columns[0], table.columns[1]
    by_size = sorted(table.records(), key=lambda row: -_whole(row["customers"]))
    by_revenue = max(table.records(), key=lambda row: float(str(row["revenue_share"] or 0)))
    largest, smallest = by_size[0], by_size[-1]
    breakdown = Finding(
        "breakdown",
        (
            ("groups", as_fact(len(table.rows), fact("groups", format=INTEGER))),
            ("metric", Fact(customers.source or customers.name, source="metric")),
            ("highest_group", as_fact(largest["segment"], segment)),
            ("highest_value", as_fact(largest["customers"], customers)),
            ("lowest_group", as_fact(smallest["segment"], segment)),
            ("lowest_value", as_fact(smallest["customers"], customers)),
            ("total", as_fact(sum(_whole(row["customers"]) for row in by_size), customers)),
        ),
    )
    revenue = Finding(
        "share",
        (
            ("group", as_fact(by_revenue["segment"], segment)),
            ("share", as_fact(by_revenue["revenue_share"], table.columns[4])),
        ),
    )
    return (breakdown, revenue) if by_revenue["revenue_share"] is not None else (breakdown,)


def left_out_caveats(left_out: tuple[LeftOut, ...]) -> tuple[Caveat, ...]:
    return tuple(
        Caveat("rows_left_out", (("code", item.code), ("rows", item.rows), ("value", item.value), ("metric", None)))
        for item in left_out
    )


def _whole(value: Value) -> int:
    return int(str(value or 0))
