"""The segmentations: what makes each segment, how large it is, what it brings, who moved and who may be lost; new ones.

Rule: the figures are those of an answer, kept until data, definitions or the person change, and each states its day.
Which segmentation, view, segment and days are open is in the address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.column_config import Column

from assistant import formats
from assistant.answer import Answer
from assistant.answer_parts import Choice
from assistant.context import Context
from assistant.segments.listing import ListRow, as_of, list_rows
from assistant.segments.pages import (
    comparison,
    days,
    earlier_day,
    grid,
    has_grid,
    migration,
    offered,
    questions,
    sizes,
)
from assistant.texts import say
from assistant.wording import Wording
from semantic_layer.model import Language, Segmentation
from ui import session
from ui.card import draw_answer
from ui.inert import inert, visible
from ui.page_answers import answered
from ui.segment_builder import draw_builder
from ui.segment_churn import draw_churn
from ui.segment_grid import draw_cells

VIEWS = ("list", "grid", "moves", "compare", "churn", "build")


def draw(context: Context, language: Language) -> None:
    wording = context.wording(language)
    st.markdown(f"## {say('shell.segments', language)}")
    known = {item.qualified: item for item in offered(wording)}
    views = VIEWS if known else ("churn", "build")
    view = _chosen("view", views, lambda code: say(f"segments.view.{code}", language), language)
    if view == "churn":
        draw_churn(context, wording)
    elif view == "build":
        draw_builder(context, wording)
    else:
        name = _chosen("segmentation", tuple(known), lambda item: inert(wording.dimension(item)), language)
        segmentation = known[name]
        st.markdown(inert(segmentation.description.in_language(language)))
        DRAWN[view](segmentation, context, wording)


def _chosen(name: str, codes: tuple[str, ...], label: Callable[[str], str], language: Language) -> str:
    """One of several, kept in the address by its code."""
    chosen = st.segmented_control(
        say("segments.view" if name == "view" else "segments.choose", language),
        codes,
        format_func=label,
        default=session.from_address(name, codes),
        required=True,
        key=name,
        label_visibility="collapsed",
    )
    session.to_address(name, chosen, codes[0])
    return str(chosen)


# --- the list -------------------------------------------------------------------------------------------------


def _list(segmentation: Segmentation, context: Context, wording: Wording) -> None:
    language, choice = wording.language, sizes(segmentation, wording)
    if choice is None:
        return
    now = answered(choice, context, language)
    if now.status != "answered":
        _card(now, f"segments-{segmentation.name}", context)
        return
    before = sizes(segmentation, wording, earlier_day(wording))
    then = answered(before, context, language) if before else None
    rows = list_rows(segmentation, now, then, wording)
    today = formats.day(as_of(now), language)
    earlier = formats.day(as_of(then), language) if then is not None and then.status == "answered" else ""
    key = "segments.as_of" if earlier else "segments.as_of_only"
    st.caption(inert(say(key, language, day=today, before=earlier)))
    _rows(rows, earlier, language)
    _one(rows, segmentation, wording)
    with st.expander(say("segments.details", language)):
        _card(now, f"segments-{segmentation.name}", context)
    _offer(questions(segmentation, wording), say("segments.ask", language), "segment-ask")


def _rows(rows: tuple[ListRow, ...], earlier: str, language: Language) -> None:
    import pandas as pd

    columns = {
        say("segments.segment", language): [row.label for row in rows],
        say("segments.rule", language): [row.rule for row in rows],
        **{say(f"segments.column.{name}", language): [getattr(row, name) for row in rows]
           for name in ("customers", "share", "revenue_share")},
    }  # fmt: skip
    if earlier:
        columns[visible(earlier)] = [row.before for row in rows]
        columns[say("segments.column.trend", language)] = [row.arrow for row in rows]
    if not any(row.rule for row in rows):
        columns.pop(say("segments.rule", language))
    words = (say("segments.segment", language), say("segments.rule", language))
    figures = [name for name in columns if name not in words]
    frame = pd.DataFrame({name: [visible(text) for text in texts] for name, texts in columns.items()})
    picked = st.dataframe(
        frame, hide_index=True, key="segment-list", on_select="rerun", selection_mode="single-row", height="content",
        column_config={name: st.column_config.TextColumn(alignment="right") for name in figures},
    )  # fmt: skip
    chosen = picked["selection"]["rows"]
    if chosen and chosen[0] < len(rows):
        session.to_address("segment", rows[chosen[0]].code)


def _one(rows: tuple[ListRow, ...], segmentation: Segmentation, wording: Wording) -> None:
    """The segment of the address: a row or a cell of the grid was selected, or a link opened it."""
    code = st.query_params.get("segment")
    row = next((row for row in rows if row.code == code), None)
    if row is None:
        st.caption(say("segments.pick", wording.language))
        return
    _offer(
        questions(segmentation, wording, row.code),
        say("segments.open", wording.language, segment=row.label),
        "segment-one",
    )


def _offer(choices: tuple[Choice, ...], title: str, key: str) -> None:
    if not choices:
        return
    st.caption(inert(title))
    with st.container(horizontal=True, key=f"{key}s"):
        for position, choice in enumerate(choices):
            st.button(inert(choice.label), key=f"{key}-{position}", on_click=session.ask, args=(choice.label, choice))


# --- the grid -------------------------------------------------------------------------------------------------


def _grid(segmentation: Segmentation, context: Context, wording: Wording) -> None:
    language = wording.language
    choice = sizes(segmentation, wording) if has_grid(segmentation) else None
    now = answered(choice, context, language) if choice else None
    cells = grid(segmentation, now, wording) if now and now.status == "answered" else None
    if now is None or cells is None:
        st.markdown(inert(say("segments.no_grid", language)))
        return
    st.caption(inert(say("segments.grid_about", language, day=formats.day(as_of(now), language))))
    draw_cells(cells, language)
    rows = list_rows(segmentation, now, None, wording)
    _one(rows, segmentation, wording)


# --- moves and comparison -------------------------------------------------------------------------------------


def _moves(segmentation: Segmentation, context: Context, wording: Wording) -> None:
    language, offer = wording.language, days(wording)
    codes = tuple(day.isoformat() for day in offer)
    earlier = earlier_day(wording).isoformat()
    names = {code: formats.day(day, language) for code, day in zip(codes, offer, strict=True)}
    left, right, _ = st.columns([1, 1, 2])
    with left:
        start = _day("from", codes, earlier if earlier in codes else codes[-1], names, language)
    with right:
        end = _day("to", codes, codes[0], names, language)
    if start == end:
        st.warning(inert(say("segments.same_day", language)))
        return
    chosen = dict(zip(codes, offer, strict=True))
    between = (min(chosen[start], chosen[end]), max(chosen[start], chosen[end]))
    _card(answered(migration(segmentation, wording, between), context, language), "segment-moves", context)


def _day(name: str, codes: tuple[str, ...], first: str, names: Mapping[str, str], language: Language) -> str:
    asked = st.query_params.get(name)
    chosen = st.selectbox(
        say(f"segments.{name}", language),
        codes,
        index=codes.index(asked if asked in codes else first),
        format_func=lambda code: visible(names[code]),
        key=f"segment-{name}",
    )
    session.to_address(name, str(chosen), first)
    return str(chosen)


def _compare(segmentation: Segmentation, context: Context, wording: Wording) -> None:
    language = wording.language
    codes = tuple(str(value.code) for value in segmentation.values)
    if len(codes) < 2:
        st.markdown(inert(say("segments.nothing_to_compare", language)))
        return
    names = {code: wording.value(segmentation.qualified, code) for code in codes}
    left, right, _ = st.columns([1, 1, 2])
    with left:
        first = _day("first", codes, codes[0], names, language)
    with right:
        second = _day("second", codes, codes[1], names, language)
    if first == second:
        st.warning(inert(say("segments.same_segment", language)))
        return
    choice = comparison(segmentation, (first, second), wording)
    if choice is None:
        st.markdown(inert(say("segments.nothing_to_compare", language)))
        return
    found = answered(choice, context, language)
    if found.status == "answered":
        _side_by_side(found, names, (first, second), language)
        with st.expander(say("segments.compare_details", language)):
            _card(found, "segment-compare", context)
    else:
        _card(found, "segment-compare", context)


def _side_by_side(found: Answer, names: Mapping[str, str], two: tuple[str, str], language: Language) -> None:
    """The metrics as rows, a column for each segment: the cells of the stored answer, turned."""
    import pandas as pd

    section = found.sections[0]
    st.caption(inert(section.restatement))
    at = {str(row[0]): shown for row, shown in zip(section.table.rows, section.shown.rows, strict=True)}
    columns = {say("segments.metric", language): [visible(name) for name in section.shown.headers[1:]]}
    for code in two:
        cells = at.get(code, ("",) * len(section.shown.headers))[1:]
        columns[visible(names[code])] = [visible(cell) or formats.UNDEFINED for cell in cells]
    right = {visible(names[code]): Column(alignment="right") for code in two}
    st.dataframe(pd.DataFrame(columns), hide_index=True, key="segment-compared", height="content", column_config=right)


def _card(found: Answer, key: str, context: Context) -> None:
    draw_answer(found, key, context)


DRAWN: Mapping[str, Callable[[Segmentation, Context, Wording], None]] = {
    "list": _list,
    "grid": _grid,
    "moves": _moves,
    "compare": _compare,
}
