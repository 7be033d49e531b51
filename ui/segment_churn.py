"""The churn panel: today's risks, a border to move, what it was worth on a later period, and what goes with leaving.

Rule: nothing is drawn of a rule that no later period has tested. Moving the border computes nothing.
"""

from __future__ import annotations

import streamlit as st
from streamlit.column_config import Column

from assistant import formats
from assistant.answer import Answer
from assistant.answer_parts import Chart
from assistant.context import Context
from assistant.segments.churn_panel import START, Panel, listing, panel, question, spread_alt, spread_chart
from assistant.texts import say
from assistant.wording import Wording
from semantic_layer.model import Language
from ui import session
from ui.card import draw_answer
from ui.chart_panel import show_chart
from ui.inert import inert, visible
from ui.page_answers import answered


def draw_churn(context: Context, wording: Wording) -> None:
    language = wording.language
    found = answered(question(wording), context, language, "churn.compute")
    drawn = panel(found, wording)
    if drawn is None:
        if found.status == "answered":
            st.warning(inert(say("churn.untested", language)))
        else:
            _card(found, context)
        return
    st.caption(inert(say("churn.as_of", language, day=formats.day(drawn.as_of, language))))
    value = _border(drawn, language)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _spread(found, drawn, value, wording)
    with right:
        _words(drawn, value, language)
        choice = listing(value, wording)
        st.button(
            say("churn.list", language), key="churn-list", type="primary", icon=":material/list:",
            on_click=session.ask, args=(choice.label, choice),
        )  # fmt: skip
        st.caption(inert(say("churn.file", language)))
    _drivers(drawn, language)
    with st.expander(say("churn.evidence", language)):
        _card(found, context)


def _border(drawn: Panel, language: Language) -> float:
    """The slider, kept in the address as per cent."""
    values = {f"{border.value * 100:.0f}": border.value for border in drawn.borders}
    asked = st.query_params.get("risk")
    first = asked if asked in values else f"{drawn.border(START).value * 100:.0f}"
    chosen = st.select_slider(
        say("churn.threshold", language),
        list(values),
        value=first,
        format_func=lambda code: drawn.border(values[code]).label,
        key="churn-threshold",
    )
    session.to_address("risk", str(chosen), f"{START * 100:.0f}")
    return values[str(chosen)]


def _spread(found: Answer, drawn: Panel, value: float, wording: Wording) -> None:
    spec = spread_chart(found, value, wording)
    if spec is not None:
        show_chart(Chart("histogram", spec, alt=spread_alt(drawn, value, wording)), "churn-spread")


def _words(drawn: Panel, value: float, language: Language) -> None:
    border = drawn.border(value)
    st.markdown(f"**{inert(border.precision)}**")
    st.markdown(inert(border.recall))
    st.markdown(inert(drawn.base))
    st.caption(inert(drawn.measured))
    st.markdown(inert(say("churn.now", language, customers=border.now)))


def _drivers(drawn: Panel, language: Language) -> None:
    import pandas as pd

    if not drawn.drivers:
        return
    st.markdown(f"#### {say('churn.drivers', language)}")
    st.caption(say("churn.drivers_about", language))
    rows = [(visible(item.name), item.lost, item.stayed) for item in drawn.drivers]
    headings = [say(f"churn.{name}", language) for name in ("feature", "lost", "stayed")]
    right = {name: Column(alignment="right") for name in headings[1:]}
    st.dataframe(
        pd.DataFrame(rows, columns=headings),
        hide_index=True,
        key="churn-drivers",
        height="content",
        column_config=right,
    )


def _card(found: Answer, context: Context) -> None:
    draw_answer(found, "churn", context)
