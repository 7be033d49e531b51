"""What can be asked when a question cannot be answered as it stands: near questions, or a narrower one.

Rule: everything offered is a call that the model allows and that differs from what was asked; nothing is left out or
narrowed without the person's click.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer_parts import Note
from assistant.plan import Refuse
from assistant.restating.restate import call_label
from assistant.ways_on.splits import is_answerable
from assistant.wording import Wording
from semantic_layer.query import MetricRef, Window
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

THREE = 3
LAST_MONTH = "last:1:month"
UNKNOWN = frozenset({"unknown_word", "unknown_metric", "unknown_dimension"})
TOO_FEW = frozenset({"too_few_customers", "too_few_events"})
TOO_MUCH = frozenset({"query_timeout", "memory_limit", "result_too_large", "worker_lost"})


def three_nearest(outcome: Refuse, wording: Wording) -> tuple[ToolCall, ...]:
    """What the reader offers, filled up with core metrics of the last full month where a word or metric is unknown."""
    offered = outcome.nearest[:THREE]
    if outcome.code not in UNKNOWN:
        return offered
    labels = {call_label(call, wording) for call in offered}
    more = (call for call in core_questions(wording) if call_label(call, wording) not in labels)
    return (*offered, *more)[:THREE]


def core_questions(wording: Wording) -> Iterator[ToolCall]:
    """The core metrics in the last full month; of a model that names none, its first metrics."""
    shown = [item for item in wording.model.metrics if not item.hidden]
    window = _last_month(wording)
    for metric in sorted(shown, key=lambda item: not item.core)[: 2 * THREE]:
        arguments = QueryMetricsArgs(metrics=(MetricRef(metric.name),), window=window)
        if is_answerable(arguments, wording):
            yield ToolCall(tool="query_metrics", arguments=arguments)


def _last_month(wording: Wording) -> Window | None:
    try:
        found = wording.calendar.resolve(LAST_MONTH)
    except ValueError:
        return None
    first, last = wording.calendar.first_day, wording.calendar.last_day
    is_covered = first and last and found.start and found.end and found.start <= last and found.end > first
    return Window(found.start, found.end, LAST_MONTH) if is_covered else None


def narrower(call: ToolCall) -> tuple[ToolCall, ...]:
    """The same question for the last full month: what needed too much needs less then."""
    arguments = call.arguments
    if not isinstance(arguments, QueryMetricsArgs) or (arguments.window and arguments.window.rule == LAST_MONTH):
        return ()
    made = arguments.model_copy(update={"window": Window(rule=LAST_MONTH), "compare": ()})
    return (ToolCall(tool=call.tool, arguments=made),)


def wider(call: ToolCall) -> tuple[ToolCall, ...]:
    """The same analysis without each of its filters in turn, the one said last first, and without any."""
    filters = tuple(getattr(call.arguments, "filters", ()))
    less = [filters[:position] + filters[position + 1 :] for position in reversed(range(len(filters)))]
    kept = dict.fromkeys((*less, ()) if filters else ())
    return tuple(ToolCall(tool=call.tool, arguments=call.arguments.model_copy(update={"filters": k})) for k in kept)


def told_to_the_owner(outcome: Refuse, wording: Wording) -> tuple[Note, ...]:
    """That an unknown word is on record for who looks after the data."""
    if outcome.code not in UNKNOWN:
        return ()
    return (Note("gap_on_record", wording.say("note.gap_on_record")),)
