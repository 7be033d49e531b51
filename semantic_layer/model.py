"""What the business words mean: frozen definitions.

Rule: a model is a value. It is built once by the loader (or by inference), checked there, and never changed;
everything that reads it may rely on names being unique and references being resolved. Expressions are kept as
text in the small SQL subset that the loader has already parsed and accepted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

Language = Literal["en", "zh"]
State = Literal["generated", "draft", "confirmed", "deprecated", "rejected"]
DatasetRole = Literal["fact", "dimension", "snapshot", "bridge", "spine", "segment"]
TimeBasis = Literal["event", "snapshot", "interval", "period_total", "planned", "none"]
Additivity = Literal["additive", "semi_additive", "non_additive"]
NullSemantics = Literal["absent_is_zero", "absent_is_unknown", "carry_forward"]
Direction = Literal["up_is_good", "down_is_good", "neutral"]
Aggregation = Literal["sum", "count", "count_distinct", "min", "max", "avg", "median", "percentile"]
DimensionType = Literal["categorical", "ordinal", "boolean", "time", "geography", "identifier", "text"]
EntityKind = Literal["primary", "unique", "foreign", "natural"]
Grain = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Text:
    """One text in the product's languages; an empty string means "not given"."""

    en: str = ""
    zh: str = ""

    def in_language(self, language: Language) -> str:
        """Return the text in `language`, else the other one."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)


@dataclass(frozen=True)
class Words:
    """Synonyms in both languages."""

    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        return self.en + self.zh


@dataclass(frozen=True, kw_only=True)
class Named:
    """What every definition carries (semantic model reference, "Named objects")."""

    name: str
    labels: Text = Text()
    synonyms: Words = Words()
    description: Text = Text()
    state: State = "confirmed"
    owner: str = ""
    version: str = ""
    hidden: bool = False
    meta: Mapping[str, object] = field(default_factory=dict, compare=False, hash=False)
    evidence: str = ""  # how an inferred definition came about

    def label(self, language: Language) -> str:
        """The name a person reads; falls back to the technical name with blanks."""
        return self.labels.in_language(language) or self.name.replace("_", " ")


_SCALES = (
    ("百万", 10**6), ("千万", 10**7), ("千", 1000), ("万", 10**4), ("亿", 10**8),
    ("thousand", 1000), ("million", 10**6), ("billion", 10**9),
)  # fmt: skip
_NOT_SCALED = ("千克", "千米", "千瓦", "千瓦时", "千卡")


@dataclass(frozen=True)
class Unit:
    """`kind` of unit with its argument: count(order), currency(CNY), quantity(kg), duration(days)."""

    kind: Literal["count", "currency", "quantity", "share", "ratio", "points", "duration", "score", "none"]
    of: str = ""

    @property
    def scale(self) -> int:
        """How many one stored unit stands for: 10,000 in `quantity(万)`, else 1."""
        if self.kind != "quantity" or self.of in _NOT_SCALED:
            return 1
        return next((scale for word, scale in _SCALES if self.of.startswith(word)), 1)

    def __str__(self) -> str:
        return f"{self.kind}({self.of})" if self.of else self.kind


@dataclass(frozen=True)
class Format:
    """How a value is written: integer, decimal(n), currency(n), percent(n), duration, date, text."""

    kind: Literal["integer", "decimal", "currency", "percent", "duration", "date", "text"]
    digits: int | None = None

    def __str__(self) -> str:
        return self.kind if self.digits is None else f"{self.kind}({self.digits})"


@dataclass(frozen=True, kw_only=True)
class Entity(Named):
    """What rows are about and what joins go through."""

    label_dimension: str | None = None  # bare or qualified dimension name that stands for a row
    default_count: str | None = None  # metric that answers "how many X"


@dataclass(frozen=True)
class EntityKey:
    """An entity as it occurs in one dataset."""

    name: str
    type: EntityKind
    columns: tuple[str, ...]
    role: str | None = None  # second way to the same entity: gives the prefix `<role>.<dimension>`
    default_role: bool = False
    mandatory: bool = False

    @property
    def prefix(self) -> str:
        return self.role or self.name


@dataclass(frozen=True)
class DimensionValue:
    """A code with what people call it."""

    code: Scalar
    labels: Text = Text()
    synonyms: Words = Words()
    order: int | None = None


@dataclass(frozen=True)
class Adjective:
    """A word that stands for a filter on the dimension: "late" -> "ship_days > 3"."""

    word: str
    filter: str


@dataclass(frozen=True)
class Fill:
    """Where a missing value is taken from: an expression over the dataset's own columns, with a name for people."""

    expr: str
    labels: Text = Text()


