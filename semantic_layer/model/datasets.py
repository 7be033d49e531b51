"""Tables, and what their rows and columns are: entities, dimensions, measures.

Rule: a dimension has one name everywhere (`<entity>.<dimension>`), and a measure says how it may be added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from semantic_layer.model.words import Format, Named, Text, Unit, Words

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

    @property
    def column(self) -> str:
        """The column it is, as keys name it: without quotes. What computes more is no column of that name."""
        return self.expr.strip('"')


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

    @property
    def column(self) -> str:
        """The column it aggregates, without quotes, where it is no more than one."""
        return self.expr.strip('"')


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
