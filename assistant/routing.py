"""Which reader answers: the parser when it is certain, else the agent when there is one.

Rule: the agent can only add. When it is not configured, not reachable or not convincing, the parser's own outcome
stands, and a note says that the model was of no help. Whoever forces a reader gets that reader.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.model_settings import ModelSettings
from assistant.plan import Compute, Plan, Refuse
from assistant.question import Question
from tools.context import ToolContext

# What no reader may answer: the outcome is about the request itself, not about how it was worded.
FINAL_REFUSALS = frozenset({"write_request", "personal_data", "outside_data", "outside_analysis", "too_long"})


def second_reading(parsed: Plan, question: Question, settings: ModelSettings | None, tools: ToolContext) -> Plan:
    """Return the parser's plan, or the agent's where the parser could not close the question."""
    if settings is None or question.reader == "parser" or _is_settled(parsed, question):
        return parsed
    from assistant.agent import AgentUnavailable, read_with_agent

    try:
        return read_with_agent(question, parsed, settings, tools)
    except AgentUnavailable as reason:
        return replace(parsed, notes=(*parsed.notes, reason.code))


def _is_settled(parsed: Plan, question: Question) -> bool:
    """Certain, or refused for what is asked rather than for how it is worded."""
    if isinstance(parsed.outcome, Refuse) and parsed.outcome.code in FINAL_REFUSALS:
        return True
    return isinstance(parsed.outcome, Compute) and question.reader != "agent"