@dataclass(frozen=True, kw_only=True)
class Dimension(Named):
    """What one can group or filter by. `qualified` is its one name everywhere."""

    type: DimensionType
    dataset: str
    prefix: str  # the primary entity of the dataset, or the dataset's name where it has none
    expr: str  # column or expression over the dataset's own columns
    datatype: str = ""
    grain: Grain | None = None
    timezone: str | None = None
    values: tuple[DimensionValue, ...] = ()
    closed: bool = False
    hierarchy: str | None = None
    level: int | None = None
    sort_by: str | None = None
    null_label: Text = Text("unknown", "未知")
    index: Literal["auto", "exact", "off"] = "auto"
    personal: bool = False
    adjectives: tuple[Adjective, ...] = ()
    recorded: str = ""  # of a dimension that is filled in: what `expr` is without `fill`
    fill: tuple[Fill, ...] = ()  # sources of missing values, the most trusted first; `expr` asks them in turn

    @property
    def qualified(self) -> str:
        return f"{self.prefix}.{self.name}"


@dataclass(frozen=True)
class SemiAdditive:
    """How a level is picked over time before it is added over everything else."""

    pick: Literal["last", "first", "avg", "min", "max"]
    per: tuple[str, ...] = ()  # entities (or dimensions of the dataset's grain) that have a level each
    carry_forward: Literal["none", "unlimited"] | int = "none"  # int = days


@dataclass(frozen=True, kw_only=True)
class Measure(Named):
    """The raw aggregate below a metric."""

    dataset: str
    agg: Aggregation
    expr: str
    additivity: Additivity
    unit: Unit
    format: Format
    null_semantics: NullSemantics
    percentile: float | None = None
    method: Literal["continuous", "discrete", "approximate"] = "continuous"
    filter: str | None = None
    time: str | None = None  # time dimension, bare (own dataset) or qualified; default: the dataset's default_time
    semi: SemiAdditive | None = None
    finer: str | None = None  # the same fact one grain down: a metric or measure name
    create_metric: bool = False
    direction: Direction = "neutral"


@dataclass(frozen=True, kw_only=True)
class Dataset(Named):
    """A table, view or SELECT with its role, grain and time basis."""

    source: str
    role: DatasetRole
    grain: tuple[str, ...]
    time_basis: TimeBasis
    entities: tuple[EntityKey, ...]
    dimensions: tuple[Dimension, ...] = ()
    measures: tuple[Measure, ...] = ()
    default_time: str | None = None  # bare (own dataset) or qualified (`order.order_date`)
    default_filters: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None
    complete_to: str | None = None
    bridge_weight: str | None = None
    exclude: tuple[str, ...] = ()

    @property
    def primary(self) -> EntityKey | None:
        """The entity that one row of this dataset is, if it is one."""
        return next((key for key in self.entities if key.type == "primary"), None)

    @property
    def prefix(self) -> str:
        return self.primary.name if self.primary else self.name


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


FIRST_ORDER = "first_order"
"""The rule that a customer belongs where their first order does."""

CUSTOMER_FACTS = ("recency_days", "frequency", "monetary", "average_purchase", "tenure_days")
"""What is known of every buyer as of a day: days since the last purchase, purchase days, net money, money per purchase
day, days since the first purchase."""


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
class Mask:
    dimension: str
    with_: str  # "null" | "hash" | "prefix(n)"


@dataclass(frozen=True, kw_only=True)
class Policy(Named):
    """Which rows and columns a role may see. Applied inside every compiled query."""

    dataset: str
    rows: str | None = None  # predicate with :who.attribute
    null_keys: Literal["hidden", "visible"] = "hidden"
    mask: tuple[Mask, ...] = ()
    hide: tuple[str, ...] = ()
    min_group_entity: str | None = None
    min_group_k: int = 5
    export: Literal["none", "masked", "plain"] = "none"  # what the roles may take away as a file; a grant
    applies_to: tuple[str, ...] = ()  # roles; empty = everybody


@dataclass(frozen=True)
class FiscalYear:
    start_month: int = 1
    start_day: int = 1
    named_by: Literal["start", "end"] = "start"


@dataclass(frozen=True)
class Spine:
    dataset: str
    column: str
    range: Literal["window", "data", "full"] = "window"


@dataclass(frozen=True)
class CalendarSpec:
    """The model's calendar rules; `calendar.py` applies them."""

    timezone: str = "UTC"
    week_start: Literal["monday", "sunday", "saturday"] = "monday"
    week_numbering: Literal["iso", "us", "simple"] = "iso"
    fiscal_year: FiscalYear | None = None
    spine: Spine | None = None
    holidays: tuple[str, ...] = ()
    as_of: date | None = None  # None = the day after the last event
    week_year_ago: Literal["364_days", "same_number"] = "364_days"
    last_n: Literal["calendar", "rolling"] = "calendar"
    recent_days: int | None = None


