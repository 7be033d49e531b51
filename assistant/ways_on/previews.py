"""What each option of a question back would say, beside the option.

Rule: the options are shown first. Then each is computed as any question is, under the same rights and on record as a
figure of a page that nobody typed; what takes longer than its limit has no value. An option that turns out
not to be computable says why, and cannot be chosen.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.answer import Answer, run_plan
from assistant.answer_parts import Choice
from assistant.context import Context
from assistant.plan import Compute, Plan
from assistant.question import BY_PAGE, Question
from assistant.reading import Reading
from tools.arguments import QueryMetricsArgs

LIMIT_S = 0.5  # of one statement
_NOT_SAID = frozenset(  # what says nothing about the option itself
    {"query_timeout", "memory_limit", "result_too_large", "query_failed", "worker_lost", "audit_unavailable"}
)


def has_previews(answer: Answer) -> bool:
    """Whether there are options of which the values are still to be computed."""
    choices = answer.clarification.choices if answer.clarification else ()
    return any(_is_small(choice) for choice in choices) and not any(choice.value for choice in choices)


def with_previews(answer: Answer, context: Context, limit_s: float = LIMIT_S) -> Answer:
    """Return the question back with a value beside each option that is quickly computed.

    Raises
    ------
    QueryInterrupted
        When somebody pressed stop.
    """
    if answer.clarification is None:
        return answer
    quick = replace(context, tools=replace(context.tools, timeout_s=limit_s))
    choices = tuple(
        _tried(choice, answer.question, quick) if _is_small(choice) else choice
        for choice in answer.clarification.choices
    )
    return replace(answer, clarification=replace(answer.clarification, choices=choices))


def _is_small(choice: Choice) -> bool:
    """A figure or a table of figures; an analysis may take minutes."""
    return not choice.blocked and len(choice.calls) == 1 and isinstance(choice.calls[0].arguments, QueryMetricsArgs)


def _tried(choice: Choice, asked: Question, context: Context) -> Choice:
    """The option with its value, or with the reason for which it has none."""
    question = Question(choice.label, asked.language, asked.who, BY_PAGE, asked.as_of)
    found = run_plan(Plan(Compute(choice.calls), Reading(asked.language, ())), question, context)
    if found.refusal:
        return (
            choice if found.refusal.code in _NOT_SAID else replace(choice, default=False, blocked=found.refusal.reason)
        )
    (section,) = found.sections
    is_one = len(section.table.rows) == 1 and len(section.table.of_kind("metric")) == len(section.table.columns) == 1
    strong = [phrase.text for phrase in section.headline_phrases if phrase.strong]
    return replace(choice, value=strong[0] if is_one and len(strong) == 1 else section.headline)
