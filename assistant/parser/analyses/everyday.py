"""Loose questions of a manager: "how loyal are our customers", 客户流失严重吗, "do discounts work".

Rule: a loose word has one analysis that comes nearest, and the restatement says how it was understood; conditions,
periods and numbers mean what they mean in that analysis. What no analysis can tell is refused with the nearest one.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.baskets import GAPS
from assistant.parser.analyses.change import EXPLAIN
from assistant.parser.analyses.churn import CHURN_RATE
from assistant.parser.analyses.pareto import turnover
from assistant.parser.analyses.retention import COHORTS
from assistant.parser.analyses.series import UNUSUAL
from assistant.parser.analyses.slots import Analysis, Read, read_scope, read_window, take_subject
from assistant.parser.analyses.trial import tests_of
from assistant.parser.analyses.value import CLV
from assistant.parser.draft import Draft, Item, Unreadable
from assistant.plan import Refuse
from semantic_layer.query import Compare
from tools.action_arguments import AbTestArgs, SegmentActionsArgs
from tools.business_arguments import AnomaliesArgs
from tools.catalog import ToolCall

LATELY = "last:30:day"
MOST_TESTS = 3


def _understood(cue: str, of: Analysis) -> Analysis:
    """The analysis under a loose word, with a note how the word was understood."""

    def read(draft: Draft, read_query: Read) -> BaseModel:
        _take_recent(draft)
        draft.assume(cue, f"tool:{of.tool}")
        return of.read(draft, read_query)

    return Analysis(of.tool, (cue,), read, lambda draft: _is_plain_word(draft, cue) and of.suits(draft))


def _is_plain_word(draft: Draft, *cues: str) -> bool:
    """Whether the word is no name in the data."""
    return not any(item.has(*cues) and item.piece.meanings for item in draft.items)


def _take_recent(draft: Draft) -> None:
    for item in list(draft.cued("loose_recent", "loose_manner")):
        if not item.piece.meanings:
            item.operate("request")


# --- whom to look after -------------------------------------------------------------------------------------------


def _read_actions(draft: Draft, _: Read) -> BaseModel:
    draft.assume("loose_focus", "tool:segment_actions")
    given = read_scope(draft)
    take_subject(draft)
    return SegmentActionsArgs.model_validate(given)


# --- where and what -----------------------------------------------------------------------------------------------


def _names_change(draft: Draft) -> bool:
    words: list[Item] = [item for item in draft.items if item.has("growth", "decline") and not item.piece.meanings]
    return bool(words) and EXPLAIN.suits(draft)


def _read_where(draft: Draft, read_query: Read) -> BaseModel:
    _take_recent(draft)
    return EXPLAIN.read(draft, read_query)


def _is_of_nothing(draft: Draft) -> bool:
    """ "Anything unusual lately?": no number is named."""
    return turnover(draft) is not None and not any(item.piece.meanings for item in draft.items)


def _refuse_unusual(draft: Draft, _: Read) -> BaseModel:
    """Any figure may be unusual: which one to look at is asked for, with the turnover as the nearest."""
    metric = turnover(draft)
    assert metric is not None
    window = read_window(draft) or draft.calendar.resolve(LATELY)
    nearest = ToolCall(tool="anomalies", arguments=AnomaliesArgs(metric=metric, window=window))
    raise Unreadable(Refuse("unusual_of_what", (), (), (nearest,)))


# --- what only a test can tell ------------------------------------------------------------------------------------


def _refuse_effect(draft: Draft, _: Read) -> BaseModel:
    """Whether discounts work: a comparison with those who got none is the nearest that can be asked."""
    fields = [field.partition("=") for field in tests_of(draft)[:MOST_TESTS]]
    calls = [AbTestArgs(filters=(Compare(name, "eq", (value,)),)) for name, _, value in fields]
    nearest = tuple(ToolCall(tool="ab_test", arguments=arguments) for arguments in calls)
    raise Unreadable(Refuse("effect_needs_test", (), (), nearest))


LOYAL = _understood("loose_loyal", COHORTS)
LOSING = _understood("loose_losing", CHURN_RATE)
WORTH = _understood("loose_worth", CLV)
AGAIN = _understood("loose_again", GAPS)
WHERE = Analysis("explain_change", ("loose_where",), _read_where, _names_change)
FOCUS = Analysis(
    "segment_actions",
    ("loose_focus",),
    _read_actions,
    lambda draft: bool(draft.model.segmentations) and _is_plain_word(draft, "loose_focus"),
)
STRANGE = Analysis("anomalies", UNUSUAL.cues, _refuse_unusual, _is_of_nothing)
WORKS = Analysis("ab_test", ("loose_effect",), _refuse_effect, lambda draft: _is_plain_word(draft, "loose_effect"))

EVERYDAY = (LOYAL, LOSING, WORTH, AGAIN, WHERE, FOCUS, STRANGE, WORKS)
