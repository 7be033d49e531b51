"""What is known of each customer at a cut, and who was not seen after it.

Rule: everything of a feature is dated before its cut and everything of an outcome at or after it, so that nothing a
rule learns from lies after what it predicts. A sample holds everybody who had ever bought before the cut; who has
been silent for longer than the churn window is marked, because for them a prediction is no news.

"Gone" is: no purchase in `[cut, cut + days)`. Beside purchases, what customers did elsewhere (complaints, visits,
returns) counts where the model has a role for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from semantic_layer.result import Value
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps, renamed_base
from tools.customers.histories import Floats
from tools.errors import EmptyWindow, HistoryTooShort
from tools.roles import find_role
from tools.trees import Step, column, named

MAX_CUTS = 6  # the newest tests, the one before it calibrates, the others train
LONG = 3  # the longer look-back of a feature, in horizons

RECENCY, FREQUENCY, MONETARY, TENURE, MEAN_GAP, LONGEST_GAP = range(6)
PURCHASES = (
    "recency_days", "frequency", "monetary", "tenure_days", "mean_gap_days", "longest_gap_days",
    "recent_purchases", "earlier_purchases", "recent_amount",
)  # fmt: skip
DERIVED = ("recency_in_gaps", "recency_in_longest_gap", "purchase_trend")
TOUCHES = ("complaint", "interaction", "return")
"""Roles whose events before the cut are counted, by customer."""


@dataclass(frozen=True)
class Sample:
    """Everybody who had bought before a cut, sorted by key.

    Attributes
    ----------
    names, raw : the measured features, in days, purchases and money; one row a customer.
    active : whether the last purchase lies within the churn window.
    gone : whether nobody saw them in the days after the cut; empty while that is not over.
    """

    cut: date
    days: int
    keys: tuple[Value, ...]
    names: tuple[str, ...]
    raw: Floats
    active: NDArray[np.bool_]
    gone: NDArray[np.bool_]
    sql: str

    @property
    def features(self) -> Floats:
        """Logarithms, signed for money; then the silence in units of the customer's own rhythm, and the trend."""
        raw = self.raw
        logs = np.sign(raw) * np.log1p(np.abs(raw))
        own = np.log1p(raw[:, RECENCY] / np.maximum(raw[:, MEAN_GAP], 1))
        longest = np.log1p(raw[:, RECENCY] / np.maximum(raw[:, LONGEST_GAP], 1))
        trend = np.log1p(raw[:, PURCHASES.index("recent_purchases")])
        trend = trend - np.log1p(raw[:, PURCHASES.index("earlier_purchases")] / LONG)
        return np.column_stack([logs, own, longest, trend])

    @property
    def feature_names(self) -> tuple[str, ...]:
        return (*self.names, *DERIVED)

    @property
    def events(self) -> int:
        """The rarer outcome: what a fit can learn from."""
        gone = int(self.gone.sum())
        return min(gone, len(self.gone) - gone)

    @property
    def bytes(self) -> int:
        """What the sample holds in memory, about."""
        return int(self.raw.nbytes) + 64 * len(self.keys)

    def only(self, kept: NDArray[np.bool_]) -> Sample:
        """The sample without the other customers."""
        keys = tuple(key for key, keep in zip(self.keys, kept, strict=True) if keep)
        gone = self.gone[kept] if len(self.gone) else self.gone
        return Sample(self.cut, self.days, keys, self.names, self.raw[kept], self.active[kept], gone, self.sql)


def past_samples(scope: BaseScope, days: int, active_days: int, ctx: ToolContext) -> tuple[Sample, ...]:
    """Samples whose horizon is over, newest first, as far back as somebody had bought.

    Raises
    ------
    EmptyWindow
        Nobody bought before as-of.
    HistoryTooShort
        Nobody had bought one horizon ago, so nothing can be judged.
    """
    found: list[Sample] = []
    for i in range(1, MAX_CUTS + 1):
        sample = sample_at(scope, scope.as_of - timedelta(days=i * days), days, active_days, ctx, judged=True)
        if not sample.keys:
            break
        found.append(sample)
    if not found:
        now = sample_at(scope, scope.as_of, days, active_days, ctx, judged=False)
        if not now.keys:
            raise EmptyWindow("Nobody bought anything in the window.", start=scope.start, end=scope.as_of)
        raise HistoryTooShort(have=int(now.raw[:, TENURE].max()), need=days + 1, days=days)
    return tuple(found)


