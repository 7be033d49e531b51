"""What a turn may lean on: the turns before it, and what the last answer showed.

Rule: a conversation is the plans that were carried out and the members they showed, never the text of a chat. It is a
value that travels with the question; nothing is remembered anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.plan import Clarify, Compute, Plan
from assistant.question import NotMeant
from assistant.reading import Reading
from semantic_layer.model import Scalar
from semantic_layer.query import Compare
from tools.arguments import QueryMetricsArgs, SegmentationArgs

if TYPE_CHECKING:
    from assistant.answer import Answer

KEPT_TURNS = 50
MAX_MEMBERS = 1000  # of a longer list nobody means each one
BACK = "back"  # what the words of a turn back are bound to


@dataclass(frozen=True)
class Shown:
    """The members of one dimension in the order an answer showed them."""

    dimension: str
    members: tuple[Scalar | date, ...]


@dataclass(frozen=True)
class Turn:
    """One turn: what was asked, what was done, and what was shown."""

    text: str
    plan: Plan
    shown: tuple[Shown, ...] = ()

    @property
    def is_answered(self) -> bool:
        return isinstance(self.plan.outcome, Compute)

    @property
    def is_back(self) -> bool:
        return any(span.bound_to == BACK for span in self.plan.reading.spans)


@dataclass(frozen=True)
class Past:
    """The turns of a conversation, the oldest first, and the corrections of spelling that were taken back in it."""

    turns: tuple[Turn, ...] = ()
    not_meant: tuple[NotMeant, ...] = ()

    @staticmethod
    def of_plan(plan: Plan | None) -> Past:
        """A conversation of which only the last plan is known."""
        return Past((Turn("", plan),)) if plan else Past()

    @staticmethod
    def of(answers: Iterable[Answer]) -> Past:
        past = Past()
        for answer in answers:
            past = past.after(answer)
        return past

    def after(self, answer: Answer) -> Past:
        """Return the conversation with one more answer."""
        kept = self.without(answer.question.not_meant)
        turn = Turn(answer.question.text, answer.plan, _shown(answer))
        return Past((*kept.turns, turn)[-KEPT_TURNS:], kept.not_meant)

    def without(self, not_meant: tuple[NotMeant, ...]) -> Past:
        """Return the conversation as it stood before the first turn that rests on one of these corrections."""
        if not not_meant:
            return self
        standing = self.turns[: first_resting([turn.plan.reading for turn in self.turns], not_meant)]
        return Past(standing, tuple(dict.fromkeys((*self.not_meant, *not_meant))))

    @property
    def answered(self) -> Turn | None:
        """The last turn that was answered: what an edit changes."""
        stack = self._stack()
        return stack[-1] if stack else None

    @property
    def before(self) -> Turn | None:
        """The turn that "go back" returns to."""
        stack = self._stack()
        return stack[-2] if len(stack) > 1 else None

    @property
    def asked(self) -> Clarify | None:
        """The question back that is still open."""
        outcome = self.turns[-1].plan.outcome if self.turns else None
        return outcome if isinstance(outcome, Clarify) else None

    @property
    def last(self) -> Turn | None:
        return self.turns[-1] if self.turns else None

    def _stack(self) -> list[Turn]:
        """Answered turns; going back takes the one away that was left."""
        stack: list[Turn] = []
        for turn in self.turns:
            if not turn.is_answered:
                continue
            if turn.is_back and len(stack) > 1:
                stack.pop()
            else:
                stack.append(turn)
        return stack


NOTHING_SAID = Past()


def first_resting(readings: Sequence[Reading | None], not_meant: Sequence[NotMeant]) -> int:
    """The position of the first reading that rests on a correction which was taken back; their number if none does."""
    for position, reading in enumerate(readings):
        typed = [(span.repaired_from or span.text, span.bound_to) for span in (reading.repairs if reading else ())]
        if any(word in not_meant or (word[0], "") in not_meant for word in typed):
            return position
    return len(readings)


def _shown(answer: Answer) -> tuple[Shown, ...]:
    """The members in the first table of an answer, per column that names members of the model."""
    table = answer.table
    if table is None or len(table.rows) > MAX_MEMBERS:
        return ()
    found: list[Shown] = []
    for position, column in enumerate(table.columns):
        if column.kind != "dimension" or column.name == "period":
            continue
        members = [row[position] for row in table.rows if not isinstance(row[position], Decimal)]
        kept = tuple(dict.fromkeys(member for member in members if member is not None))
        if _is_of_rows(answer) and len(kept) < len(members):
            kept = ()  # two pets of one name: a name that several have points at none of them
        found.append(Shown(column.name, tuple(m for m in kept if isinstance(m, str | int | float | date))))
    return (*found, *_described(answer))


def _is_of_rows(answer: Answer) -> bool:
    """Was a ranking of things shown by one column, each row one of them?"""
    arguments = answer.sections[0].call.arguments if answer.sections else None
    if not isinstance(arguments, QueryMetricsArgs) or arguments.rows is None or len(arguments.dimensions) != 1:
        return False
    return bool(arguments.top or arguments.limit)


def _described(answer: Answer) -> tuple[Shown, ...]:
    """The one group that an analysis was about, which its table need not name."""
    conditions = [
        item
        for section in answer.sections[:1]
        if isinstance(section.call.arguments, SegmentationArgs)
        for item in section.call.arguments.filters
    ]
    return tuple(
        Shown(item.field, (item.values[0],))
        for item in conditions
        if isinstance(item, Compare) and item.op == "eq" and item.values[:1] != (None,) and len(item.values) == 1
    )
