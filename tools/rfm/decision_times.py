"""How long each customer looks around before ordering, as steps of one statement.

Rule: the decision of an order begins with the first visit within the lookback and after the order before; its length is
the hours up to the order. A customer's length is the median of their orders, and NULL where no order had such a visit.
"""

from __future__ import annotations

from sqlglot import exp

from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope, order_rows
from tools.roles import find_role
from tools.trees import Step, column, named


def decision_steps(scope: BaseScope, lookback_days: int, ctx: ToolContext) -> tuple[Step, ...]:
    """Steps that end in `durations`: key, duration_hours, orders, timed (those with a visit before), presales.

    `presales` is NULL where orders do not say whether they are pre-sales.

    Raises
    ------
    MissingRole
        The model has no visits, or orders have no time of day.
    """
    visits, visits_needed = _visits(scope, ctx)
    purchases, needed = _purchases(scope)
    return (
        *visits_needed,
        *needed,
        ("visits", visits),
        ("purchases", purchases),
        ("ordered", _ordered(lookback_days)),
        ("decisions", _decisions()),
        ("durations", _durations()),
    )


def _visits(scope: BaseScope, ctx: ToolContext) -> tuple[exp.Select, tuple[Step, ...]]:
    rows = find_role("interaction", "rfm_duration", ctx).rows()
    known = trees.is_known(rows.part("customer"))
    before = exp.LT(this=rows.day("time"), expression=trees.day(scope.as_of))
    return rows.select((named(rows.part("customer"), "key"), named(rows.moment("time"), "at")), [known, before])


def has_presale(scope: BaseScope) -> bool:
    """Whether orders say that they are pre-sales."""
    return scope.orders.role.column("presale") is not None


def _purchases(scope: BaseScope) -> tuple[exp.Select, tuple[Step, ...]]:
    """One row per order: who, when, and whether it was a pre-sale."""
    rows, conditions = order_rows(scope)
    presale = exp.Max(this=trees.indicator(rows.part("presale"))) if has_presale(scope) else exp.Null()
    parts = (
        named(rows.part("customer"), "key"),
        named(rows.part("order"), "order"),
        named(exp.Min(this=rows.moment("at")), "at"),
        named(presale, "presale"),
    )
    select, needed = rows.select(parts, conditions)
    return select.group_by(rows.part("customer"), rows.part("order"), copy=False), needed


def _ordered(lookback_days: int) -> exp.Select:
    """The orders of each customer with the moment of the order before, and the one the lookback opens at.

    The lookback is counted in whole seconds. As a moment of the order it is computed once, not for every visit.
    """
    before = trees.over(exp.Lag(this=column("at")), ["key"], ["at", "order"])
    length = exp.Interval(this=exp.Literal.string(str(lookback_days)), unit=exp.var("DAY"))
    opens = exp.Sub(this=exp.TimestampTrunc(this=column("at"), unit=exp.var("SECOND")), expression=length)
    names = trees.columns("key", "order", "at", "presale")
    return trees.from_step("purchases", *names, named(before, "before"), named(opens, "opens"))


def _decisions() -> exp.Select:
    """Hours from the first visit that belongs to an order up to it; NULL without one."""
    visit, order = column("at", "visits"), column("at", "ordered")
    after_last = exp.or_(
        trees.is_null(column("before", "ordered")),
        exp.GT(this=visit.copy(), expression=column("before", "ordered")),
        copy=False,
    )
    belongs: list[exp.Expression] = [
        exp.EQ(this=column("key", "visits"), expression=column("key", "ordered")),
        exp.LT(this=visit.copy(), expression=order.copy()),
        exp.GTE(this=visit.copy(), expression=column("opens", "ordered")),
        exp.Paren(this=after_last),
    ]
    seconds = exp.DateDiff(this=order, expression=visit, unit=exp.var("SECOND"))
    hours = trees.share_of(exp.Max(this=seconds), trees.number(3600))
    names = ("key", "order", "presale")
    select = trees.from_step("ordered", *(column(name, "ordered") for name in names), named(hours, "hours"))
    select = select.join(trees.step("visits"), on=trees.all_of(belongs), join_type="left", copy=False)
    return select.group_by(*(column(name, "ordered") for name in names), copy=False)


def _durations() -> exp.Select:
    return trees.from_step(
        "decisions",
        column("key"),
        named(exp.Median(this=column("hours")), "duration_hours"),
        named(exp.Count(this=exp.Star()), "orders"),
        named(exp.Count(this=column("hours")), "timed"),
        named(exp.Sum(this=column("presale")), "presales"),
    ).group_by(column("key"), copy=False)
