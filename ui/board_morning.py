"""What the watches of the model found this morning: every one of them named, what stood out first.

Rule: the page shows the digest that the command writes; a watch that is quiet or not due is said to be so.
"""

from __future__ import annotations

import streamlit as st

from assistant import formats
from assistant.context import Context
from assistant.texts import say
from assistant.watch import STATES, Digest, evaluate
from semantic_layer.model import Language
from semantic_layer.query import Who
from ui.inert import inert

ICONS = {"raised": ":material/priority_high:", "failed": ":material/help:", "quiet": ":material/check:",
         "not_due": ":material/schedule:"}  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=50)
def _digest(_context: Context, language: Language, key: tuple[str, str, str, Who]) -> Digest:
    """One digest for the same day, data, model and person."""
    return evaluate(_context, language)


def draw_morning(context: Context, language: Language) -> None:
    """Draw the digest; nothing for a model without watches."""
    if not context.model.watches:
        return
    tools = context.tools
    key = (context.as_of.isoformat(), tools.engine.data_version(), context.model.hash, tools.who)
    digest = _digest(context, language, key)
    raised = digest.of("raised")
    title = say("board.morning", language)
    counts = {state: len(digest.of(state)) for state in STATES}
    with st.expander(f"{title} · {formats.day(digest.day, language)}", expanded=bool(raised), key="morning"):
        st.caption(inert(say("watch.summary", language, **counts)))
        for state in STATES:
            for item in digest.of(state):
                label = say(f"watch.state.{state}", language)
                st.markdown(f"{ICONS[state]} **{inert(item.label)}** ({inert(label)}): {inert(item.said)}")
