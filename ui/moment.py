"""What a page does later than it was drawn, it does under the rights of that moment.

Rule: a part that runs alone (a fragment, a drawer) and a file that is made when it is taken hold what the page was
drawn with. Before they use it, who looks and what binds them is asked again. Where either is another one by now, the
part gives way to the whole page, drawn anew, and no file is made.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assistant.agent.settings import BadSetting
from assistant.context import Context
from assistant.records.receipts import rights_now
from assistant.signing_in import BadSignIn, NotAdmitted
from semantic_layer.errors import SemanticLayerError
from semantic_layer.query import Who
from ui import person
from ui.opened import live, workspace
from ui.taken_files import hold

_DRAWN_FOR = "drawn-for"
_NOT_IN = (person.SignedOut, NotAdmitted, BadSignIn, BadSetting, SemanticLayerError)


class PageIsOlder(Exception):
    """Who looks may see something else than when the page was drawn."""


def drawn_for(context: Context) -> None:
    """Remember under which rights the page is drawn."""
    st.session_state[_DRAWN_FOR] = _rights(context)


def as_drawn() -> None:
    """Go on where the rights are those of the page, else draw the whole page anew; the first step of every part."""
    before = st.session_state.get(_DRAWN_FOR)
    if before is None:  # a part that stands without the page
        return
    try:
        now = _rights(person.for_this_person(workspace()))
    except _NOT_IN:
        st.rerun()  # the page says why
    if now != before:
        st.rerun()


def when_taken(make: Callable[[Context], bytes], context: Context, mime: str, file_name: str) -> Callable[[], bytes]:
    """What makes a file when it is taken: with the context of then, for the person of the page.

    The file is made outside of the page, where nobody says who looks: their claims are kept with it. `mime` and
    `file_name` are those of the button.
    """
    claims, following = person.claims_now(), live()

    def made() -> bytes:
        now = person.seen_with(following.now(), claims)
        if _rights(now) != _rights(context):
            raise PageIsOlder
        data = make(now)
        hold(data, mime, file_name)
        return data

    return made


def _rights(context: Context) -> tuple[Who, str]:
    return context.tools.who, rights_now(context.tools.who, context.model)
