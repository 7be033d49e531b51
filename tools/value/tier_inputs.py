"""What a tier looks at: value, behaviour, potential or declared needs of each customer, from the roles of the model.

Rule: an input is used where the model says where to find it and left out, by name, where it does not; a kind without
any input is refused. Growth compares the last two quarters with the two before on a scale from -1 to 1, so that a
customer who bought nothing before does not grow without bounds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlglot import exp

from semantic_layer.model import Role
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps
from tools.roles import Rows, find_role
from tools.trees import Step, column, named
from tools.value.weighted_score import Input

HALF_YEAR = timedelta(days=182)


@dataclass
class Gathered:
    """Steps that end with one row per customer for each input; `left_out` are inputs that the model lacks."""

    scope: BaseScope
    tool: str
    ctx: ToolContext
    steps: list[Step] = field(default_factory=list)
    columns: list[tuple[Input, exp.Expression, str]] = field(default_factory=list)  # value, step that holds it
    left_out: list[str] = field(default_factory=list)

    def add(self, name: str, value: exp.Expression, step: str = "", *, up: bool = True, zero: bool = False) -> None:
        self.columns.append((Input(name, 1.0, up, zero), value, step))

    def step(self, name: str, select: exp.Select, needed: tuple[Step, ...]) -> None:
        known = {step for step, _ in (*base_steps(self.scope), *self.steps)}
        self.steps += [step for step in needed if step[0] not in known]
        self.steps.append((name, select))

    def role(self, name: str, *parts: str) -> Role | None:
        """The role with all of these parts, or None."""
        found = self.ctx.model.role(name)
        return found if found and all(found.column(part) is not None for part in parts) else None

    @property
    def inputs(self) -> tuple[Input, ...]:
        return tuple(item for item, _, _ in self.columns)

    def all_steps(self) -> tuple[Step, ...]:
        """The base, and `fields`: key and every input."""
        values = [named(value, item.name) for item, value, _ in self.columns]
        select = trees.from_step("customers", column("key", "customers"), *values)
        for name in dict.fromkeys(step for _, _, step in self.columns if step):
            same = exp.EQ(this=column("key", name), expression=column("key", "customers"))
            select = select.join(trees.step(name), on=same, join_type="left", copy=False)
        return (*base_steps(self.scope), *self.steps, ("fields", select))


def value_inputs(gathered: Gathered) -> None:
    """Net revenue, profit, repurchases, and the share of orders that came back (down)."""
    gathered.add("monetary", column("monetary", "customers"))
    if gathered.role("order", "cost"):
        rows = gathered.scope.orders.rows()
        profit = exp.Sum(this=exp.Sub(this=rows.part("amount"), expression=rows.part("cost")))
        _per_customer(gathered, "profits", rows, profit, "profit")
        gathered.add("profit", column("profit", "profits"), "profits")
    else:
        gathered.left_out.append("profit")
    repeats = exp.Sub(this=column("frequency", "customers"), expression=trees.number(1))
    gathered.add("repurchases", exp.Paren(this=repeats))
    if gathered.role("order", "order") and gathered.role("return", "order", "time"):
        _order_keys(gathered)
        returned, needed = _with_order("return", gathered, "time")
        gathered.step("returned", returned, needed)
        counted = exp.Count(this=exp.Distinct(expressions=[column("order", "order_keys")]))
        back = exp.Count(this=exp.Distinct(expressions=[column("order", "returned")]))
        same = exp.EQ(this=column("order", "returned"), expression=column("order", "order_keys"))
        rates = trees.from_step(
            "order_keys", column("key", "order_keys"), named(trees.share_of(back, counted), "return_share")
        ).join(trees.step("returned"), on=same, join_type="left", copy=False)
        gathered.step("return_shares", rates.group_by(column("key", "order_keys"), copy=False), ())
        gathered.add("return_share", column("return_share", "return_shares"), "return_shares", up=False)
    else:
        gathered.left_out.append("return_share")


def behaviour_inputs(gathered: Gathered) -> None:
    """Days with a visit, orders, different products, and contacts with service."""
    if gathered.role("interaction", "customer", "time"):
        rows = find_role("interaction", gathered.tool, gathered.ctx).rows()
        days = exp.Count(this=exp.Distinct(expressions=[rows.day("time")]))
        _per_customer(gathered, "visits", rows, days, "active_days")
        gathered.add("active_days", column("active_days", "visits"), "visits", zero=True)
    else:
        gathered.add("active_days", column("frequency", "customers"))
    if not gathered.role("order", "order"):
        gathered.left_out += ["orders", "products"]
    else:
        _order_keys(gathered)
        counted = exp.Count(this=exp.Distinct(expressions=[column("order")]))
        orders = trees.from_step("order_keys", column("key"), named(counted, "orders"))
        gathered.step("order_counts", orders.group_by(column("key"), copy=False), ())
        gathered.add("orders", column("orders", "order_counts"), "order_counts", zero=True)
        _products(gathered)
    if gathered.role("complaint", "customer", "time"):
        rows = find_role("complaint", gathered.tool, gathered.ctx).rows()
        _per_customer(gathered, "contacts", rows, exp.Count(this=exp.Star()), "service_contacts")
        gathered.add("service_contacts", column("service_contacts", "contacts"), "contacts", zero=True)
    else:
        gathered.left_out.append("service_contacts")


def _products(gathered: Gathered) -> None:
    if not gathered.role("product", "order", "product"):
        gathered.left_out.append("products")
        return
    rows = find_role("product", gathered.tool, gathered.ctx).rows()
    select, needed = rows.select((named(rows.part("order"), "order"), named(rows.part("product"), "product")))
    gathered.step("lines", select, needed)
    kinds = exp.Count(this=exp.Distinct(expressions=[column("product", "lines")]))
    same = exp.EQ(this=column("order", "lines"), expression=column("order", "order_keys"))
    counted = trees.from_step("order_keys", column("key", "order_keys"), named(kinds, "products"))
    counted = counted.join(trees.step("lines"), on=same, copy=False).group_by(column("key", "order_keys"), copy=False)
    gathered.step("product_counts", counted, ())
    gathered.add("products", column("products", "product_counts"), "product_counts", zero=True)


def potential_inputs(gathered: Gathered) -> None:
    """Growth over the last two quarters; size and place in the industry where the model declares them."""
    add_growth(gathered)
    for name in ("size", "industry_rank"):
        if gathered.role("customer", "customer", name):
            add_attribute(gathered, name)
        else:
            gathered.left_out.append(name)


def add_growth(gathered: Gathered) -> None:
    """(last two quarters - two before) / both; nothing in either is -1, as for somebody who left."""
    middle = gathered.scope.as_of - HALF_YEAR
    first = middle - HALF_YEAR
    amount, day = column("amount", "days"), column("day", "days")
    late = trees.when(exp.GTE(this=day.copy(), expression=trees.day(middle)), amount.copy())
    is_early: list[exp.Expression] = [
        exp.GTE(this=day.copy(), expression=trees.day(first)),
        exp.LT(this=day.copy(), expression=trees.day(middle)),
    ]
    early = trees.when(trees.all_of(is_early), amount.copy())
    sums = [
        named(exp.Greatest(this=_sum(part), expressions=[trees.number(0)]), name)
        for part, name in ((late, "late"), (early, "early"))
    ]
    halves = trees.from_step("days", column("key", "days"), *sums).group_by(column("key", "days"), copy=False)
    gathered.step("halves", halves, ())
    now, before = column("late", "halves"), column("early", "halves")
    both = exp.Paren(this=exp.Add(this=now.copy(), expression=before.copy()))
    change = trees.share_of(exp.Paren(this=exp.Sub(this=now, expression=before)), both)
    gathered.add("growth", exp.Coalesce(this=change, expressions=[trees.number(-1)]), "halves")


def _sum(part: exp.Expression) -> exp.Expression:
    return trees.or_zero(exp.Sum(this=part))


def add_attribute(gathered: Gathered, part: str) -> None:
    """An attribute of the customer that is a number, or whose declared values have an order."""
    role = find_role("customer", gathered.tool, gathered.ctx)
    rows = role.rows()
    text = role.role.column(part)
    declared = next((item for item in role.dataset.dimensions if item.expr == text), None)
    value = rows.part(part)
    ranked = [item for item in declared.values if item.order is not None] if declared else []
    if ranked:
        case = exp.Case()
        for item in ranked:
            same = exp.EQ(this=value.copy(), expression=trees.text(str(item.code)))
            case = case.when(same, trees.number(item.order or 0))
        value = case
    select, needed = rows.select((named(rows.part("customer"), "key"), named(value, part)))
    gathered.step(f"own_{part}", select, needed)
    gathered.add(part, column(part, f"own_{part}"), f"own_{part}")


def _order_keys(gathered: Gathered) -> None:
    """`order_keys`: the orders of each customer before as-of, each once."""
    if "order_keys" in {name for name, _ in gathered.steps}:
        return
    rows = gathered.scope.orders.rows()
    bought = exp.GTE(this=rows.part("amount"), expression=trees.number(0))
    parts = (named(rows.part("customer"), "key"), named(rows.part("order"), "order"))
    select, needed = rows.select(parts, [*_in_time(rows, gathered), bought])
    gathered.step("order_keys", select.distinct(copy=False), needed)


def _with_order(name: str, gathered: Gathered, time: str) -> tuple[exp.Select, tuple[Step, ...]]:
    rows = find_role(name, gathered.tool, gathered.ctx).rows()
    before = exp.LT(this=rows.day(time), expression=trees.day(gathered.scope.as_of))
    select, needed = rows.select((named(rows.part("order"), "order"),), [before])
    return select.distinct(copy=False), needed


def _per_customer(gathered: Gathered, step: str, rows: Rows, value: exp.Expression, name: str) -> None:
    select, needed = rows.select((named(rows.part("customer"), "key"), named(value, name)), _in_time(rows, gathered))
    gathered.step(step, select.group_by(rows.part("customer"), copy=False), needed)


def _in_time(rows: Rows, gathered: Gathered) -> list[exp.Expression]:
    day = rows.day("time")
    conditions: list[exp.Expression] = [
        trees.is_known(rows.part("customer")),
        exp.LT(this=day, expression=trees.day(gathered.scope.as_of)),
    ]
    if gathered.scope.start:
        conditions.append(exp.GTE(this=day.copy(), expression=trees.day(gathered.scope.start)))
    return conditions
