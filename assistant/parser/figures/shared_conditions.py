"""The conditions of two figures in one Chinese sentence: 待发货的订单有多少，金额多少.

Rule: a clause that is nothing but the name of a figure, perhaps with a period of its own, speaks of the rows of the
clause before it: its conditions hold for it as well, which is said. A clause that says more, as an English one with its
verb does, is a question of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from assistant.parser.text.normalise import NormalText
from assistant.plan import Compute, Plan
from assistant.reading import Assumption
from semantic_layer.query import Compare
from semantic_layer.wordforms import has_han
from tools.arguments import QueryMetricsArgs

_NO_WORDS = frozenset({"metric", "aggregation", "operator", "filler", "time"})


def in_shared_conditions(plan: Plan, second: NormalText) -> Plan:
    """Return the plan of two queries with the conditions of the first in both, where `second` only names a figure."""
    calls = plan.outcome.calls if isinstance(plan.outcome, Compute) else ()
    queries = [call.arguments for call in calls if isinstance(call.arguments, QueryMetricsArgs)]
    if len(queries) != 2 or len(calls) != 2 or not has_han(second.text):
        return plan
    first, other = queries
    if not first.filters or other != QueryMetricsArgs(metrics=other.metrics, window=other.window, time=other.time):
        return plan
    if not _only_names_a_figure(plan, second):
        return plan
    call = calls[1].model_copy(update={"arguments": other.model_copy(update={"filters": first.filters})})
    told = [Assumption("inherited", f"filter:{name}") for name in _columns(first)]
    reading = replace(plan.reading, assumptions=(*plan.reading.assumptions, *told))
    return replace(plan, outcome=Compute((calls[0], call)), reading=reading)


def _only_names_a_figure(plan: Plan, second: NormalText) -> bool:
    start = second.origins[0]
    kinds: Collection[str] = {span.kind for span in plan.reading.spans if span.start >= start}
    return "metric" in kinds and _NO_WORDS.issuperset(kinds)


def _columns(query: QueryMetricsArgs) -> tuple[str, ...]:
    return tuple(dict.fromkeys(predicate.field for predicate in query.filters if isinstance(predicate, Compare)))
