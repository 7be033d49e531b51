"""The popover beside the input: search what can be asked with, and put a name or a value into the input.

Rule: a click asks nothing; it writes words that the person may change before sending them. It is a fragment, so that
looking for a name does not stop a question in work.
"""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from assistant import formats
from assistant.context import Context
from assistant.metric_pages.insertable import Insertable, Inserted, insertables, joined
from assistant.texts import say
from semantic_layer.model import Language
from ui import session
from ui.clicked import clicked
from ui.inert import inert
from ui.moment import as_drawn

HEIGHT = 420  # pixels; known before there is anything in it, so that it opens upwards
SHOWN = {"metric": 8, "group": 12, "value": 12}


@st.fragment
def draw_insert(context: Context, language: Language) -> None:
    """Draw the opener; what it holds is made when it is opened, and its place is as high as it will be."""
    as_drawn()
    with st.popover(
        say("insert.open", language), icon=":material/functions:", key="insert", width="content", on_change="rerun"
    ) as opened:
        place = st.container(height=HEIGHT, border=False, key="insert-place")
        if opened.open:
            with place:
                _search(context, language)


def _search(context: Context, language: Language) -> None:
    words = st.text_input(
        say("insert.search", language),
        key="insert-search",
        placeholder=say("insert.search", language),
        label_visibility="collapsed",
        icon=":material/search:",
        max_chars=100,
    )
    _so_far(language)
    hits = insertables(words, context, language)
    if not hits:
        st.markdown(inert(say("insert.none", language)))
    for title, items in groupby(hits, key=lambda item: item.title):
        _kind(title, tuple(items), language)


def _so_far(language: Language) -> None:
    inserted = session.inserted()
    if not inserted:
        st.caption(inert(say("insert.about", language)))
        return
    with st.container(horizontal=True, vertical_alignment="center", key="insert-now"):
        st.caption(inert(say("insert.now", language, words=joined(inserted, language))), width="stretch")
        if clicked(say("insert.clear", language), key="insert-clear", type="tertiary"):
            _write((), language)


def _kind(title: str, items: tuple[Insertable, ...], language: Language) -> None:
    kind = items[0].kind
    st.caption(f"**{inert(title)}**")
    shown = items[: SHOWN[kind]]
    with st.container(horizontal=kind != "metric", gap="xsmall"):
        for item in shown:
            _one(item, language)
    if items[len(shown) :]:
        st.caption(say("insert.more", language, n=formats.count(len(items) - len(shown), language)))


def _one(item: Insertable, language: Language) -> None:
    about = f"  \n:small[{inert(item.about)}]" if item.about else ""
    label = f"**{inert(item.label)}**{about}" if about else inert(item.label)
    if clicked(label, key=f"insert-{item.kind}-{item.name}"):
        _write((*session.inserted(), item.inserted), language)


def _write(inserted: tuple[Inserted, ...], language: Language) -> None:
    session.insert(inserted, joined(inserted, language))
    st.rerun()
