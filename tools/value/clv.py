"""What customers will still spend: expected purchases times expected value, week by week, discounted.

Rule: frequency and money are learned apart (`btyd.py`) from purchase days before as-of, in weeks. Before anything is
forecast, the same models are fitted on the past without its last part and set against what came then; that hold-out,
with the naive forecast beside it, is part of every answer. Without a margin the value is revenue and not profit.

A customer with one purchase has no repeat to learn a value from and is given everybody's expected value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from semantic_layer.query import Window
from semantic_layer.result import Column, ResultTable, Value
from tools.context import ToolContext
from tools.customer_arguments import ClvArgs
from tools.customers.base import BaseScope, count_left_out
from tools.customers.groups import group_column
from tools.customers.histories import Floats, Histories
from tools.errors import EmptyWindow, NotIdentified
from tools.result import Lineage, NamedTable, ToolResult
from tools.rights import ensure_listable, without_small_groups
from tools.roles import money_unit
from tools.segments.summary import left_out_caveats, scope_of
from tools.tables import CUSTOMERS, INTEGER, MONEY, NONE, PERCENT, SCORE, SCORE_FORMAT, SHARE, customers_column, fact
from tools.value.btyd import Purchases, Spend, fit_purchases, fit_spend
from tools.value.clv_buyers import WEEK, Buyers, read_buyers
from tools.value.clv_findings import caveats_of, findings_of


@dataclass(frozen=True)
class Fitted:
    purchases: Purchases
    spend: Spend


def clv(arguments: ClvArgs, ctx: ToolContext) -> ToolResult:
    """The most valuable customers, or with `by` the value of each group; beside it the fit and its hold-out.

    Raises
    ------
    EmptyWindow, NotIdentified, NotAllowed, MissingRole
    """
    if arguments.by is None:
        ensure_listable(ctx)
    scope = scope_of("clv", arguments, ctx)
    buyers = read_buyers(scope, arguments.by, ctx)
    if not buyers.keys:
        raise EmptyWindow("Nobody bought anything in the window.", start=scope.start, end=scope.as_of)
    fitted = Fitted(fit_purchases(Histories.of(buyers.x, buyers.t_x, buyers.T), arguments.model), _spend(buyers))
    weeks = arguments.horizon_days / WEEK
    discounted, plain, orders = _value(fitted, buyers, arguments)
    if not all(np.isfinite(figure).all() for figure in (discounted, plain, orders)):
        raise NotIdentified("The fit gives some customers no value.", reason="no_maximum")
    alive = fitted.purchases.p_alive(buyers.x, buyers.t_x, buyers.T)
    figures = np.column_stack([orders, alive, fitted.spend.expected_value(_repeats(buyers), buyers.mean), discounted])
    figures = np.column_stack([figures, plain])
    table = _by_group(buyers, figures, arguments, ctx) if arguments.by else _top(buyers, figures, arguments, ctx)
    held, held_sql = _hold_out(buyers, scope, arguments, ctx)
    left_out = count_left_out(scope, ctx)
    correlation = _correlation(buyers)
    return ToolResult(
        "clv",
        (NamedTable("main", table), NamedTable("fit", _fit_table(fitted, buyers, correlation)), *held),
        findings_of(table, buyers, discounted, orders, arguments, ctx),
        (*caveats_of(fitted.purchases, buyers, correlation, weeks, arguments), *left_out_caveats(left_out)),
        Lineage(
            as_of=scope.as_of,
            sql=(buyers.sql, *held_sql),
            window=Window(scope.start, scope.as_of),
            parameters=(
                ("horizon_days", arguments.horizon_days),
                ("discount_annual", arguments.discount_annual),
                ("margin", arguments.margin),
                ("model", arguments.model),
                ("unit", "weeks"),
                ("grain", "customer-day"),
            ),
            row_counts=(("customers", len(buyers.keys)), ("histories", len(np.unique(buyers.x)))),
            policies=scope.orders.rows().policies,
        ),
    )


def _repeats(buyers: Buyers) -> Floats:
    """Repeat purchases that count for the value: none where their mean is not positive."""
    return np.where(buyers.mean > 0, buyers.x, 0.0)


def _spend(buyers: Buyers) -> Spend:
    return fit_spend(buyers.x, buyers.mean)


# --- value ------------------------------------------------------------------------------------------------------


def _value(fitted: Fitted, buyers: Buyers, arguments: ClvArgs) -> tuple[Floats, Floats, Floats]:
    """Discounted value, the same without discount, and expected purchases, for each customer.

    The purchases of a week are discounted from its end; the last week may be a part of one.
    """
    distinct, place = np.unique(np.column_stack([buyers.x, buyers.t_x, buyers.T]), axis=0, return_inverse=True)
    x, t_x, T = distinct.T
    place = place.ravel()
    before, discounted = np.zeros(len(x)), np.zeros(len(x))
    for day in [*range(int(WEEK), arguments.horizon_days, int(WEEK)), arguments.horizon_days]:
        until = fitted.purchases.expected_purchases(day / WEEK, x, t_x, T)
        discounted += (until - before) / (1 + arguments.discount_annual) ** (day / 365)
        before = until
    each = fitted.spend.expected_value(_repeats(buyers), buyers.mean) * arguments.margin
    return discounted[place] * each, before[place] * each, before[place]


def _correlation(buyers: Buyers) -> float | None:
    """Between repeat purchases and their mean value; None where it is not defined."""
    kept = buyers.mean > 0
    x, mean = buyers.x[kept], buyers.mean[kept]
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(mean) == 0:
        return None
    return float(np.corrcoef(x, mean)[0, 1])


# --- tables -----------------------------------------------------------------------------------------------------


def _columns(ctx: ToolContext) -> tuple[Column, ...]:
    money = money_unit(ctx.model)
    return (
        Column("clv", "metric", money, MONEY),
        fact("expected_orders", NONE, SCORE_FORMAT),
        fact("expected_value", money, MONEY),
        fact("p_alive", SHARE, PERCENT),
        fact("clv_undiscounted", money, MONEY),
    )


_ORDER = (3, 0, 2, 1, 4)  # of the figures, in the order of the columns


def _top(buyers: Buyers, figures: Floats, arguments: ClvArgs, ctx: ToolContext) -> ResultTable:
    order = sorted(range(len(buyers.keys)), key=lambda i: (-figures[i, 3], str(buyers.keys[i])))
    rows = tuple((buyers.keys[i], *(round(float(figures[i, j]), 4) for j in _ORDER)) for i in order[: arguments.limit])
    flags = ("truncated",) if len(order) > len(rows) else ()
    return ResultTable((fact("customer", kind="dimension"), *_columns(ctx)), rows, flags=flags)


def _by_group(buyers: Buyers, figures: Floats, arguments: ClvArgs, ctx: ToolContext) -> ResultTable:
    """Per group: customers, value in all and per customer, and the means behind it; the highest in all first."""
    assert arguments.by is not None
    members: dict[Value, list[int]] = {}
    for i, group in enumerate(buyers.groups):
        members.setdefault(group, []).append(i)
    clv_all, orders, value, alive, plain = _columns(ctx)
    columns = (
        group_column(arguments.by),
        customers_column(),
        clv_all,
        fact("clv_per_customer", clv_all.unit, MONEY),
        orders,
        value,
        alive,
        plain,
    )
    rows: list[tuple[Value, ...]] = []
    for group, places in members.items():
        own = figures[places]
        total, means = float(own[:, 3].sum()), own.mean(axis=0)
        rest = (float(means[0]), float(means[2]), float(means[1]), float(own[:, 4].sum()))
        rows.append((group, len(places), total, total / len(places), *rest))
    rows.sort(key=lambda row: (-float(str(row[2])), str(row[0])))
    return without_small_groups(ResultTable(columns, tuple(rows)), "customers", ctx)


def _fit_table(fitted: Fitted, buyers: Buyers, correlation: float | None) -> ResultTable:
    frequency, spend = fitted.purchases, fitted.spend
    facts: tuple[tuple[str, Value], ...] = (
        ("r", frequency.r), ("alpha_weeks", frequency.alpha), ("a", frequency.a), ("b", frequency.b),
        ("log_likelihood", frequency.log_likelihood), ("p", spend.p), ("q", spend.q), ("v", spend.v),
        ("mean_value", spend.mean), ("customers", len(buyers.keys)), ("repeaters", int((buyers.x > 0).sum())),
        ("correlation", correlation),
    )  # fmt: skip
    return ResultTable((fact("parameter"), fact("value", SCORE, SCORE_FORMAT)), facts)


# --- hold-out ---------------------------------------------------------------------------------------------------


def _hold_out(
    now: Buyers, scope: BaseScope, arguments: ClvArgs, ctx: ToolContext
) -> tuple[tuple[NamedTable, ...], tuple[str, ...]]:
    """Fitted on the first part of the past, set against the rest: purchases per customer, ours and the naive rate.

    The rest is as long as the horizon, but no more than half of what there is. Naive: everybody goes on at the rate
    of their own repeat purchases so far. Nothing is shown where the first part identifies no model.
    """
    length = float(now.T.max()) * WEEK + 1  # the last day counts
    days = int(min(arguments.horizon_days, length / 2))
    cut = scope.as_of - timedelta(days=days)
    early = read_buyers(BaseScope(scope.orders, cut, scope.start), None, ctx)
    if days < WEEK or not early.keys:
        return (), ()
    try:
        fitted = fit_purchases(Histories.of(early.x, early.t_x, early.T), arguments.model)
    except NotIdentified:
        return (), ()
    known = dict(zip(now.keys, now.x, strict=True))
    actual = np.array([known.get(key, 0.0) for key in early.keys]) - early.x
    ours = fitted.expected_purchases(days / WEEK, early.x, early.t_x, early.T)
    naive = np.where(early.T > 0, early.x / np.maximum(early.T, 1 / WEEK), 0.0) * days / WEEK
    return (NamedTable("hold_out", _errors(cut, days, actual, {"model": ours, "naive": naive})),), (early.sql,)


def _errors(cut: date, days: int, actual: Floats, forecasts: dict[str, Floats]) -> ResultTable:
    columns = (
        fact("method"),
        fact("from_day"),
        fact("days", NONE, INTEGER),
        fact("expected_orders", NONE, SCORE_FORMAT),
        fact("actual_orders", NONE, SCORE_FORMAT),
        fact("mean_error", NONE, SCORE_FORMAT),
        Column("n", "n", CUSTOMERS, INTEGER),
    )
    rows = tuple(
        (name, cut, days, float(found.sum()), float(actual.sum()), float(np.abs(found - actual).mean()), len(actual))
        for name, found in forecasts.items()
    )
    return ResultTable(columns, rows)
