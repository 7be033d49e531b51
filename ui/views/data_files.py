"""What became of each dropped file: its lines, its columns, its doubts, and how its values look.

Rule: every line is accounted for in words; an encoding that is not certain is asked for and never assumed.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assistant import formats
from assistant.onboarding.drafts import Draft, Looked
from assistant.onboarding.reading_words import changes_said, doubt_said
from assistant.texts import say
from semantic_layer.importing.encoding import OFFERED, preview
from semantic_layer.importing.errors import EncodingUndecided, ImportProblem, UnreadableFile
from semantic_layer.importing.report import ColumnReport, Doubt, FileReport
from semantic_layer.model import Language
from ui.inert import inert, visible

SHOWN_REJECTED = 50
UNREADABLE = "\ufffd"  # what stands where bytes are no text
WAITING = ":material/warning:"


def draw_reading(draft: Draft, looked: Looked, language: Language) -> None:
    """Draw each file, those that wait for a decision first."""
    for problem in looked.problems:
        _draw_problem(draft, problem, language)
    for report in looked.reports:
        _draw_report(draft, report, language)


def _draw_problem(draft: Draft, problem: ImportProblem, language: Language) -> None:
    match problem:
        case EncodingUndecided(guess=""):
            st.markdown(f"{WAITING} {inert(say('data.no_encoding', language, file=problem.file))}")
            _encoding(draft, problem.file, None, language)
        case EncodingUndecided():
            asked = say("data.ask_encoding", language, file=problem.file, line=problem.line)
            st.markdown(f"{WAITING} {inert(asked)}")
            st.caption(f"{problem.guess}:")
            st.code("\n".join(visible(line) for line in problem.preview), language=None)
            st.button(
                say("data.encoding_yes", language, encoding=problem.guess),
                key=f"data-encoding-yes-{draft.folder.name}-{problem.file}",
                type="primary",
                on_click=_agree,
                args=(draft, problem),
            )
            _encoding(draft, problem.file, None, language)
        case UnreadableFile():
            key = "data.refused_line" if problem.line else "data.refused"
            why = say(f"data.refusal.{problem.reason}", language)
            st.error(inert(say(key, language, file=problem.file, reason=why, line=problem.line)))
            if problem.reason == "encoding":
                _encoding(draft, problem.file, None, language)
        case _:
            file = str(problem.params.get("file", ""))
            st.error(inert(say("data.refused", language, file=file, reason=say("data.refusal.unaccounted", language))))


def _agree(draft: Draft, problem: EncodingUndecided) -> None:
    """Read the file in the encoding that was guessed; the select box shows it."""
    draft.choose(problem.file, encoding=problem.guess)
    st.session_state[_encoding_key(draft, problem.file)] = problem.guess


def _encoding_key(draft: Draft, file: str) -> str:
    return f"data-encoding-{draft.folder.name}-{file}"


def _encoding(draft: Draft, file: str, current: str | None, language: Language) -> None:
    """A select box of encodings; each one is shown with the header as it would read."""
    path = next(path for path in draft.files if path.name == file)
    with path.open("rb") as opened:
        head = opened.read(2_000)
    names = [*OFFERED, *([current] if current and current not in OFFERED else [])]
    begins = {name: next(iter(preview(head, name)), "") for name in names}
    names.sort(key=lambda name: begins[name].count(UNREADABLE))  # what reads without a hole stands first
    key = _encoding_key(draft, file)

    def choose() -> None:
        draft.choose(file, encoding=st.session_state[key])

    st.selectbox(
        inert(say("data.encoding_of", language, file=file)),
        names,
        index=names.index(current) if current else None,
        format_func=lambda name: f"{name} · {visible(begins[name])[:60]}",
        placeholder=say("data.choose", language),
        key=key,
        on_change=choose,
    )


def _draw_report(draft: Draft, report: FileReport, language: Language) -> None:
    numbers = {
        name: formats.count(value, language)
        for name, value in (
            ("records", report.records),
            ("header", report.header),
            ("accepted", report.accepted),
            ("rejected", len(report.rejected)),
            ("preamble", report.preamble),
            ("blank", report.blank),
        )
    }
    with st.container(border=True, key=f"data-file-{draft.folder.name}-{report.table}"):
        st.markdown(inert(say("data.lines", language, file=report.file, table=report.table, **numbers)))
        if report.encoding in ("utf-8", "utf-8-sig", ""):
            how = "data.encoding" if report.encoding else "data.encoding_none"
            st.caption(inert(say(how, language, encoding=report.encoding)))
        else:
            _encoding(draft, report.file, report.encoding, language)
        for column in report.columns:
            if column.doubt:
                _draw_doubt(draft, report, column.name, column.doubt, language)
        _draw_changes(report, language)
        _draw_rejected(report, language)
        _draw_columns(report.columns, language)
        if report.preview:
            names = [column.name for column in report.columns]
            values = [dict(zip(names, map(visible, row), strict=True)) for row in report.preview]
            st.dataframe(values, hide_index=True)


def _draw_doubt(draft: Draft, report: FileReport, column: str, doubt: Doubt, language: Language) -> None:
    key = f"data-column-{draft.folder.name}-{report.table}-{column}"
    question = doubt_said(report.table, column, doubt, language)
    options = sorted(doubt.options)

    def choose() -> None:
        draft.choose(report.file, column=column, rule=st.session_state[key])

    st.selectbox(
        f"{WAITING} {inert(question)}",
        options,
        index=options.index(doubt.options[0]),
        format_func=lambda option: say(f"data.option.{option}", language),
        key=key,
        on_change=choose,
    )


def _draw_changes(report: FileReport, language: Language) -> None:
    said = changes_said(report, language)
    if said:
        st.markdown("\n".join(f"- {inert(text)}" for text in said))


def _draw_rejected(report: FileReport, language: Language) -> None:
    if not report.rejected:
        return
    with st.expander(say("data.rejected_title", language, n=formats.count(len(report.rejected), language))):
        lines = [
            say(
                "data.rejected_line",
                language,
                line=row.line,
                reason=say(f"data.reason.{row.reason}", language),
                text=row.text,
            )
            for row in report.rejected[:SHOWN_REJECTED]
        ]
        if len(report.rejected) > SHOWN_REJECTED:
            more = formats.count(len(report.rejected) - SHOWN_REJECTED, language)
            lines.append(say("data.rejected_more", language, n=more))
        st.markdown("\n".join(f"- {inert(line)}" for line in lines))


def _draw_columns(columns: Sequence[ColumnReport], language: Language) -> None:
    st.dataframe(
        [
            {
                say("data.column", language): visible(column.name),
                say("data.type", language): say(f"data.type.{column.type}", language),
                say("data.how", language): say(f"data.rule.{column.rule}", language),
                say("data.empty", language): column.nulls,
            }
            for column in columns
        ],
        hide_index=True,
    )
