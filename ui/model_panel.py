"""What the rail says about a language model: which one, who reads, and what would leave this machine.

Rule: with no endpoint nothing leaves, and the rail says so. With one, the exact next request can be looked at before
anything is sent; it is the request itself, not a description of it.
"""

from __future__ import annotations

import json

import streamlit as st

from assistant.context import Context
from assistant.conversation import Past
from assistant.question import Question
from assistant.texts import say
from assistant.visible import with_codes
from semantic_layer.model import Language
from ui.clicked import clicked
from ui.inert import inert
from ui.moment import as_drawn

READERS = ("auto", "parser", "agent")


def model_panel(context: Context, language: Language, question: str | None, past: Past) -> None:
    """Draw the badge; with an endpoint also the choice of a reader and the way to the next request."""
    settings = context.settings
    if settings is None:
        st.caption(f":material/lock: {inert(say('page.offline', language))}")
        return
    online = say("page.online", language, model=settings.model, host=settings.host)
    st.caption(f":material/cloud: {inert(online)}")
    st.segmented_control(
        say("page.reader", language),
        READERS,
        format_func=lambda name: say(f"page.reader_choice_{name}", language),
        default="auto",
        required=True,
        key="reader",
    )
    if clicked(say("page.preview", language), key="preview", width="stretch"):
        show_request(context, language, question, past)


def chosen_reader() -> str | None:
    """The reader that the person forces; None where the parser may ask the model if it has to."""
    chosen = st.session_state.get("reader", "auto")
    return chosen if chosen in ("parser", "agent") else None


@st.dialog("wenshu 问数", width="large")
def show_request(context: Context, language: Language, question: str | None, past: Past) -> None:
    from assistant.agent.preview import preview

    as_drawn()
    settings = context.settings
    assert settings is not None
    st.markdown(inert(say("page.preview_about", language, host=settings.host)))
    shared = ", ".join(sorted(settings.share_values)) or say("page.preview_nothing", language)
    findings = say("page.preview_findings" if settings.share_findings else "page.preview_no_findings", language)
    st.caption(inert(say("page.preview_shared", language, values=shared, findings=findings)))
    text = question or say("page.preview_example", language)
    st.caption(inert(say("page.preview_question", language, question=text)))
    request = preview(Question.of(text, who=context.tools.who), context, past)
    st.code(with_codes(json.dumps(request["body"], ensure_ascii=False, indent=1)), language="json", height=400)
