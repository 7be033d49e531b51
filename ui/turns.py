"""Draw the turns of a conversation: the question, and its card or what happened instead.

Rule: a turn is drawn from what was stored; nothing is computed and no query runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.answer import Answer
from assistant.answer_parts import Note
from assistant.context import Context
from assistant.conversation import first_resting
from assistant.question import NotMeant, Question
from assistant.storage.conversations import Store, Turn
from assistant.texts import say
from semantic_layer.model import Language
from ui import session
from ui.card import draw_answer
from ui.inert import inert
from ui.parts_line import draw_parts, is_editable

SHOWN_TURNS = 20


@dataclass(frozen=True)
class Conversation:
    """What the turns of one page share; `language` is that of the interface.

    `taken_back` are the corrections of spelling that the question in work takes back.
    """

    id: str
    store: Store
    context: Context
    language: Language
    taken_back: tuple[NotMeant, ...] = ()


def draw_turns(turns: tuple[Turn, ...], page: Conversation, *, goes_on: bool = False) -> None:
    """Draw the last turns; where the conversation goes on, none of them is the last."""
    shown = turns[-SHOWN_TURNS:]
    if len(shown) < len(turns):
        st.caption(say("page.earlier", page.language, n=len(turns) - len(shown)))
    for turn in shown:
        draw_question(turn.text)
        waiting_place()
        with st.container(key=f"turn-{turn.id}"):
            draw_turn(turn, turns, page, is_last=turn is turns[-1] and not goes_on)


def draw_turn(turn: Turn, turns: tuple[Turn, ...], page: Conversation, *, is_last: bool = True) -> None:
    """Draw one of `turns`; a retry or a branch decides what runs next."""
    if turn.answer is None:
        draw_ended(turn)
        return
    edited = partial(draw_parts, turn.answer, _followed(turn, turns), turn.id, page.context)
    taken = (*page.taken_back, *(pair for item in turns for pair in item.not_meant))
    parts = edited if is_last and is_editable(turn.answer) else None
    undo = partial(_draw_undo, turn, taken)
    draw_answer(turn.answer, turn.id, page.context, parts=parts, undo=undo, is_last=is_last)
    if is_last:
        _offer_to_remember(turns)
    else:
        _offer_branch(turn, page)


def waiting_place() -> DeltaGenerator:
    """Where it is told that a turn is in work; an ended turn keeps the place, so that nothing below it moves."""
    return st.empty()


def _followed(turn: Turn, turns: tuple[Turn, ...]) -> Answer | None:
    """The answer before, where this one leans on it: as a follow-up, or as an edit of its plan."""
    assert turn.answer is not None
    before = _standing(turns[: turns.index(turn) + 1])[:-1]
    earlier = [item.answer for item in before if item.answer and item.answer.status == "answered"]
    leans = turn.chosen or any(item.code == "inherited" for item in turn.answer.plan.reading.assumptions)
    return earlier[-1] if earlier and leans else None


def _standing(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """The turns without those that rest on a correction which a later one takes back."""
    kept: list[Turn] = []
    for turn in turns:
        readings = [item.answer.plan.reading if item.answer else None for item in kept]
        kept = [*kept[: first_resting(readings, turn.not_meant)], turn]
    return tuple(kept)


def _draw_undo(turn: Turn, taken: tuple[NotMeant, ...], note: Note) -> None:
    """The way to take a correction of spelling back, until it was taken."""
    pair, language = note.undo, Question.of(turn.text).language
    if pair is None or pair in taken:
        return
    told = say("page.undo_help", language, typed=pair[0])
    key = f"undo-{turn.id}-{pair[0]}-{pair[1]}"
    ask = (turn.text, None, (pair,))
    st.button(say("page.undo", language), key=key, type="tertiary", help=inert(told), on_click=session.ask, args=ask)


def draw_question(text: str) -> None:
    with st.container(horizontal_alignment="right"):
        st.markdown(f"**{inert(text.strip())}**", width="content")


def draw_ended(turn: Turn) -> None:
    """What stands in the place of a card where there is none, and the way to try again."""
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
        case "withheld":
            told = say("shell.other_rights", language)
    st.markdown(inert(told))
    label = say("shell.ask_again" if turn.state in ("done", "withheld") else "page.retry", language)
    again = (turn.text, turn.chosen, turn.not_meant)
    st.button(label, key=f"retry-{turn.id}", on_click=session.ask, args=again)


def _offer_branch(turn: Turn, page: Conversation) -> None:
    def branch() -> None:
        session.open_conversation(page.store.branch(page.id, page.context.tools.who.name, turn.id))

    label = say("shell.branch", page.language)
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
