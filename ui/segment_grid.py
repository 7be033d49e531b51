"""The grid of scores: count and share in each cell, the segment below them, and a click that opens it.

Rule: the shade follows the count, which stands in the cell; the selected segment is in the address.
"""

from __future__ import annotations

import streamlit as st

from assistant.charts.theme import HEAT, ON_HEAT
from assistant.segments.pages import Grid
from assistant.texts import say
from semantic_layer.model import Language
from ui import session
from ui.inert import inert, visible


def draw_cells(cells: Grid, language: Language) -> None:
    """Two lines for each recency: the figures, and the segments they belong to."""
    import pandas as pd

    first = say("segments.recency_score", language)
    names = [say("segments.frequency", language, score=score) for score in cells.frequency]
    body = []
    for score, row in zip(cells.recency, cells.cells, strict=True):
        figures = (f"{cell.customers} ({cell.share})" if cell.share else cell.customers for cell in row)
        body.append([str(score), *map(visible, figures)])
        body.append(["", *(visible(cell.label) for cell in row)])
    frame = pd.DataFrame(body, columns=[first, *names])
    shades = pd.DataFrame(
        [["", *(_shade(cell.heat) for cell in row)] for row in cells.cells for _ in range(2)],
        frame.index, frame.columns,
    )  # fmt: skip
    picked = st.dataframe(
        frame.style.apply(lambda _: shades, axis=None),
        key="segment-grid",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-cell",
        height="content",
    )
    chosen = picked["selection"]["cells"]
    if not chosen or chosen[0][1] not in names:
        return
    line, column = chosen[0][0] // 2, names.index(chosen[0][1])
    cell = cells.cells[line][column]
    session.to_address("segment", cell.segment)
    said = {
        "r": cells.recency[line],
        "f": cells.frequency[column],
        "segment": cell.label or say("segments.grid_amount", language),
        "customers": cell.customers,
        "share": cell.share,
    }
    st.markdown(inert(say("segments.grid_cell", language, **said)))


def _shade(heat: float) -> str:
    """From the pale end of the scale to the full one; the text stays dark in both themes."""
    low, high = ([int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in HEAT)
    red, green, blue = (round(a + (b - a) * heat) for a, b in zip(low, high, strict=True))
    return f"background-color: #{red:02x}{green:02x}{blue:02x}; color: {ON_HEAT}"
