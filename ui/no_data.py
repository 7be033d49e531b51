"""The ways on where a folder holds no data yet: the demo, and one's own files.

Rule: only a person who has the server to themselves opens something else; a folder that is locked or damaged is mended,
not left.
"""

from __future__ import annotations

import os

import streamlit as st

from assistant.texts import say
from semantic_layer.engines.errors import DatabaseMissing
from semantic_layer.errors import SemanticLayerError
from semantic_layer.model import Language
from ui import session
from ui.opened import reopen


def offer_other_data(error: SemanticLayerError, language: Language) -> None:
    """Two buttons below the reason; nothing for any other trouble."""
    if not isinstance(error, DatabaseMissing) or st.user.get("is_logged_in"):
        return
    with st.container(horizontal=True, key="no-data"):
        st.button(say("shell.add_data", language), key="add-data", icon=":material/upload:", on_click=_add_data)
        st.button(say("shell.open_demo", language), key="open-demo", icon=":material/storefront:", on_click=_demo)


def _demo() -> None:
    os.environ.pop("WENSHU_MODEL", None)
    reopen()


def _add_data() -> None:
    _demo()  # the page of one's own data needs a data set that is open
    session.go("data")
