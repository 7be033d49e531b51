"""What every segmentation tool has in common: its scope, its members, and the table that sums them up.

Rule: a segmentation is one SELECT with a row per customer, (key, segment). Whether it is summed up for an answer
or kept as a run, it is the same statement, so the two can never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlglot import exp

from semantic_layer.query import Window
from semantic_layer.result import Column, LeftOut, ResultTable, Value
from tools import trees
from tools.arguments import SegmentationArgs
from tools.context import ToolContext
from tools.customers.base import BaseScope, count_left_out, returns_only_part
from tools.errors import BadParameter, EmptyWindow, TooFewCustomers
from tools.one_pass import Pass, run_parts
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.roles import money_unit
from tools.segments.money import join_on_key
from tools.tables import DAYS, INTEGER, MONEY, as_fact, customers_column, fact, share_column
from tools.trees import Step, column, named

_BASE = ("recency_days", "frequency", "monetary")


@dataclass(frozen=True)
class Assignment:
    """Steps that end in `members` (key, segment, ...); `order` is the order of the segments, best first.

    Members that carry recency_days, frequency and monetary themselves are not looked up again in the base.

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
    medians: tuple[Column, ...] = ()  # of the step `fields`: their medians are shown beside those of the base

    def select(self, *names: str) -> exp.Select:
        """The members as one statement."""
        return trees.with_steps(trees.from_step("members", *trees.columns(*names)), self.steps)


def scope_of(tool: str, arguments: SegmentationArgs, ctx: ToolContext) -> BaseScope:
    """The orders that an asking person may segment by, up to as-of; a condition on a segment means that of as-of."""
    from tools.segments.filters import orders_at

    window = arguments.window or Window()
    as_of = arguments.as_of or min(window.end or ctx.as_of, ctx.as_of)
    if as_of > ctx.as_of:
        raise BadParameter("as_of", as_of.isoformat(), f"up to {ctx.as_of.isoformat()}")
    if window.start and window.start >= as_of:
        raise EmptyWindow("The window ends before it starts.", start=window.start, end=as_of)
    return BaseScope(orders_at(tool, arguments.filters, as_of, ctx), as_of, window.start)


def summarise(tool: str, assignment: Assignment, scope: BaseScope, ctx: ToolContext) -> ToolResult:
    """Customers, revenue and medians of each segment, in the order of the segmentation."""
    return summed(tool, assignment, scope, run_parts(summary_parts(assignment), assignment.steps, ctx), ctx)


def summary_parts(assignment: Assignment) -> dict[str, exp.Select]:
    """What one statement must tell for `summed`; a tool may ask further parts beside them."""
    return {"segments": _summary(assignment), "returns_only": returns_only_part()}


def summed(tool: str, assignment: Assignment, scope: BaseScope, found: Pass, ctx: ToolContext) -> ToolResult:
    """The answer that the parts of `summary_parts` give.

    Raises
    ------
    EmptyWindow, TooFewCustomers
    """
    rank = {segment: position for position, segment in enumerate(assignment.order)}
    rows = sorted(found.table("segments"), key=lambda row: rank.get(str(row[0]), len(rank)))
    left_out = count_left_out(scope, ctx, returns_only=_whole(found.value("returns_only")))
    table = ResultTable(_columns(tool, assignment, ctx), tuple(rows), left_out=left_out)
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
            sql=(*assignment.sql, found.sql),
            window=Window(scope.start, scope.as_of),
            parameters=(*assignment.parameters, ("as_of", scope.as_of), ("start", scope.start)),
            row_counts=(("members", members), ("segments", len(table.rows))),
            policies=scope.orders.rows().policies,
        ),
    )


def _summary(assignment: Assignment) -> exp.Select:
    """One row per segment. Members without a purchase (prospects) have no revenue and no medians."""
    base = "members" if set(_BASE) <= set(dict(assignment.steps)["members"].named_selects) else "customers"
    counted = exp.Count(this=exp.Star())
    revenue = trees.or_zero(exp.Sum(this=column("monetary", base)))
    middle = [(base, name) for name in _BASE] + [("fields", item.name) for item in assignment.medians]
    select = trees.from_step(
        "members",
        column("segment", "members"),
        named(counted, "customers"),
        named(trees.share_of(counted.copy(), _over_all(counted)), "share"),
        named(revenue, "revenue"),
        named(trees.share_of(revenue.copy(), _over_all(revenue)), "revenue_share"),
        *(named(exp.Median(this=trees.double(column(name, step))), f"median_{name}") for step, name in middle),
    )
    for step in dict.fromkeys(step for step, _ in middle if step != "members"):
        select = join_on_key(select, step, column("key", "members"), "left")
    return select.group_by(column("segment", "members"), copy=False)


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
        *(replace(item, name=f"median_{item.name}") for item in assignment.medians),
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
    if by_revenue["revenue_share"] is None:
        return (breakdown,)
    kind = "segment_lead_largest" if by_revenue is largest else "segment_lead"
    lead = Finding(
        kind,
        (
            ("group", as_fact(by_revenue["segment"], segment)),
            ("customers", as_fact(by_revenue["customers"], customers)),
            ("share", as_fact(by_revenue["share"], table.columns[2])),
            ("revenue_share", as_fact(by_revenue["revenue_share"], table.columns[4])),
            ("largest_group", as_fact(largest["segment"], segment)),
            ("largest", as_fact(largest["customers"], customers)),
            ("largest_share", as_fact(largest["share"], table.columns[2])),
            ("total", as_fact(sum(_whole(row["customers"]) for row in by_size), customers)),
        ),
    )
    return (lead,) if len(table.rows) > 1 else (breakdown,)


def left_out_caveats(left_out: tuple[LeftOut, ...]) -> tuple[Caveat, ...]:
    return tuple(
        Caveat("rows_left_out", (("code", item.code), ("rows", item.rows), ("value", item.value), ("metric", None)))
        for item in left_out
    )


def _whole(value: Value) -> int:
    return int(str(value or 0))
