"""The kinds of metric: a measure alone, or something made of other metrics.

Rule: the kinds are closed in the union `Metric`; what a metric is made of it names, with the filter of each part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from semantic_layer.model.datasets import Aggregation, Direction, NullSemantics
from semantic_layer.model.words import Format, Named, Unit


@dataclass(frozen=True)
class Input:
    """A metric as an input of another one."""

    metric: str
    filter: str | None = None
    offset: str | None = None  # "1 month", "1 year": the period that far before
    alias: str | None = None

    @property
    def key(self) -> str:
        return self.alias or self.metric


@dataclass(frozen=True, kw_only=True)
class MetricBase(Named):
    """What every metric says of itself."""

    direction: Direction
    unit: Unit
    format: Format
    filter: str | None = None
    null_semantics: NullSemantics = "absent_is_unknown"
    time: str | None = None
    default_window: str | None = None
    rank_by: str | None = None
    core: bool = False
    judged_forward: bool = False


@dataclass(frozen=True, kw_only=True)
class SimpleMetric(MetricBase):
    measure: str  # unique measure name, else "<dataset>.<measure>"


@dataclass(frozen=True, kw_only=True)
class RatioMetric(MetricBase):
    numerator: Input
    denominator: Input


@dataclass(frozen=True, kw_only=True)
class DerivedMetric(MetricBase):
    expr: str  # arithmetic and CASE over the aliases of `metrics`
    metrics: tuple[Input, ...]


@dataclass(frozen=True, kw_only=True)
class CumulativeMetric(MetricBase):
    metric: Input
    window: str | None = None  # "7 days"
    to_date: Literal["week", "month", "quarter", "year", "fiscal_year"] | None = None
    period_agg: Literal["last", "first", "avg"] = "last"


@dataclass(frozen=True, kw_only=True)
class ComparisonMetric(MetricBase):
    metric: Input
    to: str  # previous | year_ago | start_of(grain) | "<n> <grain>"
    as_: Literal["value", "change", "rate", "points"]


@dataclass(frozen=True, kw_only=True)
class ConversionMetric(MetricBase):
    entity: str
    base: Input
    conversion: Input
    window: str
    constant: tuple[tuple[str, str], ...] = ()
    calculation: Literal["rate", "count"] = "rate"


@dataclass(frozen=True)
class EventCondition:
    """At least `at_least` of a counting metric, per entity."""

    metric: str
    at_least: int


@dataclass(frozen=True, kw_only=True)
class PopulationRateMetric(MetricBase):
    """Share of an entity's members that succeed; with `horizon` judged after membership is fixed."""

    entity: str
    among: EventCondition
    success: EventCondition
    lookback_days: int | None = None
    horizon_days: int | None = None  # None = same window (repeat rate), unless horizon_auto
    horizon_auto: bool = False  # forward rate whose horizon comes from the gaps in the data


@dataclass(frozen=True, kw_only=True)
class NestedMetric(MetricBase):
    """Aggregate of an aggregate: median orders per customer, highest daily revenue."""

    metric: Input
    over: str  # an entity, or a grain
    agg: Aggregation
    percentile: float | None = None
    include_absent: bool = False


Metric = (
    SimpleMetric
    | RatioMetric
    | DerivedMetric
    | CumulativeMetric
    | ComparisonMetric
    | ConversionMetric
    | PopulationRateMetric
    | NestedMetric
)
