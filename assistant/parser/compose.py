"""From the pieces of one cover to tool calls.

Rule: a turn that changes an analysis is read first, then requests for an analysis, then queries (`query_rules.py`).
Nothing is taken twice, and a piece that nobody took comes out as unexplained.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.conversation import Shown
from assistant.parser.analyses.persons import of_persons, take_persons
from assistant.parser.conditions.first_orders import read_first_orders, refuse_dropped_first
from assistant.parser.draft import Choices, Draft, Item, refuse
from assistant.parser.query_rules import read_query
from assistant.parser.requests import read_request, refuse_analyses, refuse_degrees, refuse_topics
from assistant.parser.text.cover import Cover
from assistant.parser.text.normalise import NormalText
from assistant.parser.turns.analysis_turn import read_turn
from assistant.parser.turns.edits import read_edits
from assistant.reading import Assumption, SpanKind
from semantic_layer.calendar import Calendar
from semantic_layer.vocabulary import Vocabulary
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall


@dataclass(frozen=True)
class Before:
    """The query of the answer before, which an edit changes, the members it showed, and the query before that.

    `analysis`: the analysis before, where the turn is read as a change of it; `query` is then its part of a query.
    """

    query: QueryMetricsArgs | None = None
    shown: tuple[Shown, ...] = ()
    earlier: QueryMetricsArgs | None = None
    analysis: ToolCall | None = None


@dataclass(frozen=True)
class Composed:
    """Calls of one cover, with every piece and what it was bound to."""

    calls: tuple[ToolCall, ...]
    items: tuple[Item, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def unexplained(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if not item.taken)


def compose(
    question: NormalText,
    cover: Cover,
    vocabulary: Vocabulary,
    calendar: Calendar,
    choices: Choices,
    before: Before = Before(),
) -> Composed:
    """Return the calls of a cover; raises `Unreadable` or `Choice`."""
    items = [Item(piece, index, question.text[piece.start : piece.end]) for index, piece in enumerate(cover.pieces)]
    draft = Draft(vocabulary.model, vocabulary, calendar, list(items), choices, text=question.text)
    draft.previous, draft.shown, draft.earlier = before.query, before.shown, before.earlier
    draft.goes_on = before.analysis
    read_edits(draft)
    refuse_topics(draft)
    is_of_persons = take_persons(draft)
    read_first_orders(draft)
    call = None if _is_said_by_edits(draft) else _request(draft)
    if call is None:
        refuse_analyses(draft)
        refuse_degrees(draft)
        call = read_query(draft)
    if is_of_persons:
        call = of_persons(call)
    refuse_dropped_first(draft, call)
    _settle(draft)
    made = next((item for item in draft.items if not item.taken and all(item is not own for own in items)), None)
    if made is not None:  # a number that stands for several words, and that nobody used
        raise refuse("not_supported", missing=[made.text], construction=made.text)
    return Composed((call,), tuple(items), tuple(draft.assumptions))


def _request(draft: Draft) -> ToolCall | None:
    return read_turn(draft, read_query) if draft.goes_on else read_request(draft, read_query)


def _is_said_by_edits(draft: Draft) -> bool:
    """ "Drop the segment": all that was said is a change of the query before, and no request for segments."""
    changes = draft.goes_on is None and draft.previous is not None and bool(draft.dropped or draft.edits)
    return changes and all(item.piece.is_soft for item in draft.free())


def _settle(draft: Draft) -> None:
    """Words that carry nothing are fillers, and a hedge is told as not used; all others must have been taken by now."""
    for item in draft.items:
        if item.has("hedge") and _beside_number(item, draft):
            continue  # "roughly 500" is no 500
        if not item.taken and item.piece.is_soft:
            kind: SpanKind = "unused" if item.has("hedge") else "filler"
            item.take(kind, kind, "filler")


def _beside_number(item: Item, draft: Draft) -> bool:
    beside = (other.piece for other in draft.items if abs(other.index - item.index) == 1)
    return any(piece.number or piece.condition for piece in beside)