@dataclass(frozen=True)
class Role:
    """Where a tool finds what it needs: dataset and columns for "customer", "order", ..."""

    name: str
    dataset: str
    columns: tuple[tuple[str, str], ...]

    def column(self, part: str) -> str | None:
        return dict(self.columns).get(part)


@dataclass(frozen=True)
class SemanticModel:
    """A whole model; look-ups raise `KeyError` only for names nobody checked."""

    name: str
    version: str
    languages: tuple[Language, ...]
    calendar: CalendarSpec
    entities: tuple[Entity, ...]
    datasets: tuple[Dataset, ...]
    metrics: tuple[Metric, ...] = ()
    segmentations: tuple[Segmentation, ...] = ()
    tags: tuple[Tag, ...] = ()
    watches: tuple[Watch, ...] = ()
    policies: tuple[Policy, ...] = ()
    roles: tuple[Role, ...] = ()
    labels: Text = Text()
    description: Text = Text()
    dialect: str = "duckdb"
    examples: tuple[Mapping[str, object], ...] = field(default=(), hash=False)
    extensions: Mapping[str, object] = field(default_factory=dict, hash=False)
    settings: Mapping[str, object] = field(default_factory=dict, hash=False)  # maps, weights, actions, rules, ...

    @cached_property
    def _entities(self) -> Mapping[str, Entity]:
        return {item.name: item for item in self.entities}

    @cached_property
    def _datasets(self) -> Mapping[str, Dataset]:
        return {item.name: item for item in self.datasets}

    @cached_property
    def _metrics(self) -> Mapping[str, Metric]:
        return {item.name: item for item in self.metrics}

    @cached_property
    def _segmentations(self) -> Mapping[str, Segmentation]:
        return {item.qualified: item for item in self.segmentations}

    @cached_property
    def _dimensions(self) -> Mapping[str, Dimension]:
        own = {d.qualified: d for dataset in self.datasets for d in dataset.dimensions}
        roles = {
            f"{key.role}.{d.name}": d
            for dataset in self.datasets
            for key in dataset.entities
            if key.role
            for target in self.datasets
            if target.primary and target.primary.name == key.name
            for d in target.dimensions
        }
        return {**roles, **own}

    @cached_property
    def _measures(self) -> Mapping[str, Measure]:
        found: dict[str, Measure] = {}
        for dataset in self.datasets:
            for measure in dataset.measures:
                found[f"{dataset.name}.{measure.name}"] = measure
                found.setdefault(measure.name, measure)
        return found

    def metric(self, name: str) -> Metric:
        return self._metrics[name]

    def has_metric(self, name: str) -> bool:
        return name in self._metrics

    def entity(self, name: str) -> Entity:
        return self._entities[name]

    def has_entity(self, name: str) -> bool:
        return name in self._entities

    def dataset(self, name: str) -> Dataset:
        return self._datasets[name]

    def dimension(self, qualified: str) -> Dimension:
        """Look up `<entity>.<dimension>`, or `<role>.<dimension>` for a second role."""
        return self._dimensions[qualified]

    def has_dimension(self, qualified: str) -> bool:
        return qualified in self._dimensions

    def dimensions(self) -> Iterator[Dimension]:
        """Every dimension once, under its own entity."""
        for dataset in self.datasets:
            yield from dataset.dimensions

    def segmentation(self, qualified: str) -> Segmentation:
        """Look up `<entity>.<segmentation>`."""
        return self._segmentations[qualified]

    def has_segmentation(self, qualified: str) -> bool:
        return qualified in self._segmentations

    def tag(self, name: str) -> Tag:
        return next(item for item in self.tags if item.name == name)

    def has_tag(self, name: str) -> bool:
        return any(item.name == name for item in self.tags)

    def measure(self, name: str) -> Measure:
        """Look up a measure by unique name or `<dataset>.<measure>`."""
        return self._measures[name]

    def unit_of(self, name: str) -> Unit:
        """The unit of a metric, or of a dimension whose column is also measured."""
        if self.has_metric(name):
            return self.metric(name).unit
        dimension = self._dimensions.get(name)
        measures = self.dataset(dimension.dataset).measures if dimension else ()
        return next((m.unit for m in measures if dimension and m.expr == dimension.expr), Unit("none"))

    def role(self, name: str) -> Role | None:
        return next((role for role in self.roles if role.name == name), None)

    def dataset_of_entity(self, entity: str) -> Dataset | None:
        """The dataset in which `entity` is the primary key."""
        return next((d for d in self.datasets if d.primary and d.primary.name == entity and d.role != "segment"), None)

    @cached_property
    def hash(self) -> str:
        """Stable across processes; part of every cache key and receipt."""
        text = json.dumps(asdict(self), sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
