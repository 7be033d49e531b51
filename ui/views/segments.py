"""The segmentations: what makes each segment, how large it is, what it brings, who moved.

Rule: the figures are those of an answer, kept until data, definitions or the person change; which segmentation is
open is in the address.
"""

from __future__ import annotations

import streamlit as st

from assistant.answer import Answer, run_plan
from assistant.answer_parts import Choice
from assistant.context import Context
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from assistant.segment_pages import Grid, grid, migration, offered, questions, rules, sizes
from assistant.texts import say
from assistant.wording import Wording
from semantic_layer.model import Language, Segmentation
from ui import session
from ui.card import draw_answer
from ui.inert import inert, visible

KEPT = 100
TABS = ("sizes", "grid", "moves")


def draw(context: Context, language: Language) -> None:
    wording = context.wording(language)
    st.markdown(f"## {say('shell.segments', language)}")
    known = {item.qualified: item for item in offered(wording)}
    if not known:
        st.markdown(inert(say("segments.none", language)))
        return
    chosen = st.segmented_control(
        say("segments.choose", language),
        list(known),
        format_func=lambda name: visible(wording.dimension(name)),
        default=session.from_address("segmentation", list(known)),
        required=True,
        key="segmentation",
        label_visibility="collapsed",
    )
    session.to_address("segmentation", chosen, next(iter(known)))
    _segmentation(known[chosen], context, wording)


def _segmentation(segmentation: Segmentation, context: Context, wording: Wording) -> None:
    language = wording.language
    st.markdown(inert(segmentation.description.in_language(language)))
    cells = grid(segmentation, wording)
    names = [name for name in TABS if name != "grid" or cells]
    tabs = dict(zip(names, st.tabs([say(f"segments.{name}", language) for name in names]), strict=True))
    with tabs["sizes"]:
        _rules(segmentation, wording)
        _figures(sizes(segmentation, wording), segmentation, context, language)
    if cells:
        with tabs["grid"]:
            _grid(cells, language)
    with tabs["moves"]:
        _figures(migration(segmentation, wording), segmentation, context, language)
    st.caption(say("segments.ask", language))
    with st.container(horizontal=True, key="segment-questions"):
        for position, choice in enumerate(questions(segmentation, wording)):
            st.button(
                inert(choice.label), key=f"segment-ask-{position}", on_click=session.ask, args=(choice.label, choice)
            )


def _rules(segmentation: Segmentation, wording: Wording) -> None:
    import pandas as pd

    said = rules(segmentation, wording)
    if not said:
        return
    headings = [say(f"segments.{name}", wording.language) for name in ("segment", "rule")]
    with st.expander(say("segments.rule", wording.language)):
        frame = pd.DataFrame([(visible(name), visible(rule)) for name, rule in said], columns=headings)
        st.dataframe(frame, hide_index=True, key="segment-rules")


def _grid(cells: Grid, language: Language) -> None:
    import pandas as pd

    st.caption(inert(say("segments.grid_about", language)))
    frame = pd.DataFrame(
        [[visible(text) for text in row] for row in cells.cells],
        index=[say("segments.recency", language, score=score) for score in cells.recency],
        columns=[say("segments.frequency", language, score=score) for score in cells.frequency],
    )
    st.dataframe(frame, key="segment-grid")


def _figures(choice: Choice | None, segmentation: Segmentation, context: Context, language: Language) -> None:
    if choice is None:
        return
    tools = context.tools
    state = (tools.who.name, tools.model.hash, tools.engine.data_version(), tools.as_of.isoformat(), language)
    with st.spinner(say("segments.compute", language)):
        found = _answered(choice.label, state, choice, context)
    clicked = draw_answer(found, f"segments-{segmentation.name}-{choice.calls[0].tool}", context)
    if clicked is not None:
        session.ask(clicked.label, clicked)
        st.rerun()


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _answered(label: str, state: tuple[str, ...], _choice: Choice, _context: Context) -> Answer:
    """The answer to one question of the page; `state` is everything that decides its figures."""
    language: Language = "zh" if state[-1] == "zh" else "en"
    question = Question(label, language, who=_context.tools.who)
    return run_plan(Plan(Compute(_choice.calls), Reading(language, ())), question, _context)
