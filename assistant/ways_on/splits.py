"""By what a question can be split further, and whether a call can be computed at all.

Rule: only what the compiler accepts; near a metric come the dimensions that have a few named values. What belongs to
one single thing is no grouping of it: a product has one category.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assistant.restating.metric_words import sides
from assistant.wording import Wording
from semantic_layer.compiler import compile_query
from semantic_layer.errors import QueryError
from semantic_layer.model import (
    DerivedMetric,
    Dimension,
    Input,
    Measure,
    Metric,
    PopulationRateMetric,
    RatioMetric,
    SemanticModel,
    SimpleMetric,
)
from semantic_layer.query import Compare, DimensionRef, MetricRef, Predicate, Who
from tools.arguments import QueryMetricsArgs
from tools.result import ToolResult

FEW_VALUES = 12  # a split into more named groups than this is no quick look
_TRIED = 10  # dimensions looked at before giving up: compiling costs milliseconds
GROUPABLE = frozenset({"categorical", "ordinal", "geography", "boolean"})

Members = Mapping[str, MetricRef]
"""The metrics of the answer with what was fixed for them: the day and the horizon of a forward rate."""


def fixed_members(result: ToolResult) -> Members:
    """What was fixed for each metric of an answer."""
    return {ref.name: ref for query in result.lineage.queries[:1] for ref in query.metrics}


def is_answerable(arguments: QueryMetricsArgs, wording: Wording, members: Members | None = None) -> bool:
    """Whether the compiler accepts the call."""
    fixed = tuple((members or {}).get(ref.name, ref) for ref in arguments.metrics)
    fields = [item.name for item in arguments.dimensions]
    fields += [item.field for item in arguments.filters if isinstance(item, Compare)]
    named = (field for field in dict.fromkeys(fields) if wording.model.has_segmentation(field))
    runs = tuple((field, wording.calendar.as_of) for field in named)
    tried = arguments.model_copy(update={"metrics": fixed, "runs": runs})
    try:
        compile_query(tried.to_query(wording.calendar.as_of, Who()), wording.model, wording.calendar)
    except QueryError:
        return False
    return True


def counted_in(name: str, wording: Wording) -> str | None:
    """The dataset whose rows a plain metric counts or sums."""
    found = wording.model.metric(name) if wording.model.has_metric(name) else None
    return wording.model.measure(found.measure).dataset if isinstance(found, SimpleMetric) else None


def split_further(
    plain: QueryMetricsArgs, used: set[str], wording: Wording, members: Members | None = None
) -> QueryMetricsArgs | None:
    """The question split by the first dimension that is neither among `used` nor fixed by a condition already."""
    own = [item for metric in plain.metrics for side in sides(metric) for item in side.filters]
    per = {side.per for metric in plain.metrics for side in sides(metric) if side.per}
    filtered = used | per | {item.field for item in (*plain.filters, *own) if isinstance(item, Compare)}
    of_one = {name for item in plain.filters for name in _of_one(item, wording)}
    for name in _dimensions(plain, wording):
        if name in filtered or (wording.model.has_dimension(name) and wording.model.dimension(name).dataset in of_one):
            continue
        made = plain.model_copy(update={"dimensions": (DimensionRef(name),)})
        if is_answerable(made, wording, members):
            return made
    return None


def of_group(filters: tuple[Predicate, ...], one: Compare) -> tuple[Predicate, ...]:
    """The conditions of a question about one of its groups: what was said of the same field holds for that group."""
    return (*(item for item in filters if not _is_implied(item, one)), one)


def _is_implied(item: Predicate, one: Compare) -> bool:
    return isinstance(item, Compare) and (item.field, item.part, item.than) == (one.field, one.part, None)


def _dimensions(plain: QueryMetricsArgs, wording: Wording) -> Iterator[str]:
    """What people group by: of a rate its segments, then dimensions near the metric that have a few named values."""
    model = wording.model
    defined = [model.metric(item.name) for item in plain.metrics if model.has_metric(item.name)]
    rates = {metric.entity for metric in defined if isinstance(metric, PopulationRateMetric)}
    yield from (item.qualified for item in model.segmentations if item.entity in rates)
    measures = [measure for metric in defined for measure in _measures(metric, model)]
    own = {measure.dataset for measure in measures}
    fixed = {word for measure in measures for word in re.findall(r"\w+", measure.filter or "")}
    shown = [d for d in model.dimensions() if d.type in GROUPABLE and not d.hidden and not d.personal]
    shown = [d for d in shown if d.name not in fixed and f"{d.prefix}_{d.name}" not in fixed]

    def order(d: Dimension) -> tuple[bool, bool, int]:
        few = 1 < len(d.values) <= FEW_VALUES
        return (not few, d.type == "boolean", _distance(d, own, wording))

    yield from (d.qualified for d in sorted(shown, key=order)[:_TRIED])


def _measures(metric: Metric, model: SemanticModel) -> Iterator[Measure]:
    """What a metric is made of in the end."""
    if isinstance(metric, SimpleMetric):
        yield model.measure(metric.measure)
    parts: tuple[Input, ...] = ()
    if isinstance(metric, RatioMetric):
        parts = (metric.numerator, metric.denominator)
    elif isinstance(metric, DerivedMetric):
        parts = metric.metrics
    for part in parts:
        if model.has_metric(part.metric):
            yield from _measures(model.metric(part.metric), model)


def _distance(dimension: Dimension, own: set[str], wording: Wording) -> int:
    """How near a dimension is to a metric: what every row names, then its own columns, then what those names have."""
    keys = [key for name in own for key in wording.model.dataset(name).entities if key.name == dimension.prefix]
    if any(key.mandatory and wording.model.entity(key.name).label_dimension == dimension.name for key in keys):
        return 0
    if dimension.dataset in own:
        return 1
    return 2 if any(key.mandatory for key in keys) else 3 if keys else 4


def _of_one(condition: Predicate, wording: Wording) -> Iterator[str]:
    """The dataset that a condition narrows to one single row: a thing by its name or number."""
    model = wording.model
    if not isinstance(condition, Compare) or condition.op != "eq" or not model.has_dimension(condition.field):
        return
    dimension = model.dimension(condition.field)
    primary = model.dataset(dimension.dataset).primary
    is_called = primary is not None and model.entity(primary.name).label_dimension == dimension.name
    if is_called or (dimension.type == "identifier" and primary is not None and dimension.prefix == primary.name):
        yield dimension.dataset
