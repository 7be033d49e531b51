"""What a dimension was in the first order of each customer: the first channel, the first category.

Rule: the first order is the earliest purchase (an amount of 0 or more) before as-of; of several orders on that day it
is the one with the earliest time, where the model knows it, and of equal times the one with the smallest order number.
What cannot be asked of an order is asked of its lines. Where the first order has several values, the one with the most
money counts, and of equal money the first in the order of writing. It never changes once it is known.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.compiler.paths import graph_of
from semantic_layer.model import FIRST_ORDER, Dimension, SemanticModel
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope, order_rows
from tools.errors import BadParameter
from tools.roles import RoleSource, find_role
from tools.segment_arguments import FirstOrderArgs
from tools.segments.summary import Assignment
from tools.trees import Step, column, named

_CENTS = 6  # sums are rounded before they are compared: engines add in any order


def assignment(arguments: FirstOrderArgs, scope: BaseScope, ctx: ToolContext) -> Assignment:
    """Every buyer whose first order tells the value.

    Raises
    ------
    BadParameter
        There is no such dimension, or neither orders nor their lines have it.
    MissingRole
        The model has no orders.
    """
    base = _dimension(arguments.by, ctx.model)
    lines = _home(base, scope, ctx)
    steps = (*_placed(scope, base if lines is None else None), ("firsts", _firsts()))
    if lines is not None:
        steps = (*steps, *_lines(lines, base))
    sums = _sums("firsts" if lines is None else "lines")
    ranked = trees.from_step("sums", column("key"), column("value"), named(_place(), "place"))
    best = exp.EQ(this=column("place"), expression=trees.number(1))
    members = trees.from_step("ranked", column("key"), named(column("value"), "segment")).where(best, copy=False)
    return Assignment(
        steps=(
            *steps,
            ("sums", sums),
            ("ranked", ranked),
            ("members", members),
        ),
        order=tuple(str(value.code) for value in base.values),
        parameters=(("by", arguments.by), ("rule", FIRST_ORDER)),
    )


def _dimension(name: str, model: SemanticModel) -> Dimension:
    if not model.has_dimension(name):
        raise BadParameter("by", name, "a dimension of the orders or of what is bought")
    return model.dimension(name)


def _home(base: Dimension, scope: BaseScope, ctx: ToolContext) -> RoleSource | None:
    """The lines, where only they have the dimension; None where each order has it."""
    graph = graph_of(ctx.model)
    if graph.reaches(scope.orders.role.dataset, base.dataset):
        return None
    lines = find_role("product", FIRST_ORDER, ctx)
    if not graph.reaches(lines.role.dataset, base.dataset) or scope.orders.role.column("order") is None:
        raise BadParameter("by", base.qualified, "a dimension that each order or each of its lines has")
    return lines


def _placed(scope: BaseScope, base: Dimension | None) -> tuple[Step, ...]:
    """`placed`: the purchases before as-of with what orders them in time; with the value where the order has it."""
    rows, conditions = order_rows(scope)
    role = scope.orders.role
    columns = [
        named(rows.part("customer"), "key"),
        named(rows.day("time"), "day"),
        named(rows.moment("at" if role.column("at") else "time"), "moment"),
        named(rows.part("order") if role.column("order") else exp.Null(), "order"),
        named(rows.part("amount"), "amount"),
    ]
    if base is not None:
        columns.append(named(_text(rows.dimension(base.qualified)), "value"))
    select, needed = rows.select(columns, conditions)
    return (*needed, ("placed", select))


def _firsts() -> exp.Select:
    """Every row of the first order of each customer; rows of one order have one rank."""
    rank = trees.over(exp.Rank(), ("key",), ("day", "moment", "order"))
    ranked = trees.from_step("placed", exp.Star(), named(rank, "turn"))
    first = exp.EQ(this=column("turn"), expression=trees.number(1))
    return exp.Select(expressions=[exp.Star()]).from_(ranked.subquery("turns"), copy=False).where(first, copy=False)


def _lines(lines: RoleSource, base: Dimension) -> tuple[Step, ...]:
    """`lines`: key, value and money of what was in the first orders."""
    rows = lines.rows()
    amount = rows.part("amount") if lines.role.column("amount") else trees.number(1)
    columns = [
        named(rows.part("order"), "order"),
        named(_text(rows.dimension(base.qualified)), "value"),
        named(amount, "amount"),
    ]
    select, needed = rows.select(columns)
    same = exp.EQ(this=column("order", "items"), expression=column("order", "firsts"))
    orders = trees.from_step("firsts", *trees.columns("key", "order")).distinct(copy=False)
    found = (
        exp.Select(expressions=[column("key", "firsts"), column("value", "items"), column("amount", "items")])
        .from_(orders.subquery("firsts"), copy=False)
        .join(select.subquery("items"), on=same, copy=False)
    )
    return (*needed, ("lines", found))


def _sums(source: str) -> exp.Select:
    """Money of each value in the first order; what is unknown is no value."""
    money = exp.Round(this=exp.Sum(this=column("amount")), decimals=trees.number(_CENTS))
    known = trees.is_known(column("value"))
    select = trees.from_step(source, column("key"), column("value"), named(money, "money")).where(known, copy=False)
    return select.group_by(column("key"), column("value"), copy=False)


def _place() -> exp.Expression:
    by_money = exp.Ordered(this=column("money"), desc=True, nulls_first=False)
    ordering = exp.Order(expressions=[by_money, exp.Ordered(this=column("value"))])
    return exp.Window(this=exp.RowNumber(), partition_by=[column("key")], order=ordering)


def _text(value: exp.Expression) -> exp.Expression:
    return exp.cast(value, exp.DataType.Type.TEXT)
