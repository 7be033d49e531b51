"""Who uses the page.

Rule: a person is whom the sign-in of the server names. Without one the page serves the person of this machine, whose
server listens on this machine only.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from assistant.context import Context


def for_this_person(context: Context) -> Context:
    """The context with the asking person in it; roles and attributes come from the workspace alone."""
    name = st.user.get("email") or st.user.get("sub")
    if not name or not st.user.get("is_logged_in"):
        return context
    who = replace(context.tools.who, name=str(name))
    return replace(context, tools=replace(context.tools, who=who))
