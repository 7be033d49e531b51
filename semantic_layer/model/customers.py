"""What is said of customers, and where they are found: segmentations, tags, watches, roles.

Rule: a rule over customers has a hash of its definition, kept with everything that was computed by it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from semantic_layer.model.datasets import DimensionValue, Scalar
from semantic_layer.model.words import Named, State

FIRST_ORDER = "first_order"
"""The rule that a customer belongs where their first order does."""


CUSTOMER_FACTS = ("recency_days", "frequency", "monetary", "average_purchase", "tenure_days")
"""What is known of every buyer as of a day: days since the last purchase, purchase days, net money, money per purchase
day, days since the first purchase."""


@dataclass(frozen=True, kw_only=True)
class Segmentation(Named):
    """A partition of an entity that a tool computes; a dimension `<entity>.<name>` once it has run."""

    entity: str
    dataset: str  # table of kept runs: key, segment, as_of, definition_hash
    tool: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    values: tuple[DimensionValue, ...] = ()
    valid_for: str | None = None
    run: Literal["latest_before_window", "latest"] = "latest_before_window"

    @property
    def qualified(self) -> str:
        return f"{self.entity}.{self.name}"

    @property
    def definition_hash(self) -> str:
        """Changes when the rule changes; kept with every run."""
        text = json.dumps([self.entity, self.tool, self.params], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def first_of(self) -> str | None:
        """The dimension that this says of the first order ("first channel"); None for every other rule."""
        return str(self.params.get("by", "")) if self.tool == FIRST_ORDER else None


@dataclass(frozen=True, kw_only=True)
class Tag(Named):
    """Something that is true of some customers, by a rule over the fields of a customer."""

    class_: Literal["basic", "behaviour", "value", "demand"]
    rule: str
    refresh: Literal["on_read", "monthly", "quarterly", "yearly", "on_demand"] = "on_read"
    core: bool = False
    conflicts_with: tuple[str, ...] = ()

    @property
    def definition_hash(self) -> str:
        """Changes when the rule changes."""
        return hashlib.sha256(self.rule.encode()).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class Watch(Named):
    """A metric or a rule about customers that is looked at by a schedule; the other of the two is "".

    A metric is judged in its last whole period of `grain`: against its own past (`unusual`), a band (`outside` of `low`
    and `high`), or an earlier value (`falls`, `rises` by at least `by_share`). Of customers at least `at_least` new
    ones are worth a word. `where` are dimensions with the values that count.
    """

    metric: str = ""
    customers: Literal["", "silent", "frequency_drop", "overdue", "score_drop"] = ""
    where: tuple[tuple[str, tuple[Scalar, ...]], ...] = ()
    grain: Literal["day", "week", "month", "quarter"] = "day"
    condition: Literal["unusual", "outside", "falls", "rises"] = "unusual"
    low: float | None = None
    high: float | None = None
    by_share: float | None = None
    against: Literal["previous", "year_ago"] = "previous"
    threshold: float | None = None
    days: int = 90
    at_least: int = 1
    schedule: Literal["daily", "weekly", "monthly"] = "daily"


@dataclass(frozen=True)
class Role:
    """Where a tool finds what it needs: dataset and columns for "customer", "order", ..."""

    name: str
    dataset: str
    columns: tuple[tuple[str, str], ...]
    state: State = "confirmed"
    evidence: str = ""

    def column(self, part: str) -> str | None:
        return dict(self.columns).get(part)
