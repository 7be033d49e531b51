"""Several figures of one row, each held against a period: one line a figure instead of one line of twenty columns.

Rule: only how it stands on the page; the table of the answer, its files and its copies stay as they are.
"""

from __future__ import annotations

import streamlit as st

from assistant.answer_parts import ShownTable
from assistant.formats import UNDEFINED
from assistant.texts import say
from assistant.wording import Wording
from semantic_layer.result import ResultTable
from ui.inert import visible

_COMPARED = ("previous", "year_ago", "window")


def figures_of(table: ResultTable) -> tuple[tuple[int, ...], ...]:
    """The places of each figure, the one before, the change and its rate; empty where the table is another one."""
    names = {column.name: n for n, column in enumerate(table.columns)}
    figures = [column.name for column in table.columns if column.kind == "metric"]
    to = next((to for to in _COMPARED if all(f"{name}__{to}" in names for name in figures)), "")
    if len(table.rows) != 1 or len(figures) < 2 or not to:
        return ()
    ends = ("", f"__{to}", f"__{to}_change", f"__{to}_rate")
    places = [tuple(names.get(f"{name}{end}", -1) for end in ends) for name in figures]
    used = {place for line in places for place in line}
    return tuple(places) if used >= set(range(len(table.columns))) else ()


def draw_figures(places: tuple[tuple[int, ...], ...], shown: ShownTable, key: str, wording: Wording) -> None:
    """Draw one line a figure."""
    import pandas as pd

    keys = ("by_figure.figure", "tile.now", "tile.then", "tile.change", "by_figure.rate")
    heads = [say(key, wording.language) for key in keys]
    row = shown.rows[0]
    lines = [
        [visible(shown.headers[line[0]]), *(visible(row[place]) if place >= 0 else UNDEFINED for place in line)]
        for line in places
    ]
    right = {name: st.column_config.Column(alignment="right") for name in heads[1:]}
    st.dataframe(pd.DataFrame(lines, columns=heads), hide_index=True, key=key, column_config=right)
