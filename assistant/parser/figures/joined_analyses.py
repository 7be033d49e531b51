"""Two figures of which one is an analysis, in one question: 复购率和流失率, "our repurchase rate and churn rate".

Rule: where no one plan holds both, each is computed by itself, if the question says nothing but their two names: a
period, a condition or a grouping beside one of them could be meant for both, and nothing is computed then.
"""

from __future__ import annotations

import re

from assistant.plan import Compute, Plan
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall

_AND = re.compile(r"\s+and\s+(?:the\s+|our\s+)?|以及|还有|[、和与及]")


def joint_of(text: str) -> re.Match[str] | None:
    """The only word that joins two names; None where there is none or more than one."""
    found = list(_AND.finditer(text))
    return found[0] if len(found) == 1 else None


def are_two_names(both: Plan) -> bool:
    """Does the plan of the two parts hold one call each, none with anything but its name, and one an analysis?"""
    calls = both.outcome.calls if isinstance(both.outcome, Compute) else ()
    is_metric = [isinstance(call.arguments, QueryMetricsArgs) for call in calls]
    return len(calls) == 2 and not all(is_metric) and all(map(_is_bare, calls))


def _is_bare(call: ToolCall) -> bool:
    asked = call.arguments
    if isinstance(asked, QueryMetricsArgs):
        return asked == QueryMetricsArgs(metrics=asked.metrics) and not asked.metrics[0].filters
    return not asked.model_dump(exclude_defaults=True)
