"""The chain of the record: verify it, and how long records are kept.

Rule: a change of the setting is on record with the person who made it, and so is whatever it makes forget.
"""

from __future__ import annotations

import streamlit as st

from assistant import formats
from assistant.context import Context
from assistant.limits import limits_said
from assistant.records.audit import Audit, AuditFailed
from assistant.records.retention import OFFERED, forget_old, kept_days, set_days
from assistant.texts import say
from semantic_layer.model import Language
from ui.clicked import clicked
from ui.inert import inert


def forget_when_due(audit: Audit, language: Language) -> None:
    """Let the setting take effect; a record that cannot be written is left as it is, and said."""
    try:
        forgotten = forget_old(audit)
    except AuditFailed as failure:
        st.error(inert(say("audit.not_forgotten", language, why=str(failure))))
        return
    if forgotten:
        st.info(inert(say("audit.forgotten", language, n=formats.count(forgotten, language))))


def draw_chain(audit: Audit, context: Context, language: Language) -> None:
    st.markdown(inert(say("audit.about", language)))
    head = st.text_input(say("audit.head", language), key="audit-head", max_chars=64).strip()
    if clicked(say("audit.verify", language), key="audit-verify", type="primary"):
        _verified(audit, head or None, language)
    _retention(audit, context, language)
    st.caption("  \n".join(map(inert, limits_said(language, context.slots.size if context.slots else 1))))


def _retention(audit: Audit, context: Context, language: Language) -> None:
    st.markdown(f"#### {say('audit.retention', language)}")
    now = kept_days(audit)
    if st.user.get("is_logged_in"):  # one of several persons: who runs the server decides
        st.markdown(inert(say("audit.kept_for", language, days=_days(now, language))))
        return
    offered = tuple(sorted({*OFFERED, now}))
    days = st.selectbox(
        say("audit.keep_for", language),
        offered,
        index=offered.index(now),
        key="audit-retention",
        format_func=lambda n: _days(n, language),
    )
    st.caption(inert(say("audit.retention_about", language, file=audit.path.name)))
    is_other = days != now
    if clicked(say("audit.set_retention", language), key="audit-set-retention", disabled=not is_other):
        try:
            set_days(audit, int(days or 0), context.tools.who.name)
        except (AuditFailed, OSError):
            st.error(inert(say("shell.not_written", language)))
        else:
            st.rerun()


def _days(n: int, language: Language) -> str:
    return say("audit.days", language, n=formats.count(n, language)) if n else say("audit.for_ever", language)


def _verified(audit: Audit, head: str | None, language: Language) -> None:
    found = audit.verify(head)
    if found.broken is not None:
        st.error(inert(say("audit.broken", language, line=found.broken)))
    elif not found.holds_head:
        st.error(inert(say("audit.head_lost", language)))
    else:
        st.success(inert(say("audit.sound", language, n=formats.count(found.count, language))))
    if found.torn:
        st.caption(inert(say("audit.torn", language, n=found.torn)))
    if found.unfinished:
        st.caption(inert(say("audit.open", language, n=len(found.unfinished))))
    st.markdown(f"**{say('audit.head_now', language)}**")
    st.code(found.head, language=None)
