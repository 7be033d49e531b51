"""From the metrics of a query to their definitions.

Rule: a metric is resolved once, with everything that it is combined with; whatever reads a query's metrics (filters,
units, probes, overlaps) reads all sides of an arithmetic here, so that none of them is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from semantic_layer.compiler.build import Build
from semantic_layer.compiler.names import Field, find_field, find_metric
from semantic_layer.errors import BadQuery, NotAdditive
from semantic_layer.metric_inputs import datasets_of
from semantic_layer.model import Aggregation, Dimension, Metric, SemanticModel
from semantic_layer.query import Combination, MetricRef

_NUMERIC: frozenset[Aggregation] = frozenset({"sum", "avg", "median", "percentile"})
_NO_NUMBERS = frozenset({"String", "Boolean", "Date", "Time", "DateTime", "DateTimeTz"})
_NO_NUMBER_TYPES = frozenset({"text", "time", "geography", "boolean", "identifier"})


@dataclass(frozen=True)
class Resolved:
    """A metric of the query with its definition: a metric, or a numeric dimension that is aggregated.

    `steps` are the arithmetic that follows, each with the metric it brings in.
    """

    ref: MetricRef
    metric: Metric | None
    dimension: Dimension | None = None
    steps: tuple[tuple[Combination, Resolved], ...] = ()

    @property
    def is_as_defined(self) -> bool:
        """Whether the value is the definition's own: neither per member first, nor one side of an arithmetic."""
        return not self.steps and self.ref.per is None

    @property
    def sides(self) -> Iterator[Resolved]:
        """This metric without its arithmetic, then every metric that the arithmetic brings in, each alone."""
        yield replace(self, steps=())
        for _, other in self.steps:
            yield from other.sides


def resolve(build: Build, ref: MetricRef) -> Resolved:
    """Return the definition behind a metric of the query, and behind those it is combined with.

    Raises
    ------
    UnknownMetric
        If there is none, or the asking person may not see it.
    """
    found = _definition(build, ref)
    steps = tuple((step, resolve(build, step.other)) for step in chain(ref.combine))
    return replace(found, steps=steps) if steps else found


def chain(step: Combination | None) -> Iterator[Combination]:
    """Yield the steps of an arithmetic in their order."""
    while step is not None:
        yield step
        step = step.then


def datasets_below(model: SemanticModel, resolved: Resolved) -> Iterator[str]:
    """Yield the dataset of every row that is measured for a metric of the query, its arithmetic left aside."""
    if resolved.ref.over is not None:
        yield resolved.ref.over
    elif resolved.dimension is not None:
        yield resolved.dimension.dataset
    elif resolved.metric is not None:
        yield from datasets_of(model, resolved.metric)


def _definition(build: Build, ref: MetricRef) -> Resolved:
    if ref.agg is None or build.view.has_metric(ref.name) or "." not in ref.name:
        return Resolved(ref, find_metric(build, ref.name))
    field = find_field(build, ref.name)
    if not isinstance(field, Field):
        raise BadQuery(f"{ref.name!r} is a segmentation and cannot be aggregated.")
    dimension = field.dimension
    words = dimension.type in _NO_NUMBER_TYPES or dimension.datatype in _NO_NUMBERS
    if ref.agg in _NUMERIC and words:
        raise NotAdditive(f"{ref.name!r} holds no numbers, so it has no {ref.agg}. Count it, or choose a number.")
    return Resolved(ref, None, dimension)
