"""What to do for a question: compute, ask back, or refuse.

Rule: a plan is made by one reader and changed only by the functions of this file, each of which returns a new
plan. The reading justifies a plan and is no part of its equality: the same question in two languages gives equal
plans. A plan that computes has a closed ledger.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Literal, assert_never

from assistant.learning.lesson import Lesson
from assistant.reading import Reading
from tools.catalog import ToolCall

Status = Literal["answered", "clarify", "refused"]
Reader = Literal["parser", "agent"]


@dataclass(frozen=True)
class Compute:
    """Tool calls in order. More than one call answers more than one question."""

    calls: tuple[ToolCall, ...]


@dataclass(frozen=True)
class Option:
    """One way to understand the question, with the plan it would run. The label is a restatement of `plan`."""

    calls: tuple[ToolCall, ...]
    default: bool = False
    label: str = ""  # filled by the assistant's texts when shown; no part of what runs


@dataclass(frozen=True)
class Clarify:
    """One question back; two to four options.

    `code` names the sentence (ambiguous_value, ambiguous_metric, ambiguous_role, did_you_mean, ambiguous_time),
    `params` what it is about.
    """

    code: str
    options: tuple[Option, ...]
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Refuse:
    """Why nothing was computed, what is missing, and the nearest that can be asked.

    `nearest` holds calls that work; the assistant renders them as questions in the asker's language.
    """

    code: str
    params: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    nearest: tuple[ToolCall, ...] = ()


Outcome = Compute | Clarify | Refuse


@dataclass(frozen=True)
class Plan:
    """An outcome with the reading that justifies it. `lesson` is what this turn teaches, to be kept for review."""

    outcome: Outcome
    reading: Reading = field(compare=False)
    reader: Reader = field(default="parser", compare=False)
    lesson: Lesson | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if isinstance(self.outcome, Compute) and not self.reading.is_closed:
            words = ", ".join(repr(span.text) for span in self.reading.unknown)
            raise ValueError(f"A plan cannot compute while words are unexplained: {words}.")

    def to_json(self) -> dict[str, object]:
        """The outcome in a stable form: equal plans give equal bytes through `to_bytes`."""
        return outcome_json(self.outcome)

    def to_bytes(self) -> bytes:
        return json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False).encode()


def status(outcome: Outcome) -> Status:
    """Return the word the answer contract uses for an outcome."""
    match outcome:
        case Compute():
            return "answered"
        case Clarify():
            return "clarify"
        case Refuse():
            return "refused"
        case _:
            assert_never(outcome)


def outcome_json(outcome: Outcome) -> dict[str, object]:
    """Return an outcome as plain JSON values, without any sentence."""
    match outcome:
        case Compute(calls):
            return {"status": "answered", "calls": [call.to_json() for call in calls]}
        case Clarify(code, options, params):
            return {
                "status": "clarify",
                "code": code,
                "params": dict(params),
                "options": [
                    {"calls": [call.to_json() for call in option.calls], "default": option.default}
                    for option in options
                ],
            }
        case Refuse(code, params, missing, nearest):
            return {
                "status": "refused",
                "code": code,
                "params": dict(params),
                "missing": list(missing),
                "nearest": [call.to_json() for call in nearest],
            }
        case _:
            assert_never(outcome)


def choose(plan: Plan, number: int) -> Plan:
    """Return the plan of option `number` (from 1) of a clarifying plan; the reader is not asked again.

    Raises
    ------
    ValueError
        If the plan asks nothing, or has no such option.
    """
    if not isinstance(plan.outcome, Clarify):
        raise ValueError("This plan asks nothing, so there is nothing to choose.")
    options = plan.outcome.options
    if not 1 <= number <= len(options):
        raise ValueError(f"There are options 1 to {len(options)}, not {number}.")
    spans = tuple(span for span in plan.reading.spans if span.status != "unexplained")
    reading = Reading(plan.reading.language, spans, plan.reading.assumptions)
    return Plan(Compute(options[number - 1].calls), reading, plan.reader)
