"""The typed arguments of the tools that act on segments and measure what came of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from semantic_layer.query import Predicate
from tools.arguments import SegmentationArgs


class AbTestArgs(SegmentationArgs):
    """`filters` and `window` choose the assignments (which test, whom, when). `by`: an attribute of the customers or a
    segmentation as of the day the test began. `horizon_days`: none means the model's repurchase horizon.
    """

    metric: Literal["conversion", "revenue"] = "conversion"
    by: str | None = None
    horizon_days: int | None = Field(default=None, ge=1, le=730)
    control: str | None = None
    alpha: float = Field(default=0.05, gt=0, lt=0.5)


class SampleSizeArgs(SegmentationArgs):
    """Two shares (0.1 is 10 %), the chance of a false alarm, and the chance to find the difference when it is there."""

    base: float = Field(gt=0, lt=1)
    target: float = Field(gt=0, lt=1)
    alpha: float = Field(default=0.05, gt=0, lt=0.5)
    power: float = Field(default=0.8, gt=0.5, lt=1)
    arms: int = Field(default=2, ge=2, le=20)


class SegmentActionsArgs(SegmentationArgs):
    """`segmentation`: none means the model's first; `segment`: a code of it, none means all."""

    segmentation: str | None = None
    segment: str | None = None


class ExportSegmentArgs(SegmentationArgs):
    """One segment as a file for another system. `hold_out` is the share that is drawn by chance and not contacted.

    `columns` are attributes of the customers beside the key; `masked`: the key as a keyed hash.
    """

    segmentation: str | None = None
    segment: str
    columns: tuple[str, ...] = ()
    target: Literal["csv", "parquet"] = "csv"
    masked: bool = True
    hold_out: float = Field(default=0.1, ge=0, le=0.5)


class CampaignEffectArgs(SegmentationArgs):
    """A campaign of the model (`filters` name it), or the audience that was exported for a `segment`.

    `horizon_days`: how long after the export customers are watched; none means the action's follow-up time.
    """

    segmentation: str | None = None
    segment: str | None = None
    horizon_days: int | None = Field(default=None, ge=1, le=730)


class ProfileArgs(SegmentationArgs):
    """Who the customers that meet `filters` are, or one `customer`, set against everybody, all others, or those that
    meet `against_filters`.
    """

    customer: str | None = None
    against: Literal["all_customers", "other_customers", "other_group"] = "all_customers"
    against_filters: tuple[Predicate, ...] = ()
