"""The typed arguments of every tool.

Rule: arguments hold names of the semantic model, numbers, dates and literal values, never SQL text (but for
`SqlArgs`, which the guard reads) and never who asks or what day it is: those come from the context.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from semantic_layer.model import Grain
from semantic_layer.query import (
    Comparison,
    Cumulate,
    DimensionRef,
    EntitySet,
    Members,
    MetricFilter,
    MetricRef,
    Order,
    Predicate,
    SemanticQuery,
    Share,
    Streak,
    TimeRef,
    Top,
    Who,
    Window,
)

Identity = Literal["account", "person"]
Claim = Literal["rise", "decline", "which"]


class Arguments(BaseModel):
    """Base: frozen, unknown keys and numbers that are none (NaN, infinite) refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class QueryMetricsArgs(Arguments):
    """A `SemanticQuery` without as-of date and asking person."""

    metrics: tuple[MetricRef, ...] = ()
    dimensions: tuple[DimensionRef, ...] = ()
    grain: Grain | None = None
    time: TimeRef = TimeRef()
    window: Window | None = None
    filters: tuple[Predicate, ...] = ()
    members: tuple[Members | EntitySet, ...] = ()
    having: tuple[MetricFilter, ...] = ()
    streak: Streak | None = None
    compare: tuple[Comparison, ...] = ()
    share: Share | None = None
    cumulate: Cumulate | None = None
    top: Top | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = Field(default=None, ge=1)
    rows: str | None = None
    fill: Literal["zero", "none", "carry"] | None = None
    totals: bool = False
    fiscal: bool = False
    runs: tuple[tuple[str, date], ...] = ()
    chart: str | None = None  # a chart type the person asked for
    identity: Identity = "account"  # what counts as one customer
    claim: Claim | None = None  # asked: whether the compared figure rose or fell, or which of two is larger

    def to_query(self, as_of: date, who: Who) -> SemanticQuery:
        """Add what the context knows."""
        own = ("chart", "identity", "claim")
        fields = {name: getattr(self, name) for name in type(self).model_fields if name not in own}
        return SemanticQuery(**fields, as_of=as_of, who=who)


class DescribeArgs(Arguments):
    """What to explain: one name, or everything of a kind."""

    kind: Literal["metric", "dimension", "segmentation", "value", "catalogue", "freshness"]
    name: str | None = None


class SegmentationArgs(Arguments):
    """Common to tools that segment customers. `chart`: a type the person asked for.

    `identity`: what counts as one customer, see `tools/customers/persons.py`.
    """

    as_of: date | None = None
    window: Window | None = None
    filters: tuple[Predicate, ...] = ()
    chart: str | None = None
    identity: Identity = "account"


class RfmCuts(Arguments):
    """Own borders of the scores, each belonging to the lower side: days, purchases, money. Rising; none: quantiles."""

    r: tuple[float, ...] = ()
    f: tuple[float, ...] = ()
    m: tuple[float, ...] = ()


class RfmScoring(SegmentationArgs):
    """How scores are given. `frozen_run`: the day of a kept run (or `segmentation@day`) whose cut points hold."""

    bins: int = Field(default=5, ge=2, le=10)
    preset: Literal["quintile", "fixed"] = "quintile"
    cuts: RfmCuts | None = None
    frozen_run: str | None = None
    frequency: Literal["days", "orders"] = "days"


class RfmArgs(RfmScoring):
    """`map`: ten, eleven, four, or a map of the model."""

    map: str = "ten"


class LifecycleArgs(SegmentationArgs):
    new_days: int | None = Field(default=None, ge=1)
    active_days: int | None = Field(default=None, ge=1)
    silent_days: int | None = Field(default=None, ge=1)


class TiersArgs(SegmentationArgs):
    """`inputs`: a value tier by net revenue alone, or by all that is known of a customer's value."""

    kind: Literal["value", "behaviour", "demand", "potential"] = "value"
    preset: Literal["b2b_account", "b2b_size", "b2b_risk"] | None = None
    inputs: Literal["revenue", "several"] = "revenue"
    shares: tuple[float, ...] = (0.2, 0.3, 0.5)


class ClusterArgs(SegmentationArgs):
    """`features`: facts of the purchases, what the model's roles tell, metrics per customer, numbers known of them.

    `sample`: customers on which k is chosen; `fit_sample`: those on which the groups are fitted. Ward's method takes at
    most 2,000 and 10,000 of them.
    """

    features: tuple[str, ...] = ("recency_days", "frequency", "monetary")
    method: Literal["kmeans", "ward"] = "kmeans"
    k: int | Literal["auto"] = "auto"
    sample: int = Field(default=5000, ge=50, le=20_000)
    fit_sample: int = Field(default=100_000, ge=50, le=1_000_000)


class ChurnRiskArgs(SegmentationArgs):
    """`population`: those who bought within the churn window, or everybody who ever bought. `customer`: one key.

    `at_least` (0 to 1): only customers whose risk reaches it are listed.
    `filters` say who is listed; what is learned is learned from everybody.
    """

    horizon_days: int | None = Field(default=None, ge=1, le=3650)
    method: Literal["auto", "recency", "bgnbd", "model"] = "auto"
    population: Literal["active", "all"] = "active"
    customer: str | None = None
    at_least: float | None = Field(default=None, ge=0, le=1)
    limit: int = Field(default=20, ge=1, le=1000)


class SqlArgs(Arguments):
    sql: str = Field(max_length=20_000)
