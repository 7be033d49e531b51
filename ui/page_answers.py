"""Answers behind the figures of a page: computed once like any other question, then drawn from what is kept.

Rule: an answer is kept for the person, the day, the data, the model and the language it was computed for, and for
nothing else.
"""

from __future__ import annotations

import json

import streamlit as st

from assistant.answer import Answer, run_plan
from assistant.answer_parts import Choice
from assistant.context import Context
from assistant.plan import Compute, Plan
from assistant.question import BY_PAGE, Question
from assistant.reading import Reading
from assistant.texts import say
from semantic_layer.model import Language

KEPT = 200


def answered(choice: Choice, context: Context, language: Language, told: str = "segments.compute") -> Answer:
    """The answer to one question of a page; `told` says what is being done meanwhile."""
    tools = context.tools
    calls = json.dumps([call.to_json() for call in choice.calls], sort_keys=True, default=str)
    who = (tools.who.name, str(sorted(tools.who.roles)), str(sorted(tools.who.attributes)), str(context.number_style))
    state = (*who, tools.model.hash, tools.engine.data_version(), tools.as_of.isoformat(), str(tools.home), language)
    with st.spinner(say(told, language)):
        return _answered(calls, state, choice, context)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _answered(calls: str, state: tuple[str, ...], _choice: Choice, _context: Context) -> Answer:
    """`calls` and `state` are everything that decides the figures."""
    language: Language = "zh" if state[-1] == "zh" else "en"
    question = Question(_choice.label, language, who=_context.tools.who, conversation=BY_PAGE)
    return run_plan(Plan(Compute(_choice.calls), Reading(language, ())), question, _context)
