"""Under which conditions a number is computed, and what it is grouped by.

Rule: scopes and keys are values. Two measures of one dataset with the same time, scope and keys share one scan, and
everything that must differ (another period, another filter) is another scope.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from semantic_layer.compiler.frames import Frame
from semantic_layer.model import Aggregation, Measure, SemiAdditive
from semantic_layer.query import DimensionRef, EntitySet, Members, Predicate
from semantic_layer.result import Value


@dataclass(frozen=True)
class ModelFilter:
    """A condition written in the model: bare columns belong to the measured dataset, others to their own."""

    text: str


@dataclass(frozen=True)
class Outside:
    """The rows of no given group: what is left when the top groups are taken away. The unknown bucket stays out."""

    dimensions: tuple[DimensionRef, ...]
    groups: tuple[tuple[Value, ...], ...]


Member = Members | EntitySet


@dataclass(frozen=True)
class Unmet:
    """The rows for which not all of some conditions hold: what they take away."""

    conditions: tuple[Predicate | ModelFilter | Outside | Unmet | Member, ...]


Condition = Predicate | ModelFilter | Outside | Unmet


@dataclass(frozen=True)
class Scope:
    """Which rows count: dates, conditions on rows, conditions on entities, and the time that dates them."""

    frame: Frame
    conditions: tuple[Condition, ...] = ()
    members: tuple[Member, ...] = ()
    time: str = "metric_time"

    def with_conditions(self, conditions: tuple[Condition, ...]) -> Scope:
        return replace(self, conditions=self.conditions + conditions) if conditions else self

    def with_members(self, members: tuple[Member, ...]) -> Scope:
        return replace(self, members=self.members + members) if members else self

    def with_frame(self, frame: Frame) -> Scope:
        return replace(self, frame=frame)


@dataclass(frozen=True)
class DimensionKey:
    """Group by a dimension of the query."""

    ref: DimensionRef

    @property
    def name(self) -> str:
        return self.ref.key


@dataclass(frozen=True)
class PeriodKey:
    """Group by the query's time axis."""

    name: str = "period"


@dataclass(frozen=True)
class EntityColumn:
    """Group by one column of an entity's key."""

    entity: str
    position: int = 0

    @property
    def name(self) -> str:
        return f"{self.entity}_key" if self.position == 0 else f"{self.entity}_key_{self.position + 1}"


@dataclass(frozen=True)
class InnerPeriod:
    """Group by a finer period below the answer's groups (highest daily revenue).

    `is_asked`: the values of the periods themselves matter, so data of longer periods have none.
    """

    grain: str
    name: str = "inner_period"
    is_asked: bool = True


@dataclass(frozen=True)
class RowNumber:
    """Group by the single rows of a dataset that has no key."""

    dataset: str
    name: str = "row__number"


Key = DimensionKey | PeriodKey | EntityColumn | InnerPeriod | RowNumber
Keys = tuple[Key, ...]
PERIOD = PeriodKey()


@dataclass(frozen=True)
class Measured:
    """One aggregate to compute: a measure, perhaps aggregated in another way."""

    name: str
    dataset: str
    agg: Aggregation
    expr: str
    percentile: float | None
    method: str
    time: str | None
    semi: SemiAdditive | None
    zero: bool
    field: str | None = None  # a dimension (with its mask) instead of `expr`
    entity: str | None = None  # the key of an entity instead of `expr`

    @staticmethod
    def of(measure: Measure, time: str | None, *, zero: bool) -> Measured:
        return Measured(
            measure.name,
            measure.dataset,
            measure.agg,
            measure.expr,
            measure.percentile,
            measure.method,
            time or measure.time,
            measure.semi if measure.additivity == "semi_additive" else None,
            zero or measure.null_semantics == "absent_is_zero",
        )
