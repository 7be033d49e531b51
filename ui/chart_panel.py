"""The chart of an answer, and what can be done with it: draw it another way, click a mark to look into it.

Rule: drawing again uses the stored rows and runs no query. A click offers a question and never asks it. Every view of
a chart is as wide as its place, so nothing is cut on a phone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import streamlit as st

from assistant.answer_parts import Chart, Section
from assistant.charts.choice import marked_table, offered, redrawn, words_of
from assistant.charts.layout import Panel, has_values, panels, selectable
from assistant.charts.shape import View
from assistant.charts.theme import on_page
from assistant.texts import say
from assistant.visible import with_codes
from assistant.wording import Wording
from ui.drill_chip import draw_chip
from ui.inert import inert
from ui.moment import as_drawn

SMALL = 330  # pixels of a small chart: two beside each other on a page, one on a phone


@st.fragment
def draw_chart(section: Section, key: str, wording: Wording, *, live: bool = True) -> None:
    """Draw the chart of a section with its controls. Where `live` is False a click leads nowhere."""
    as_drawn()
    view = _view(key)
    chart = redrawn(section, wording, view)
    if chart.spec is not None:
        picked = show_chart(chart, key, can_pick=live)
        if picked is not None:
            draw_chip(section, marked_table(section, chart), picked, f"chart-{key}", wording)
    st.caption(inert(say("page.chart_reason", wording.language, reason=chart.reason)))
    _change(section, chart, view, key, wording)


def show_chart(chart: Chart, key: str, *, can_pick: bool = False) -> int | None:
    """Draw the views of a chart, each as wide as its place; return the row of the mark that was clicked, if any."""
    assert chart.spec is not None
    views = panels(chart.spec)
    if len(views) == 1 or not views[0].is_small:
        found = [_show(panel, chart, f"{key}-{chart.type}-{n}", can_pick) for n, panel in enumerate(views)]
    else:
        with st.container(horizontal=True, key=f"panels-{key}"):
            found = [_show(panel, chart, f"{key}-{chart.type}-{n}", can_pick) for n, panel in enumerate(views)]
    return next((row for row in found if row is not None), None)


def _show(panel: Panel, chart: Chart, key: str, can_pick: bool) -> int | None:
    spec = on_page(panel.spec, dark=st.context.theme.type == "dark")
    told = with_codes(f"{chart.alt} {panel.title}".strip())
    width: int | Literal["stretch"] = SMALL if panel.is_small else "stretch"
    if not can_pick:
        st.vega_lite_chart(spec=spec, width=width, theme=None, key=f"picture-{key}", alt=told)
        return None
    event = st.vega_lite_chart(
        spec=selectable(spec), width=width, theme=None, key=f"picked-{key}", alt=told, on_select="rerun"
    )
    marks = event["selection"].get("pick", []) if "selection" in event else []
    row = marks[0].get("row") if isinstance(marks, list) and marks else None
    return row if isinstance(row, int) else None


# --- drawn another way ---------------------------------------------------------------------------------------


def _view(key: str) -> View:
    found = st.session_state.get(_kept(key))
    return found if isinstance(found, View) else View()


def _kept(key: str) -> str:
    return f"view-{key}"


def _keep(key: str, view: View) -> None:
    st.session_state[_kept(key)] = view


def _change(section: Section, chart: Chart, view: View, key: str, wording: Wording) -> None:
    language = wording.language
    label = say("chart.change", language)
    with st.popover(label, type="tertiary", icon=":material/tune:", key=f"change-{key}", on_change="rerun") as opened:
        if opened.open:
            _controls(section, chart, view, key, words_of(section, wording))


def _controls(section: Section, chart: Chart, view: View, key: str, wording: Wording) -> None:
    """The types that are honest here with their reasons, value labels, all groups, and the way back."""
    language, types = wording.language, offered(section, wording)
    if len(types) > (chart.spec is not None):
        named = {offer.type: offer for offer in types}
        chosen = f"type-{key}-{chart.type}"
        st.radio(
            say("chart.as", language),
            list(named),
            index=list(named).index(chart.type) if chart.type in named else None,
            format_func=lambda kind: named[kind].name,
            captions=[inert(offer.reason) for offer in types],
            key=chosen,
            on_change=lambda: _keep(key, replace(view, type=st.session_state[chosen])),
        )
    if chart.spec is not None:
        shown = f"labels-{key}-{chart.type}-{view.labels}"
        st.toggle(
            say("chart.labels", language),
            value=has_values(chart.spec),
            key=shown,
            on_change=lambda: _keep(key, replace(view, labels=st.session_state[shown])),
        )
    if chart.hidden or view.every_group:
        every = f"every-{key}-{view.every_group}"
        st.toggle(
            say("chart.every", language),
            value=view.every_group,
            key=every,
            on_change=lambda: _keep(key, replace(view, every_group=st.session_state[every])),
        )
    if view != View():
        st.button(
            say("chart.automatic", language),
            key=f"automatic-{key}",
            on_click=lambda: st.session_state.pop(_kept(key), None),
        )
