"""Where a click on a mark or a row leads: the same question about that group alone, split further.

Rule: only a call that the compiler accepts is offered. A value becomes a condition on its own field, a period the
window of the question, and a segment the list of its customers. A mark that stands for several rows leads nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args

from pydantic import ValidationError

from assistant.answer_parts import Choice, Section
from assistant.restating.restate import call_label
from assistant.ways_on.splits import Members, fixed_members, is_answerable, of_group, split_further
from assistant.wording import Wording
from semantic_layer.model import Segmentation
from semantic_layer.query import CalendarPart, Compare, DimensionRef, Window
from semantic_layer.result import Column, ResultTable, Value
from tools.arguments import QueryMetricsArgs, RfmArgs, RfmScoring
from tools.business_arguments import ExplainChangeArgs
from tools.catalog import ToolCall
from tools.errors import BadParameter
from tools.rfm.maps import find_map


@dataclass(frozen=True)
class Drill:
    """What a mark stands for, in words, and the question about it."""

    name: str
    choice: Choice


def drill(section: Section, table: ResultTable, row: int, wording: Wording) -> Drill | None:
    """Return where row `row` of `table` leads; None where it stands for no group of its own."""
    if not 0 <= row < len(table.rows) or row == table.others:
        return None
    arguments, values = section.call.arguments, table.rows[row]
    groups = [(column, value) for column, value in zip(table.columns, values, strict=True) if _is_group(column)]
    if "scores" in table.flags:
        return _of_scores(section, groups, wording)
    name = wording.comma(wording.cell(value, column) for column, value in groups)
    call: ToolCall | None = None
    if isinstance(arguments, QueryMetricsArgs) and arguments.metrics and not arguments.rows:
        made = _narrowed(arguments, groups, wording, fixed_members(section.result))
        call = ToolCall(tool="query_metrics", arguments=made) if made else None
    elif isinstance(arguments, ExplainChangeArgs):
        call = _explained(section.call, arguments, groups, wording)
    elif len(groups) == 1 and wording.model.has_segmentation(groups[0][0].source):
        call = _members(groups[0][0].source, groups[0][1], wording)
    return Drill(name, Choice(call_label(call, wording), (call,))) if call and name else None


def _is_group(column: Column) -> bool:
    return column.kind in ("dimension", "period")


def _narrowed(
    arguments: QueryMetricsArgs, groups: list[tuple[Column, Value]], wording: Wording, members: Members
) -> QueryMetricsArgs | None:
    """The question about one group: its values as conditions, split by what comes next."""
    if any(item.edges or item.grain for item in arguments.dimensions):
        return None
    filters, window = arguments.filters, arguments.window
    for column, value in groups:
        if column.kind == "period":
            window = _window(value, column, wording)
        else:
            condition = _condition(column, value)
            filters = of_group(filters, condition) if condition else filters
    unordered: dict[str, object] = {
        "top": None,
        "order": (),
        "limit": None,
        "having": (),
        "streak": None,
        "share": None,
    }
    alone = arguments.model_copy(
        update={
            **unordered, "chart": None, "compare": (), "cumulate": None, "fill": None, "totals": False, "runs": (),
            "dimensions": (), "grain": None, "filters": filters, "window": window,
        }
    )  # fmt: skip
    if filters == arguments.filters and window == arguments.window:
        return None
    found = split_further(alone, {item.name for item in arguments.dimensions}, wording, members)
    return found or (alone if is_answerable(alone, wording, members) else None)


def _condition(column: Column, value: Value) -> Compare | None:
    field = column.source or column.name
    if value is None:
        return Compare(field, "is_null")
    if column.part:
        part = next((name for name in get_args(CalendarPart) if name == column.part), None)
        return Compare(field, "in", (value,), part=part) if isinstance(value, int) and part else None
    return Compare(field, "eq", (value,)) if isinstance(value, str | int | float | bool) else None


def _window(value: Value, column: Column, wording: Wording) -> Window | None:
    if not isinstance(value, date) or column.grain not in ("year", "quarter", "month", "week", "day"):
        return None
    start = value.date() if isinstance(value, datetime) else value
    return wording.calendar.clip(Window(start, wording.calendar.next(start, column.grain), "between"))


def _explained(
    call: ToolCall, arguments: ExplainChangeArgs, groups: list[tuple[Column, Value]], wording: Wording
) -> ToolCall | None:
    """The change of one part alone, explained by what is left."""
    condition = _condition(*groups[0]) if len(groups) == 1 else None
    if condition is None or not wording.model.has_dimension(condition.field):
        return None
    narrowed = arguments.model_copy(update={"filters": of_group(arguments.filters, condition), "by": ()})
    return ToolCall(tool=call.tool, arguments=narrowed)


def _members(segmentation: str, value: Value, wording: Wording) -> ToolCall | None:
    """The list of the customers of one segment."""
    found = wording.model.segmentation(segmentation)
    dataset = wording.model.dataset_of_entity(found.entity)
    dimensions = dataset.dimensions if dataset else ()
    keys = [d for d in dimensions if d.type == "identifier" and d.prefix == found.entity and not d.hidden]
    if not keys or not isinstance(value, str):
        return None
    listed = QueryMetricsArgs(
        dimensions=(DimensionRef(keys[0].qualified),), filters=(Compare(segmentation, "eq", (value,)),)
    )
    return ToolCall(tool="query_metrics", arguments=listed) if is_answerable(listed, wording) else None


def _of_scores(section: Section, groups: list[tuple[Column, Value]], wording: Wording) -> Drill | None:
    """Of a cell of two scores: the customers of its segment, where the cell belongs to one alone."""
    segmentation = _segmentation(section, wording)
    scores = {column.name: value for column, value in groups}
    if segmentation is None:
        return None
    try:
        cells = find_map(_map_of(segmentation), wording.model)
    except BadParameter:
        return None
    if cells is None:
        return None
    names = {s for (r, f, _), s in cells.by_cell().items() if (r, f) == (scores.get("r"), scores.get("f"))}
    call = _members(segmentation.qualified, next(iter(names)), wording) if len(names) == 1 else None
    if call is None:
        return None
    name = wording.value(segmentation.qualified, next(iter(names)))
    return Drill(name, Choice(call_label(call, wording), (call,)))


def _segmentation(section: Section, wording: Wording) -> Segmentation | None:
    """The segmentation of the model whose scores these are: given in the same way, over the same customers."""
    scored = (item for item in wording.model.segmentations if item.tool == "rfm_segments" and not item.hidden)
    return next((item for item in scored if _is_scored_alike(section.call.arguments, item)), None)


def _is_scored_alike(arguments: object, segmentation: Segmentation) -> bool:
    """`rfm_scores` has no map of its own: its cells are read by the map that is usual."""
    try:
        own = ToolCall.parse(segmentation.tool, dict(segmentation.params)).arguments
    except ValidationError:
        return False
    if not isinstance(arguments, RfmScoring) or not isinstance(own, RfmArgs):
        return False
    asked_map = arguments.map if isinstance(arguments, RfmArgs) else RfmArgs.model_fields["map"].default
    shared = [name for name in RfmScoring.model_fields if name not in ("as_of", "chart")]
    return asked_map == own.map and all(getattr(arguments, name) == getattr(own, name) for name in shared)


def _map_of(segmentation: Segmentation) -> str:
    return str(segmentation.params.get("map", RfmArgs.model_fields["map"].default))
