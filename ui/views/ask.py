"""The chat: what can be asked, the turns so far, and the question in work.

Rule: the question is on disk before work on it starts; how it ended is written whatever happens.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_status_container import StatusContainer

from assistant import formats
from assistant.answer import Answer, answer, run_plan
from assistant.answer_parts import Choice
from assistant.context import Context
from assistant.conversation import Past
from assistant.plan import Compute, Plan
from assistant.question import MAX_CHARACTERS, Question
from assistant.reading import Reading
from assistant.records.receipts import rights_now
from assistant.storage.conversations import NotFound, NotStored, Store, Turn, new_id
from assistant.texts import say
from assistant.ways_on.suggestions import main_entities, suggestions_for
from semantic_layer.model import Language
from ui import session
from ui.inert import inert
from ui.insert_names import draw_insert
from ui.lasting import begin, end, going_on, keep_on, leave, outlives, running
from ui.model_panel import chosen_reader
from ui.opened import conversations
from ui.option_values import values_of_options
from ui.session import Asked
from ui.share_view import draw_linked, draw_saved
from ui.turns import Conversation, draw_ended, draw_question, draw_turn, draw_turns, waiting_place
from ui.work import Failed, Stopped, Waiting, Work, no_tick

LOG = logging.getLogger("wenshu.ui")
QUIET_S = 0.4  # a question that takes no longer shows no step


def draw(context: Context, language: Language) -> None:
    """Draw the conversation of the address, and run the question that waits."""
    conversation, store, person = session.conversation(), conversations(context), context.tools.who.name
    st.query_params["c"] = conversation
    try:
        turns = store.turns(conversation, person, rights_now(context.tools.who, context.model))
    except NotFound:
        _not_found(language)
        return
    _input(context, language)
    session.wanted_page()  # this is the page that was wanted
    page, visit = Conversation(conversation, store, context, language), session.visit()
    work, last = _in_work(turns, visit), turns[-1] if turns else None
    is_told = last is not None and ((work is not None and not work.was_stopped) or last.state == "done")
    if visit.next and last and is_told and visit.was_asked(last.id, visit.next):
        visit.next = None  # the same was clicked twice
    if visit.next and last and work and visit.waits_for(last.id):
        turns = (*turns[:-1], _give_up(work, last, page))
    if waiting := visit.next:
        session.leave_linked()
        _run(waiting, turns, replace(page, taken_back=waiting.not_meant))
    elif draw_linked(context, language):
        return
    elif work:
        visit.turn = turns[-1].id
        _wait(work, turns[-1], turns[:-1], page)
    elif turns:
        draw_turns(turns, page)
    else:
        _empty(context, language)
    visit.all_drawn()


def _in_work(turns: tuple[Turn, ...], visit: session.Visit) -> Work[Answer] | None:
    """What answers the last turn: the question of this page, where a click began another run of it, or an analysis.

    A question that was asked in another conversation is left.
    """
    last = turns[-1].id if turns else ""
    if visit.waits_for(last):
        return running(last)
    leave(visit.turn)
    return going_on(last)


def _input(context: Context, language: Language) -> None:
    """The input, and beside it the names that can stand in it."""

    def typed() -> None:
        if text := str(st.session_state["question"] or "").strip():
            session.ask(text)

    with st.bottom, st.container(horizontal=True, vertical_alignment="top", gap="small", key="asking"):
        with st.container(width="content"):
            draw_insert(context, language)
        session.fill_input("question")
        st.chat_input(
            say("page.input", language),
            key="question",
            max_chars=MAX_CHARACTERS,
            submit_mode="stop",
            on_submit=typed,
        )


def _not_found(language: Language) -> None:
    session.visit().next = None  # it was meant for a conversation of this person
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
    offered = suggestions_for(context, language)
    if offered:  # none where the model names none, or none that this person may ask
        st.caption(say("page.try", language))
    with st.container(key="suggestions"):
        for position, text in enumerate(offered):
            st.button(inert(text), key=f"suggestion-{position}", on_click=session.ask, args=(text,))
    with st.container(horizontal=True, key="ways-in"):
        _way("metrics", say("page.all_metrics", language), ":material/functions:")
        _way("data", say("shell.add_data", language), ":material/upload:")
    draw_saved(context, language)


def _way(page: session.PageName, label: str, icon: str) -> None:
    st.button(label, key=f"way-{page}", type="tertiary", icon=icon, on_click=session.go, args=(page,))


def _run(asked: Asked, turns: tuple[Turn, ...], page: Conversation) -> None:
    """Answer one question while the turns before it are drawn, keep the turn, and draw it."""
    context, who = page.context, page.context.tools.who
    question = Question.of(asked.text, who=who, conversation=page.id, reader=chosen_reader(), not_meant=asked.not_meant)
    visit = session.visit()
    try:
        begun = page.store.begin(page.id, who.name, *asked, rights=rights_now(who, context.model))
    except NotStored:
        visit.next = None
        draw_turns(turns, page)
        st.error(inert(say("shell.not_stored", question.language)))
        return
    visit.wait_for(begun.id, asked)
    work = Work(_job(question, asked.choice, turns), context, begun.id, outlives)
    _wait(begin(begun.id, work), begun, turns, page)


def _wait(work: Work[Answer], begun: Turn, turns: tuple[Turn, ...], page: Conversation) -> None:
    """Wait for the answer of a turn while the turns before it are drawn, keep the turn, and draw it."""
    ended = None  # where the page goes, or a click stops it, this run of the script ends before it is set
    stopped = replace(begun, state="stopped")
    try:
        with work:
            draw_turns(turns, page, goes_on=True)
            draw_question(begun.text)
            place = waiting_place()
            ended = _ended(begun, work, _teller(place, stopped, Question.of(begun.text).language, work.stop))
    finally:
        if work.goes_on:
            is_kept = _keep_later(begun, work, page)
        else:
            ended = ended or (stopped if work.was_stopped else _ended(begun, work, no_tick))
            is_kept = _keep(page.id, ended, page.store)
            end(begun.id)
    if not is_kept:
        place.error(inert(say("shell.answer_not_stored", Question.of(begun.text).language)))
        return
    if ended.answer is None:
        st.rerun()  # what stood there in case of a stop cannot be drawn twice
    place.empty()
    with st.container(key=f"turn-{ended.id}"):
        draw_turn(ended, (*turns, ended), page)
    told = values_of_options(ended, page)
    if told is not None and _keep(page.id, told, page.store):
        st.rerun()


def _ended(begun: Turn, work: Work[Answer], tick: Callable[[float, Waiting], None]) -> Turn:
    """The turn as its work ended."""
    try:
        return begun.done(work.result(tick))
    except Stopped:
        return replace(begun, state="stopped")
    except Failed as failure:
        LOG.error("question failed (%s)", begun.id, exc_info=failure.cause)
        return replace(begun, state="failed")


def _give_up(work: Work[Answer], turn: Turn, page: Conversation) -> Turn:
    """The turn as it stands where something else was asked instead of waiting for it."""
    work.stop()
    ended = _ended(turn, work, no_tick)
    _keep(page.id, ended, page.store)
    end(turn.id)
    return ended


def _keep_later(begun: Turn, work: Work[Answer], page: Conversation) -> bool:
    keep_on(begun.id, work, lambda: _keep(page.id, _ended(begun, work, no_tick), page.store))
    return True


def _teller(
    place: DeltaGenerator, stopped: Turn, language: Language, stop: Callable[[], None]
) -> Callable[[float, Waiting], None]:
    """What tells in `place` how the work goes on, once it takes so long that a person wonders.

    A stop ends the script, so nothing can be drawn after it: the stopped turn is there from the beginning, and the
    style of the page shows it as soon as the script no longer runs. The input offers to stop only what was sent with
    it, and not where it was sent while the page still ran, so beside the step stands a button of its own, for `stop`.
    """
    with place.container():
        with st.container(key=f"while-running-{stopped.id}"):
            steps, way_out = st.empty(), st.empty()
        with st.container(key=f"if-stopped-{stopped.id}"):
            draw_ended(stopped)
    shown: list[StatusContainer] = []

    def tick(waited: float, waiting: Waiting) -> None:
        if waited < QUIET_S:
            session.visit()  # where a click is noticed
            return
        step = say(f"page.step_{waiting.name}", language, place=waiting.place)
        label = say("page.seconds", language, step=step, seconds=f"{waited:.0f}")
        if shown:
            shown[0].update(label=label)
        else:
            shown.append(steps.status(label))
            offered, icon = say("page.stop", language), ":material/stop_circle:"
            way_out.button(offered, key=f"stop-{stopped.id}", icon=icon, on_click=stop)

    return tick


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
