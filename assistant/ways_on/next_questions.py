"""What one could ask next: up to three calls made from the call before and the model.

Rule: only a call that the compiler accepts is offered; nothing is written by a language model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from assistant.answer_parts import Choice
from assistant.restating.conditions import predicate_text
from assistant.restating.metric_words import sides
from assistant.restating.restate import call_label
from assistant.ways_on.after_analyses import after_analysis
from assistant.ways_on.members import of_agreed, of_counted, of_listed, who_they_are
from assistant.ways_on.splits import Members, counted_in, fixed_members, is_answerable, of_group, split_further
from assistant.wording import Wording
from semantic_layer.model import PopulationRateMetric
from semantic_layer.query import Compare, Comparison, MetricRef, Window
from semantic_layer.result import Column, Value
from tools.action_arguments import ProfileArgs, SegmentActionsArgs
from tools.arguments import DescribeArgs, QueryMetricsArgs
from tools.catalog import ToolCall
from tools.result import ToolResult

MAX_NEXT = 3
_TREND = "last:12:month"
_SOME_DAYS = 30  # any horizon does to see what a forward rate can be asked by
_LONG = ("month", "quarter", "year")


def next_questions(call: ToolCall, result: ToolResult, wording: Wording) -> tuple[Choice, ...]:
    """Drill down, follow over time, compare: what suits the answer and can be computed. A list of rows is complete."""
    arguments = call.arguments
    if isinstance(arguments, DescribeArgs):
        return _of_described(arguments, wording)
    if isinstance(arguments, SegmentActionsArgs):
        return of_agreed(arguments, wording)
    if isinstance(arguments, ProfileArgs):
        return who_they_are(arguments.filters, wording)
    if not isinstance(arguments, QueryMetricsArgs):
        return _of_analysis(call, wording)
    if not arguments.metrics:
        return of_listed(arguments, wording) if result.main.rows else ()
    if _matches_nothing(result) and arguments.filters:
        return _one_filter_less(call, arguments, wording)
    if arguments.rows or not result.main.rows:
        return ()
    found: list[Choice] = list(of_counted(arguments, wording))
    plain = arguments.model_copy(update={"claim": None})  # "is it going up" was asked of this figure alone
    for candidate in _candidates(plain, result, wording):
        made = ToolCall(tool=call.tool, arguments=candidate)
        label = call_label(made, wording)
        if label not in {choice.label for choice in found} and candidate != plain:
            found.append(Choice(label, (made,)))
        if len(found) == MAX_NEXT:
            break
    return tuple(found)


def _of_analysis(call: ToolCall, wording: Wording) -> tuple[Choice, ...]:
    """What an analysis leads to; each label once, and never the analysis itself."""
    calls = (made for made in after_analysis(call, wording) if made != call)
    found = {call_label(made, wording): made for made in calls}
    return tuple(Choice(label, (made,)) for label, made in found.items())[:MAX_NEXT]


def _of_described(arguments: DescribeArgs, wording: Wording) -> tuple[Choice, ...]:
    """After a list of what can be asked its first questions; after a definition the figure itself."""
    if arguments.kind == "catalogue":
        return _first_questions(wording)
    if arguments.kind != "metric" or not arguments.name or not wording.model.has_metric(arguments.name):
        return ()
    plain = QueryMetricsArgs(metrics=(MetricRef(arguments.name),))
    found = wording.calendar.resolve("last:1:month")
    last = plain.model_copy(update={"window": Window(found.start, found.end, "last:1:month")})
    fixed = MetricRef(arguments.name, t0=found.start, horizon_days=_SOME_DAYS)
    members = {arguments.name: fixed} if _is_rate(arguments.name, wording) else {}
    offered = (last, split_further(last, set(), wording, members), _trend(plain, wording))
    able = (item for item in offered if item and is_answerable(item, wording, members))
    calls = (ToolCall(tool="query_metrics", arguments=item) for item in able)
    return tuple(Choice(call_label(call, wording), (call,)) for call in calls)


def _first_questions(wording: Wording) -> tuple[Choice, ...]:
    """After the list of what can be asked: its first metric by a grouping, over time, and the next metric alone."""
    shown = sorted((item for item in wording.model.metrics if not item.hidden), key=lambda item: not item.core)
    plain = [QueryMetricsArgs(metrics=(MetricRef(item.name),)) for item in shown[:2]]
    found = [split_further(plain[0], set(), wording), _trend(plain[0], wording), *plain[1:]] if plain else []
    calls = (ToolCall(tool="query_metrics", arguments=item) for item in found if item and is_answerable(item, wording))
    return tuple(Choice(call_label(call, wording), (call,)) for call in calls)


def _matches_nothing(result: ToolResult) -> bool:
    """No row, or nothing but zeros and gaps: what sums over nothing shows."""
    metrics = result.main.of_kind("metric")
    return all(row[position] in (None, 0) for row in result.main.rows for position in metrics)


def _one_filter_less(call: ToolCall, arguments: QueryMetricsArgs, wording: Wording) -> tuple[Choice, ...]:
    """Where nothing matches: the question without each of its filters in turn, the one said last first."""
    found = []
    for position in reversed(range(len(arguments.filters))):
        dropped = arguments.filters[position]
        kept = tuple(item for i, item in enumerate(arguments.filters) if i != position)
        made = ToolCall(tool=call.tool, arguments=arguments.model_copy(update={"filters": kept}))
        label = wording.say("next.without", filter=predicate_text(dropped, wording), question=call_label(made, wording))
        found.append(Choice(label, (made,)))
    return tuple(found[:MAX_NEXT])


def follow_ups(calls: Sequence[ToolCall], results: Sequence[ToolResult], wording: Wording) -> tuple[Choice, ...]:
    """The same for several questions in one: the first of each, then the second of each."""
    each = [next_questions(call, result, wording) for call, result in zip(calls, results, strict=True)]
    turns = (choice for turn in zip_longest(*each) for choice in turn if choice)
    return tuple({choice.label: choice for choice in turns}.values())[:MAX_NEXT]


def _candidates(arguments: QueryMetricsArgs, result: ToolResult, wording: Wording) -> Iterator[QueryMetricsArgs]:
    plain = arguments.model_copy(
        update={
            "top": None,
            "order": (),
            "limit": None,
            "having": (),
            "streak": None,
            "share": None,
            "chart": None,
            "compare": (),
        }
    )
    if result.findings and result.findings[0].kind == "just_begun":
        yield from _last_full(arguments, wording)
        plain = plain.model_copy(update={"window": None})
    members = fixed_members(result)
    for made in (_drill(plain, result, wording, members), _trend(plain, wording), _compare(plain, wording)):
        if made is not None and is_answerable(made, wording, members):
            yield made


def _last_full(arguments: QueryMetricsArgs, wording: Wording) -> Iterator[QueryMetricsArgs]:
    """Of a period that has just begun: the same question for the one before it."""
    grain = arguments.window.rule.removeprefix("this:") if arguments.window else ""
    rule = f"last:1:{grain if grain in ('week', 'month', 'quarter', 'year') else 'month'}"
    found = wording.calendar.resolve(rule)
    made = arguments.model_copy(update={"window": Window(found.start, found.end, rule)})
    if is_answerable(made, wording):
        yield made


def _drill(plain: QueryMetricsArgs, result: ToolResult, wording: Wording, members: Members) -> QueryMetricsArgs | None:
    """Split by one more dimension: of the whole, or of the leading group."""
    used = {item.name for item in plain.dimensions}
    filters = plain.filters
    if plain.grain:
        return (
            None if used or plain.cumulate else split_further(plain.model_copy(update={"grain": None}), used, wording)
        )
    if len(used) > 1:
        return None
    if used:
        leader, column = _leader(result)
        if column.kind != "dimension" or column.part or column.grain or not isinstance(leader, str | int | bool):
            return None
        if wording.model.has_segmentation(plain.dimensions[0].name) or _is_key(plain.dimensions[0].name, wording):
            return None
        filters = of_group(filters, Compare(plain.dimensions[0].name, "eq", (leader,)))
    return split_further(plain.model_copy(update={"filters": filters}), used, wording, members)


def _leader(result: ToolResult) -> tuple[Value, Column]:
    """The group that the headline names, with its column."""
    table = result.main
    facts = dict(result.findings[0].facts) if result.findings else {}
    named = next((facts[name].value for name in ("group", "highest_group") if name in facts), None)
    return (named if not isinstance(named, tuple) else None) or table.rows[0][0], table.columns[0]


def _trend(plain: QueryMetricsArgs, wording: Wording) -> QueryMetricsArgs | None:
    if plain.grain or any(_is_rate(item.name, wording) for item in plain.metrics) or not _is_over_time(plain):
        return None
    if _counts_a_segment(plain, wording):
        return None
    try:
        found = wording.calendar.resolve(_TREND)
    except ValueError:
        return None
    window = plain.window if plain.window and _days(plain.window) > 62 else Window(found.start, found.end, _TREND)
    return plain.model_copy(update={"dimensions": (), "grain": "month", "window": window})


def _is_over_time(plain: QueryMetricsArgs) -> bool:
    """Whether a question says something for any month: not where years are fixed or whole months computed."""
    of_years = any(isinstance(item, Compare) and item.part == "year" for item in plain.filters)
    return not of_years and all(side.per not in _LONG for metric in plain.metrics for side in sides(metric))


def _counts_a_segment(plain: QueryMetricsArgs, wording: Wording) -> bool:
    """Members counted within a segment of theirs: who came later than the segment was made is in none of its months."""
    named = [item.field for item in plain.filters if isinstance(item, Compare)]
    entities = {wording.model.segmentation(name).entity for name in named if wording.model.has_segmentation(name)}
    homes = {home.name for entity in entities if (home := wording.model.dataset_of_entity(entity))}
    return any(counted_in(side.name, wording) in homes for metric in plain.metrics for side in sides(metric))


def _compare(plain: QueryMetricsArgs, wording: Wording) -> QueryMetricsArgs | None:
    if (
        plain.window is None
        or plain.grain
        or not _is_over_time(plain)
        or _counts_a_segment(plain, wording)
        or any(_is_rate(item.name, wording) for item in plain.metrics)
    ):
        return None
    return plain.model_copy(update={"compare": (Comparison("year_ago"),)})


def _is_key(name: str, wording: Wording) -> bool:
    return wording.model.has_dimension(name) and wording.model.dimension(name).type == "identifier"


def _is_rate(name: str, wording: Wording) -> bool:
    return wording.model.has_metric(name) and isinstance(wording.model.metric(name), PopulationRateMetric)


def _days(window: Window) -> int:
    return (window.end - window.start).days if window.start and window.end else 0
