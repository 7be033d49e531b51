"""What one server process opens once: the workspace, and the conversations beside it."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from assistant.context import Context
from assistant.model_settings import configured
from assistant.store import Store
from assistant.workspace import STATE, demo_workspace, home, open_workspace

CONVERSATIONS = "conversations"


@st.cache_resource(show_spinner=False)
def workspace() -> Context:
    """The model of this process: the folder in WENSHU_MODEL, else the demo.

    Raises
    ------
    BadSetting
        If a setting of the language model cannot be read.
    """
    folder = os.environ.get("WENSHU_MODEL")
    settings = configured(os.environ, home(os.environ))
    return open_workspace(Path(folder), settings=settings) if folder else demo_workspace(settings=settings)


@st.cache_resource(show_spinner=False)
def _store(folder: Path) -> Store:
    return Store(folder)


def conversations(context: Context) -> Store:
    return _store(context.tools.home / STATE / CONVERSATIONS)
