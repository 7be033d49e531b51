"""How an answer was computed: four items in its tab, all ten in the drawer at the right.

Rule: drawing runs nothing; what is written comes from the stored answer. Only "Run again" computes, when it is pressed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from assistant import formats
from assistant.answer import Answer
from assistant.answer_parts import Section
from assistant.context import Context
from assistant.evidence import items
from assistant.evidence.checks import checks
from assistant.evidence.read_spans import ReadPiece, read_pieces
from assistant.sql.dialects import DIALECTS, offered, translated
from assistant.texts import say
from assistant.visible import spec_with_codes, with_codes
from assistant.wording import Wording
from semantic_layer.model import Language
from ui import drawers
from ui.inert import inert, visible
from ui.moment import as_drawn
from ui.rerun_panel import rerun_panel
from ui.sql_panel import ask_for_panel

# A span and what it was bound to stand one above the other; the underline is ours, never part of a text.
_UNDERLINES = {"bound": "solid", "operator": "dotted", "repaired": "dashed", "unused": "double", "unknown": "wavy"}
STYLE = (
    "<style>"
    '[class*="st-key-span-"] [data-testid="stMarkdownContainer"] {margin-bottom: 0;}'
    + "".join(
        f'[class*="st-key-span-{mark}"] > :first-child p {{text-decoration: underline {line} 2px; '
        "text-underline-offset: 5px; text-decoration-color: #5b8def;}"
        for mark, line in _UNDERLINES.items()
    )
    + "</style>"
)


def draw_first_items(answer: Answer, position: int, turn: str, context: Context) -> None:
    """The four items that say what a number means, and the way to the others."""
    st.html(STYLE)
    _items(_Shown(answer, position, turn, context.wording(answer.language)), items.FIRST)
    label = say("evidence.all", answer.language)
    st.button(
        label,
        key=f"evidence-{turn}-{position}",
        icon=":material/right_panel_open:",
        on_click=drawers.open_drawer,
        args=(f"evidence-{turn}",),
    )


def draw_drawer(answer: Answer, turn: str, context: Context) -> None:
    """Draw the drawer of an answer, if it is open; one section after the other where there are several."""
    if not drawers.is_open(f"evidence-{turn}"):
        return
    language = answer.language

    @st.dialog(say("evidence.title", language), width="medium", position="right", on_dismiss=drawers.close)
    def drawer() -> None:
        as_drawn()
        wording = context.wording(language)
        st.html(STYLE)
        for position in range(len(answer.sections)):
            if len(answer.sections) > 1:
                st.markdown(f"##### {say('evidence.part', language, n=position + 1, all=len(answer.sections))}")
            _items(_Shown(answer, position, turn, wording, "drawer-"), items.ITEMS)
        _heading(len(items.ITEMS) + 1, "receipt", language)
        rerun_panel(answer, f"drawer-{turn}", context)

    drawer()


@dataclass(frozen=True)
class _Shown:
    """One section of an answer in one place of the page."""

    answer: Answer
    position: int
    turn: str
    wording: Wording
    place: str = ""

    @property
    def section(self) -> Section:
        return self.answer.sections[self.position]

    @property
    def key(self) -> str:
        return f"{self.place}{self.turn}-{self.position}"


def _items(shown: _Shown, wanted: tuple[items.ItemName, ...]) -> None:
    answer, section, wording = shown.answer, shown.section, shown.wording
    lines: Mapping[str, tuple[str, ...]] = {
        "definition": items.definition_lines(section, wording),
        "formula": items.formula_lines(section, wording),
        "scope": items.scope_lines(section, wording),
        "rows": items.row_lines(section, wording),
        "chart": items.chart_lines(section, wording),
        "trace": items.trace_lines(answer, wording),
    }
    for number, name in enumerate(wanted, 1):
        _heading(number, name, wording.language)
        match name:
            case "question":
                _question(read_pieces(answer, wording), shown.key, wording.language)
            case "sql":
                _sql(shown)
            case "plan":
                _plan(answer, section, wording.language)
            case "checks":
                _checks(answer, wording)
                for line in items.trial_lines(section, wording):
                    st.markdown(f"- {inert(line)}")
            case _:
                st.markdown("  \n".join(inert(line) for line in lines[name]))


def _heading(number: int, name: str, language: Language) -> None:
    st.markdown(f"**{number} · {say(f'evidence.item.{name}', language)}**")


def _question(pieces: tuple[ReadPiece, ...], key: str, language: Language) -> None:
    if not any(piece.is_underlined for piece in pieces):
        st.markdown(inert("".join(piece.text for piece in pieces)))
        st.caption(inert(say("evidence.from_choice", language)))
        return
    with st.container(horizontal=True, gap="xsmall", key=f"read-{key}"):
        for position, piece in enumerate(pieces):
            if not piece.text.strip():
                continue
            with st.container(key=f"span-{piece.mark}-{key}-{position}", width="content", gap=None):
                st.markdown(inert(piece.text.strip()), width="content")
                if piece.is_underlined:
                    st.caption(inert(piece.meaning), width="content")


def _sql(shown: _Shown) -> None:
    facts, language = shown.section.derivation, shown.wording.language
    if not facts.sql:
        st.markdown(inert(say("evidence.no_sql", language)))
        return
    ran = facts.dialect or "duckdb"

    def name(dialect: str) -> str:
        known = DIALECTS.get(dialect, dialect)
        return say("evidence.dialect_ran", language, name=known) if dialect == ran else known

    wanted = st.selectbox(say("evidence.dialect", language), offered(ran), key=f"dialect-{shown.key}", format_func=name)
    trend = shown.section.trend
    beside = trend.result.lineage.sql if trend else ()
    for position, statement in enumerate((*facts.sql, *beside)):
        if position == len(facts.sql):
            st.caption(inert(say("evidence.sql_beside", language)))
        written = translated(statement, ran, wanted)
        if written is None:
            st.caption(inert(say("evidence.dialect_none", language, name=DIALECTS.get(wanted, wanted))))
        else:
            st.code(with_codes(written), language="sql")
    if wanted != ran:
        st.caption(inert(say("evidence.dialect_other", language)))
    ask_for_panel(shown.turn, shown.position, language, shown.key)


def _plan(answer: Answer, section: Section, language: Language) -> None:
    st.caption(say("evidence.plan", language))
    st.json(spec_with_codes(answer.plan.to_json()), expanded=1)
    if section.derivation.queries:
        st.caption(say("evidence.query", language))
        st.json(spec_with_codes([dict(query) for query in section.derivation.queries]), expanded=1)


def _checks(answer: Answer, wording: Wording) -> None:
    for check in checks(answer, wording):
        text = wording.say(f"check.{check.code}", subject=check.subject)
        if check.is_passed:
            st.markdown(f"✓ {inert(text)}")
        else:
            st.markdown(f"✗ **{inert(wording.say('check.failed', check=text, subject=check.subject))}**")


def footer_line(answer: Answer, language: Language) -> str:
    """Data as of, rows, seconds, who read it, and which version of which metric."""
    rows = sum(len(section.table.rows) for section in answer.sections)
    seconds = sum(value for _, value in answer.ms) / 1000
    used = {item.name: item for section in answer.sections for item in section.derivation.definitions}
    found = [
        say("footer.as_of", language, day=formats.day(answer.as_of, language)),
        say("footer.rows", language, n=formats.count(rows, language)),
        say("footer.seconds", language, n=f"{seconds:.2f}"),
        say(f"page.reader_{answer.reader}", language),
    ]
    if len(used) == 1:
        only = next(iter(used.values()))
        found.append(say("footer.version", language, name=only.label, version=only.version))
    elif used:
        found.append(say("footer.versions", language, n=len(used)))
    return " · ".join(visible(item) for item in found)
