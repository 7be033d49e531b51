"""One row per customer: when they last bought, how often, and for how much.

Rule: the grain is the customer-day. A day counts as a purchase when at least one amount of that day is 0 or
more; money is net, returns subtracted. Nothing dated on or after as-of is read. Rows without a customer, later
rows and customers who only returned things are not in the base, and each kind is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from semantic_layer.result import LeftOut, Value
from tools import trees
from tools.context import ToolContext
from tools.rights import smallest_group
from tools.roles import RoleSource, Rows
from tools.trees import Step, column, named


@dataclass(frozen=True)
class BaseScope:
    """Which orders a base reads: those of `[start, as_of)` that the source lets through."""

    orders: RoleSource
    as_of: date
    start: date | None = None


def base_steps(scope: BaseScope) -> tuple[Step, ...]:
    """Steps `orders`, `days` (customer-days), `everyone` (with an order) and `customers` (with a purchase: the base).

    Columns of the last two: key, first_day, last_day, recency_days (1 or more), frequency (purchase days, 0 for who
    only returned things), monetary (net).
    """
    orders, needed = _orders(scope)
    everyone = _everyone(scope.as_of)
    bought = exp.GT(this=column("frequency"), expression=trees.number(0))
    customers = trees.from_step("everyone", *trees.columns(*everyone.named_selects)).where(bought, copy=False)
    return (*needed, ("orders", orders), ("days", _days()), ("everyone", everyone), ("customers", customers))


def renamed_base(scope: BaseScope, prefix: str) -> tuple[Step, ...]:
    """The base once more beside another one: its four steps are called `PREFIX_days` and so on."""
    names = {name: f"{prefix}_{name}" for name in ("orders", "days", "everyone", "customers")}
    steps = []
    for name, query in base_steps(scope):
        moved = query.copy()
        for table in moved.find_all(exp.Table):  # columns keep the old name, which is the alias of the table
            new = names.get(table.name.removeprefix("_"))
            if new and table.name.startswith("_"):
                table.set("this", exp.to_identifier(f"_{new}"))
        steps.append((names.get(name, name), moved))
    return tuple(steps)


def _orders(scope: BaseScope) -> tuple[exp.Select, tuple[Step, ...]]:
    rows = scope.orders.rows()
    named_parts = (
        named(rows.part("customer"), "key"),
        named(rows.day("time"), "day"),
        named(rows.part("amount"), "amount"),
    )
    return rows.select(named_parts, _in_scope(rows, scope))


def order_rows(scope: BaseScope) -> tuple[Rows, list[exp.Expression]]:
    """Rows and conditions of what counts as an order of somebody: in scope, and with an amount of 0 or more."""
    rows = scope.orders.rows()
    bought = exp.GTE(this=rows.part("amount"), expression=trees.number(0))
    return rows, [*_in_scope(rows, scope), bought]


def _in_scope(rows: Rows, scope: BaseScope) -> list[exp.Expression]:
    begins = [exp.GTE(this=rows.day("time"), expression=trees.day(scope.start))] if scope.start else []
    return [trees.is_known(rows.part("customer")), _before(rows, scope.as_of), *begins]


def _before(rows: Rows, day: date) -> exp.Expression:
    return exp.LT(this=rows.day("time"), expression=trees.day(day))


def _days() -> exp.Select:
    """One row per customer and day. `bought` is 1 when the day has an amount of 0 or more."""
    bought = exp.Max(this=trees.indicator(exp.GTE(this=column("amount"), expression=trees.number(0))))
    return trees.from_step(
        "orders",
        column("key"),
        column("day"),
        named(exp.Sum(this=column("amount")), "amount"),
        named(bought, "bought"),
    ).group_by(column("key"), column("day"), copy=False)


def _everyone(as_of: date) -> exp.Select:
    bought = exp.EQ(this=column("bought"), expression=trees.number(1))
    bought_day = trees.when(bought, column("day"))
    return trees.from_step(
        "days",
        column("key"),
        named(exp.Min(this=bought_day), "first_day"),
        named(exp.Max(this=bought_day.copy()), "last_day"),
        named(trees.days_between(exp.Max(this=bought_day.copy()), trees.day(as_of)), "recency_days"),
        named(exp.Sum(this=column("bought")), "frequency"),
        named(exp.Sum(this=column("amount")), "monetary"),
    ).group_by(column("key"), copy=False)


def left_out_select(scope: BaseScope) -> exp.Select:
    """Counts of rows that the base does not hold: one row, columns named after the codes of `LeftOut`."""
    rows = scope.orders.rows()
    lost = trees.all_of([trees.is_null(rows.part("customer")), _before(rows, scope.as_of)])
    late = exp.GTE(this=rows.day("time"), expression=trees.day(scope.as_of))
    counts = (
        named(trees.count_if(lost), "null_key"),
        named(exp.Sum(this=trees.when(lost.copy(), rows.part("amount"))), "null_key_value"),
        named(trees.count_if(late), "future_rows"),
        named(trees.count_if(trees.is_null(rows.day("time"))), "no_time"),
    )
    select, needed = rows.select(counts)
    return trees.with_steps(select, needed)


def returns_only_part() -> exp.Select:
    """How many customers have orders in scope but no purchase, over the steps of the base."""
    never = exp.EQ(this=column("frequency"), expression=trees.number(0))
    return trees.from_step("everyone", named(exp.Count(this=exp.Star()), "returns_only")).where(never, copy=False)


def _returns_only_select(scope: BaseScope) -> exp.Select:
    """The same without the base: a customer whose every amount is below 0 has no day with a purchase."""
    orders, needed = _orders(scope)
    most = exp.Max(this=trees.indicator(exp.GTE(this=column("amount"), expression=trees.number(0))))
    never = exp.EQ(this=most, expression=trees.number(0))
    keys = trees.from_step("orders", column("key")).group_by(column("key"), copy=False).having(never, copy=False)
    select = exp.Select(expressions=[exp.Count(this=exp.Star())]).from_(keys.subquery("never"), copy=False)
    return trees.with_steps(select, (*needed, ("orders", orders)))


def count_left_out(scope: BaseScope, ctx: ToolContext, *, returns_only: int | None = None) -> tuple[LeftOut, ...]:
    """What the base does not hold; a kind without rows, or with few under a policy, is not listed.

    `returns_only`: where it is counted already.
    """
    null_key, value, future, no_time = _row(left_out_select(scope), ctx)
    only = returns_only if returns_only is not None else _row(_returns_only_select(scope), ctx)[0]
    found: Sequence[LeftOut] = (
        LeftOut("null_key", _count(null_key), value=value),
        LeftOut("future_rows", _count(future)),
        LeftOut("no_time", _count(no_time)),
        LeftOut("returns_only", _count(only)),
    )
    k = smallest_group(ctx)  # rows of nobody apart, a few rows are those of a few
    return tuple(item for item in found if item.rows >= (1 if item.code == "null_key" else k))


def _row(select: exp.Select, ctx: ToolContext) -> tuple[Value, ...]:
    sql = trees.render(select, ctx.engine.dialect)
    return ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]


def _count(value: Value) -> int:
    return int(str(value or 0))
