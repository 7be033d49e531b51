"""Pin an answer to a board: its title, and which board.

Rule: what is kept is the plan; the boards are those of the person who looks at the page.
"""

from __future__ import annotations

import streamlit as st

from assistant.answer import Answer
from assistant.boards.boards import Board, BoardFull, Boards, BoardsDamaged, can_be_pinned, stands_on, tidy, tile_of
from assistant.context import Context
from assistant.texts import say
from assistant.told import told_why
from assistant.workspace import STATE
from ui.clicked import clicked
from ui.inert import inert, visible

BOARDS = "boards"
NEW = ""


def boards_of(context: Context) -> Boards:
    """The boards of the person who looks."""
    return Boards(context.tools.home / STATE / BOARDS, context.tools.who.name)


def pin_button(answer: Answer, key: str, context: Context) -> None:
    """Offer to pin an answer; nothing is drawn for one that cannot run again."""
    if not can_be_pinned(answer):
        return
    with st.popover(say("pin.button", answer.language), icon=":material/keep:", key=f"pin-{key}"):
        pin_form(answer, key, context)


def pin_form(answer: Answer, key: str, context: Context) -> None:
    """Title, board, and the button; nothing for an answer that cannot run again."""
    if not can_be_pinned(answer):
        return
    language = answer.language
    try:
        found = {board.id: board.name for board in boards_of(context).all()}
    except BoardsDamaged:
        st.error(inert(say("board.damaged", language)))
        return
    names = {**found, NEW: say("board.new", language)}
    title = st.text_input(
        say("pin.title", language), value=answer.question.text[:80], key=f"pin-title-{key}", max_chars=80
    )
    chosen = st.selectbox(
        say("pin.board", language), list(names), format_func=lambda item: visible(names[item]), key=f"pin-board-{key}"
    )
    name = found.get(chosen, "")
    if chosen == NEW:
        first = say("board.first", language)
        name = st.text_input(say("pin.new_board", language), value=first, key=f"pin-new-{key}", max_chars=80)
    if clicked(say("pin.do", language), key=f"pin-do-{key}", type="primary", width="stretch"):
        _pin(answer, title, str(chosen), name, context)


def _board(chosen: str, name: str, boards: Boards) -> Board:
    """The board that was chosen, or the one of this name, begun where there is none."""
    found = {board.id if chosen else board.name: board for board in boards.all()}
    return found.get(chosen or name) or (Board(chosen, name) if chosen else boards.create(name))


def _pin(answer: Answer, title: str, chosen: str, name: str, context: Context) -> None:
    boards, language = boards_of(context), answer.language
    try:
        board = _board(chosen, tidy(name) or say("board.first", language), boards)
        tile = tile_of(answer, title, context.model)
        if not stands_on(board, tile):  # a second click
            boards.pin(board.id, tile)
    except BoardFull as full:
        st.error(inert(say("board.full", language, name=str(full))))
    except LookupError:
        st.error(inert(say("board.gone", language)))
    except OSError as refused:
        st.error(inert(told_why(refused, language)))
    else:
        st.toast(inert(say("pin.done", language, name=board.name)), icon=":material/keep:")
