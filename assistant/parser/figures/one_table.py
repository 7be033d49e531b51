"""Two questions of one sentence about the same groups: "which wing is fullest, and how many beds are in each wing?"

Rule: numbers of the same groups under the same conditions stand in one table. Where the first question asks for the
winner and the second for each group, the table holds every group, and the winner comes first.
"""

from __future__ import annotations

import re

from assistant.plan import Compute, Plan
from semantic_layer.query import MetricRef, Order
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

_EACH = re.compile(r"\b(?:each|every)\b|各(?!自)|每")
_OWN = ("metrics", "top", "order")


def asks_of_each(clause: str) -> bool:
    """Say whether a clause asks for every group by name: "in each wing", 各科室分别."""
    return bool(_EACH.search(clause))


def names_winner(plan: Plan) -> bool:
    """Say whether a plan asks for one winner."""
    calls = plan.outcome.calls if isinstance(plan.outcome, Compute) else ()
    args = calls[0].arguments if calls else None
    return isinstance(args, QueryMetricsArgs) and args.top is not None and args.top.n == 1 and not args.top.skip


def in_one_table(plan: Plan) -> Plan:
    """Return the plan with its two calls as one where they ask about the same groups, else the plan as it is."""
    calls = plan.outcome.calls if isinstance(plan.outcome, Compute) else ()
    if len(calls) != 2:
        return plan
    first, second = (call.arguments for call in calls)
    if not isinstance(first, QueryMetricsArgs) or not isinstance(second, QueryMetricsArgs):
        return plan
    whole = _joined(first, second)
    return Plan(Compute((ToolCall(tool="query_metrics", arguments=whole),)), plan.reading) if whole else plan


def _joined(first: QueryMetricsArgs, second: QueryMetricsArgs) -> QueryMetricsArgs | None:
    conditions = [args.model_dump(exclude=set(_OWN)) for args in (first, second)]
    winner = first.top
    if conditions[0] != conditions[1] or second.top or second.order or not (first.dimensions or first.grain):
        return None
    if winner is not None and (winner.n > 1 or winner.skip or winner.per):
        return None
    metrics: dict[str, MetricRef] = {ref.key: ref for ref in (*first.metrics, *second.metrics)}
    order = (Order(winner.by, winner.direction),) if winner is not None else first.order
    changes = {"metrics": tuple(metrics.values()), "top": None, "order": order}
    return first.model_copy(update=changes)
