"""The metrics: search them, read what each one means, see how it went, ask about it, propose another definition.

Rule: the page shows the model, and every figure is one of an answer. What is searched for and which metric is open are
in the address.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assistant import formats
from assistant.answer import Answer
from assistant.context import Context
from assistant.learning.proposals import Proposals
from assistant.metric_pages.cards import MetricCard, card, cards, found, groupings, question
from assistant.metric_pages.lines import Line, fresh, freshness, lines, year
from assistant.texts import say
from assistant.wording import Wording
from semantic_layer.model import Language
from ui import session
from ui.inert import inert
from ui.metric_detail import draw_changes, draw_edit, draw_uses
from ui.page_answers import answered

SHOWN = 24
COLUMNS = 3


def draw(context: Context, language: Language) -> None:
    wording = context.wording(language)
    name = st.query_params.get("metric")
    if name is None:
        _list(context, wording)
    else:
        _detail(str(name), context, wording)


def _list(context: Context, wording: Wording) -> None:
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
    small, days = _figures(shown, context, wording)
    waiting = Proposals(context.tools.home, context.model).changing()
    for start in range(0, len(shown), COLUMNS):
        for column, item in zip(st.columns(COLUMNS), shown[start : start + COLUMNS], strict=False):
            with column.container(
                border=True, height="stretch", vertical_alignment="distribute", key=f"metric-{item.name}"
            ):
                _card(item, small.get(item.name), _last_day(item, days), wording, is_draft=item.name in waiting)
    if not is_all:
        st.toggle(say("metrics.more", language), key="metrics-more")


def _figures(
    shown: tuple[MetricCard, ...], context: Context, wording: Wording
) -> tuple[Mapping[str, Line], Mapping[str, str]]:
    """Twelve months of the metrics on the page that can be asked together, and the last day of each dataset."""
    language = wording.language
    asked = year([item.name for item in shown], wording)
    months: Answer | None = answered(asked, context, language, "metrics.compute") if asked else None
    return lines(months, wording), fresh(answered(freshness(wording), context, language, "metrics.compute"), wording)


def _last_day(item: MetricCard, days: Mapping[str, str]) -> str:
    """How far the data of a metric reach: the days of its datasets, each said once."""
    return " / ".join(dict.fromkeys(days[name] for name in item.datasets if name in days))


def _card(item: MetricCard, small: Line | None, last_day: str, wording: Wording, *, is_draft: bool) -> None:
    language = wording.language
    with st.container():
        other = f"  \n:small[{inert(item.other_label)}]" if item.other_label else ""
        st.markdown(f"**{inert(item.label)}**{other}")
        st.markdown(inert(item.description or item.formula))
    with st.container():  # at the foot, so that what is beside each other stands on one line
        if small is not None:
            _line(item, small, language)
        _foot(item, last_day, wording, is_draft=is_draft)


def _foot(item: MetricCard, last_day: str, wording: Wording, *, is_draft: bool) -> None:
    language = wording.language
    state = say("metrics.in_draft", language) if is_draft else item.state
    until = say("metrics.until", language, day=last_day) if last_day else ""
    st.caption(inert(" · ".join(filter(None, (item.unit, state, item.owner, until)))))
    with st.container(horizontal=True):
        st.button(say("metrics.open", language), key=f"open-{item.name}", on_click=_open, args=(item.name,))
        _ask(item, wording)


def _line(item: MetricCard, small: Line, language: Language) -> None:
    st.metric(
        inert(small.month),
        inert(small.last),
        chart_data=list(small.values),
        chart_type="line",
        help=inert(say("metrics.year", language, metric=item.label)),
    )


def _ask(item: MetricCard, wording: Wording) -> None:
    def start() -> None:
        choice = question(item.name, wording)
        session.ask(choice.label, choice)

    st.button(say("metrics.ask", wording.language), key=f"ask-{item.name}", on_click=start)


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
    proposals = Proposals(context.tools.home, context.model).about(name)
    is_draft = any(one.standing(context.model) == "draft" for one in proposals)
    if is_draft:
        st.warning(inert(say("metrics.draft_about", language)), icon=":material/edit_note:")
    left, right = st.columns([3, 2], gap="large")
    with right:
        asked = year([name], wording)
        small = lines(answered(asked, context, language, "metrics.compute"), wording) if asked else {}
        if name in small:
            _line(item, small[name], language)
        _ask(item, wording)
    with left:
        _facts(item, groupings(known, wording), context, wording, is_draft=is_draft)
    draw_uses(name, context, wording)
    draw_changes(name, proposals, context, language)
    draw_edit(known, context, language)


def _facts(item: MetricCard, groups: tuple[str, ...], context: Context, wording: Wording, *, is_draft: bool) -> None:
    language = wording.language
    days = fresh(answered(freshness(wording), context, language, "metrics.compute"), wording)
    facts = {
        "metrics.definition": item.description,
        "metrics.formula": item.formula,
        "metrics.unit": item.unit,
        "metrics.made_of": item.made_of,
        "metrics.grain": item.grain,
        "metrics.sums": item.adds_up,
        "metrics.groupings": wording.comma(groups),
        "metrics.synonyms": wording.comma(item.synonyms),
        "metrics.state": say("metrics.in_draft", language) if is_draft else item.state,
        "metrics.owner": item.owner or say("metrics.no_owner", language),
        "metrics.version": item.version,
        "metrics.data_to": _last_day(item, days),
        "metrics.address": f"?metric={item.name}",
    }
    for key, text in facts.items():
        if text:
            st.markdown(f"**{say(key, language)}**  \n{inert(text)}")


def _open(name: str | None = None) -> None:
    if name:
        st.query_params["metric"] = name
    else:
        st.query_params.pop("metric", None)
