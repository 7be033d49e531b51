"""Draw one answer: restatement, headline, tiles, chart, table, derivation, caveats, next questions.

Rule: drawing runs no query and makes no figure; every text comes from the answer or from the texts. What a click asks
for is returned, and the page decides what to do with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import streamlit as st

from assistant import formats
from assistant.answer import Answer
from assistant.answer_parts import Chart, Choice, Phrase, Section, ShownTable
from assistant.chart_specs import themed
from assistant.context import Context
from assistant.texts import say
from assistant.usage_words import usage_line
from semantic_layer.model import Language
from semantic_layer.result import ResultTable, Value
from ui.export_menu import export_menu
from ui.inert import inert, visible
from ui.pin import pin_button


def draw_answer(
    answer: Answer, turn: str, context: Context, *, live: bool = True, parts: Callable[[], None] | None = None
) -> Choice | None:
    """Draw a card; return the choice that was clicked. Where `live` is False the choices cannot be clicked.

    `parts` draws the restatement in another way.
    """
    language = answer.language
    if answer.status == "answered":
        for position, section in enumerate(answer.sections):
            _draw_section(section, f"{turn}-{position}", language, answer, parts)
        _draw_notes(answer)
        clicked = _choices(answer.next, say("page.next", language), f"{turn}-next", live)
        _draw_footer(answer, turn, context)
        return clicked
    st.markdown(f"**{inert(answer.headline)}**")
    if answer.clarification:
        st.caption(inert(answer.clarification.why))
        clicked = _choices(answer.clarification.choices, "", f"{turn}-clarify", live)
    else:
        for missing in answer.refusal.missing if answer.refusal else ():
            if missing not in answer.headline:
                st.caption(inert(missing))
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
    section: Section, key: str, language: Language, answer: Answer, parts: Callable[[], None] | None
) -> None:
    if parts:
        parts()
    else:
        st.caption(inert(section.restatement))
    with st.container(key=f"headline-{key}"):
        st.markdown(_rich(section.headline_phrases))
    if len(section.tiles) > 1:
        for column, tile in zip(st.columns(len(section.tiles)), section.tiles, strict=True):
            column.metric(visible(tile.label), visible(tile.value), visible(tile.detail) or None, delta_color="off")
    names = ("chart", "table", "derivation") if section.chart.spec is not None else ("table", "derivation")
    tabs = dict(zip(names, st.tabs([say(f"page.tab_{name}", language) for name in names]), strict=True))
    if "chart" in tabs:
        with tabs["chart"]:
            _draw_chart(section.chart, key, language)
    with tabs["table"]:
        _draw_table(section.table, section.shown, f"{key}-table")
        if section.context_table is not None and section.shown_context is not None:
            st.caption(say("page.all_groups", language))
            _draw_table(section.context_table, section.shown_context, f"{key}-context")
    with tabs["derivation"]:
        _draw_derivation(section, language, answer)
    for sentence in section.narration:
        st.markdown(inert(sentence))


def _rich(phrases: tuple[Phrase, ...]) -> str:
    text = "".join(f"**{inert(p.text.strip())}**" if p.strong and p.text.strip() else inert(p.text) for p in phrases)
    return f"#### {text}"


def _draw_chart(chart: Chart, key: str, language: Language) -> None:
    assert chart.spec is not None
    dark = st.context.theme.type == "dark"
    is_one = "vconcat" not in chart.spec and "facet" not in chart.spec  # several beside or below each other keep theirs
    st.vega_lite_chart(
        spec=dict(themed(chart.spec, dark=dark)),
        width="stretch" if is_one else "content",
        theme=None,
        key=f"chart-{key}",
        alt=chart.alt,
    )
    st.caption(inert(say("page.chart_reason", language, reason=chart.reason)))


def _draw_table(table: ResultTable, shown: ShownTable, key: str) -> None:
    """The values sort, their written forms are seen."""
    import pandas as pd

    headers = [visible(name) for name in shown.headers]
    unique = [f"{name} ({n})" if headers.count(name) > 1 else name for n, name in enumerate(headers, 1)]
    frame = pd.DataFrame([list(row) for row in table.rows], columns=unique, dtype=object)
    written: dict[Any, str | Callable[[object], str] | None] = (
        {
            name: _written(dict(zip(table.values(column.name), cells, strict=True)))
            for name, column, cells in zip(unique, table.columns, zip(*shown.rows, strict=True), strict=True)
        }
        if shown.rows
        else {}
    )
    styled = frame.style.format(written, na_rep="–")
    st.dataframe(styled, hide_index=True, key=key)
    if shown.total:
        st.caption(inert(" · ".join(filter(None, shown.total))))


def _written(texts: dict[Value, str]) -> Callable[[object], str]:
    """Write a value as the answer wrote it; two equal values are written alike."""
    by_value: Mapping[object, str] = dict(texts.items())
    return lambda value: visible(by_value.get(value, str(value)))


def _draw_derivation(section: Section, language: Language, answer: Answer) -> None:
    facts = section.derivation

    def item(name: str, text: str) -> None:
        st.markdown(f"**{say(f'page.{name}', language)}**  \n{inert(text)}")

    for definition in facts.definitions:
        text = definition.description or definition.formula
        item("definition", say("page.pair", language, name=definition.label, value=text))
        if definition.description and definition.formula:
            item("formula", definition.formula)
    if facts.formulas:
        item("formula", "\n".join(facts.formulas))
    item("filters", "\n".join(facts.filters) or say("page.no_filters", language))
    if facts.period:
        item("period", facts.period)
    if facts.compared_period:
        item("compared_period", facts.compared_period)
    if facts.parameters:
        item("parameters", "\n".join(say("page.pair", language, name=n, value=value) for n, value in facts.parameters))
    if facts.policies:
        item("policies", "\n".join(facts.policies))
    if facts.row_counts:
        counts = ((name, formats.count(rows, language)) for name, rows in facts.row_counts)
        item("rows_step", "\n".join(say("page.pair", language, name=name, value=rows) for name, rows in counts))
    read = [f"{span.text} → {span.bound_to}" for span in answer.plan.reading.spans if span.status != "filler"]
    if read:
        item("reading", "\n".join(read))
    st.markdown(f"**{say('page.sql', language)}**")
    for sql in facts.sql:
        st.code(sql, language="sql")
    with st.expander(say("page.plan", language)):
        st.json(answer.plan.to_json())


def _draw_notes(answer: Answer) -> None:
    for note in answer.caveats:
        st.caption(f":material/info: {inert(note.text)}")


def _draw_footer(answer: Answer, turn: str, context: Context) -> None:
    language = answer.language
    rows = sum(len(section.table.rows) for section in answer.sections)
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.caption(
        inert(
            say(
                "page.footer",
                language,
                as_of=formats.day(answer.as_of, language),
                rows=formats.count(rows, language),
                seconds=f"{sum(value for _, value in answer.ms) / 1000:.2f}",
                reader=say(f"page.reader_{answer.reader}", language),
                receipt=answer.receipt or "–",
            )
        )
    )
    if answer.usage is not None:
        left.caption(f":material/cloud: {inert(usage_line(answer.usage, language))}")
    with right.container(horizontal=True, horizontal_alignment="right"):
        export_menu(answer, turn, context)
        pin_button(answer, turn, context)
