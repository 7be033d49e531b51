"""Draw one tile: its title, its period rule and as-of date, what changed, its figures, and how to change it.

Rule: a tile without an answer shows the reason and no figure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import streamlit as st
from streamlit.column_config import Column

from assistant.answer import Answer
from assistant.answer_parts import Section
from assistant.boards.page import tile_line
from assistant.boards.run import ShownTile
from assistant.texts import say
from semantic_layer.model import Language
from ui.chart_panel import show_chart
from ui.clicked import clicked
from ui.inert import inert, visible

SHOWN_ROWS = 200


@dataclass(frozen=True)
class Changes:
    """What a person can do to a tile."""

    rename: Callable[[str], None]
    move: Callable[[Literal[-1, 1]], None]
    remove: Callable[[], None]
    accept: Callable[[], None]


def draw_tile(item: ShownTile, changes: Changes, language: Language) -> None:
    """Draw a tile in the language of its question, and its menu in the language of the page."""
    tile = item.tile
    with st.container(border=True, height="stretch", key=f"tile-{tile.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{inert(tile.title)}**")
            with st.popover(say("board.tile_menu", language), key=f"tile-menu-{tile.id}"):
                _menu(item, changes, language)
        if item.answer is None:
            _notes(item)
            st.markdown(inert(item.broken))
            return
        st.caption(inert(tile_line(item)))
        _notes(item)
        _answer(item.answer, tile.id)


def _menu(item: ShownTile, changes: Changes, language: Language) -> None:
    key = item.tile.id
    title = st.text_input(say("board.tile_title", language), value=item.tile.title, key=f"title-{key}", max_chars=80)
    if clicked(say("board.rename", language), key=f"retitle-{key}", width="stretch"):
        changes.rename(title)
    if clicked(say("board.earlier", language), key=f"earlier-{key}", width="stretch"):
        changes.move(-1)
    if clicked(say("board.later", language), key=f"later-{key}", width="stretch"):
        changes.move(1)
    can_accept = item.is_changed and item.answer is not None and item.answer.status == "answered"
    if can_accept and clicked(say("board.accept", language), key=f"accept-{key}", width="stretch"):
        changes.accept()
    if clicked(say("board.remove", language), key=f"remove-{key}", width="stretch"):
        changes.remove()


def _notes(item: ShownTile) -> None:
    for note in item.notes:
        st.warning(inert(note), icon=":material/rule:")


def _answer(answer: Answer, key: str) -> None:
    if answer.status != "answered":
        st.markdown(inert(answer.headline))
        return
    for position, section in enumerate(answer.sections):
        _section(section, f"{key}-{position}", answer.language)
    for note in answer.caveats:
        st.caption(f":material/info: {inert(note.text)}")
    if answer.receipt:
        st.caption(inert(say("board.receipt", answer.language, id=answer.receipt)))


def _section(section: Section, key: str, language: Language) -> None:
    st.caption(inert(section.restatement))
    told = "".join(f"**{inert(p.text.strip())}**" if p.strong else inert(p.text) for p in section.headline_phrases)
    st.markdown(told)
    if section.chart.spec is not None:
        show_chart(section.chart, f"tile-chart-{key}")
    with st.expander(say("board.rows", language), key=f"tile-rows-{key}"):
        rows = section.shown.rows[:SHOWN_ROWS]
        names = [visible(name) for name in section.shown.headers]
        headers = [f"{name} ({n})" if names.count(name) > 1 else name for n, name in enumerate(names, 1)]
        aligned = zip(headers, section.shown.numeric, strict=True)
        st.dataframe(
            [dict(zip(headers, map(visible, row), strict=True)) for row in rows],
            hide_index=True,
            key=f"rows-{key}",
            column_config={name: Column(alignment="right") for name, is_number in aligned if is_number},
        )
        if len(section.shown.rows) > SHOWN_ROWS:
            st.caption(say("board.rows_shown", language, n=SHOWN_ROWS, all=len(section.shown.rows)))
