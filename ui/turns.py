"""Draw the turns of a conversation: the question, and its card or what happened instead.

Rule: a turn is drawn from what was stored; nothing is computed and no query runs.
"""

from __future__ import annotations

import streamlit as st

from assistant.question import Question
from assistant.store import Store, Turn
from assistant.texts import say
from semantic_layer.model import Language
from ui import session
from ui.card import draw_answer
from ui.inert import inert

SHOWN_TURNS = 20


def draw_turns(turns: tuple[Turn, ...], conversation: str, store: Store, person: str, language: Language) -> None:
    """Draw the last turns; a click on a choice, a retry or a branch decides what runs next."""
    shown = turns[-SHOWN_TURNS:]
    if len(shown) < len(turns):
        st.caption(say("page.earlier", language, n=len(turns) - len(shown)))
    for turn in shown:
        draw_question(turn.text)
        with st.container(key=f"turn-{turn.id}"):
            if turn.answer is None:
                _draw_ended(turn)
                continue
            clicked = draw_answer(turn.answer, turn.id, live=True)
            if clicked is not None:
                session.ask(clicked.label, clicked)
                st.rerun()
            if turn is not turns[-1]:
                _offer_branch(turn, conversation, store, person, language)
    _offer_to_remember(shown)


def draw_question(text: str) -> None:
    with st.container(horizontal_alignment="right"):
        st.markdown(f"**{inert(text.strip())}**", width="content")


def _draw_ended(turn: Turn) -> None:
    language = Question.of(turn.text).language
    match turn.state:
        case "running":
            told = say("shell.unfinished", language)
        case "stopped":
            told = say("page.stopped", language)
        case "failed":
            told = say("page.failed", language, id=turn.id)
        case "done":
            told = say("shell.other_version", language, headline=turn.headline)
    st.markdown(inert(told))
    label = say("shell.ask_again" if turn.state == "done" else "page.retry", language)
    st.button(label, key=f"retry-{turn.id}", on_click=session.ask, args=(turn.text, turn.chosen))


def _offer_branch(turn: Turn, conversation: str, store: Store, person: str, language: Language) -> None:
    def branch() -> None:
        session.open_conversation(store.branch(conversation, person, turn.id))

    label = say("shell.branch", language)
    st.button(label, key=f"branch-{turn.id}", type="tertiary", icon=":material/fork_right:", on_click=branch)


def _offer_to_remember(turns: tuple[Turn, ...]) -> None:
    """After a choice between two readings: the question may be read like this from now on."""
    if len(turns) < 2 or turns[-1].answer is None or turns[-2].answer is None:
        return
    asked, chosen = turns[-2].answer, turns[-1].answer
    if asked.status == "clarify" and chosen.status == "answered":
        language = asked.language
        text = say("page.remember_words", language)
        st.button(say("page.remember", language), key=f"remember-{turns[-1].id}", on_click=session.ask, args=(text,))
