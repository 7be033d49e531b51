"""The chat page. It draws; every figure on it comes from an `Answer`.

Rule: `session_state` holds ids and the question to run next, nothing else; the workspace is opened once per process.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from assistant import formats
from assistant.answer import Answer, answer, run_plan
from assistant.answer_parts import Choice
from assistant.context import Context
from assistant.conversation import Past
from assistant.plan import Compute, Plan
from assistant.question import MAX_CHARACTERS, Question
from assistant.reading import Reading
from assistant.suggestions import main_entities, suggestions
from assistant.texts import say
from assistant.workspace import demo_workspace, open_workspace
from semantic_layer.model import Language
from ui.card import draw_answer
from ui.inert import inert
from ui.turns import SHOWN_TURNS, Turn, Turns, new_id
from ui.work import Failed, Stopped, run

LOG = logging.getLogger("wenshu.ui")
STYLE = "<style>strong { font-weight: 700 !important; }</style>"  # faces without a semibold draw 600 as regular
LANGUAGES = {"en": "EN", "zh": "中文"}


@st.cache_resource(show_spinner=False)
def workspace() -> Context:
    """The model of this process: the folder in WENSHU_MODEL, else the demo."""
    folder = os.environ.get("WENSHU_MODEL")
    return open_workspace(Path(folder)) if folder else demo_workspace()


@st.cache_resource
def all_turns() -> Turns:
    return Turns()


def main() -> None:
    """Draw the page once; Streamlit calls this on every click."""
    st.set_page_config(page_title="wenshu 问数", page_icon="📊", layout="centered")
    st.html(STYLE)
    context = workspace()
    conversation = st.query_params.setdefault("c", new_id())
    language = _sidebar(context, conversation)
    turns = all_turns().of(conversation)
    if not turns and "ask" not in st.session_state:
        _empty(context, language)
    _draw_turns(turns)
    typed = st.chat_input(say("page.input", language), key="question", max_chars=MAX_CHARACTERS, submit_mode="stop")
    if typed:
        _start(str(typed))
    if "ask" in st.session_state:
        text, choice = st.session_state.pop("ask")
        _run(text, choice, context, conversation, turns)


def _start(text: str, choice: Choice | None = None) -> None:
    st.session_state["ask"] = (text, choice)


def _sidebar(context: Context, conversation: str) -> Language:
    """The rail: language, new question, data set, mode badge. Returns the language of the page."""
    offered: Language = "zh" if (st.context.locale or "").lower().startswith("zh") else "en"
    with st.sidebar:
        asked = st.query_params.get("lang", offered)
        code = st.segmented_control(
            "Language · 语言",
            list(LANGUAGES),
            format_func=lambda key: LANGUAGES[key],
            default=asked if asked in LANGUAGES else offered,
            required=True,
            key="lang",
            label_visibility="collapsed",
        )
        language: Language = "zh" if code == "zh" else "en"
        st.query_params["lang"] = language
        st.markdown(f"### {say('page.brand', language)}")
        if st.button(say("page.new", language), key="new", width="stretch"):
            st.query_params["c"] = new_id()
            st.rerun()
        name = context.model.labels.in_language(language) or context.model.name
        st.caption(inert(say("page.data", language, name=name, as_of=formats.day(context.as_of, language))))
        settings = context.settings
        if settings is None:
            st.caption(f":material/lock: {inert(say('page.offline', language))}")
        else:
            st.caption(
                f":material/cloud: {inert(say('page.online', language, model=settings.model, host=settings.host))}"
            )
    return language


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
            st.button(inert(text), key=f"suggestion-{position}", on_click=_start, args=(text,))


def _draw_turns(turns: tuple[Turn, ...]) -> None:
    shown = turns[-SHOWN_TURNS:]
    if len(shown) < len(turns):
        st.caption(say("page.earlier", "en", n=len(turns) - len(shown)))
    for turn in shown:
        _draw_question(turn.text)
        last = turn is turns[-1]
        with st.container(key=f"turn-{turn.id}"):
            if turn.answer is None:
                _draw_ended(turn, last)
                continue
            clicked = draw_answer(turn.answer, turn.id, live=True)
            if clicked is not None:
                _start(clicked.label, clicked)
                st.rerun()
    _offer_to_remember(shown)


def _offer_to_remember(turns: tuple[Turn, ...]) -> None:
    """After a choice between two readings: the question may be read like this from now on."""
    if len(turns) < 2 or turns[-1].answer is None or turns[-2].answer is None:
        return
    asked, chosen = turns[-2].answer, turns[-1].answer
    if asked.status == "clarify" and chosen.status == "answered":
        language = asked.language
        text = say("page.remember_words", language)
        st.button(say("page.remember", language), key=f"remember-{turns[-1].id}", on_click=_start, args=(text,))


def _draw_ended(turn: Turn, last: bool) -> None:
    language = Question.of(turn.text).language
    code, _, number = turn.ended.partition(":")
    st.markdown(inert(say(f"page.{code}", language, id=number)))
    if last:
        st.button(say("page.retry", language), key=f"retry-{turn.id}", on_click=_start, args=(turn.text,))


def _draw_question(text: str) -> None:
    with st.container(horizontal_alignment="right"):
        st.markdown(f"**{inert(text.strip())}**", width="content")


def _run(text: str, choice: Choice | None, context: Context, conversation: str, turns: tuple[Turn, ...]) -> None:
    """Answer one question, keep the turn, and draw the page again."""
    question = Question.of(text, who=context.tools.who, conversation=conversation)
    _draw_question(text)
    turn = new_id()
    language = question.language
    ended = Turn(turn, text, None, "stopped")  # stands when a stop ends this run of the script
    try:
        with st.status(say("page.step_read", language)) as status:

            def tick(waited: float) -> None:
                step = "page.step_read" if waited < 0.3 else "page.step_compute"
                status.update(label=say("page.seconds", language, step=say(step, language), seconds=f"{waited:.0f}"))

            ended = Turn(turn, text, run(_job(question, choice, turns), context, turn, tick))
    except Stopped:
        pass
    except Failed as failure:
        LOG.error("question failed (%s)", turn, exc_info=failure.cause)
        ended = Turn(turn, text, None, f"failed:{turn}")
    finally:
        all_turns().add(conversation, ended)
    st.rerun()


def _job(question: Question, choice: Choice | None, turns: tuple[Turn, ...]) -> Callable[[Context], Answer]:
    """What the thread does: run the plan of a clicked choice, or read the question."""
    if choice is not None:
        plan = Plan(Compute(choice.calls), Reading(question.language, ()))
        return lambda context: run_plan(plan, question, context)
    past = Past.of(turn.answer for turn in turns if turn.answer)
    return lambda context: answer(question, context, past)


if __name__ == "__main__":
    main()
