"""The metrics: search them, read what each one means, ask about it.

Rule: the page shows the model; a figure comes only from a question. What is searched for and which metric is open
are in the address.
"""

from __future__ import annotations

import streamlit as st

from assistant import formats
from assistant.audit import Audit
from assistant.context import Context
from assistant.metric_cards import MetricCard, card, cards, found, groupings, question, uses
from assistant.texts import say
from assistant.wording import Wording
from semantic_layer.model import Language
from ui import session
from ui.inert import inert

SHOWN = 24
COLUMNS = 3


def draw(context: Context, language: Language) -> None:
    wording = context.wording(language)
    name = st.query_params.get("metric")
    if name is None:
        _list(wording)
    else:
        _detail(str(name), context, wording)


def _list(wording: Wording) -> None:
    language = wording.language
    st.markdown(f"## {say('shell.metrics', language)}")
    words = st.text_input(
        say("metrics.search", language),
        key="q",
        bind="query-params",
        placeholder=say("metrics.search", language),
        label_visibility="collapsed",
        icon=":material/search:",
        max_chars=100,
    )
    hits = found(words, cards(wording))
    st.caption(say("metrics.count", language, n=formats.count(len(hits), language)) if hits else "")
    if not hits:
        st.markdown(inert(say("metrics.none", language)))
    is_all = st.session_state.get("metrics-more", False) or len(hits) <= SHOWN
    shown = hits if is_all else hits[:SHOWN]
    for start in range(0, len(shown), COLUMNS):
        for column, item in zip(st.columns(COLUMNS), shown[start : start + COLUMNS], strict=False):
            with column.container(border=True, height="stretch", key=f"metric-{item.name}"):
                _card(item, wording)
    if not is_all:
        st.toggle(say("metrics.more", language), key="metrics-more")


def _card(item: MetricCard, wording: Wording) -> None:
    language = wording.language
    st.markdown(f"**{inert(item.label)}**" + (f"  \n:small[{inert(item.other_label)}]" if item.other_label else ""))
    st.markdown(inert(item.description or item.formula))
    st.caption(inert(" · ".join(filter(None, (item.unit, item.state, item.owner)))))
    with st.container(horizontal=True):
        st.button(say("metrics.open", language), key=f"open-{item.name}", on_click=_open, args=(item.name,))
        _ask(item, wording)


def _ask(item: MetricCard, wording: Wording) -> None:
    def start() -> None:
        choice = question(item.name, wording)
        session.ask(choice.label, choice)

    st.button(say("metrics.ask", wording.language), key=f"ask-{item.name}", type="primary", on_click=start)


def _detail(name: str, context: Context, wording: Wording) -> None:
    language = wording.language
    st.button(say("metrics.all", language), key="metrics-back", icon=":material/arrow_back:", on_click=_open)
    known = wording.model.metric(name) if wording.model.has_metric(name) else None
    if known is None or known.hidden:
        st.warning(inert(say("metrics.unknown", language)))
        return
    item = card(known, wording)
    st.markdown(f"## {inert(item.label)}")
    if item.other_label:
        st.caption(inert(item.other_label))
    _ask(item, wording)
    facts = {
        "metrics.definition": item.description,
        "metrics.formula": item.formula,
        "metrics.unit": item.unit,
        "metrics.made_of": item.made_of,
        "metrics.sums": item.adds_up,
        "metrics.groupings": wording.comma(groupings(known, wording)),
        "metrics.synonyms": wording.comma(item.synonyms),
        "metrics.state": item.state,
        "metrics.owner": item.owner,
        "metrics.version": item.version,
        "metrics.data_to": _data_to(context, wording),
        "metrics.used": formats.count(_uses(name, context.audit), language),
    }
    for key, text in facts.items():
        if text:
            st.markdown(f"**{say(key, language)}**  \n{inert(text)}")


def _data_to(context: Context, wording: Wording) -> str:
    last = context.tools.calendar.last_day
    return formats.day(last, wording.language) if last else ""


def _uses(name: str, audit: Audit | None) -> int:
    return uses(name, audit.records()) if audit else 0


def _open(name: str | None = None) -> None:
    if name:
        st.query_params["metric"] = name
    else:
        st.query_params.pop("metric", None)
