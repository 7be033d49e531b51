"""Does every one of several calls keep what the question says about all of them?

Rule: a period or a value that one call keeps excuses no other call. Each call has a period where one is said, and a
condition on (or a grouping by) every field of which a value is said; unless it asks what something means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.checking.call_facts import CallFacts
from assistant.checking.said import Gap
from assistant.reading import Span
from semantic_layer.calendar import Calendar
from semantic_layer.model import SemanticModel
from tools.arguments import DescribeArgs
from tools.catalog import ToolCall


def uneven(calls: Sequence[ToolCall], spans: Sequence[Span], model: SemanticModel, calendar: Calendar) -> Iterator[Gap]:
    """Yield what only some of several calls keep."""
    computed = [call for call in calls if not isinstance(call.arguments, DescribeArgs)]
    if len(computed) < 2:
        return
    for call in computed:
        facts = CallFacts.of((call,), model, calendar)
        fields = {condition.field for condition, _ in facts.compares} | facts.names
        for span in spans:
            head, _, rest = span.bound_to.partition(":")
            is_kept = {"time": bool(facts.windows or facts.days), "value": rest.partition("=")[0] in fields}
            if not is_kept.get(head, True):
                yield Gap("missing", span.bound_to, span.text)
