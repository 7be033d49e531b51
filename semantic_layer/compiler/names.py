"""From the names of a query to the definitions of the model.

Rule: a name is resolved once, here, against what the asking person may see; a hidden name raises the very error that
an unknown one raises. The rest of the compiler handles definitions.
"""

from __future__ import annotations

from dataclasses import dataclass

from semantic_layer.compiler.build import Build
from semantic_layer.errors import BadQuery, UnknownDimension, UnknownMetric
from semantic_layer.model import Dataset, Dimension, Measure, Metric, Segmentation


@dataclass(frozen=True)
class Field:
    """Something to group or filter by, under the name it was asked for."""

    name: str
    dimension: Dimension

    @property
    def dataset(self) -> str:
        return self.dimension.dataset

    @property
    def role(self) -> str | None:
        """The second role that the name asks for: `referrer` in `referrer.region`."""
        prefix = self.name.rpartition(".")[0]
        return prefix if prefix != self.dimension.prefix else None

    def __hash__(self) -> int:
        return hash(self.name)


def find_field(build: Build, name: str) -> Field | Segmentation:
    """Return the dimension or segmentation of that name.

    Raises
    ------
    UnknownDimension
        If the model has none, or the asking person may not see it.
    """
    if not build.view.has_field(name):
        raise UnknownDimension(name, build.view.field_names)
    if build.model.has_segmentation(name):
        return build.model.segmentation(name)
    return Field(name, build.model.dimension(name))


def find_metric(build: Build, name: str) -> Metric:
    if not build.view.has_metric(name):
        raise UnknownMetric(name, build.view.metric_names)
    return build.model.metric(name)


def measure_of(build: Build, name: str) -> Measure:
    return build.model.measure(name)


def time_field(build: Build, dataset: Dataset, asked: str, own: str | None) -> Field | None:
    """Return the time that dates a measure: the query's own choice, else the metric's, the measure's, the dataset's.

    `own` is bare for a column of the dataset itself and qualified for one that it points to.
    """
    if asked != "metric_time":
        found = find_field(build, asked)
        if not isinstance(found, Field) or found.dimension.type != "time":
            raise BadQuery(f"{asked!r} is no time dimension, so it cannot date a metric. Use metric_time.")
        return found
    name = own or dataset.default_time
    if name is None:
        return None
    if "." in name:
        return Field(name, build.model.dimension(name))
    dimension = next((item for item in dataset.dimensions if item.name == name), None)
    if dimension is None:
        raise BadQuery(f"The dataset {dataset.name!r} has no time {name!r}. Correct the model.")
    return Field(dimension.qualified, dimension)
