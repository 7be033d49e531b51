"""What the columns of an answer are: kind, unit, format, source.

Rule: a number never leaves the compiler without its unit. A change between two shares is in points; a rate of change
and a part of the whole are shares, whatever the metric's unit is.
"""

from __future__ import annotations

from semantic_layer.compiler.additive import adds_up
from semantic_layer.compiler.build import Build
from semantic_layer.compiler.combine import combined_unit
from semantic_layer.compiler.names import Field, find_field
from semantic_layer.compiler.resolved import Resolved
from semantic_layer.model import (
    ConversionMetric,
    Format,
    PopulationRateMetric,
    Unit,
)
from semantic_layer.query import DimensionRef
from semantic_layer.result import Column, ColumnKind

NONE = Unit("none")
TEXT = Format("text")
DATE = Format("date")
INTEGER = Format("integer")
PERCENT = Format("percent", 1)
SHARE = Unit("share")
POINTS = Unit("points")


def period_column(build: Build) -> Column:
    return Column("period", "period", NONE, DATE, build.query.time.name, grain=build.query.grain)


def dimension_column(build: Build, ref: DimensionRef) -> Column:
    kind: ColumnKind = "dimension"
    if ref.name == "metric_time":
        form = INTEGER if ref.part else DATE
        return Column(ref.key, kind, NONE, form, ref.name, grain=ref.grain, part=ref.part)
    field = find_field(build, ref.name)
    is_date = isinstance(field, Field) and field.dimension.type == "time" and ref.part is None
    form = INTEGER if ref.part else DATE if is_date else TEXT
    return Column(ref.key, kind, NONE, form, ref.name, grain=ref.grain, part=ref.part)


def unit_of(resolved: Resolved) -> tuple[Unit, Format]:
    """Return unit and format of a metric as the query asks for it.

    Raises
    ------
    UnitMismatch
        If it is combined with a metric whose unit does not fit.
    """
    shown, name = _own_unit(resolved), resolved.ref.name
    for step, other in resolved.steps:
        shown = combined_unit(step, shown, unit_of(other), (name, other.ref.name))
    return shown


def _own_unit(resolved: Resolved) -> tuple[Unit, Format]:
    ref, metric = resolved.ref, resolved.metric
    if metric is None:
        if ref.agg in ("count", "count_distinct"):
            return Unit("count", ref.name.rpartition(".")[0]), INTEGER
        is_date = resolved.dimension is not None and resolved.dimension.type == "time"
        return NONE, DATE if is_date else Format("decimal", 2)
    if ref.agg in ("count", "count_distinct"):
        return Unit("count"), INTEGER
    if ref.agg in ("avg", "median", "percentile") and metric.format.kind == "integer":
        return metric.unit, Format("decimal", 2)
    return metric.unit, metric.format


def metric_columns(resolved: Resolved) -> list[Column]:
    """Return the metric's own column and, for rates of a population, what stands below and above the line."""
    unit, form = unit_of(resolved)
    key = resolved.ref.key
    found = [Column(key, "metric", unit, form, resolved.ref.name)]
    entity = counted_entity(resolved)
    if entity is not None:
        found.append(Column(f"{key}__n", "n", Unit("count", entity), INTEGER, resolved.ref.name))
        found.append(Column(f"{key}__hits", "hits", Unit("count", entity), INTEGER, resolved.ref.name))
    return found


def counted_entity(resolved: Resolved) -> str | None:
    """Return the entity that a metric's rate counts, if it is one."""
    metric = resolved.metric
    if not resolved.is_as_defined or not isinstance(metric, PopulationRateMetric | ConversionMetric):
        return None
    return metric.entity


def compared_columns(resolved: Resolved, to: str, show: tuple[str, ...]) -> list[Column]:
    unit, form = unit_of(resolved)
    key, source = resolved.ref.key, resolved.ref.name
    found = [Column(f"{key}__{to}", "base", unit, form, source, compared_to=to)]
    if "change" in show:
        points = POINTS if unit.kind == "share" else unit
        found.append(Column(f"{key}__{to}_change", "change", points, form, source, compared_to=to))
    if "rate" in show:
        found.append(Column(f"{key}__{to}_rate", "rate", SHARE, PERCENT, source, compared_to=to))
    return found


def is_additive(build: Build, resolved: Resolved) -> bool:
    """Whether the parts of the metric add up to its whole (distinct counts may overlap and still count as parts)."""
    if any(step.how not in ("add", "subtract") for step, _ in resolved.steps):
        return False
    return all(_is_side_additive(build, side) for side in resolved.sides)


def _is_side_additive(build: Build, side: Resolved) -> bool:
    if side.ref.per is not None:
        return False
    if side.metric is None or side.ref.agg is not None:
        return side.ref.agg in ("sum", "count", "count_distinct")
    return adds_up(build, side.metric)
