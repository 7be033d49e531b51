"""The typed arguments of the customer tools. `as_of`, `window` and `filters` are common to all of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tools.arguments import SegmentationArgs


class CohortArgs(SegmentationArgs):
    """`window` limits when the first purchase was; what the cohort does later is always counted up to as-of."""

    grain: Literal["week", "month", "quarter"] = "month"


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
