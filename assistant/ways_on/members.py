"""What one goes on to from a group of customers: who they are, what is agreed for them, the file to begin with.

Rule: as with every way on, only what can be computed is offered; a file leaves only with a click.
"""

from __future__ import annotations

from assistant.answer_parts import Choice
from assistant.restating.restate import call_label
from assistant.ways_on.splits import is_answerable
from assistant.wording import Wording
from semantic_layer.model import Dimension, Segmentation
from semantic_layer.query import Compare, DimensionRef, MetricRef, Order, Predicate, Top
from tools.action_arguments import ExportSegmentArgs, SegmentActionsArgs
from tools.actions.actions import segmentation_of
from tools.actions.agreed import actions_of
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

SHOWN_MEMBERS = 10  # of a group, as many as one looks at


def of_counted(arguments: QueryMetricsArgs, wording: Wording) -> tuple[Choice, ...]:
    """After how many are in a segment: all of them, those with the most first."""
    if arguments.dimensions or arguments.grain or len(arguments.metrics) != 1:
        return ()
    name = arguments.metrics[0].name
    counted = wording.model.metric(name).unit if wording.model.has_metric(name) else None
    if counted is None or counted.kind != "count" or not wording.model.has_entity(counted.of or ""):
        return ()
    return (*who_they_are(arguments.filters, wording, are_all=True), *_agreed(arguments.filters, wording))


def of_listed(arguments: QueryMetricsArgs, wording: Wording) -> tuple[Choice, ...]:
    """After the names of those in a segment: the same with what they bring, and what is agreed for them."""
    if arguments.rows is not None or arguments.grain or len(arguments.dimensions) != 1:
        return ()
    return (*who_they_are(arguments.filters, wording, are_all=True), *_agreed(arguments.filters, wording))


def _agreed(filters: tuple[Predicate, ...], wording: Wording) -> tuple[Choice, ...]:
    """What is agreed for the one segment that is asked about; the other conditions choose its members."""
    for item in filters:
        if isinstance(item, Compare) and item.op == "eq" and wording.model.has_segmentation(item.field):
            segmentation, code = wording.model.segmentation(item.field), str(item.values[0])
            others = tuple(other for other in filters if other != item)
            if code in actions_of(segmentation, wording.model) and _are_of_members(others, segmentation, wording):
                asked = SegmentActionsArgs(segmentation=segmentation.qualified, segment=code, filters=others)
                return _choice(ToolCall(tool="segment_actions", arguments=asked), wording)
    return ()


def _are_of_members(filters: tuple[Predicate, ...], segmentation: Segmentation, wording: Wording) -> bool:
    """Whether each condition is one on the members themselves, as a tool about them takes it."""
    keys = [item.qualified for item in _keys(segmentation, wording)]
    listed = QueryMetricsArgs(dimensions=tuple(map(DimensionRef, keys[:1])), filters=filters)
    return not filters or (bool(keys) and is_answerable(listed, wording))


def _keys(segmentation: Segmentation, wording: Wording) -> list[Dimension]:
    """By what the members of a segmentation are listed."""
    of_them = (item for item in wording.model.dimensions() if item.prefix == segmentation.entity)
    return [item for item in of_them if item.type == "identifier" and not item.hidden]


def of_agreed(arguments: SegmentActionsArgs, wording: Wording) -> tuple[Choice, ...]:
    """After what is agreed for a segment: its members, and the file with which to begin."""
    if arguments.segment is None:
        return ()
    segmentation = segmentation_of(arguments.segmentation, wording.model, "segment_actions")
    of_it = (Compare(segmentation.qualified, "eq", (arguments.segment,)), *arguments.filters)
    export = ExportSegmentArgs(
        segmentation=segmentation.qualified, segment=arguments.segment, filters=arguments.filters
    )
    file = _choice(ToolCall(tool="export_segment", arguments=export), wording)
    return (*who_they_are(of_it, wording, are_all=True), *file)


def _choice(call: ToolCall, wording: Wording) -> tuple[Choice, ...]:
    return (Choice(call_label(call, wording), (call,)),)


def who_they_are(filters: tuple[Predicate, ...], wording: Wording, *, are_all: bool = False) -> tuple[Choice, ...]:
    """After what a group is like: its members themselves, those with the most first."""
    metric = next((item for item in wording.model.metrics if item.core and not item.hidden), None)
    keys = [
        dimension.qualified
        for condition in filters
        if isinstance(condition, Compare) and wording.model.has_segmentation(condition.field)
        for dimension in _keys(wording.model.segmentation(condition.field), wording)
    ]  # fmt: skip
    if metric is None or not keys:
        return ()
    listed = QueryMetricsArgs(
        metrics=(MetricRef(metric.name),),
        dimensions=(DimensionRef(keys[0]),),
        filters=filters,
        top=None if are_all else Top(n=SHOWN_MEMBERS, by=metric.name),
        order=(Order(metric.name, "desc"),) if are_all else (),
    )
    call = ToolCall(tool="query_metrics", arguments=listed)
    return _choice(call, wording) if is_answerable(listed, wording) else ()
