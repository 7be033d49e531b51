"""That a metric of an answer is no longer what it was when somebody saw it before.

Rule: it is said with the day, where the answer is about a time before that day: figures of that time may have been
shown under the former definition. Figures of later days never were.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from assistant import formats
from assistant.answer_parts import Note, Section
from assistant.context import Context

if TYPE_CHECKING:
    from assistant.answer import Answer


def changed_definitions(answer: Answer, context: Context) -> tuple[Note, ...]:
    """One line for every metric of the answer whose definition changed."""
    if context.definitions is None or answer.status != "answered":
        return ()
    begun = {name: _begin(section) for section in answer.sections for name in section.result.lineage.metrics}
    wording = context.wording(answer.language)
    return tuple(
        Note(
            "definition_changed",
            wording.say(
                "caveat.definition_changed", name=wording.metric(name), day=formats.day(day, answer.language)
            ),
        )
        for name, day in context.definitions.changed(begun)
        if context.model.has_metric(name) and ((first := begun[name]) is None or first < day)
    )  # fmt: skip


def _begin(section: Section) -> date | None:
    """The first day that a section is about; None where it is about all there is."""
    window = section.result.lineage.window
    return window.start if window else None
