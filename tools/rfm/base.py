"""The base that is scored: one row per customer, frequency counted in purchase days or in orders.

Rule: purchase days are the rule, since two orders of one day are one visit; orders count each order number once that
has an amount of 0 or more.
"""

from __future__ import annotations

from typing import Literal

from sqlglot import exp

from tools import trees
from tools.customers.base import BaseScope, base_steps, order_rows
from tools.trees import Step, column, named


def scored_base(scope: BaseScope, frequency: Literal["days", "orders"]) -> tuple[Step, ...]:
    """The steps of the base; with "orders" the frequency of `customers` is the number of orders."""
    steps = base_steps(scope)
    if frequency == "days":
        return steps
    *before, (name, by_days) = steps
    counted, needed = _orders(scope)
    facts = ("key", "first_day", "last_day", "recency_days")
    by_orders = trees.from_step(
        "customer_days",
        *(column(fact, "customer_days") for fact in facts),
        column("frequency", "order_counts"),
        column("monetary", "customer_days"),
    ).join(
        trees.step("order_counts"),
        on=exp.EQ(this=column("key", "order_counts"), expression=column("key", "customer_days")),
        copy=False,
    )
    known = {step for step, _ in before}
    needed = tuple(step for step in needed if step[0] not in known)
    return (*before, *needed, ("customer_days", by_days), ("order_counts", counted), (name, by_orders))


def _orders(scope: BaseScope) -> tuple[exp.Select, tuple[Step, ...]]:
    rows, conditions = order_rows(scope)
    counted = exp.Count(this=exp.Distinct(expressions=[rows.part("order")]))
    select, needed = rows.select((named(rows.part("customer"), "key"), named(counted, "frequency")), conditions)
    return select.group_by(rows.part("customer"), copy=False), needed
