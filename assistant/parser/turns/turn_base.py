"""Which query a turn may change: the one that was answered last, unless a question of its own came between.

Rule: what follows a question that was refused may be about that one, so the answer before it is then left alone. Words
that point to an answer where there is none are refused, never read as a question of their own.
"""

from __future__ import annotations

import re

from assistant.conversation import Past
from assistant.parser.analyses.segments_of import segment_before
from assistant.parser.draft import Draft, refuse
from assistant.plan import Compute, Refuse
from semantic_layer.wordforms import has_han
from tools.arguments import QueryMetricsArgs


def base_of(past: Past) -> QueryMetricsArgs | None:
    """The query that a follow-up may edit: the last one of the answer before.

    None as well after a question of its own that was not answered: what follows may be about that one.
    """
    turn = past.answered
    if turn is None or not isinstance(turn.plan.outcome, Compute) or is_left(past):
        return None
    arguments = turn.plan.outcome.calls[-1].arguments
    return arguments if isinstance(arguments, QueryMetricsArgs) else None


def earlier_of(past: Past) -> QueryMetricsArgs | None:
    """The query of the answer before the last one, for what speaks of both."""
    turn = past.before
    if base_of(past) is None or turn is None or not isinstance(turn.plan.outcome, Compute):
        return None
    arguments = turn.plan.outcome.calls[-1].arguments
    return arguments if isinstance(arguments, QueryMetricsArgs) else None


def is_left(past: Past) -> bool:
    """Say whether the last turn, without an answer, was a question of its own and not an edit that failed."""
    if not past.turns:
        return False
    plan = past.turns[-1].plan
    if isinstance(plan.outcome, Compute) or _EDITING.match(past.turns[-1].text.strip().casefold()):
        return False
    if isinstance(plan.outcome, Refuse) and plan.outcome.code in _ABOUT_THE_ANSWER:
        return False
    spans = plan.reading.spans
    unknown = sum(span.status == "unexplained" for span in spans)
    return unknown > 1 or any(span.kind in ("metric", "entity") or _NAMED.search(span.bound_to) for span in spans)


_ABOUT_THE_ANSWER = (
    "no_cause_beyond",
    "not_in_turn",
    "not_a_turn",
    "forecast_of_past",
    "no_causes",
    "no_yardstick",
    "nothing_shown",
    "nothing_to_drop",
    "nothing_before",
    "write_request",
)
# Words with which nobody begins a question of its own: what follows is still about the answer before.
_EDITING = re.compile(
    r"(?:without|excluding|exclude|except|remove|drop|only|just|swap|switch to|change (?:it|that) to|instead|as an? )\b"
    r"|去掉|剔除|排除|不含|不要|只看|只要|换成|改成|改为|再按|再看"
)
_NAMED = re.compile(r"kind='(?:metric|entity)'|^(?:metric|entity):")


def refuse_dangling(draft: Draft) -> None:
    """ "Their ratings", 对应的名称 where no answer can be meant: refused, never read as a question of its own."""
    first = next((item for item in draft.items if not item.has("comma")), None)
    if first is not None and first.has("swap") and has_han(first.text):
        raise refuse("nothing_before", word=first.text)  # 换成 ... where there is nothing to change
    if next(draft.cued("segment_pronoun", "action_effect"), None) is not None and segment_before(draft) is not None:
        return  # "export them" after an answer about one segment
    for item in draft.items:
        if item.piece.meanings:
            return
        if item.text in _DANGLING or set(item.text.split()) & {"their", "them", "they"} or _SPLITS.search(item.text):
            raise refuse("nothing_before", word=item.text)


_SPLITS = re.compile(r"^(?:break|split|slice|change|switch) .*?\b(?:it|that|this|those|these)\b")
_DANGLING = ("它", "它们", "他们", "她们", "其", "对应", "对应的", "相应", "相应的", "其中", "上述", "也告诉我")
