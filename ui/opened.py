"""What one server process opens once: the workspace, and the conversations beside it."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from assistant.agent.settings import configured
from assistant.context import Context
from assistant.live import Live
from assistant.places import home
from assistant.storage.conversations import Store
from assistant.workspace import STATE, ensure_demo, open_workspace
from semantic_layer.errors import SemanticLayerError

CONVERSATIONS = "conversations"


def workspace() -> Context:
    """The model of this process as it is now: the folder in WENSHU_MODEL, else the demo.

    Raises
    ------
    BadSetting
        If a setting of the language model cannot be read.
    SemanticLayerError
        If model or data cannot be opened.
    """
    return _opened().now()


def live() -> Live:
    """What follows the folder of this process, to be asked outside of a run of the page."""
    return _opened()


def trouble() -> SemanticLayerError | None:
    """Why what the folder holds by now is not in use."""
    return _opened().trouble


def reopen() -> None:
    """Open another folder, or the same with other settings, from the next run on."""
    _live.clear()


def _opened() -> Live:
    return _live(os.environ.get("WENSHU_MODEL"), home(os.environ))


@st.cache_resource(show_spinner=False)
def _live(given: str | None, place: Path) -> Live:
    """The folder `given`, else the demo of this home."""
    settings = configured(os.environ, place)
    folder = Path(given) if given else ensure_demo(place)
    return Live(folder, lambda: open_workspace(folder, settings=settings))


@st.cache_resource(show_spinner=False)
def _store(folder: Path) -> Store:
    return Store(folder)


def conversations(context: Context) -> Store:
    return _store(context.tools.home / STATE / CONVERSATIONS)
