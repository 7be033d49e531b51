"""A button whose click is kept until the page comes to it.

Rule: where another click ends the run of the page before it has come to the button, the next run finds the click. What
the page did not come to in a whole run is forgotten, so that nothing happens later that nobody expects any more.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.session import visit


def clicked(label: str, key: str, *, place: DeltaGenerator | None = None, **options: Any) -> bool:
    """Draw the button, in `place` if given, and return whether it was clicked; `options` are those of Streamlit."""
    draw = place.button if place is not None else st.button
    draw(label, key=key, on_click=visit().clicks.add, args=(key,), **options)
    return visit().take_click(key)
