"""The chip that a click on a mark or a row offers: the question about that group alone.

Rule: it asks nothing by itself; where a mark or a row stands for no group, there is no chip.
"""

from __future__ import annotations

import streamlit as st

from assistant.answer_parts import Section
from assistant.charts.choice import words_of
from assistant.charts.drill import drill
from assistant.texts import say
from assistant.wording import Wording
from semantic_layer.result import ResultTable
from ui import session
from ui.inert import inert


def draw_chip(section: Section, table: ResultTable, row: int, key: str, wording: Wording) -> None:
    """Offer to look into row `row` of `table`; pressing it asks the question with the next run of the page."""
    found = drill(section, table, row, words_of(section, wording))
    if found is None:
        return
    label = inert(say("chart.drill", wording.language, name=found.name))
    ask, told = (found.choice.label, found.choice), inert(found.choice.label)
    if st.button(label, key=f"drill-{key}", icon=":material/search:", help=told, on_click=session.ask, args=ask):
        st.rerun()  # in a fragment a click runs the fragment alone
