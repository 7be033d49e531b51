"""Two segmentations at once: which champions are silent, what the loyal and low-value customers bring.

Rule: both segmentations are taken on the same day; a customer is in one cell. Cells with too few customers are folded
into one row, so that nothing is lost and no cell is read that says nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlglot import exp

from semantic_layer.model import Segmentation
from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope, count_left_out
from tools.errors import BadParameter, EmptyWindow, RunMismatch
from tools.result import Caveat, Fact, Finding, Lineage, NamedTable, ToolResult
from tools.rights import without_small_groups
from tools.roles import money_unit
from tools.segment_arguments import CombineArgs
from tools.segments.money import VISIBLE, join_on_key, money_step, visible_step
from tools.segments.runs import member_select
from tools.segments.summary import left_out_caveats, scope_of
from tools.tables import CUSTOMERS, INTEGER, MONEY, PERCENT, SHARE, customers_column, fact, fetch, share_column
from tools.trees import column, named

TOOL = "combine_segments"
MANY_CELLS = 12


def named_segmentation(name: str, ctx: ToolContext, parameter: str = "segmentation") -> Segmentation:
    """The model's segmentation of that qualified name.

    Raises
    ------
    BadParameter
        There is none; the error lists those there are.
    """
    if not ctx.model.has_segmentation(name):
        known = ", ".join(item.qualified for item in ctx.model.segmentations)
        raise BadParameter(parameter, name, known or "none: the model has no segmentation")
    return ctx.model.segmentation(name)


def combine_segments(arguments: CombineArgs, ctx: ToolContext) -> ToolResult:
    """One row for every pair of segments: customers, their share, their revenue so far.

    Raises
    ------
    RunMismatch
        The segmentations are asked for on different days, or are about different things.
    """
    a, b = named_segmentation(arguments.a, ctx, "a"), named_segmentation(arguments.b, ctx, "b")
    scope = scope_of(TOOL, arguments, ctx)
    _check(a, b, arguments, scope.as_of)
    left_out = count_left_out(scope, ctx)
    cells, sql = fetch(_select(a, b, scope, ctx), _columns(a, b, ctx), ctx, left_out=left_out)
    total = sum(_whole(row[2]) for row in cells.rows)
    if not total:
        raise EmptyWindow("Nobody is in both segmentations.", start=scope.start, end=scope.as_of)
    folded, count = _folded(cells, arguments.merge * total)
    table = without_small_groups(_with_shares(folded, total), "customers", ctx, parts=("a", "b"))
    shown = len(table.rows) - (table.others is not None)
    return ToolResult(
        TOOL,
        (NamedTable("main", table),),
        _findings(table, a, b, total),
        (
            *((Caveat("cells_folded", (("cells", count), ("share", arguments.merge))),) if count else ()),
            *((Caveat("many_cells", (("cells", shown), ("limit", MANY_CELLS))),) if shown > MANY_CELLS else ()),
            *left_out_caveats(table.left_out),
        ),
        Lineage(
            as_of=scope.as_of,
            sql=(sql,),
            window=Window(scope.start, scope.as_of),
            dimensions=(a.qualified, b.qualified),
            parameters=(
                ("as_of", scope.as_of),
                ("merge", arguments.merge),
                (f"definition {a.qualified}", a.definition_hash),
                (f"definition {b.qualified}", b.definition_hash),
            ),
            row_counts=(("customers", total), ("cells", len(cells.rows))),
            policies=scope.orders.rows().policies,
        ),
    )


def _check(a: Segmentation, b: Segmentation, arguments: CombineArgs, as_of: date) -> None:
    if a.qualified == b.qualified:
        raise BadParameter("b", b.qualified, "another segmentation than the first")
    if a.entity != b.entity:
        raise RunMismatch(f"{a.name} is about {a.entity}, {b.name} about {b.entity}.", first=a.entity, second=b.entity)
    if arguments.b_as_of is not None and arguments.b_as_of != as_of:
        first, second = as_of.isoformat(), arguments.b_as_of.isoformat()
        raise RunMismatch(f"The runs are of different days ({first} and {second}).", first=first, second=second)


def _select(a: Segmentation, b: Segmentation, scope: BaseScope, ctx: ToolContext) -> exp.Select:
    """The cells, in the order of the two segmentations."""
    steps = (
        ("a", member_select(a, scope.as_of, ctx)),
        ("b", member_select(b, scope.as_of, ctx)),
        *visible_step(scope, ctx),
        *money_step("money", scope.start, scope.as_of, scope),
    )
    first, second = column("segment", "a"), column("segment", "b")
    revenue = trees.or_zero(exp.Sum(this=column("revenue", "money")))
    select = trees.from_step(
        "a", named(first, "a"), named(second, "b"), named(exp.Count(this=exp.Star()), "customers"),
        named(revenue, "revenue"),
    )  # fmt: skip
    for step, kind in (("b", "inner"), (VISIBLE, "inner"), ("money", "left")):
        select = join_on_key(select, step, column("key", "a"), kind)
    select = select.group_by(first.copy(), second.copy(), copy=False)
    order = [*(rank(item, node) for item, node in ((a, first), (b, second))), first.copy(), second.copy()]
    return trees.with_steps(select.order_by(*order, copy=False), steps)


def rank(segmentation: Segmentation, node: exp.Expression) -> exp.Expression:
    """The place of a segment in its segmentation; one that is not declared comes last."""
    codes = [value.code for value in segmentation.values]
    if not codes:
        return node.copy()
    case = exp.Case()
    for position, code in enumerate(codes):
        case = case.when(exp.EQ(this=node.copy(), expression=trees.text(str(code))), trees.number(position))
    return case.else_(trees.number(len(codes)))


def _columns(a: Segmentation, b: Segmentation, ctx: ToolContext) -> tuple[Column, ...]:
    return (
        fact("a", kind="dimension", source=a.qualified),
        fact("b", kind="dimension", source=b.qualified),
        customers_column(),
        Column("revenue", "metric", money_unit(ctx.model), MONEY),
    )


def _folded(cells: ResultTable, least: float) -> tuple[ResultTable, int]:
    """The cells with at least so many customers, and one row for all others if there are several."""
    small = [row for row in cells.rows if _whole(row[2]) < least]
    if len(small) < 2:
        return cells, 0
    kept = tuple(row for row in cells.rows if _whole(row[2]) >= least)
    rest = (None, None, sum(_whole(row[2]) for row in small), sum(Decimal(str(row[3])) for row in small))
    return replace(cells, rows=(*kept, rest), others=len(kept)), len(small)


def _with_shares(table: ResultTable, total: int) -> ResultTable:
    money = sum(Decimal(str(row[3])) for row in table.rows)
    rows: list[tuple[Value, ...]] = []
    for a, b, customers, revenue in table.rows:
        of_money = float(Decimal(str(revenue)) / money) if money else None
        rows.append((a, b, customers, _whole(customers) / total, revenue, of_money))
    first, second, counted, revenue_column = table.columns
    columns = (first, second, counted, share_column("share"), revenue_column, share_column("revenue_share"))
    return replace(table, columns=columns, rows=tuple(rows))


def _findings(table: ResultTable, a: Segmentation, b: Segmentation, total: int) -> tuple[Finding, ...]:
    """The largest cell, then the one with most revenue where it is another."""
    cells = [row for i, row in enumerate(table.records()) if i != table.others]
    if not cells:
        return (Finding("combined_none"),)
    largest = max(cells, key=lambda row: _whole(row["customers"]))
    richest = max(cells, key=lambda row: Decimal(str(row["revenue"])))
    money = table.columns[table.index("revenue")]

    def said(row: dict[str, Value]) -> tuple[tuple[str, Fact], ...]:
        return (
            ("group_a", Fact(row["a"], source=a.qualified)),
            ("group_b", Fact(row["b"], source=b.qualified)),
            ("customers", Fact(row["customers"], CUSTOMERS, INTEGER)),
            ("share", Fact(row["share"], SHARE, PERCENT)),
            ("revenue", Fact(row["revenue"], money.unit, money.format)),
            ("revenue_share", Fact(row["revenue_share"], SHARE, PERCENT)),
            ("total", Fact(total, CUSTOMERS, INTEGER)),
        )

    if richest is largest:
        return (Finding("combined_largest_and_richest", said(largest)),)
    return Finding("combined_largest", said(largest)), Finding("combined_richest", said(richest))


def _whole(value: Value) -> int:
    return int(str(value or 0))
