"""Which drawer of which answer is open: at most one.

Rule: it stays open over whatever runs, and closes when the person closes it or something else is asked.
"""

from __future__ import annotations

import streamlit as st

_OPEN = "drawer"


def open_drawer(name: str) -> None:
    """Open the drawer of this name with the next run; `name` holds the id of its turn."""
    st.session_state[_OPEN] = name


def is_open(name: str) -> bool:
    return st.session_state.get(_OPEN) == name


def close() -> None:
    st.session_state.pop(_OPEN, None)
