"""Which analysis a turn may go on with, and whether it does.

Rule: a turn goes on with the analysis before it where its words only name what that analysis can be changed by. What
can be read alone is a new question, unless it opens like an edit ("what about ...", 只看 ...) or is a bare name.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation import Past
from assistant.parser.analyses.plain import is_analysis
from assistant.parser.text.pieces import Piece
from assistant.parser.turns.turn_base import is_left
from assistant.plan import Clarify, Compute, Plan, Refuse
from semantic_layer.query import DimensionRef, MetricRef
from tools.arguments import DescribeArgs, QueryMetricsArgs, SegmentationArgs, SqlArgs
from tools.business_arguments import AnomaliesArgs, ExplainChangeArgs, ForecastArgs
from tools.catalog import ToolCall

OPENING = frozenset({"about", "only", "adding", "swap", "and", "remove", "except", "reverse"})
CLOSING = ("呢", "instead", "as well", "too", "only", "吧")


def analysis_of(past: Past) -> ToolCall | None:
    """The analysis that was answered last, unless a question of its own came between."""
    turn = past.answered
    if turn is None or not isinstance(turn.plan.outcome, Compute) or is_left(past):
        return None
    call = turn.plan.outcome.calls[-1]
    return None if isinstance(call.arguments, QueryMetricsArgs | DescribeArgs | SqlArgs) else call


def as_query(call: ToolCall) -> QueryMetricsArgs:
    """The part of an analysis that a query has as well: what an edit of a query changes."""
    arguments = call.arguments
    if not isinstance(arguments, SegmentationArgs):
        return QueryMetricsArgs()
    given: dict[str, object] = {"filters": arguments.filters, "window": arguments.window}
    if isinstance(arguments, ExplainChangeArgs | AnomaliesArgs | ForecastArgs):
        given["metrics"] = (MetricRef(arguments.metric),)
    if isinstance(arguments, AnomaliesArgs | ForecastArgs):
        given["grain"] = arguments.grain
    if isinstance(arguments, ExplainChangeArgs):
        given["dimensions"] = tuple(map(DimensionRef, arguments.by))
    elif isinstance(arguments, AnomaliesArgs) and arguments.by:
        given["dimensions"] = (DimensionRef(arguments.by),)
    return QueryMetricsArgs.model_validate(given)


def base_of_metric(past: Past, text: str, pieces: Sequence[Piece]) -> QueryMetricsArgs | None:
    """ "And repurchase rate?" after churn of VIP: the query that the metric goes on with, of the same people and time.

    None unless the words open like an edit and the analysis has no metric of its own that could change.
    """
    call = analysis_of(past)
    if call is None or "metric" in type(call.arguments).model_fields or not is_edit(text, pieces):
        return None
    query = as_query(call)
    named = any(piece.named("metric") for piece in pieces)
    return query if named and (query.filters or query.window) else None


def settled(turn: Plan, alone: Plan, text: str, pieces: Sequence[Piece]) -> Plan:
    """One plan of the two readings: as a change of the analysis before, and as a question of its own."""
    if is_analysis(alone) and not is_edit(text, pieces):
        return alone
    if isinstance(turn.outcome, Refuse) and turn.outcome.code in _NOT_A_TURN:
        return alone
    if isinstance(alone.outcome, Compute):
        changes = is_edit(text, pieces) or _is_bare(alone) or _only_groups(alone, pieces)
        return turn if changes else alone
    if isinstance(alone.outcome, Clarify) and isinstance(turn.outcome, Refuse):
        return alone
    return turn


_NOT_A_TURN = frozenset({"unknown_word", "nothing_asked", "not_supported", "outside_analysis", "not_a_turn"})


def is_edit(text: str, pieces: Sequence[Piece]) -> bool:
    """Whether the words open or close like a change of what was before."""
    if text.rstrip(" ?？。.!！").endswith(CLOSING):
        return True
    return any(piece.start <= 1 and not piece.cues.isdisjoint(OPENING) for piece in pieces)


def _only_groups(alone: Plan, pieces: Sequence[Piece]) -> bool:
    """ "By channel", 按渠道看: alone it would list the channels."""
    opens = any(piece.start <= 1 and "group" in piece.cues for piece in pieces)
    calls = alone.outcome.calls if isinstance(alone.outcome, Compute) else ()
    return opens and all(isinstance(c.arguments, QueryMetricsArgs) and not c.arguments.metrics for c in calls)


def _is_bare(plan: Plan) -> bool:
    """Whether the words are one name and nothing else: "orders", "Champions"."""
    said = [span for span in plan.reading.spans if span.status in ("slot", "operator", "repair")]
    return len(said) == 1 and said[0].status == "slot"
