"""When the language model is asked, and what becomes of its plan.

Rule: the parser's plan stands wherever the model gives nothing, and is never replaced in silence: equal plans are said
to agree, unequal ones are shown as a choice. What only the model understood, and SQL that it wrote, is marked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.agent.reader import compared, read_with_agent
from assistant.agent.reply_cache import reply_key
from assistant.agent.session import AgentUnavailable, Session
from assistant.conversation import Past
from assistant.plan import Compute, Plan
from assistant.question import Question
from tools.result import Caveat

if TYPE_CHECKING:
    from assistant.context import Context, Read


def second_reading(question: Question, parsed: Plan, past: Past, context: Context) -> Read:
    """Return the plan of both readers together, with codes of what has to be said and what it cost."""
    from assistant.context import Read

    settings = context.settings
    assert settings is not None
    session = Session(settings, context.tools, context.reader.vocabulary, watch=context.watch)
    key = reply_key(question, past, settings, context.tools)
    read = context.replies.get(key) if context.replies else None
    is_cached = read is not None
    if read is None:
        try:
            read = read_with_agent(question, parsed, past, session)
        except AgentUnavailable as trouble:
            return Read(parsed, (Caveat(trouble.code),), session.usage())
        if context.replies and isinstance(read.outcome, Compute):
            context.replies.put(key, read)
    plan, agree = compared(parsed, read)
    return Read(plan, _notes(plan, parsed, agree), session.usage(is_cached=is_cached))


def _notes(plan: Plan, parsed: Plan, agree: bool) -> tuple[Caveat, ...]:
    """What the person should know about who read the question."""
    if agree:
        return (Caveat("readings_agree"),)
    if plan.reader != "agent" or not isinstance(plan.outcome, Compute):
        return ()
    between = "、" if parsed.reading.language == "zh" else ", "
    words = between.join(f"“{span.text}”" for span in parsed.reading.unknown)
    understood = (Caveat("model_understood", (("words", words),)),) if words else (Caveat("model_read"),)
    typed = any(call.tool == "run_sql" for call in plan.outcome.calls)
    return (*((Caveat("ad_hoc_sql"),) if typed else ()), *understood)