def sample_at(scope: BaseScope, cut: date, days: int, active_days: int, ctx: ToolContext, *, judged: bool) -> Sample:
    """Features before the cut; with `judged`, the outcome in the days after it."""
    touched = _touches(cut, days, ctx)
    names = (*PURCHASES, *(name for name, _ in touched))
    steps: tuple[Step, ...] = base_steps(BaseScope(scope.orders, cut, scope.start))
    steps = (*steps, ("gaps", _gaps()), *(step for _, found in touched for step in found))
    if judged:
        steps = (*steps, *renamed_base(BaseScope(scope.orders, cut + timedelta(days=days), cut), "later"))
    select = _features(cut, days, tuple(name for name, _ in touched), judged=judged)
    sql = trees.render(trees.with_steps(select, tuple(dict(steps).items())), ctx.engine.dialect)
    found = ctx.engine.fetch_arrow(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id)
    columns = [found.column(name).cast("double").to_numpy() for name in names]
    raw = np.asarray(np.round(np.column_stack(columns), 6), dtype=np.float64)  # engines add in any order
    gone = found.column("gone").cast("double").to_numpy() > 0 if judged else np.zeros(0, dtype=bool)
    keys = tuple(found.column("key").to_pylist())
    return Sample(cut, days, keys, names, raw, raw[:, RECENCY] <= active_days, gone, sql)


def _gaps() -> exp.Select:
    """Days since the purchase day before, of each purchase day but the first."""
    before = trees.over(exp.Lag(this=column("day")), ["key"], ["day"])
    gap = named(trees.days_between(before, column("day")), "gap")
    bought = exp.EQ(this=column("bought"), expression=trees.number(1))
    return trees.from_step("days", column("key"), gap).where(bought, copy=False)


def _features(cut: date, days: int, touched: tuple[str, ...], *, judged: bool) -> exp.Select:
    known = [column(name, "customers") for name in ("key", "recency_days", "frequency", "monetary")]
    age = trees.days_between(column("first_day", "customers"), trees.day(cut))
    span = trees.days_between(column("first_day", "customers"), column("last_day", "customers"))
    repeats = exp.Paren(this=exp.Sub(this=column("frequency", "customers"), expression=trees.number(1)))
    gap = exp.Coalesce(this=trees.share_of(span, repeats), expressions=[age.copy()])
    longest = trees.from_step("gaps", column("key"), named(exp.Max(this=column("gap")), "longest"))
    longest = longest.group_by(column("key"), copy=False)
    recent = _recent(cut, days)
    gone = trees.is_null(column("key", "later_customers"))
    select = trees.from_step(
        "customers",
        *known,
        named(age, "tenure_days"),
        named(gap, "mean_gap_days"),
        named(exp.Coalesce(this=column("longest", "longest"), expressions=[age.copy()]), "longest_gap_days"),
        *(named(trees.or_zero(column(name, "recent")), name) for name in PURCHASES[LONGEST_GAP + 1 :]),
        *(named(trees.or_zero(column("events", name)), name) for name in touched),
        *((named(trees.indicator(gone), "gone"),) if judged else ()),
    )
    joined: list[tuple[exp.Table | exp.Subquery, str]]
    joined = [(longest.subquery("longest"), "longest"), (recent.subquery("recent"), "recent")]
    joined += [(trees.step(name), name) for name in touched]
    joined += [(trees.step("later_customers"), "later_customers")] if judged else []
    for source, alias in joined:
        same = exp.EQ(this=column("key", alias), expression=column("key", "customers"))
        select = select.join(source, on=same, join_type="left", copy=False)
    return select.order_by(column("key", "customers"), copy=False)


def _recent(cut: date, days: int) -> exp.Select:
    """Purchase days and money of the last horizon, and purchase days of the last few."""

    def since(length: int) -> exp.Expression:
        return exp.GTE(this=column("day"), expression=trees.day(cut - timedelta(days=length)))

    bought = exp.EQ(this=column("bought"), expression=trees.number(1))
    return trees.from_step(
        "days",
        column("key"),
        named(trees.count_if(trees.all_of([bought, since(days)])), "recent_purchases"),
        named(trees.count_if(trees.all_of([bought.copy(), since(LONG * days)])), "earlier_purchases"),
        named(trees.or_zero(exp.Sum(this=trees.when(since(days), column("amount")))), "recent_amount"),
    ).group_by(column("key"), copy=False)


def _touches(cut: date, days: int, ctx: ToolContext) -> tuple[tuple[str, tuple[Step, ...]], ...]:
    """For each role of other events: its feature's name, and the steps that count them before the cut."""
    found: list[tuple[str, tuple[Step, ...]]] = []
    for name in TOUCHES:
        role = ctx.model.role(name)
        if role is None or role.column("customer") is None or role.column("time") is None:
            continue
        rows = find_role(name, "churn_risk", ctx).rows()
        day = rows.day("time")
        conditions: list[exp.Expression] = [
            exp.LT(this=day, expression=trees.day(cut)),
            exp.GTE(this=day.copy(), expression=trees.day(cut - timedelta(days=LONG * days))),
        ]
        events, needed = rows.select((named(rows.part("customer"), "key"),), conditions)
        counted = exp.Select(expressions=[column("key"), named(exp.Count(this=exp.Star()), "events")])
        counted = counted.from_(events.subquery("events"), copy=False).group_by(column("key"), copy=False)
        feature = f"recent_{name}s"
        found.append((feature, (*needed, (feature, counted))))
    return tuple(found)
