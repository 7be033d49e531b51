"""What the files mean, as it is put before a person: roles of columns, relations, metrics with their value now.

Rule: every row says how sure the guess is and what else it could be; a role that a column cannot play is not offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from assistant import formats
from assistant.context import Context
from assistant.onboarding.evidence_words import evidence_in
from semantic_layer.check_queries import source_of
from semantic_layer.engines.base import Engine
from semantic_layer.engines.errors import EngineError
from semantic_layer.errors import SemanticLayerError
from semantic_layer.model import (
    Dataset,
    Dimension,
    EntityKey,
    Language,
    Measure,
    Metric,
    RatioMetric,
    SemanticModel,
    SimpleMetric,
)
from tools.catalog import ToolCall, run_tool
from tools.errors import ToolError

Role = Literal["key", "reference", "time", "sum", "average", "dimension", "hidden"]
Confidence = Literal["high", "medium", "low"]
_NUMBERS = ("Integer", "Decimal")
_MANY = 1


@dataclass(frozen=True)
class RoleRow:
    """One column: what it is taken for, how sure that is, and what it may be instead (the guess first)."""

    dataset: str
    name: str
    role: Role
    confidence: Confidence
    options: tuple[Role, ...]
    evidence: str

    @property
    def key(self) -> str:
        return f"{self.dataset}.{self.name}"


@dataclass(frozen=True)
class RelationRow:
    """Many rows of `child` point to one of `parent` by `column`; `most` is how many of them point to the same one."""

    child: str
    column: str
    parent: str
    most: int
    orphans: int

    @property
    def key(self) -> str:
        return f"{self.child}.{self.column}"

    @property
    def repeats(self) -> bool:
        """Whether a join would repeat rows of the parent, so that its figures are never added up along the child."""
        return self.most > _MANY


@dataclass(frozen=True)
class MetricRow:
    """A proposed metric with its value over all data; `value` is None where it cannot be computed."""

    name: str
    label: str
    formula: str
    value: str | None
    evidence: str


def bare_column(expr: str) -> str | None:
    """The column that an expression is, or None where it computes something.

    Examples
    --------
    >>> bare_column("amount"), bare_column('"订单 金额"'), bare_column("CAST(a AS DATE)")
    ('amount', '订单 金额', None)
    """
    if re.fullmatch(r'"[^"]+"', expr):
        return expr[1:-1]
    return expr if expr.isidentifier() else None


def role_rows(model: SemanticModel) -> tuple[RoleRow, ...]:
    """Every column of every dataset with its role."""
    return tuple(_row(dataset, dimension) for dataset in model.datasets for dimension in dataset.dimensions)


def role_of(dataset: Dataset, dimension: Dimension) -> Role:
    """What a column is taken for."""
    column = bare_column(dimension.expr)
    keys = {name: key for key in dataset.entities for name in key.columns}
    if column in keys and (keys[column].type == "primary" or dimension.type == "identifier"):
        return "key" if keys[column].type == "primary" else "reference"
    if dimension.hidden:
        return "hidden"
    measure = measure_of(dataset, dimension)
    if measure is not None:
        return "sum" if measure.agg == "sum" else "average"
    return "time" if dataset.default_time == dimension.name else "dimension"


def measure_of(dataset: Dataset, dimension: Dimension) -> Measure | None:
    """The sum or average of a column, if it has one."""
    return next((m for m in dataset.measures if m.expr == dimension.expr and m.agg in ("sum", "avg")), None)


def _row(dataset: Dataset, dimension: Dimension) -> RoleRow:
    role = role_of(dataset, dimension)
    measure = measure_of(dataset, dimension)
    evidence = (measure.evidence if measure else "") or dimension.evidence
    offered = (role, *(other for other in _possible(dataset, dimension, role) if other != role))
    return RoleRow(dataset.name, dimension.name, role, _confidence(dataset, dimension, role), offered, evidence)


def _possible(dataset: Dataset, dimension: Dimension, role: Role) -> Iterator[Role]:
    if role == "reference":
        return
    if dimension.type == "time":
        yield "time"
    if dimension.datatype in _NUMBERS:
        yield from ("sum", "average")
    if role == "key" or (bare_column(dimension.expr) is not None and dimension.type != "time"):
        yield "key"
    yield "dimension"
    if role != "key":
        yield "hidden"


def _confidence(dataset: Dataset, dimension: Dimension, role: Role) -> Confidence:
    """High where name and values agree, medium where only one of them speaks, low where nothing decides."""
    if dimension.state == "confirmed" or role in ("reference", "sum"):
        return "high"
    if "doubtful_date" in dimension.meta:
        return "low"
    if role in ("key", "time"):
        others = sum(other.type == "time" for other in dataset.dimensions)
        return "medium" if role == "time" and others > 1 else "high"
    if role == "average":
        return "medium"
    if dimension.type == "text" or (dimension.datatype in _NUMBERS and dimension.type != "identifier"):
        return "low" if dimension.type == "ordinal" and dimension.grain is None else "medium"
    return "high"


def relation_rows(model: SemanticModel, engine: Engine) -> tuple[RelationRow, ...]:
    """Every relation with what it does to figures."""
    owners = {d.primary.name: d for d in model.datasets if d.primary}
    return tuple(
        RelationRow(dataset.name, key.columns[0], owners[key.name].name, *_measured(dataset, key, owners, engine))
        for dataset in model.datasets
        for key in dataset.entities
        if key.type in ("foreign", "unique") and key.name in owners and len(key.columns) == 1
    )


def _measured(dataset: Dataset, key: EntityKey, owners: dict[str, Dataset], engine: Engine) -> tuple[int, int]:
    """How many rows share one target at most, and how many rows have a value without any target."""
    parent = owners[key.name]
    assert parent.primary
    column, target = (exp.column(name, quoted=True) for name in (key.columns[0], parent.primary.columns[0]))
    child, there = source_of(dataset.source), source_of(parent.source)  # a table, or what was read out of one
    rows = exp.select(exp.Count(this=exp.Star()).as_("n")).from_(child).where(column.is_(exp.null()).not_())
    most = exp.select(exp.Max(this=exp.column("n"))).from_(rows.group_by(column).subquery("g"))
    targets = exp.select(target).from_(there).where(target.is_(exp.null()).not_())
    lost = rows.where(exp.In(this=column, query=targets.subquery()).not_())
    found = [engine.run(query.sql(dialect=engine.dialect)).rows[0][0] for query in (most, lost)]
    return int(str(found[0] or 0)), int(str(found[1] or 0))


def metric_rows(context: Context, language: Language) -> tuple[MetricRow, ...]:
    """Every visible metric with its value over all data."""
    metrics = [metric for metric in context.model.metrics if not metric.hidden]
    return tuple(
        MetricRow(
            metric.name,
            metric.label(language),
            formula(metric, context.model, language),
            _value(metric, context, language),
            metric.evidence,
        )
        for metric in metrics
    )


def formula(metric: Metric, model: SemanticModel, language: Language) -> str:
    """How a metric is computed, in the shortest true form."""
    if isinstance(metric, RatioMetric):
        sides = (metric.numerator, metric.denominator)
        if any(side.filter for side in sides):
            return evidence_in(language, metric.evidence)
        return " ÷ ".join(next(m.label(language) for m in model.metrics if m.name == side.metric) for side in sides)
    if not isinstance(metric, SimpleMetric):
        said = metric.description.en if language == "en" else metric.description.zh
        return said or evidence_in(language, metric.evidence)
    found = next((m, d) for d in model.datasets for m in d.measures if metric.measure in (m.name, f"{d.name}.{m.name}"))
    measure, dataset = found
    return f"count({dataset.name})" if measure.expr == "1" else f"{measure.agg}({dataset.name}.{measure.expr})"


def _value(metric: Metric, context: Context, language: Language) -> str | None:
    asked = {"metrics": ({"name": metric.name},)}
    try:  # as a question would ask it: a rate that is judged forward takes its days from the data
        table = run_tool(ToolCall.parse("query_metrics", asked), context.tools).tables[0].table
    except (ToolError, SemanticLayerError, EngineError):
        return None
    position = next((n for n, column in enumerate(table.columns) if column.name == metric.name), None)
    if position is None or not table.rows:
        return None
    return formats.write(table.rows[0][position], metric.unit, metric.format, language)
