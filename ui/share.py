"""Save an answer and share the link to it, from the footer of its card.

Rule: a link opens nothing for others until its owner says so, and no longer once they take it back.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import streamlit as st

from assistant.answer import Answer
from assistant.boards.boards import can_be_pinned
from assistant.context import Context
from assistant.storage.saved import NotSaved, Saved, SavedAnswers
from assistant.storage.sharing import record_share
from assistant.texts import say
from assistant.workspace import STATE
from semantic_layer.model import Language
from ui.clicked import clicked
from ui.inert import inert

SAVED = "saved"


def saved_answers(context: Context) -> SavedAnswers:
    return SavedAnswers(context.tools.home / STATE / SAVED)


def share_button(answer: Answer, key: str, context: Context) -> None:
    """The popover; nothing is drawn for an answer that cannot run again."""
    if answer.receipt is None or not can_be_pinned(answer):
        return
    label, language = say("share.button", answer.language), answer.language
    opened = st.popover(label, icon=":material/link:", key=f"share-{key}", on_change="rerun")
    with opened, st.container(key=f"share-room-{key}"):  # as tall before it is filled as after, to open where it fits
        st.caption(inert(say("share.about", language)))
        if opened.open:
            _form(answer, key, context)


def share_form(answer: Answer, key: str, context: Context) -> None:
    """What a link is, and the form for it."""
    st.caption(inert(say("share.about", answer.language)))
    _form(answer, key, context)


def _form(answer: Answer, key: str, context: Context) -> None:
    """Save; then the link, whether others may open it, and the way to remove it."""
    language, person, kept = answer.language, context.tools.who.name, saved_answers(context)
    assert answer.receipt is not None
    try:
        found = kept.own(answer.receipt, person)
    except NotSaved:
        place = st.empty()  # what is saved is not offered to be saved
        if not clicked(
            say("share.save", language), key=f"share-save-{key}", place=place, type="primary", width="stretch"
        ):
            return
        try:
            found = kept.save(answer, person)
        except OSError:
            st.error(inert(say("share.not_kept", language)))
            return
        place.empty()
    _link(found, key, language, kept, context)


def _link(found: Saved, key: str, language: Language, kept: SavedAnswers, context: Context) -> None:
    def changed() -> None:
        is_shared = st.session_state[f"share-open-{key}"]
        if not _done(is_shared, lambda: kept.share(found.receipt, found.person, is_shared=is_shared)):
            st.session_state[f"share-open-{key}"] = found.is_shared  # who may open it is what it was

    def removed() -> None:
        _done(False, lambda: kept.forget(found.receipt, found.person))

    def _done(is_shared: bool, change: Callable[[], object]) -> bool:
        """Change who may open the link, on record; what the disk refuses is told."""
        try:
            if record_share(found, is_shared=is_shared, context=context):
                change()
                return True
        except OSError:
            pass
        st.toast(inert(say("shell.not_written", language)), icon=":material/error:", duration="long")
        return False

    st.code(link_to(found.receipt, language), language=None, wrap_lines=True)
    st.toggle(say("share.open", language), value=found.is_shared, key=f"share-open-{key}", on_change=changed)
    if not found.is_shared:
        st.caption(inert(say("share.only_me", language)))
    st.button(say("share.remove", language), key=f"share-remove-{key}", type="tertiary", on_click=removed)


def link_to(receipt: str, language: Language) -> str:
    """The address of a saved answer on this server."""
    here = urlsplit(st.context.url or "")
    root = f"{here.scheme}://{here.netloc}/" if here.netloc else "/"
    return f"{root}?a={receipt}&lang={language}"
