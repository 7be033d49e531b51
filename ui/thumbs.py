"""Thumbs below a card: right, or wrong in a part.

Rule: what is said goes on record and to the learning of the parser; the answer itself stays as it was.
"""

from __future__ import annotations

import streamlit as st

from assistant.answer import Answer
from assistant.context import Context
from assistant.learning.feedback import MAX_WORDS, PARTS, Heard, confirm, correct
from assistant.texts import say
from ui.clicked import clicked
from ui.inert import inert

DOWN, UP = 0, 1


def thumbs(answer: Answer, key: str, context: Context) -> None:
    """The two thumbs; thumbs up is taken at once."""

    def changed() -> None:
        if st.session_state.get(f"thumbs-{key}") == UP:
            _tell(confirm(answer, context))

    st.feedback("thumbs", key=f"thumbs-{key}", on_change=changed)


def ask_what_was_wrong(answer: Answer, key: str, context: Context) -> None:
    """After thumbs down: which part, and what was meant."""
    if st.session_state.get(f"thumbs-{key}") != DOWN or st.session_state.get(f"sent-{key}"):
        return
    language = answer.language
    with st.container(border=True, key=f"wrong-{key}"):
        chosen = st.pills(
            say("thumbs.which", language),
            PARTS,
            key=f"wrong-part-{key}",
            format_func=lambda part: say(f"thumbs.part.{part}", language),
        )
        words = st.text_input(say("thumbs.words", language), key=f"wrong-words-{key}", max_chars=MAX_WORDS)
        if clicked(say("thumbs.send", language), key=f"wrong-send-{key}", disabled=chosen is None) and chosen:
            _tell(correct(answer, chosen, words, context))
            st.session_state[f"sent-{key}"] = True
            st.rerun()


def _tell(heard: Heard) -> None:
    icon = ":material/check:" if heard.is_recorded else ":material/error:"
    st.toast(inert(heard.sentence), icon=icon, duration="long")
