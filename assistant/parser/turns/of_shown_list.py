"""Turns about a list of customers that an analysis has just shown: 列出名单, "export the list", 行动计划.

Rule: the list is asked for once more, as long as it may be; a file of it leaves from the answer's own menu, where the
right and the purpose are asked for, and the answer says so. What is agreed is agreed for whole segments, not for who is
listed: that is said too.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation import Past
from assistant.parser.text.cover import best_covers
from assistant.parser.text.normalise import NormalText
from assistant.parser.text.pieces import Piece
from assistant.parser.turns.analysis_before import analysis_of
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Assumption, Reading, Span
from semantic_layer.model import SemanticModel
from tools.action_arguments import SegmentActionsArgs
from tools.arguments import SegmentationArgs
from tools.catalog import ToolCall

LISTS = ("churn_risk", "rfm_scores", "value_score")  # one row per customer, the first ones of a longer list
MOST = 1000  # rows: as many as every one of these tools may list
_LIST, _EXPORT, _PLAN = "list", "export", "segment_action"


def read_shown_list(
    question: Question, text: NormalText, pieces: Sequence[Piece], past: Past, model: SemanticModel
) -> Plan | None:
    """The plan of a turn that names nothing but the list, its file or what to do about it; None for any other turn."""
    call = analysis_of(past)
    if call is None or call.tool not in LISTS or not isinstance(call.arguments, SegmentationArgs):
        return None
    wanted = _asks_for(text, pieces)
    if wanted is None or (wanted == _PLAN and not model.segmentations):
        return None
    if wanted == _PLAN:
        actions = ToolCall(tool="segment_actions", arguments=SegmentActionsArgs())
        return _plan(question, actions, "tool:segment_actions", (Assumption("of_all_customers", "list"),))
    listed = call.arguments.model_copy(update={"limit": MOST, "chart": None})
    said = (Assumption("file_in_menu", "list"),) if wanted == _EXPORT else ()
    return _plan(question, ToolCall(tool=call.tool, arguments=listed), f"tool:{call.tool}", said)


def _asks_for(text: NormalText, pieces: Sequence[Piece]) -> str | None:
    """Which of the three the words ask for, where they say nothing else."""
    cover = best_covers(text.text, pieces, k=1)[0]
    known = (_LIST, _EXPORT, _PLAN, "action_word", "those", "segment_pronoun")
    if cover.gaps or any(
        piece.meanings or piece.time or piece.number or not (piece.is_soft or not piece.cues.isdisjoint(known))
        for piece in cover.pieces
    ):
        return None
    said = frozenset[str]().union(*(piece.cues for piece in cover.pieces))
    return next((name for name in (_EXPORT, _PLAN, _LIST) if name in said), None)


def _plan(question: Question, call: ToolCall, bound_to: str, said: tuple[Assumption, ...] = ()) -> Plan:
    span = Span(question.text, 0, len(question.text), "intent", bound_to, "slot")
    return Plan(Compute((call,)), Reading(question.language, (span,), said))
