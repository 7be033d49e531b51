"""How long to wait before a customer counts as come back, or as gone.

Rule: both lengths come from one measurement, the gaps between a customer's successive purchase days, so that the
repurchase horizon (75 % of gaps are shorter) and the churn window (95 %) never disagree. They are rounded up to a
length that people use. What the model fixes wins; with fewer than 200 gaps nothing is measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from semantic_layer.model import SemanticModel
from tools import trees
from tools.context import ToolContext
from tools.customers.base import BaseScope, base_steps
from tools.trees import Step, column, named

LADDER = (7, 14, 30, 60, 90, 180, 365)
FEWEST_GAPS = 200
REPURCHASE, CHURN = 30, 90  # days, where the data are too few to measure

HorizonRule = Literal["gaps", "few_gaps", "model"]


@dataclass(frozen=True)
class Horizons:
    """Both lengths in days, the rule that gave them, and the statement that measured them ("" if none did)."""

    repurchase_days: int
    churn_days: int
    rule: HorizonRule
    gaps: int = 0
    sql: str = ""


def round_up(days: float) -> int:
    """The next length people use; beyond a year it stays a year.

    Examples
    --------
    >>> [round_up(days) for days in (1, 7, 8, 61, 400)]
    [7, 7, 14, 90, 365]
    """
    return next((step for step in LADDER if days <= step), LADDER[-1])


def gap_steps(scope: BaseScope) -> tuple[Step, ...]:
    """The steps of the base, and `gaps`: key, day, gap_days since the purchase day before (NULL for the first)."""
    before = trees.over(exp.Lag(this=column("day")), ["key"], ["day"])
    gaps = trees.from_step(
        "days",
        column("key"),
        column("day"),
        named(trees.days_between(before, column("day")), "gap_days"),
    ).where(exp.EQ(this=column("bought"), expression=trees.number(1)), copy=False)
    return (*base_steps(scope), ("gaps", gaps))


def measure(scope: BaseScope, ctx: ToolContext) -> Horizons:
    """Return the model's lengths, else those of the gaps before `scope.as_of`."""
    fixed = _fixed(ctx.model)
    if fixed:
        return fixed
    select = trees.from_step(
        "gaps",
        named(exp.Count(this=column("gap_days")), "gaps"),
        named(trees.quantile(column("gap_days"), 0.75), "p75"),
        named(trees.quantile(column("gap_days"), 0.95), "p95"),
    )
    sql = trees.render(trees.with_steps(select, gap_steps(scope)), ctx.engine.dialect)
    count, p75, p95 = ctx.engine.run(sql, timeout_s=ctx.timeout_s, run_id=ctx.run_id).rows[0]
    gaps = int(str(count))
    if gaps < FEWEST_GAPS:
        return Horizons(REPURCHASE, CHURN, "few_gaps", gaps, sql)
    return Horizons(round_up(float(str(p75))), round_up(float(str(p95))), "gaps", gaps, sql)


def _fixed(model: SemanticModel) -> Horizons | None:
    """`horizons: {repurchase_days, churn_days}` of the model."""
    settings = model.settings.get("horizons")
    if not isinstance(settings, Mapping):
        return None
    repurchase = settings.get("repurchase_days")
    churn = settings.get("churn_days")
    if not isinstance(repurchase, int) or not isinstance(churn, int):
        return None
    return Horizons(repurchase, churn, "model")
