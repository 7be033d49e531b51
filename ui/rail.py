"""The rail: a new question, what was asked lately, the pages, the language, the data set, and what leaves the machine.

Rule: it shows nothing of a conversation but the first question, and only to the person who asked it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page

from assistant import formats
from assistant.charts.specs import width_of
from assistant.context import Context
from assistant.conversation import Past
from assistant.records.receipts import rights_now
from assistant.storage.conversations import Heading, NotFound, Turn, new_id
from assistant.texts import say
from semantic_layer.model import Language
from ui import session
from ui.inert import inert, visible
from ui.model_panel import model_panel
from ui.opened import conversations
from ui.sign_in import draw_signed_in

LANGUAGES = {"en": "EN", "zh": "中文"}
SHOWN_RECENT = 5
LONG_TITLE = 32  # letters that fit on one line of the rail


def language_now() -> Language:
    """The language of the page: chosen, else in the address, else the browser's."""
    offered = "zh" if (st.context.locale or "").lower().startswith("zh") else "en"
    asked = st.session_state.get("lang") or st.query_params.get("lang")
    return "zh" if (asked if asked in LANGUAGES else offered) == "zh" else "en"


def draw_rail(context: Context, language: Language, pages: Mapping[session.PageName, Page]) -> Callable[[], None]:
    """Draw the rail; what is returned draws what was asked lately, to be called when the page has run."""
    with st.sidebar:
        st.markdown(f"### {say('page.brand', language)}")
        st.button(
            say("page.new", language),
            key="new",
            width="stretch",
            icon=":material/add:",
            on_click=lambda: session.open_conversation(new_id()),
        )
        place = st.empty()
        with st.container(key="pages", gap="xsmall"):
            for name, page in pages.items():
                st.page_link(page, label=say(f"shell.{name}", language), query_params={"lang": language})
        _foot(context, language)
    return partial(_recent, place, context, language)


def _recent(place: DeltaGenerator, context: Context, language: Language) -> None:
    found = conversations(context).recent(context.tools.who.name)
    if not found:
        return
    with place.container(key="recent", gap=None):
        st.caption(say("shell.recent", language))
        _by_day(found[:SHOWN_RECENT], language)
        if found[SHOWN_RECENT:]:
            with st.expander(say("shell.older", language)):
                _by_day(found[SHOWN_RECENT:], language)


def _by_day(found: tuple[Heading, ...], language: Language) -> None:
    for day, items in groupby(found, key=lambda item: _day(item.last, language)):
        st.caption(day)
        for item in items:
            name = shortened(visible(item.title))
            st.button(
                inert(name),
                key=f"recent-{item.id}",
                type="tertiary",
                on_click=session.open_conversation,
                args=(item.id,),
            )


def shortened(title: str) -> str:
    """A title that stands on one line: a Chinese character is as wide as two letters."""
    if width_of(title) <= LONG_TITLE:
        return title
    while width_of(title) > LONG_TITLE - 2:
        title = title[:-1]
    return f"{title.rstrip()}…"


def _day(moment: datetime, language: Language) -> str:
    """The day by the clock of this machine: when something was asked is no date of the data."""
    today, day = datetime.now().astimezone().date(), moment.astimezone().date()
    if day == today:
        return say("shell.today", language)
    if day == today - timedelta(days=1):
        return say("shell.yesterday", language)
    return formats.day(day, language)


def _foot(context: Context, language: Language) -> None:
    st.segmented_control(
        "Language · 语言",
        list(LANGUAGES),
        format_func=lambda key: LANGUAGES[key],
        default=language,
        required=True,
        key="lang",
        label_visibility="collapsed",
    )
    name = context.model.labels.in_language(language) or context.model.name
    st.caption(inert(say("page.data", language, name=name, as_of=formats.day(context.as_of, language))))
    turns = _turns(context)
    past = Past.of(turn.answer for turn in turns[:-1] if turn.answer)
    model_panel(context, language, turns[-1].text if turns else None, past)
    draw_signed_in(context, language)


def _turns(context: Context) -> tuple[Turn, ...]:
    """The turns on which the next request to a language model would rest."""
    if context.settings is None:
        return ()
    try:
        who = context.tools.who
        return conversations(context).turns(session.conversation(), who.name, rights_now(who, context.model))
    except NotFound:
        return ()
