"""The chat: what can be asked, the turns so far, and the question in work.

Rule: the question is on disk before work on it starts; how it ended is written whatever happens.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from assistant import formats
from assistant.answer import Answer, answer, run_plan
from assistant.answer_parts import Choice
from assistant.context import Context
from assistant.conversation import Past
from assistant.plan import Compute, Plan
from assistant.ports import Stage
from assistant.question import MAX_CHARACTERS, Question
from assistant.reading import Reading
from assistant.store import NotFound, NotStored, Store, Turn, new_id
from assistant.suggestions import main_entities, suggestions
from assistant.texts import say
from semantic_layer.model import Language
from ui import session
from ui.inert import inert
from ui.model_panel import chosen_reader
from ui.opened import conversations
from ui.turns import draw_question, draw_turns
from ui.work import Failed, Stopped, run

LOG = logging.getLogger("wenshu.ui")


def draw(context: Context, language: Language) -> None:
    """Draw the conversation of the address, and run the question that waits."""
    conversation, store, person = session.conversation(), conversations(context), context.tools.who.name
    st.query_params["c"] = conversation
    try:
        turns = store.turns(conversation, person)
    except NotFound:
        _not_found(language)
        return
    if not turns and not session.is_asking():
        _empty(context, language)
    draw_turns(turns, conversation, store, context, language)
    typed = st.chat_input(say("page.input", language), key="question", max_chars=MAX_CHARACTERS, submit_mode="stop")
    if typed:
        session.ask(str(typed))
    waiting = session.next_question()
    session.wanted_page()  # this is the page that was wanted
    if waiting:
        _run(*waiting, context, conversation, store, turns)


def _not_found(language: Language) -> None:
    session.next_question()  # it was meant for a conversation of this person
    st.warning(inert(say("shell.not_found", language)))
    label = say("page.new", language)
    st.button(label, key="new-instead", on_click=lambda: session.open_conversation(new_id()))


def _empty(context: Context, language: Language) -> None:
    """What can be asked, before anything was asked."""
    model = context.model
    st.markdown(f"## {say('page.title', language)}")
    wording, calendar = context.wording(language), context.tools.calendar
    st.markdown(
        inert(
            say(
                "page.scope",
                language,
                metrics=formats.count(sum(not metric.hidden for metric in model.metrics), language),
                things=wording.join(wording.entities(name) for name in main_entities(model)),
                first=wording.param("first", calendar.first_day),
                last=wording.param("last", calendar.last_day),
            )
        )
    )
    st.caption(say("page.try", language))
    with st.container(key="suggestions"):
        for position, text in enumerate(suggestions(context.model, language)):
            st.button(inert(text), key=f"suggestion-{position}", on_click=session.ask, args=(text,))


def _run(
    text: str, choice: Choice | None, context: Context, conversation: str, store: Store, turns: tuple[Turn, ...]
) -> None:
    """Answer one question, keep the turn, and draw the page again."""
    question = Question.of(text, who=context.tools.who, conversation=conversation, reader=chosen_reader())
    draw_question(text)
    language = question.language
    try:
        begun = store.begin(conversation, context.tools.who.name, text, choice)
    except NotStored:
        st.error(inert(say("shell.not_stored", language)))
        return
    ended = replace(begun, state="stopped")  # stands when a stop ends this run of the script
    try:
        with st.status(say("page.step_read", language)) as status:

            def tick(waited: float, stage: Stage) -> None:
                step = say(f"page.step_{stage}", language)
                status.update(label=say("page.seconds", language, step=step, seconds=f"{waited:.0f}"))

            ended = begun.done(run(_job(question, choice, turns), context, begun.id, tick))
    except Stopped:
        pass
    except Failed as failure:
        LOG.error("question failed (%s)", begun.id, exc_info=failure.cause)
        ended = replace(begun, state="failed")
    finally:
        is_kept = _keep(conversation, ended, store)
    if not is_kept:
        st.error(inert(say("shell.answer_not_stored", language)))
        return
    st.rerun()


def _keep(conversation: str, ended: Turn, store: Store) -> bool:
    try:
        store.end(conversation, ended)
    except NotStored as failure:
        LOG.error("turn %s could not be kept: %s", ended.id, failure)
        return False
    return True


def _job(question: Question, choice: Choice | None, turns: tuple[Turn, ...]) -> Callable[[Context], Answer]:
    """What the thread does: run the plan of a clicked choice, or read the question."""
    if choice is not None:
        plan = Plan(Compute(choice.calls), Reading(question.language, ()))
        return lambda context: run_plan(plan, question, context)
    past = Past.of(turn.answer for turn in turns if turn.answer)
    return lambda context: answer(question, context, past)
