"""Draw one answer: restatement, headline, tiles, chart, table, how it was computed, caveats, next questions.

Rule: drawing runs no query and makes no figure; every text comes from the answer or from the texts. What a click asks
for is returned, and the page decides what to do with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from assistant.answer import Answer
from assistant.answer_parts import Choice, Phrase, Section
from assistant.context import Context
from assistant.texts import say
from assistant.ways_on.ways_on import UNKNOWN
from ui.card_footer import draw_footer
from ui.chart_panel import draw_chart
from ui.evidence_drawer import draw_drawer, draw_first_items
from ui.inert import inert, visible
from ui.sql_panel import draw_panel
from ui.table_panel import draw_table


def draw_answer(
    answer: Answer, turn: str, context: Context, *, live: bool = True, parts: Callable[[], None] | None = None
) -> Choice | None:
    """Draw a card; return the choice that was clicked. Where `live` is False the choices cannot be clicked.

    `parts` draws the restatement in another way.
    """
    language = answer.language
    if answer.status == "answered":
        for position, section in enumerate(answer.sections):
            _draw_section(section, position, turn, answer, context, parts)
        _draw_notes(answer)
        clicked = _choices(answer.next, say("page.next", language), f"{turn}-next", live)
        draw_footer(answer, turn, context)
        draw_drawer(answer, turn, context)
        draw_panel(answer, turn, context)
        return clicked
    st.markdown(f"**{inert(answer.headline)}**")
    if answer.clarification:
        st.caption(inert(answer.clarification.why))
        clicked = _choices(answer.clarification.choices, "", f"{turn}-clarify", live)
    else:
        also = [name for name in answer.refusal.missing if name not in answer.headline] if answer.refusal else []
        if also:
            names = context.wording(language).comma(also)
            key = "page.not_understood" if answer.refusal and answer.refusal.code in UNKNOWN else "page.concerns"
            st.caption(inert(say(key, language, names=names)))
        nearest = answer.refusal.nearest if answer.refusal else ()
        clicked = _choices(nearest, say("page.nearest", language), f"{turn}-nearest", live)
    _draw_notes(answer)
    return clicked


def _choices(choices: tuple[Choice, ...], title: str, key: str, live: bool) -> Choice | None:
    if not choices:
        return None
    if title:
        st.caption(title)
    clicked = None
    for position, choice in enumerate(choices):
        kind: Literal["primary", "secondary"] = "primary" if choice.default else "secondary"
        if st.button(_told_apart(choice, choices), key=f"{key}-{position}", type=kind, disabled=not live):
            clicked = choice
    return clicked


def _told_apart(choice: Choice, choices: tuple[Choice, ...]) -> str:
    """The label, with what the other choices do not say in bold."""
    separator = "，" if "，" in choice.label else ", "
    pieces = choice.label.split(separator)
    shared = set(pieces).intersection(*(other.label.split(separator) for other in choices))
    if len(choices) < 2 or not shared:
        return inert(choice.label)
    return separator.join(inert(piece) if piece in shared else f"**{inert(piece)}**" for piece in pieces)


def _draw_section(
    section: Section, position: int, turn: str, answer: Answer, context: Context, parts: Callable[[], None] | None
) -> None:
    language, key, wording = answer.language, f"{turn}-{position}", context.wording(answer.language)
    if parts:
        parts()
    else:
        st.caption(inert(section.restatement))
    with st.container(key=f"headline-{key}"):
        st.markdown(_rich(section.headline_phrases))
    if len(section.tiles) > 1:
        for column, tile in zip(st.columns(len(section.tiles)), section.tiles, strict=True):
            column.metric(visible(tile.label), visible(tile.value), visible(tile.detail) or None, delta_color="off")
    names = ["table", "derivation"]
    if section.chart.spec is not None or section.chart.others:
        names.insert(0 if section.chart.spec is not None else 1, "chart")
    tabs = dict(zip(names, st.tabs([say(f"page.tab_{name}", language) for name in names]), strict=True))
    if "chart" in tabs:
        with tabs["chart"]:
            draw_chart(section, key, wording)
    with tabs["table"]:
        draw_table(section, key, wording)
    with tabs["derivation"]:
        draw_first_items(answer, position, turn, context)
    for sentence in section.narration:
        st.markdown(inert(sentence))


def _rich(phrases: tuple[Phrase, ...]) -> str:
    text = "".join(f"**{inert(p.text.strip())}**" if p.strong and p.text.strip() else inert(p.text) for p in phrases)
    return f"#### {text}"


def _draw_notes(answer: Answer) -> None:
    for note in answer.caveats:
        st.caption(f":material/info: {inert(note.text)}")
