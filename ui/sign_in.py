"""What somebody sees who is not let in: the way to sign in, or why they stay outside.

Rule: nothing of the model, the data or another person is on it.
"""

from __future__ import annotations

from importlib.util import find_spec

import streamlit as st

from assistant.context import Context
from assistant.signing_in import BadSignIn, NotAdmitted
from assistant.texts import say
from semantic_layer.model import Language
from ui.inert import inert
from ui.person import SignedOut

EXTRA = "wenshu[sign-in]"


def draw_outside(why: SignedOut | NotAdmitted | BadSignIn, language: Language) -> None:
    """Draw the whole page of somebody who may not enter."""
    st.markdown(f"### {say('page.brand', language)}")
    if isinstance(why, BadSignIn):
        st.error(inert(say("sign_in.bad_file", language, what=str(why))))
    elif find_spec("authlib") is None:
        st.error(inert(say("sign_in.needs_extra", language, extra=EXTRA)))
    elif isinstance(why, NotAdmitted):
        st.warning(inert(say(f"sign_in.{why.reason}", language, claim=why.claim)))
        st.button(say("sign_in.out", language), key="sign-out", on_click=st.logout)
    else:
        st.markdown(inert(say("sign_in.about", language)))
        st.button(say("sign_in.in", language), key="sign-in", type="primary", on_click=st.login)


def draw_signed_in(context: Context, language: Language) -> None:
    """The name and the way out; nothing where nobody signs in."""
    if st.user.to_dict().get("is_logged_in") is True:
        st.caption(f":material/person: {inert(context.tools.who.name)}")
        st.button(say("sign_in.out", language), key="sign-out", type="tertiary", on_click=st.logout)
