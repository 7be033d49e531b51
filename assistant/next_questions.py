"""What one could ask next: up to three calls made from the call before and the model.

Rule: only a call that the compiler accepts is offered; nothing is written by a language model.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer_parts import Choice
from assistant.restate import call_label
from assistant.wording import Wording
from semantic_layer.compiler import compile_query
from semantic_layer.errors import QueryError
from semantic_layer.model import PopulationRateMetric
from semantic_layer.query import Compare, Comparison, DimensionRef, Who, Window
from semantic_layer.result import Column, Value
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall
from tools.result import ToolResult

MAX_NEXT = 3
_TRIED = 10  # dimensions looked at before giving up: compiling costs milliseconds
FEW_VALUES = 12  # a split into more named groups than this is no quick look
_GROUPABLE = frozenset({"categorical", "ordinal", "geography", "boolean"})
_TREND = "last:12:month"


def next_questions(call: ToolCall, result: ToolResult, wording: Wording) -> tuple[Choice, ...]:
    """Drill down, follow over time, compare: what suits the answer and can be computed."""
    arguments = call.arguments
    if not isinstance(arguments, QueryMetricsArgs) or not arguments.metrics or not result.main.rows:
        return ()
    found: list[Choice] = []
    for candidate in _candidates(arguments, result, wording):
        made = ToolCall(tool=call.tool, arguments=candidate)
        label = call_label(made, wording)
        if label not in {choice.label for choice in found} and candidate != arguments:
            found.append(Choice(label, (made,)))
        if len(found) == MAX_NEXT:
            break
    return tuple(found)


def _candidates(arguments: QueryMetricsArgs, result: ToolResult, wording: Wording) -> Iterator[QueryMetricsArgs]:
    plain = arguments.model_copy(
        update={"top": None, "order": (), "limit": None, "having": (), "share": None, "chart": None, "compare": ()}
    )
    for made in (_drill(plain, result, wording), _trend(plain, wording), _compare(plain, wording)):
        if made is not None and is_answerable(made, wording):
            yield made


def is_answerable(arguments: QueryMetricsArgs, wording: Wording) -> bool:
    """Whether the compiler accepts the call."""
    try:
        compile_query(arguments.to_query(wording.calendar.as_of, Who()), wording.model, wording.calendar)
    except QueryError:
        return False
    return True


def _drill(plain: QueryMetricsArgs, result: ToolResult, wording: Wording) -> QueryMetricsArgs | None:
    """Split by one more dimension: of the whole, or of the leading group."""
    used = {item.name for item in plain.dimensions}
    filters = plain.filters
    if plain.grain or len(used) > 1:
        return None
    if used:
        leader, column = _leader(result)
        if column.kind != "dimension" or column.part or column.grain or not isinstance(leader, str | int | bool):
            return None
        if wording.model.has_segmentation(plain.dimensions[0].name):
            return None
        filters = (*filters, Compare(plain.dimensions[0].name, "eq", (leader,)))
    filtered = used | {item.field for item in filters if isinstance(item, Compare)}
    for name in _dimensions(plain, wording):
        if name in filtered:
            continue
        made = plain.model_copy(update={"dimensions": (DimensionRef(name),), "filters": filters})
        if is_answerable(made, wording):
            return made
    return None


def _leader(result: ToolResult) -> tuple[Value, Column]:
    """The group that the headline names, with its column."""
    table = result.main
    facts = dict(result.findings[0].facts) if result.findings else {}
    named = next((facts[name].value for name in ("group", "highest_group") if name in facts), None)
    return (named if not isinstance(named, tuple) else None) or table.rows[0][0], table.columns[0]


def _trend(plain: QueryMetricsArgs, wording: Wording) -> QueryMetricsArgs | None:
    if plain.grain or any(_is_rate(item.name, wording) for item in plain.metrics):
        return None
    try:
        found = wording.calendar.resolve(_TREND)
    except ValueError:
        return None
    window = plain.window if plain.window and _days(plain.window) > 62 else Window(found.start, found.end, _TREND)
    return plain.model_copy(update={"dimensions": (), "grain": "month", "window": window})


def _compare(plain: QueryMetricsArgs, wording: Wording) -> QueryMetricsArgs | None:
    if plain.window is None or plain.grain or any(_is_rate(item.name, wording) for item in plain.metrics):
        return None
    return plain.model_copy(update={"compare": (Comparison("year_ago"),)})


def _dimensions(plain: QueryMetricsArgs, wording: Wording) -> Iterator[str]:
    """Dimensions people group by, those of the metric's own dataset first."""
    model = wording.model
    own = set()
    for ref in plain.metrics:
        if model.has_metric(ref.name):
            measure = getattr(model.metric(ref.name), "measure", None)
            own |= {model.measure(measure).dataset} if measure else set()
    shown = [d for d in model.dimensions() if d.type in _GROUPABLE and not d.hidden and not d.personal]
    shown.sort(key=lambda d: (d.dataset not in own, not 1 < len(d.values) <= FEW_VALUES, d.type == "boolean"))
    return (d.qualified for d in shown[:_TRIED])


def _is_rate(name: str, wording: Wording) -> bool:
    return wording.model.has_metric(name) and isinstance(wording.model.metric(name), PopulationRateMetric)


def _days(window: Window) -> int:
    return (window.end - window.start).days if window.start and window.end else 0
