"""The table of an answer: every row, sortable, numbers at the right, the total marked.

Rule: what is seen is what the answer wrote; sorting uses the values behind it. Choosing a row offers what a click on
its mark in the chart offers, so that everything works by keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.column_config import Column

from assistant.answer_parts import Section, ShownTable
from assistant.charts.choice import words_of
from assistant.charts.drill import drill
from assistant.charts.specs import width_of
from assistant.formats import UNDEFINED
from assistant.texts import say
from assistant.wording import Wording
from semantic_layer.result import ResultTable, Value
from ui.by_figure import draw_figures, figures_of
from ui.drill_chip import draw_chip
from ui.inert import inert, visible
from ui.moment import as_drawn

MEASURED = 5  # rows by which a page surely measures a column
SHORT = 48  # letters, as of a name; a sentence may be cut, its cell opens
LETTER, MARGIN = 8, 12  # pixels


@st.fragment
def draw_table(section: Section, key: str, wording: Wording, *, live: bool = True) -> None:
    """Draw the table of a section, and all groups behind a ranking. Where `live` is False no row can be chosen."""
    as_drawn()
    _table(section, section.table, section.shown, f"{key}-table", wording, live)
    if section.context_table is not None and section.shown_context is not None:
        st.caption(say("page.all_groups", wording.language))
        _table(section, section.context_table, section.shown_context, f"{key}-context", wording, live)


def _table(section: Section, table: ResultTable, shown: ShownTable, key: str, wording: Wording, live: bool) -> None:
    if len(table.rows) == 1 and len(table.columns) > 2 and all(column.kind == "fact" for column in table.columns):
        _pairs(shown)
        return
    if places := figures_of(table):
        draw_figures(places, shown, key, wording)
        return
    headers = _unique([visible(name) for name in shown.headers])
    can_choose = live and drill(section, table, 0, words_of(section, wording)) is not None
    columns = {
        name: Column(
            alignment="right" if is_number else "left",
            help=_why_undefined(table, n, wording),
            width=None if is_number else _room([name, *(row[n] for row in shown.rows)]),
        )
        for n, (name, is_number) in enumerate(zip(headers, shown.numeric, strict=True))
    }
    frame = _frame(table, shown, headers)
    chosen: list[int] = []
    if can_choose:
        event = st.dataframe(
            frame,
            hide_index=True,
            key=key,
            column_config=columns,
            placeholder=UNDEFINED,
            on_select="rerun",
            selection_mode="single-row",
        )
        chosen = list(event["selection"]["rows"])
    else:
        st.dataframe(frame, hide_index=True, key=key, column_config=columns, placeholder=UNDEFINED)
    if shown.total:
        st.markdown(_total(shown, wording))
    if can_choose and not chosen:
        st.caption(say("chart.pick", wording.language))
    if chosen:
        draw_chip(section, table, chosen[0], key, wording)


def _room(texts: Sequence[str]) -> int | None:
    """The width of a column of short texts of which a longer one comes late: the page measures the first rows only."""
    first, longest = (max(map(width_of, part), default=0) for part in (texts[:MEASURED], texts))
    return longest * LETTER + 2 * MARGIN if first < longest <= SHORT else None


def _why_undefined(table: ResultTable, position: int, wording: Wording) -> str | None:
    """What a dash in a column of numbers means, for who points at its name."""
    is_number = table.columns[position].kind not in ("dimension", "period", "fact")
    has_none = is_number and any(row[position] is None for row in table.rows)
    return say("page.undefined", wording.language) if has_none else None


def _pairs(shown: ShownTable) -> None:
    """One row of facts, as a definition has them: each with its name, and nothing cut."""
    for name, value in zip(shown.headers, shown.rows[0], strict=True):
        st.markdown(f"**{inert(name)}**  \n{inert(value)}")


def _unique(headers: list[str]) -> list[str]:
    return [f"{name} ({n})" if headers.count(name) > 1 else name for n, name in enumerate(headers, 1)]


def _frame(table: ResultTable, shown: ShownTable, headers: list[str]) -> Any:
    """The values to sort by, written as the answer wrote them; names are sorted as they are seen."""
    import pandas as pd

    data: dict[str, list[Value]] = {}
    written: dict[Any, str | Callable[[object], str] | None] = {}
    for n, (name, is_number) in enumerate(zip(headers, shown.numeric, strict=True)):
        values = [row[n] for row in table.rows]
        texts = [visible(row[n]) for row in shown.rows]
        is_kept = is_number or table.columns[n].kind == "period"
        data[name] = list(values) if is_kept else list(texts)
        written[name] = _as_written(dict(zip(data[name], texts, strict=True)))
    frame = pd.DataFrame(data, columns=headers, dtype=object)
    return frame.style.format(written, na_rep=UNDEFINED)


def _as_written(texts: Mapping[Value, str]) -> Callable[[object], str]:
    """Write a value as the answer wrote it; two equal values are written alike."""
    by_value: Mapping[object, str] = dict(texts.items())
    return lambda value: by_value.get(value, str(value))


def _total(shown: ShownTable, wording: Wording) -> str:
    """The line below the table: what all rows are together."""
    assert shown.total is not None
    pairs = [
        wording.pair(name, value) if n else value
        for n, (name, value) in enumerate(zip(shown.headers, shown.total, strict=True))
        if value
    ]
    return f"**{inert(pairs[0])}** · {inert(' · '.join(pairs[1:]))}" if pairs else ""
