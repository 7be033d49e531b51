"""The record: what was asked, by whom, how it ended; what could not be answered; what is kept as a test; the chain.

Rule: the page reads the record; an export, a setting and a feedback add to it, and what a setting forgets is said in
it. No row of the data is on it. Its filters are in the address.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from assistant import formats
from assistant.answer import Answer
from assistant.context import Context
from assistant.records.audit import Audit
from assistant.records.audit_view import OUTCOMES, THUMBS, Asked, asked, narrowed, to_csv
from assistant.records.receipts import rights_now
from assistant.storage.conversations import NotFound
from assistant.texts import say
from assistant.visible import spec_with_codes
from assistant.wording import Wording
from semantic_layer.model import Language
from ui import drawers, session
from ui.audit_chain import draw_chain, forget_when_due
from ui.audit_gaps import draw_gaps
from ui.audit_tests import draw_tests, keep_button
from ui.audit_workbook import draw_workbook
from ui.evidence_drawer import draw_drawer
from ui.inert import inert, visible
from ui.moment import when_taken
from ui.opened import conversations
from ui.person import is_auditor, may_audit
from ui.rerun_panel import rerun_button

FILE = ("text/csv", "wenshu_audit.csv")
HEADINGS = (
    "time", "person", "question", "language", "outcome", "reader", "metrics", "ms", "tokens", "thumb", "receipt",
)  # fmt: skip


WIDTHS = {"question": 260, "metrics": 180}  # pixels: the outcome is seen without scrolling


def draw(context: Context, language: Language) -> None:
    st.markdown(f"## {say('shell.audit', language)}")
    audit = context.audit
    if audit is None:
        st.markdown(inert(say("audit.none", language)))
        return
    forget_when_due(audit, language)
    if not may_audit(context):  # what others asked, and what they could not be told, is theirs
        st.caption(say("audit.own", language))
        _records(audit, context, context.wording(language), of=context.tools.who.name)
        return
    names = ("records", "gaps", "tests", "chain")
    records, gaps, tests, chain = st.tabs([say(f"audit.{name}", language) for name in names])
    with records:
        _records(audit, context, context.wording(language))
    with gaps:
        draw_gaps(audit, context, context.wording(language))
        st.divider()
        draw_workbook(context, language)
    with tests:
        draw_tests(context, language)
    with chain:
        draw_chain(audit, context, language)


def _records(audit: Audit, context: Context, wording: Wording, of: str = "") -> None:
    """The questions on record; `of`: those of one person alone."""
    language, rows = wording.language, narrowed(asked(audit.records()), person=of)
    shown = _narrowed(rows, wording)
    if not shown:
        st.markdown(inert(say("audit.none", language)))
        return
    counts = {"shown": formats.count(len(shown), language), "n": formats.count(len(rows), language)}
    st.caption(say("audit.count", language, **counts))
    _table(shown, context, wording)
    headers = tuple(say(f"audit.{name}", language) for name in HEADINGS)
    st.download_button(
        say("audit.export", language),
        data=when_taken(partial(_handed_out, shown, headers), context, *FILE),
        mime=FILE[0],
        file_name=FILE[1],
        key="audit-csv",
        on_click="ignore",
    )


def _narrowed(rows: tuple[Asked, ...], wording: Wording) -> tuple[Asked, ...]:
    """The rows that the filters of the address leave."""
    language = wording.language
    people = tuple(dict.fromkeys(row.person for row in rows))
    metrics = tuple(sorted({name for row in rows for name in row.metrics}))
    first, second, third = st.columns(3)
    with first:
        outcome = _filter("outcome", OUTCOMES, lambda code: say(f"audit.outcome.{code}", language), language)
        metric = _filter("metric", metrics, lambda name: visible(_metric(name, wording)), language)
    with second:
        spoken = _filter("language", ("en", "zh"), lambda code: say(f"audit.language.{code}", language), language)
        thumb = _filter("thumb", THUMBS, lambda code: say(f"audit.thumb.{code}", language), language)
    with third:
        person = _filter("person", people, visible, language)
        words = st.text_input(say("audit.words", language), key="words", bind="query-params", max_chars=100)
    pages = st.toggle(say("audit.pages", language), key="computed", bind="query-params")
    return narrowed(
        rows, outcome=outcome, language=spoken, person=person, metric=metric, thumb=thumb, words=words, pages=pages
    )


def _handed_out(shown: tuple[Asked, ...], headers: tuple[str, ...], context: Context) -> bytes:
    """The file, after a record says who took it; of others nothing, where that was taken back meanwhile."""
    who = context.tools.who.name
    shown = shown if is_auditor(context) else tuple(row for row in shown if row.person == who)
    if context.audit:
        context.audit.write("export", "audit", {"who": who, "form": "csv", "rows": [len(shown)]})
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
    wide = {say(f"audit.{name}", language): st.column_config.Column(width=WIDTHS[name]) for name in WIDTHS}
    picked = st.dataframe(
        frame, hide_index=True, key="audit-rows", on_select="rerun", selection_mode="single-row", column_config=wide
    )
    chosen = picked["selection"]["rows"]
    if not chosen or chosen[0] >= len(shown):
        st.caption(say("audit.select", language))
        return
    _evidence(shown[chosen[0]], context, language)


def _evidence(row: Asked, context: Context, language: Language) -> None:
    """The row that was clicked: its answer in the drawer where that is the person's own, its receipt, its records."""
    st.markdown(f"**{inert(say('audit.record', language, id=row.id))}** · {inert(row.question)}")
    stored = _stored(row, context)
    with st.container(horizontal=True):
        if row.conversation and row.person == context.tools.who.name:
            label = say("audit.open_conversation", language)
            st.button(label, key="audit-open", on_click=session.open_conversation, args=(row.conversation,))
        if row.receipt:
            rerun_button(row.receipt, f"audit-{row.id}", context, language)
        keep_button(row, context, language)
    if stored is not None and st.session_state.get("audit-shown") != row.id:
        st.session_state["audit-shown"] = row.id  # once for each click, so that closing it closes it
        drawers.open_drawer(f"evidence-audit-{row.id}")
    if stored is not None:
        draw_drawer(stored, f"audit-{row.id}", context)
    for record in row.records:
        st.json(spec_with_codes(record), expanded=1)


def _stored(row: Asked, context: Context) -> Answer | None:
    """The answer as it was shown, for the person who asked."""
    if not row.conversation or row.person != context.tools.who.name:
        return None
    try:
        rights = rights_now(context.tools.who, context.model)
        turns = conversations(context).turns(row.conversation, row.person, rights)
    except NotFound:
        return None
    return next((turn.answer for turn in turns if turn.answer and turn.answer.receipt == row.receipt), None)


def _metric(name: str, wording: Wording) -> str:
    return wording.metric(name) if wording.model.has_metric(name) else name


def _cells(row: Asked, wording: Wording) -> tuple[object, ...]:
    language = wording.language
    return (
        row.time.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
        visible(row.person),
        visible(row.question),
        say(f"audit.language.{row.language}", language) if row.language in ("en", "zh") else visible(row.language),
        say(f"audit.outcome.{row.outcome}", language) if row.outcome in OUTCOMES else visible(row.outcome),
        say(f"audit.reader.{row.reader}", language) if row.reader in ("parser", "agent") else "",
        visible(wording.comma(_metric(name, wording) for name in row.metrics)),
        row.ms,
        row.tokens,
        say(f"audit.thumb.{row.thumb}", language) if row.thumb else "",
        visible(row.receipt),
    )
