"""What a program may have computed: as much as a person with the same rights, less what only a person should start.

Rule: a program that asks can be led by texts it read elsewhere. So nothing it asks leaves a file behind or teaches a
word, and no call of it names a personal field, as a column, a condition or an order. This is decided on the plan,
whoever read the question, before anything runs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace

from assistant.context import Context, Read
from assistant.conversation import Past
from assistant.plan import Compute, Plan, Refuse
from assistant.ports import QuestionReader
from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.model import SemanticModel
from semantic_layer.query import Who
from tools.catalog import ToolCall, tool

_NOT_NAMES = frozenset({"values", "sql"})  # what a person typed, or looks for


@dataclass(frozen=True)
class ProgramContext(Context):
    """A context whose plans are checked for programs; calls may come from several threads at once."""

    @staticmethod
    def of(context: Context) -> ProgramContext:
        given = {item.name: getattr(context, item.name) for item in fields(Context)}
        return ProgramContext(**{**given, "make_reader": _one_at_a_time(context.make_reader)})

    def read(self, question: Question, past: Past) -> Read:
        found = super().read(question, past)
        return replace(found, plan=for_programs(found.plan, self.model))


def for_programs(plan: Plan, model: SemanticModel) -> Plan:
    """The plan, or a refusal: `needs_person` for what writes or teaches, `personal_data` for personal fields."""
    if plan.lesson is not None:
        return replace(plan, outcome=Refuse("needs_person"), lesson=None)
    if isinstance(plan.outcome, Compute) and (code := forbidden(plan.outcome.calls, model)):
        return replace(plan, outcome=Refuse(code))
    return plan


def forbidden(calls: tuple[ToolCall, ...], model: SemanticModel) -> str | None:
    """The code of the first reason why a program may not have these calls run."""
    if any(tool(call.tool).writes for call in calls):
        return "needs_person"
    named = (name for call in calls for name in _texts(call.arguments.model_dump(mode="json")))
    return "personal_data" if any(is_personal(name, model) for name in named) else None


def is_personal(name: str, model: SemanticModel) -> bool:
    """Whether a name is that of a personal field, in full or without its entity."""
    if model.has_dimension(name):
        return model.dimension(name).personal
    return any(item.personal and item.name == name for item in model.dimensions())


def _texts(value: object) -> Iterator[str]:
    """Every text of the arguments that may be a name."""
    match value:
        case str():
            yield value
        case dict():
            for key, item in value.items():
                if key not in _NOT_NAMES:
                    yield from _texts(item)
        case list():
            for item in value:
                yield from _texts(item)


def _one_at_a_time(make: Callable[[Who, Calendar], QuestionReader]) -> Callable[[Who, Calendar], QuestionReader]:
    """Readers are made one after the other: the first builds the vocabulary, the others find it."""
    lock = threading.Lock()

    def locked(who: Who, calendar: Calendar) -> QuestionReader:
        with lock:
            return make(who, calendar)

    return locked
