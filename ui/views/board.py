"""The boards of a person: tiles that are computed when the page is opened, narrowed together, ordered and named.

Rule: a tile's figures are of now and of the person who looks. Which board, its filters and its period are in the
address. What a watch of the model found this morning stands above.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

import streamlit as st

from assistant.boards.boards import Board, BoardFull, Boards, BoardsDamaged, NoSuchBoard, Tile, definitions_of
from assistant.boards.filters import Offered, fitting, from_address, offered_filters, to_address
from assistant.boards.page import board_file_name, hand_out_board
from assistant.boards.plan import PERIODS, Narrowed, Settings
from assistant.boards.run import Shown, ShownTile, rule_text, show
from assistant.context import Context
from assistant.storage.conversations import new_id
from assistant.texts import say
from assistant.told import told_why
from assistant.wording import Wording
from semantic_layer.model import Language
from ui.board_morning import draw_morning
from ui.board_tile import Changes, draw_tile
from ui.clicked import clicked
from ui.inert import inert, visible
from ui.moment import when_taken
from ui.pin import boards_of
from ui.work import Failed, Stopped, run

LOG = logging.getLogger("wenshu.ui")
NONE = ""


@st.cache_resource(show_spinner=False)
def _shown() -> Shown:
    return Shown()


def draw(context: Context, language: Language) -> None:
    """Draw the chosen board of this person."""
    st.markdown(f"## {say('board.title', language)}")
    boards = boards_of(context)
    draw_morning(context, language)
    try:
        found = {board.id: board for board in boards.all()}
    except BoardsDamaged:
        st.error(inert(say("board.damaged", language)))
        return
    if not found:
        st.markdown(inert(say("board.none", language)))
        _new_board(boards, language)
        return
    board = _choose(found, boards, language)
    settings = _settings(board, offered_filters(context), context.wording(language))
    if not board.tiles:
        st.caption(say("board.empty", language))
        return
    shown = [_computed(tile, settings, context) for tile in board.tiles]
    name, mime = board_file_name(board, context), "text/html"
    st.download_button(
        say("board.export", language),
        data=when_taken(partial(hand_out_board, board, shown, settings, language=language), context, mime, name),
        file_name=name,
        mime=mime,
        key="board-export",
        icon=":material/print:",
        on_click="ignore",
    )
    for start in range(0, len(shown), 2):
        for column, item in zip(st.columns(2), shown[start : start + 2], strict=False):
            with column:
                draw_tile(item, _changes(boards, board, item, context, language), language)


def _choose(found: dict[str, Board], boards: Boards, language: Language) -> Board:
    """Which board, and what can be done with it as a whole."""
    asked = st.query_params.get("board")
    ids = list(found)
    left, middle, right = st.columns([4, 1, 1], vertical_alignment="bottom")
    chosen = left.selectbox(
        say("board.choose", language),
        ids,
        index=ids.index(asked) if asked in ids else 0,
        format_func=lambda item: visible(found[item].name),
        key="board-choice",
    )
    board = found[chosen or ids[0]]
    st.query_params["board"] = board.id
    with middle.popover(say("board.manage", language), key="board-manage", width="stretch"):
        name = st.text_input(say("board.name", language), value=board.name, key=f"name-{board.id}", max_chars=80)
        if clicked(say("board.rename", language), key=f"rename-{board.id}"):
            _carry_out(partial(boards.rename, board.id, name), language)
        if clicked(say("board.delete", language), key=f"delete-{board.id}"):
            st.query_params.pop("board", None)
            _carry_out(partial(boards.remove, board.id), language)
        st.divider()
        _new_board(boards, language)
    if clicked(say("board.refresh", language), key="board-refresh", place=right, width="stretch"):
        st.session_state["board-opened"] = new_id()
    return board


def _new_board(boards: Boards, language: Language) -> None:
    name = st.text_input(say("pin.new_board", language), key="new-board-name", max_chars=80)
    if clicked(say("board.create", language), key="new-board") and name.strip():
        _carry_out(partial(boards.create, name), language)


def _settings(board: Board, offered: tuple[Offered, ...], wording: Wording) -> Settings:
    """The period and the filter of the board, kept in the address; a filter that stands there stays to choose."""
    language = wording.language
    now = from_address(st.query_params.get_all("f"), st.query_params.get("period"), offered)
    active = now.filters[0] if now.filters else None
    values = {item.dimension: item.values for item in offered}
    shown = [item.dimension for item in fitting(offered, board.tiles, wording)]
    shown += [active.dimension] if active and active.dimension not in shown else []
    names = {NONE: say("board.no_filter", language), **{name: wording.dimension(name) for name in shown}}
    rules = {NONE: say("board.own_period", language), **{rule: rule_text(rule, language) for rule in PERIODS}}
    left, middle, right = st.columns(3)
    period = left.selectbox(
        say("board.period", language), list(rules), index=list(rules).index(now.period),
        format_func=lambda rule: rules[rule], key="board-period",
    )  # fmt: skip
    dimension = middle.selectbox(
        say("board.filter", language), list(names), index=list(names).index(active.dimension if active else NONE),
        format_func=lambda name: visible(names[name]), key="board-filter",
    )  # fmt: skip
    chosen: tuple[str, ...] = ()
    if dimension:
        chosen = tuple(
            right.multiselect(
                say("board.values", language), values[dimension],
                default=active.values if active and active.dimension == dimension else (),
                format_func=lambda value: visible(wording.value(dimension, value)), key=f"board-values-{dimension}",
            )
        )  # fmt: skip
    filters = (Narrowed(dimension, chosen),) if dimension and chosen else ()
    _keep("period", period or None)
    _keep("f", to_address(filters[0]) if filters else None)
    return Settings(filters, period or "")


def _keep(name: str, value: str | None) -> None:
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def _computed(tile: Tile, settings: Settings, context: Context) -> ShownTile:
    """The tile as of now; a tile that goes wrong leaves the others alone."""
    opened = str(st.session_state.setdefault("board-opened", new_id()))

    def compute() -> ShownTile:
        identity = new_id()
        with st.spinner(inert(tile.title)):
            return run(partial(show, tile, settings), context, identity, lambda waited, stage: None)

    try:
        return _shown().get(tile, settings, context, opened, compute)
    except Stopped:
        return ShownTile(tile, None, broken=say("board.tile_stopped", tile.language))
    except Failed as failure:
        LOG.error("tile failed (%s)", tile.id, exc_info=failure.cause)
        return ShownTile(tile, None, broken=say("board.tile_failed", tile.language, id=tile.id))


def _changes(boards: Boards, board: Board, item: ShownTile, context: Context, language: Language) -> Changes:
    tile = item.tile

    def accept() -> None:
        if item.answer is not None:
            boards.accept(board.id, tile.id, definitions_of(item.answer, context.model))

    return Changes(
        rename=lambda title: _carry_out(partial(boards.rename_tile, board.id, tile.id, title), language),
        move=lambda by: _carry_out(partial(boards.move, board.id, tile.id, by), language),
        remove=lambda: _carry_out(partial(boards.unpin, board.id, tile.id), language),
        accept=lambda: _carry_out(accept, language),
    )


def _carry_out(change: Callable[[], object], language: Language) -> None:
    """Make one change and draw the page anew, or say why not."""
    try:
        change()
    except BoardFull as full:
        st.error(inert(say("board.full", language, name=str(full))))
    except NoSuchBoard:
        st.error(inert(say("board.gone", language)))
    except OSError as refused:
        st.error(inert(told_why(refused, language)))
    else:
        st.rerun()
