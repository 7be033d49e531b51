"""A question to the semantic layer: names, numbers, dates and values; no SQL.

Rule: a `SemanticQuery` is frozen, hashable and JSON both ways, and two queries that mean the same have the same
`key()`: order without meaning is ignored, order with meaning (metrics and dimensions are output columns) is kept
in the value but not in the key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Literal

from semantic_layer.model import Aggregation, Grain, Scalar

Operator = Literal[
    "eq", "ne", "in", "not_in", "lt", "le", "gt", "ge", "between",
    "contains", "not_contains", "starts_with", "ends_with", "is_null", "not_null",
]  # fmt: skip


CalendarPart = Literal["weekday", "month_of_year", "quarter_of_year", "day_of_month", "hour", "year"]


@dataclass(frozen=True)
class Reference:
    """A number that the data give, to compare with: "above average", "longer than its city's average".

    `avg`, `median`, `max`, `min`: of the compared field's values over the rows of its dataset, or of the compared
    metric's values over the groups of the answer. `overall`: the metric itself over all rows, without groups.
    `per`: each row is compared with the aggregate of its own group of these dimensions.
    `spread`: so many standard deviations (of a sample) above the average, or below it where negative.
    """

    agg: Literal["avg", "median", "max", "min", "overall"] = "avg"
    per: tuple[str, ...] = ()
    spread: float = 0.0


@dataclass(frozen=True)
class Compare:
    """A condition on one field. `ne`, `not_in` and `not_contains` keep rows without a value.

    `part` compares a calendar part of a time dimension ("metric_time" stands for each metric's own time): ISO weekdays
    1 to 7, months 1 to 12, quarters 1 to 4, days 1 to 31, hours 0 to 23. With `than` the condition is against
    that number plus `values[0]`, if given, and `op` is one of lt, le, gt, ge.
    """

    field: str  # qualified dimension, a segmentation, or a numeric column exposed as a dimension
    op: Operator
    values: tuple[Scalar | date, ...] = ()
    part: CalendarPart | None = None
    than: Reference | None = None
    kind: Literal["compare"] = "compare"


_HOW = {"divide": "per", "add": "plus", "subtract": "minus", "multiply": "times"}


@dataclass(frozen=True)
class Combine:
    """`any_of`, `all_of` or `none_of` several predicates."""

    how: Literal["any_of", "all_of", "none_of"]
    predicates: tuple[Predicate, ...]
    kind: Literal["combine"] = "combine"


@dataclass(frozen=True)
class Exists:
    """The row has at least one (`negated`: no) related row in a finer dataset that matches."""

    dataset: str
    predicate: Predicate | None = None
    negated: bool = False
    kind: Literal["exists"] = "exists"


Predicate = Compare | Combine | Exists


@dataclass(frozen=True)
class Window:
    """Half-open `[start, end)`. `rule` is the canonical, language-free phrase it came from.

    Rules are written by `calendar.py` ("last:1:month", "this:year", "month:2026-10", "to_date:quarter",
    "between"), parse back to the same window for the same as-of date, and let a saved plan move with time.
    """

    start: date | None = None
    end: date | None = None
    rule: str = ""

    @property
    def is_up_to(self) -> bool:
        """Is this "as of 1 June", which says when it ends and not how long it is?"""
        return self.rule.startswith("until:")

    def holds(self, day: date) -> bool:
        return (self.start is None or day >= self.start) and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Offset:
    """Look at the period this far before."""

    n: int
    grain: Grain


@dataclass(frozen=True)
class Combination:
    """Arithmetic between two metrics, computed after both are aggregated: "revenue per order", "open to closed".

    `divide` gives NULL where `other` is 0 or missing; `subtract` is this minus `other`. With `as_share` a division is
    shown as a percentage: "percentage of orders that were returned". `then` goes on with the result:
    (revenue - cost) / cost is `revenue` with subtract(cost, then=divide(cost)).
    """

    how: Literal["divide", "add", "subtract", "multiply"]
    other: MetricRef
    as_share: bool = False
    then: Combination | None = None

    @property
    def suffix(self) -> str:
        """What the arithmetic adds to the name of the output column."""
        return f"_{_HOW[self.how]}_{self.other.key}" + (self.then.suffix if self.then else "")


@dataclass(frozen=True)
class MetricRef:
    """One metric of the answer.

    `agg` re-aggregates the rows below a simple metric, or a numeric dimension ("average horsepower",
    "median order amount"); `name` is then that metric or the dimension's qualified name. With `per` (an entity, a
    qualified dimension or a grain) the metric is computed for each member or period first, and `agg` is taken of
    these values: "average revenue per customer", "highest daily sales". `combine` goes last.
    With `over` (a dataset whose rows carry the key) a count of a table's rows counts those of them that the rows of
    `over` belong to, each once, at the time of these rows: "customers by product category", over order lines.
    `members` limit this metric alone, as those of the query limit all: "percentage of customers who ordered once".
    `t0`, `lookback_days`, `horizon_days` belong to population rates.
    """

    name: str
    alias: str | None = None
    filters: tuple[Predicate, ...] = ()
    offset: Offset | None = None
    agg: Aggregation | None = None
    percentile: float | None = None
    t0: date | None = None
    lookback_days: int | None = None
    horizon_days: int | None = None
    per: str | None = None
    combine: Combination | None = None
    over: str | None = None
    members: tuple[Members | EntitySet, ...] = ()

    @property
    def key(self) -> str:
        """The output column: the alias, else the name, with the aggregation and the arithmetic where chosen."""
        if self.alias:
            return self.alias
        name = f"{self.agg}_{self.name.split('.')[-1]}" if self.agg else self.name
        if self.per:
            name = f"{name}_per_{self.per.replace('.', '_')}"
        if self.combine is None:
            return name
        return (name + self.combine.suffix).replace(".", "_")

    @property
    def sides(self) -> Iterator[MetricRef]:
        """This metric, then every metric that its arithmetic brings in, however deep."""
        yield self
        step = self.combine
        while step is not None:
            yield from step.other.sides
            step = step.then


@dataclass(frozen=True)
class DimensionRef:
    """One grouping: a dimension, a segmentation, a bucketed number or a truncated time.

    `grain` truncates a time dimension other than the query's own time axis; `part` takes a calendar part of a
    time dimension instead ("metric_time" stands for each metric's own time); `edges` are right-open bucket
    borders of a numeric column.
    """

    name: str
    grain: Grain | None = None
    part: CalendarPart | None = None
    edges: tuple[float, ...] = ()
    alias: str | None = None

    @property
    def key(self) -> str:
        if self.alias:
            return self.alias
        suffix = self.grain or self.part
        return f"{self.name}.{suffix}" if suffix else self.name


@dataclass(frozen=True)
class TimeRef:
    """`metric_time` (each measure's own default time) or a time dimension such as `order.ship_date`."""

    name: str = "metric_time"


@dataclass(frozen=True)
class Members:
    """Only entities whose own metric meets a condition ("customers with more than 2 orders last month")."""

    entity: str
    metric: MetricRef
    op: Operator
    values: tuple[float, ...] = ()
    window: Window | None = None
    filters: tuple[Predicate, ...] = ()
    than: Reference | None = None
    kind: Literal["members"] = "members"


@dataclass(frozen=True)
class EntitySet:
    """Only entities with events of `dataset` that match every `has` and none of `never`.

    With `never` alone, entities without any event belong too; rows without a key belong to no set.
    """

    entity: str
    dataset: str
    has: tuple[Predicate, ...] = ()
    never: tuple[Predicate, ...] = ()
    window: Window | None = None
    kind: Literal["entity_set"] = "entity_set"


def every_member(metrics: Iterable[MetricRef], members: Iterable[Members | EntitySet]) -> Iterator[Members | EntitySet]:
    """Yield the conditions on members: those of the query, then those of each of its metrics alone."""
    yield from members
    for ref in metrics:
        for side in ref.sides:
            yield from side.members


@dataclass(frozen=True)
class MetricFilter:
    """A condition on a metric of this query, after aggregation. `by` is the metric's key.

    With `than` the condition is against that number, times `values[0]` if given ("twice the average").
    """

    by: str
    op: Operator
    values: tuple[float, ...] = ()
    than: Reference | None = None


@dataclass(frozen=True)
class Streak:
    """Only groups whose metric rose (or fell) in each of the last `n` complete periods against the one before."""

    by: str  # metric key
    grain: Grain
    n: int
    direction: Literal["up", "down"] = "up"


@dataclass(frozen=True)
class Comparison:
    """Each metric against another period. Adds columns `<metric>__<to>` plus what `show` asks for.

    `show`: the base value is always there; `change` = now - then (points for shares), `rate` = change / |then|.
    """

    to: Literal["previous", "year_ago", "window"]
    show: tuple[Literal["change", "rate"], ...] = ("change", "rate")
    window: Window | None = None  # for `to="window"`
    align: Literal["like_for_like", "full"] = "like_for_like"


@dataclass(frozen=True)
class Share:
    """Adds `<metric>__share`. `filtered`: of all groups of this query; `parent`: within all but the last
    dimension; `total`: also without the query's dimension filters."""

    of: Literal["filtered", "parent", "total"] = "filtered"
    metric: str | None = None  # key; default: the first metric


@dataclass(frozen=True)
class Top:
    """The first `n` groups by a metric; with `per`, the first `n` inside each value of those dimensions.

    `others` adds one row for the rest, recomputed from rows. Ties: for n = 1 all winners are kept. `by` may name a
    dimension where rows are listed ("the three restaurants with the highest rating").
    """

    n: int
    by: str  # metric key, or a derived column such as "revenue__rate" or "revenue__change"
    direction: Literal["desc", "asc"] = "desc"
    per: tuple[str, ...] = ()  # dimension keys
    others: bool = False
    skip: int = 0  # the ranks before these: "the second highest" is n = 1, skip = 1


@dataclass(frozen=True)
class Order:
    by: str  # metric key, dimension key, or a derived column
    direction: Literal["asc", "desc"] = "asc"


@dataclass(frozen=True)
class Who:
    """The asking person's roles and attributes; policies read them. `attributes` are sorted pairs."""

    name: str = "local"
    roles: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Cumulate:
    """Running totals over the query's grain: since the window's start, `to_date` of a grain, or over `n` periods."""

    how: Literal["running", "to_date", "moving_avg", "moving_sum"] = "running"
    n: int | None = None
    to_date: Grain | None = None


@dataclass(frozen=True, kw_only=True)
class SemanticQuery:
    """What to compute. `metrics` empty = list the distinct values of `dimensions`.

    `rows` names a dataset: the answer then has one row for each of its rows, with equal ones kept apart ("name and
    rating of all restaurants"); metrics are computed for each of them, and dimensions must be its own or
    coarser.

    Column order of the result: dimensions (the time axis first if `grain` is set, under the key "period"),
    then for each metric its value, companions, comparisons and share.
    """

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
    limit: int | None = None
    rows: str | None = None
    fill: Literal["zero", "none", "carry"] | None = None
    totals: bool = False
    fiscal: bool = False  # year and quarter grains follow the fiscal year
    runs: tuple[tuple[str, date], ...] = ()  # segmentation (qualified) -> as-of date of the run to use
    as_of: date
    who: Who = field(default_factory=Who)

    def key(self) -> str:
        """Identity of the meaning: stable across processes, blind to order without meaning."""
        data = asdict(self)
        for name in ("metrics", "dimensions", "filters", "members", "having", "compare"):
            data[name] = sorted(data[name], key=lambda item: json.dumps(item, sort_keys=True, default=str))
        text = json.dumps(data, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:24]
