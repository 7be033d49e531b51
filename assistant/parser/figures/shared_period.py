"""The period of two counts that one sentence asks for: "how many orders last month and how many were cancelled".

Rule: a period that one of the two names holds for the other, which is said; what there is now has none. Where the other
is a count of members by what they did, the period could be that of the deeds, and nothing is computed.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.plan import Compute, Plan
from assistant.reading import Assumption
from semantic_layer.query import Window
from tools.arguments import QueryMetricsArgs


def in_shared_period(plan: Plan, *, is_state: bool, is_chinese: bool = False) -> Plan | None:
    """Return the plan of two queries with one period; None where it cannot be told what the period holds for.

    Parameters
    ----------
    is_state : bool
        The second one asks what there is now.
    is_chinese : bool, optional
        A period stands before what it holds for, and never reaches back.
    """
    calls = plan.outcome.calls if isinstance(plan.outcome, Compute) else ()
    queries = [call.arguments for call in calls if isinstance(call.arguments, QueryMetricsArgs)]
    if len(queries) != 2 or len(calls) != 2 or is_state:
        return plan
    windows = [_window(query) for query in queries]
    known = next((window for window in windows if window is not None), None)
    if known is None or None not in windows:
        return plan
    open_ = windows.index(None)
    if open_ == 0 and is_chinese:
        return plan
    if queries[open_].members:
        return None
    dated = calls[open_].model_copy(update={"arguments": queries[open_].model_copy(update={"window": known})})
    told = (*plan.reading.assumptions, Assumption("inherited", f"time:{known.rule}"))
    outcome = Compute(tuple(dated if place == open_ else call for place, call in enumerate(calls)))
    return replace(plan, outcome=outcome, reading=replace(plan.reading, assumptions=told))


def among_the_same(part: QueryMetricsArgs, whole: QueryMetricsArgs) -> QueryMetricsArgs:
    """Return "of those returned" within the period of the whole, which dates those and not what happened to them."""
    if whole.window is None or part.window is not None:
        return part
    members = tuple(replace(item, window=None) if item.window == whole.window else item for item in part.members)
    return part.model_copy(update={"window": whole.window, "members": members})


def _window(query: QueryMetricsArgs) -> Window | None:
    return query.window or next((member.window for member in query.members if member.window), None)
