"""Definitions that read what a person may not see are hidden with it.

Rule: a metric, segmentation or tag whose amount or condition reads a hidden or masked column does not exist for whom
that column is kept back. Its words would name the column and a value of it, and its figure would be told past the
policy, or be computed from the mask. Counting by a key reads no value of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from semantic_layer import expressions
from semantic_layer.metric_inputs import inputs_of
from semantic_layer.model import Measure, Segmentation, SimpleMetric, Tag

if TYPE_CHECKING:
    from semantic_layer.policy import View

_COUNTS = ("count", "count_distinct")
_Above = frozenset[str]  # what is being looked at already: a definition may lead back to itself


def is_hidden_metric(name: str, view: View, above: _Above = frozenset()) -> bool:
    """Whether the metric, or anything it is made of or conditioned on, is kept back."""
    if name in above:
        return False
    metric, above = view.model.metric(name), above | {name}
    if name in view.hidden:
        return True
    if isinstance(metric, SimpleMetric):
        measure = view.model.measure(metric.measure)
        is_hidden = bool({measure.name, f"{measure.dataset}.{measure.name}"} & view.hidden)
        return is_hidden or any(_reads(text, measure, view, above) for text in (metric.filter, *_own(measure)))
    return any(
        is_hidden_metric(item.metric, view, above) or _condition_reads(item.filter, view, above)
        for item in inputs_of(metric)
    )


def is_hidden_segmentation(segmentation: Segmentation, view: View, above: _Above = frozenset()) -> bool:
    """Whether the segmentation, or a field that its rule reads, is kept back."""
    name = segmentation.qualified
    if name in above:
        return False
    return name in view.hidden or any(_is_kept_back(one, view, above | {name}) for one in _texts(segmentation.params))


def is_hidden_tag(tag: Tag, view: View) -> bool:
    """Whether the rule of the tag reads something kept back."""
    return _condition_reads(tag.rule, view, frozenset())


def _own(measure: Measure) -> tuple[str | None, ...]:
    return (measure.filter,) if measure.agg in _COUNTS else (measure.expr, measure.filter)


def _reads(text: str | None, measure: Measure, view: View, above: _Above) -> bool:
    """Whether a text reads something kept back, where a name without a prefix is a column of the measure's dataset."""
    if not text:
        return False
    columns = {name.column for name in expressions.names(text) if not name.prefix}
    own = view.model.dataset(measure.dataset).dimensions
    read = [item.qualified for item in own if columns & {item.name, item.column}]
    prefixed = [str(name) for name in expressions.names(text) if name.prefix]
    return any(_is_kept_back(name, view, above) for name in (*read, *prefixed))


def _condition_reads(text: str | None, view: View, above: _Above) -> bool:
    return any(_is_kept_back(str(name), view, above) for name in expressions.names(text)) if text else False


def _is_kept_back(name: str, view: View, above: _Above) -> bool:
    model = view.model
    if model.has_dimension(name):
        return not view.has_field(name) or model.dimension(name).qualified in view.masks
    if model.has_segmentation(name):
        return is_hidden_segmentation(model.segmentation(name), view, above)
    return model.has_metric(name) and is_hidden_metric(name, view, above)


def _texts(content: object) -> Iterator[str]:
    match content:
        case str():
            yield content
        case Mapping():
            for value in content.values():
                yield from _texts(value)
        case list() | tuple():
            for value in content:
                yield from _texts(value)
