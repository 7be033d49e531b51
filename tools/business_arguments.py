"""The typed arguments of the tools about a metric. `as_of`, `window` and `filters` are common to all of them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.arguments import SegmentationArgs


class ExplainChangeArgs(SegmentationArgs):
    """`metric` in `window` (the last complete month where none is given) against the period or the year before.

    `by`: the dimensions to look at; none means all that the metric can be split by. `premise` is what the question
    takes for granted ("why did it fall").
    """

    metric: str
    against: Literal["previous", "year_ago"] = "previous"
    by: tuple[str, ...] = ()
    premise: Literal["up", "down"] | None = None


class AnomaliesArgs(SegmentationArgs):
    """Which periods in `window` (all, where none is given) leave the usual range of `metric`.

    `grain` none: by day, or by the finest longer period in which most periods hold anything. `by`: every group of this
    dimension is held against its own past. `threshold`: robust standard deviations from the median.
    """

    metric: str
    grain: Literal["day", "week", "month", "quarter"] | None = None
    by: str | None = None
    threshold: float = Field(default=3.5, gt=0, le=100)


class ForecastArgs(SegmentationArgs):
    """`metric` in `window`, which lies ahead (the next three months where none is given).

    `grain` none: the length that `window` is counted in. `level`: how often the interval should hold the value.
    `asked`: whether it will rise, or fall, is the question.
    """

    metric: str
    grain: Literal["day", "week", "month", "quarter", "year"] | None = None
    level: float = Field(default=0.8, ge=0.5, le=0.99)
    asked: Literal["up", "down"] | None = None


AlertRule = Literal["silent", "frequency_drop", "overdue", "score_drop"]


class AlertsArgs(SegmentationArgs):
    """Which customers need a look, by rule; `show` says whether rules or single customers are listed.

    `silent_days`: days without a purchase. `new_days`: who did not meet the rule this many days ago is new.
    """

    rules: tuple[AlertRule, ...] = ("silent", "frequency_drop", "overdue", "score_drop")
    show: Literal["rules", "members"] = "rules"
    silent_days: int = Field(default=90, ge=1, le=3650)
    new_days: int = Field(default=7, ge=1, le=365)
    limit: int = Field(default=20, ge=1, le=1000)


class HealthReportArgs(SegmentationArgs):
    """The customers' state at as-of, beside a day, a week and a month before."""


class ParetoArgs(SegmentationArgs):
    """`metric` over the members of `entity`: what the first `share` of them hold, and how many hold `held` of it.

    `asked` is which of the two the question is about, and is said first.
    """

    metric: str
    entity: str
    share: float = Field(default=0.2, gt=0, lt=1)
    held: float = Field(default=0.8, gt=0, lt=1)
    asked: Literal["share", "held"] = "share"


class FactorChange(BaseModel):
    """One assumption: `factor` (a metric) changes by a share (0.05 is 5 % more) or to a value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    factor: str
    by: float | None = None
    to: float | None = None


class WhatIfArgs(SegmentationArgs):
    """`metric` in `window` (the last complete month where none is given) under assumptions about its factors."""

    metric: str
    changes: tuple[FactorChange, ...] = Field(min_length=1)


class DataQualityArgs(SegmentationArgs):
    """`dataset`: the one to look at; none means all."""

    dataset: str | None = None
