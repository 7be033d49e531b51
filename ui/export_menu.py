"""The menu of files below a card.

Rule: a file is made when it is asked for, from the stored answer, and its record is written before it leaves.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from assistant.answer import Answer
from assistant.context import Context
from assistant.exports.files import File, hand_out, hints, offered
from assistant.exports.rights import needs_purpose
from assistant.texts import say
from ui.inert import inert
from ui.moment import when_taken


def export_items(answer: Answer, key: str, context: Context) -> None:
    """Offer every form the answer can leave in; `key` tells this card from the others on the page."""
    language = answer.language
    purpose = ""
    is_purpose_missing = False
    if needs_purpose(answer, context):
        purpose = st.text_input(say("export.purpose", language), key=f"purpose-{key}", max_chars=200)
        is_purpose_missing = not purpose.strip()
    for position, file in enumerate(offered(answer, context)):
        st.download_button(
            inert(file.label),
            data=when_taken(partial(_made, file, answer, purpose), context, file.mime, file.name),
            file_name=file.name,
            mime=file.mime,
            key=f"{file.form}-{key}-{position}",
            on_click="ignore",
            width="stretch",
            disabled=is_purpose_missing,
        )
    for hint in hints(answer, context):
        st.caption(inert(hint))


def _made(file: File, answer: Answer, purpose: str, context: Context) -> bytes:
    return hand_out(file, answer, context, purpose)
