"""The record: what was asked, by whom, how it ended; what could not be answered; whether the record is whole.

Rule: the page reads the record; only an export adds to it. No row of the data is on it. Its filters are in the address.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assistant import formats
from assistant.audit import AD_HOC, Audit
from assistant.audit_view import OUTCOMES, Asked, asked, narrowed, rerun, synonym_patch, to_csv
from assistant.context import Context
from assistant.texts import say
from assistant.wording import Wording
from semantic_layer.model import Language
from ui import session
from ui.inert import inert, visible

HEADINGS = ("time", "person", "question", "language", "outcome", "reader", "metrics", "ms", "tokens", "receipt")


def draw(context: Context, language: Language) -> None:
    st.markdown(f"## {say('shell.audit', language)}")
    audit = context.audit
    if audit is None:
        st.markdown(inert(say("audit.none", language)))
        return
    records, gaps, chain = st.tabs([say(f"audit.{name}", language) for name in ("records", "gaps", "chain")])
    with records:
        _records(audit, context, context.wording(language))
    with gaps:
        _gaps(audit, context.wording(language))
    with chain:
        _chain(audit, language)


# --- questions -----------------------------------------------------------------------------------------------


def _records(audit: Audit, context: Context, wording: Wording) -> None:
    language, rows = wording.language, asked(audit.records())
    left, middle, right, wide = st.columns([1, 1, 1, 2])
    with left:
        outcome = _filter("outcome", OUTCOMES, lambda code: say(f"audit.outcome.{code}", language), language)
    with middle:
        spoken = _filter("language", ("en", "zh"), lambda code: say(f"audit.language.{code}", language), language)
    with right:
        people = tuple(dict.fromkeys(row.person for row in rows))
        person = _filter("person", people, visible, language)
    with wide:
        words = st.text_input(say("audit.words", language), key="words", bind="query-params", max_chars=100)
    shown = narrowed(rows, outcome=outcome, language=spoken, person=person, words=words)
    if not shown:
        st.markdown(inert(say("audit.none", language)))
        return
    counts = {"shown": formats.count(len(shown), language), "n": formats.count(len(rows), language)}
    st.caption(say("audit.count", language, **counts))
    _table(shown, context, wording)
    headers = tuple(say(f"audit.{name}", language) for name in HEADINGS)
    st.download_button(
        say("audit.export", language),
        data=lambda: _handed_out(shown, headers, context),
        file_name="wenshu_audit.csv",
        mime="text/csv",
        key="audit-csv",
        on_click="ignore",
    )


def _handed_out(shown: tuple[Asked, ...], headers: tuple[str, ...], context: Context) -> bytes:
    """The file, after a record says who took it."""
    if context.audit:
        context.audit.write("export", "audit", {"who": context.tools.who.name, "form": "csv", "rows": [len(shown)]})
    return to_csv(shown, headers)


def _filter(name: str, codes: tuple[str, ...], label: Callable[[str], str], language: Language) -> str:
    """A choice that is kept in the address by its code; the empty one stands for all."""
    offered = ("", *codes)
    chosen = st.selectbox(
        say(f"audit.{name}", language),
        offered,
        index=offered.index(session.from_address(name, offered)),
        key=f"audit-{name}",
        format_func=lambda code: label(code) if code else say("audit.all", language),
    )
    session.to_address(name, chosen or "")
    return chosen or ""


def _table(shown: tuple[Asked, ...], context: Context, wording: Wording) -> None:
    import pandas as pd

    language = wording.language
    frame = pd.DataFrame([_cells(row, wording) for row in shown], columns=list(HEADINGS), dtype=object)
    frame.columns = pd.Index([say(f"audit.{name}", language) for name in HEADINGS])
    picked = st.dataframe(frame, hide_index=True, key="audit-rows", on_select="rerun", selection_mode="single-row")
    chosen = picked["selection"]["rows"]
    if not chosen or chosen[0] >= len(shown):
        st.caption(say("audit.select", language))
        return
    row = shown[chosen[0]]
    st.markdown(f"**{inert(say('audit.record', language, id=row.id))}** · {inert(row.question)}")
    with st.container(horizontal=True):
        _open_conversation(row, context, language)
        if row.receipt and st.button(say("audit.rerun", language), key="audit-rerun", icon=":material/replay:"):
            st.info(inert(rerun(row.receipt, context, language)))
    for record in row.records:
        st.json(record, expanded=1)


def _open_conversation(row: Asked, context: Context, language: Language) -> None:
    """The way to the answer as it was shown, for the person who asked."""
    if row.conversation and row.person == context.tools.who.name:
        label = say("audit.open_conversation", language)
        st.button(label, key="audit-open", on_click=session.open_conversation, args=(row.conversation,))


def _cells(row: Asked, wording: Wording) -> tuple[object, ...]:
    language = wording.language
    names = wording.comma(wording.metric(name) if wording.model.has_metric(name) else name for name in row.metrics)
    return (
        row.time.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
        visible(row.person),
        visible(row.question),
        say(f"audit.language.{row.language}", language) if row.language in ("en", "zh") else visible(row.language),
        say(f"audit.outcome.{row.outcome}", language) if row.outcome in OUTCOMES else visible(row.outcome),
        say(f"audit.reader.{row.reader}", language) if row.reader in ("parser", "agent") else "",
        visible(names),
        row.ms,
        row.tokens,
        visible(row.receipt),
    )


# --- gaps ----------------------------------------------------------------------------------------------------


def _gaps(audit: Audit, wording: Wording) -> None:
    import pandas as pd

    language, found = wording.language, audit.gaps()
    if not found:
        st.markdown(inert(say("audit.no_gaps", language)))
        return
    kinds = {"unknown_word": say("audit.gap.word", language), AD_HOC: say("audit.gap.ad_hoc", language)}
    refused = say("audit.gap.question", language)
    rows = [(kinds.get(kind, refused), visible(words), times) for kind, words, times in found]
    headings = [say(f"audit.gap.{name}", language) for name in ("kind", "what", "times")]
    st.dataframe(pd.DataFrame(rows, columns=headings), hide_index=True, key="audit-gaps")
    words = tuple(words for kind, words, _ in found if kind == "unknown_word")
    if words:
        _patch(words, wording)


def _patch(words: tuple[str, ...], wording: Wording) -> None:
    """The lines that would teach the model an unknown word; a person puts them into the file."""
    language = wording.language
    st.markdown(f"**{say('audit.patch', language)}**")
    st.caption(inert(say("audit.patch_about", language)))
    left, right = st.columns(2)
    word = left.selectbox(say("audit.patch_word", language), words, key="gap-word", format_func=visible)
    metrics = tuple(item.name for item in wording.model.metrics if not item.hidden)
    metric = right.selectbox(
        say("audit.patch_metric", language),
        metrics,
        index=None,
        key="gap-metric",
        format_func=wording.metric,
        placeholder=say("shell.choose", language),
    )
    if word and metric:
        st.code(synonym_patch(wording.model.metric(metric), word), language="yaml")


# --- the chain -----------------------------------------------------------------------------------------------


def _chain(audit: Audit, language: Language) -> None:
    st.markdown(inert(say("audit.about", language)))
    head = st.text_input(say("audit.head", language), key="audit-head", max_chars=64).strip()
    if st.button(say("audit.verify", language), key="audit-verify", type="primary"):
        _verified(audit, head or None, language)
    st.caption(inert(say("audit.retention", language, file=audit.path.name)))


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
