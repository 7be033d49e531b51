"""Two readings of a question in which words of an analysis stand: as the analysis, and as a plain question.

Rule: where an analysis explains every word, it is meant: its words say more than the plain ones do. Everything else is
read as if analyses did not exist, so that no word list of theirs changes a plain question.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from assistant.parser.text.pieces import Piece
from assistant.plan import Clarify, Compute, Plan, Refuse

_QUERIES = frozenset({"query_metrics", "describe"})
_KNOWS_BETTER = frozenset({"effect_needs_test"})
_SAYS_LITTLE = frozenset({"unknown_word", "not_supported", "nothing_asked", "outside_analysis"})


def asks_analysis(pieces: Sequence[Piece]) -> bool:
    """Whether any word could ask for an analysis."""
    return any(not piece.cues.isdisjoint(_asking()) for piece in pieces)


@lru_cache(maxsize=1)
def _asking() -> frozenset[str]:
    from assistant.parser.analyses import ANALYSES

    return frozenset(cue for analysis in ANALYSES for cue in analysis.cues)


def is_analysis(plan: Plan) -> bool:
    """Whether the reading computes an analysis."""
    return isinstance(plan.outcome, Compute) and any(call.tool not in _QUERIES for call in plan.outcome.calls)


def chosen(analysis: Plan, first: Plan) -> Plan:
    """The plain reading, but where it refuses: the analysis asks back, or knows better why it cannot.

    A question whether something works is not answered by its count.
    """
    if isinstance(analysis.outcome, Refuse) and analysis.outcome.code in _KNOWS_BETTER:
        return analysis
    if not isinstance(first.outcome, Refuse):
        return first
    match analysis.outcome:
        case Clarify():
            return analysis
        case Refuse(code=code) if code not in _SAYS_LITTLE or _knows_more(analysis.outcome, first.outcome):
            return analysis
        case _:
            return first


def _knows_more(analysis: Refuse, plain: Refuse) -> bool:
    """Whether the plain reading calls a word unknown of which the analysis lacks only a number: "30-day retention"."""
    only_numbers = bool(analysis.missing) and all(word.isdecimal() for word in analysis.missing)
    return only_numbers and plain.code == "unknown_word" and not {*plain.missing} <= {*analysis.missing}
