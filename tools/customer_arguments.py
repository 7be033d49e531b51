"""The typed arguments of the customer tools. `as_of`, `window` and `filters` are common to all of them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from semantic_layer.query import Predicate
from tools.arguments import Arguments, RfmScoring, SegmentationArgs


class CohortArgs(SegmentationArgs):
    """`window` limits when the first purchase was; what the cohort does later is always counted up to as-of.

    `by`: an attribute of the customer, or what their first order was; the cohorts of each group count together.
    `age`: the period after that of the first purchase which the findings are about (default 1); the table holds all.
    """

    grain: Literal["week", "month", "quarter"] = "month"
    by: str | None = None
    age: int | None = Field(default=None, ge=1, le=60)


class ClvArgs(SegmentationArgs):
    """`by`: a dimension or segmentation of customers; without it the `limit` most valuable customers are listed.

    `discount_annual` and `margin` are shares (0.1 is 10 %).
    """

    horizon_days: int = Field(default=365, ge=7, le=3650)
    discount_annual: float = Field(default=0.10, ge=0, lt=1)
    margin: float = Field(default=1.0, gt=0, le=1)
    model: Literal["bgnbd", "mbgnbd"] = "bgnbd"
    by: str | None = None
    limit: int = Field(default=20, ge=1, le=1000)


class PurchaseGapsArgs(SegmentationArgs):
    """`window` limits when the later purchase of a gap was; the earlier one may lie before it."""

    by: str | None = None


class LifetimeLengthArgs(SegmentationArgs):
    """Days from the first to the last purchase, as far as it is known at as-of; `by`: a row for each group."""

    by: str | None = None


class BasketPairsArgs(SegmentationArgs):
    """`level`: the dimension whose values are paired; without it the finest at which pairs are frequent enough.

    `item`: a condition on what is bought; then only what lies together with it is shown. `direction` "apart" looks for
    what is bought together less often than by chance.
    """

    level: str | None = None
    unit: Literal["basket", "customer"] = "basket"
    item: Predicate | None = None
    direction: Literal["together", "apart"] = "together"
    min_count: int = Field(default=30, ge=2)
    top_items: int = Field(default=2000, ge=2, le=5000)
    limit: int = Field(default=20, ge=1, le=1000)


class CrossPurchaseArgs(SegmentationArgs):
    """Of the customers with at least `at_least` orders that hold `bought`, how many bought `item`."""

    bought: Predicate
    item: Predicate
    at_least: int = Field(default=1, ge=1, le=1000)


class FunnelArgs(SegmentationArgs):
    """`steps`: kinds of behaviour, and "order"; without them all kinds in their order, then the order.

    `window` limits when the first step was. `focus` is what the headline is about: the end, or where most are lost.
    """

    steps: tuple[str, ...] = ()
    within_hours: int = Field(default=720, ge=1, le=8760)
    by: str | None = None
    focus: Literal["conversion", "loss"] = "conversion"


class PathsArgs(SegmentationArgs):
    """What customers did before `end`: from the last `start` on, and at most `max_length` steps."""

    start: str | None = None
    end: str = "order"
    max_length: int = Field(default=5, ge=1, le=10)
    within_hours: int = Field(default=720, ge=1, le=8760)
    limit: int = Field(default=10, ge=1, le=1000)


class ReferralArgs(SegmentationArgs):
    """`depth`: how many levels below a referrer count. `by` groups the referrers; else the first `limit` are listed.

    `show` "total": what all referrals brought, without any single customer.
    """

    depth: int = Field(default=2, ge=1, le=5)
    by: str | None = None
    show: Literal["referrers", "total"] = "referrers"
    limit: int = Field(default=20, ge=1, le=1000)


class ChurnRateArgs(SegmentationArgs):
    """`days` is W, the length of both windows; `t0` the day between them; `grain` a rate for each period start instead.

    `window` is the time in which customers could come back: its start is t0 and, without `days`, its length W; with
    `grain`, the starts that are shown. `by`: a dimension or segmentation of customers, as of t0.
    """

    definition: Literal["window", "own_gap", "bgnbd", "model"] = "window"
    days: int | None = Field(default=None, ge=1, le=3650)
    t0: date | None = None
    by: str | None = None
    grain: Literal["week", "month", "quarter"] | None = None


class NewAndReturningArgs(SegmentationArgs):
    """`metric` of customers who are new in `window` (the last twelve complete months) beside that of returning ones.

    Without `metric` the customers themselves are counted. `grain` judges each period of the window on its own. `focus`
    is the side that was asked about; both are computed.
    """

    metric: str | None = None
    grain: Literal["week", "month", "quarter", "year"] | None = None
    focus: Literal["both", "first_time", "returning"] = "both"


class ChurnDriversArgs(SegmentationArgs):
    """What goes together with not buying for `horizon_days`; without it the horizon of the gaps between purchases."""

    horizon_days: int | None = Field(default=None, ge=1, le=3650)
    population: Literal["active", "all"] = "active"


class RfmScoresArgs(RfmScoring):
    """`limit`: how many customers are listed, the best first; all of them are scored."""

    limit: int = Field(default=1000, ge=1, le=10_000)


class RfmDurationArgs(SegmentationArgs):
    """`lookback_days`: how long before an order a visit can belong to it. `fast_hours`: none means the median."""

    lookback_days: int = Field(default=30, ge=1, le=365)
    fast_hours: float | None = Field(default=None, gt=0)
    limit: int = Field(default=1000, ge=1, le=10_000)


class LifecycleCurveArgs(SegmentationArgs):
    """`step_days`: how long a step may take, and how long a silence makes dormant; none means the churn window.

    `window` says when the customers came (registration, else first order); what they did later counts up to as-of.
    """

    step_days: int | None = Field(default=None, ge=1, le=3650)


class Indicator(Arguments):
    """A metric of the model per customer, an attribute that is a number, or a fact of the purchases.

    `direction`: none means that of the metric (for days since the last purchase: down).
    """

    metric: str
    weight: float
    direction: Literal["up", "down"] | None = None


class ValueScoreArgs(SegmentationArgs):
    """`indicators`, or `preset`: weights of the model by their name (`standard` comes with the product)."""

    indicators: tuple[Indicator, ...] = ()
    preset: str = "standard"
    scaling: Literal["rank", "minmax"] = "rank"
    limit: int = Field(default=20, ge=1, le=10_000)


class DuplicatesArgs(SegmentationArgs):
    """`keys`: what accounts of one person share."""

    keys: tuple[Literal["phone", "email", "device"], ...] = Field(default=("phone", "email", "device"), min_length=1)


class MergeArgs(DuplicatesArgs):
    """Confirm that accounts sharing one of `keys` are one person, or take the confirmation back."""

    action: Literal["confirm", "withdraw"] = "confirm"


class TreeSegmentsArgs(SegmentationArgs):
    """`features` are known before `t0` (default: so that the horizon is just over); `target` is what comes after it.

    `min_leaf` is the smallest segment as a share of the customers.
    """

    target: Literal["repurchase", "churn", "spend"] = "repurchase"
    features: tuple[str, ...] = Field(default=("recency_days", "frequency", "monetary", "tenure_days"), min_length=1)
    t0: date | None = None
    horizon_days: int | None = Field(default=None, ge=1)
    max_depth: int = Field(default=3, ge=1, le=6)
    min_leaf: float = Field(default=0.02, gt=0, lt=0.5)
