"""Draw one answer: restatement, headline, tiles, chart, table, how it was computed, caveats, next questions.

Rule: drawing runs no query and makes no figure; every text comes from the answer or from the texts. A click on a choice
asks it with the next run of the page, whatever else is clicked meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from assistant.answer import Answer
from assistant.answer_parts import Choice, Note, Phrase, Section, Trend
from assistant.context import Context
from assistant.texts import say
from assistant.ways_on.ways_on import UNKNOWN
from ui import session
from ui.card_footer import draw_footer
from ui.chart_panel import draw_chart, show_chart
from ui.evidence_drawer import draw_drawer, draw_first_items
from ui.inert import inert
from ui.sql_panel import draw_panel
from ui.table_panel import draw_table

ABOVE = "changed"  # what an edit changed: where the parts can be edited, they say it


def draw_answer(
    answer: Answer,
    turn: str,
    context: Context,
    *,
    live: bool = True,
    parts: Callable[[], None] | None = None,
    undo: Callable[[Note], None] | None = None,
    is_last: bool = True,
) -> None:
    """Draw a card. Where `live` is False the choices cannot be clicked.

    The choices of a card that another follows are other buttons than before: a second click on one that was the last
    card's, made before the page was drawn anew, asks nothing.

    `parts` draws the restatement in another way, `undo` the way to take a correction of spelling back.
    """
    language, of = answer.language, turn if is_last else f"{turn}-earlier"
    if answer.status == "answered":
        for position, section in enumerate(answer.sections):
            _draw_section(section, position, turn, answer, context, parts)
        _draw_notes(answer, undo, above=ABOVE if parts else "")
        _choices(answer.next, say("page.next", language), f"{of}-next", live)
        draw_footer(answer, turn, context)
        draw_drawer(answer, turn, context)
        draw_panel(answer, turn, context)
        return
    st.markdown(f"**{inert(answer.headline)}**")
    if answer.clarification:
        st.caption(inert(answer.clarification.why))
        _choices(answer.clarification.choices, "", f"{of}-clarify", live, say("cli.default_mark", language))
    else:
        also = [name for name in answer.refusal.missing if name not in answer.headline] if answer.refusal else []
        if also:
            names = context.wording(language).comma(also)
            key = "page.not_understood" if answer.refusal and answer.refusal.code in UNKNOWN else "page.concerns"
            st.caption(inert(say(key, language, names=names)))
        nearest = answer.refusal.nearest if answer.refusal else ()
        _choices(nearest, say("refuse.nearest", language), f"{of}-nearest", live)
    _draw_notes(answer, undo)


def _choices(choices: tuple[Choice, ...], title: str, key: str, live: bool, mark: str = "") -> None:
    """Draw a button for each choice, the value it is known to have below it; `mark` goes with the default."""
    if not choices:
        return
    if title:
        st.caption(title)
    for position, choice in enumerate(choices):
        kind: Literal["primary", "secondary"] = "primary" if choice.default else "secondary"
        label = _told_apart(choice, choices) + (mark if choice.default else "")
        with st.container(gap="xxsmall"):  # a value stands closer to its own choice than to the next
            off = not live or bool(choice.blocked)
            ask = (choice.label, choice)
            st.button(label, key=f"{key}-{position}", type=kind, disabled=off, on_click=session.ask, args=ask)
            if told := choice.blocked or choice.value:
                st.caption(inert(told))


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
    if section.trend:
        _draw_trend(section.trend, key, is_said=section.trend.tile.value in section.headline)
    if len(section.tiles) > 1:
        with st.container(key=f"tiles-{key}"):
            columns = st.columns(len(section.tiles))
        for column, tile in zip(columns, section.tiles, strict=True):
            column.metric(inert(tile.label), inert(tile.value), _signed(tile.detail) or None, delta_color="off")
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


def _draw_trend(trend: Trend, key: str, *, is_said: bool) -> None:
    """The change of the number beside the periods before it as a small line; below each other on a phone.

    The number itself stands in the headline; it is a tile only where the headline does not say it.
    """
    tile = trend.tile
    has_line = trend.chart.spec is not None
    beside, line = st.columns(2, vertical_alignment="center") if has_line else (st.container(), None)
    with beside:
        if not is_said:
            st.metric(inert(tile.label), inert(tile.value))
        if tile.detail:
            st.caption(inert(tile.detail))
    if line is not None:
        with line:
            show_chart(trend.chart, f"trend-{key}")


def _signed(detail: str) -> str:
    """A change below a figure: a minus in front of it stays one, because it turns the arrow beside it."""
    return f"-{inert(detail[1:])}" if detail.startswith("-") else inert(detail)


def _rich(phrases: tuple[Phrase, ...]) -> str:
    text = "".join(f"**{inert(p.text.strip())}**" if p.strong and p.text.strip() else inert(p.text) for p in phrases)
    return f"#### {text}"


def _draw_notes(answer: Answer, undo: Callable[[Note], None] | None, above: str = "") -> None:
    """Each note on a line; not the one that the parts of the restatement say already."""
    for note in answer.caveats:
        if note.code == above:
            continue
        told = f":material/info: {inert(note.text)}"
        if undo is None or note.undo is None:
            st.caption(told)
            continue
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.caption(told, width="content")
            undo(note)
