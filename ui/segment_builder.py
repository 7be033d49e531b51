"""Build a segment: conditions as pills, its size counted anew with each, and a draft for the owner.

Rule: the conditions are in the address, so a link shows the same rule; the size is that of an answer.
"""

from __future__ import annotations

from zlib import crc32

import streamlit as st

from assistant import formats
from assistant.boards.filters import offered_filters
from assistant.context import Context
from assistant.learning.lesson import BadLesson
from assistant.learning.proposals import Proposal, Proposals, told
from assistant.segments.builder import (
    MAX_CONDITIONS,
    Match,
    condition,
    draft,
    fields,
    from_address,
    in_words,
    size_question,
    to_address,
)
from assistant.segments.listing import own_rules
from assistant.texts import say
from assistant.told import told_why
from assistant.wording import Wording
from semantic_layer.model import Language
from semantic_layer.policy import View
from tools.segment_arguments import Condition
from ui import session
from ui.card import draw_answer
from ui.clicked import clicked
from ui.inert import inert, visible
from ui.page_answers import answered

MATCHES: tuple[Match, ...] = ("all_of", "any_of")


def draw_builder(context: Context, wording: Wording) -> None:
    language = wording.language
    st.markdown(inert(say("segments.build_about", language)))
    conditions = from_address(st.query_params.get_all("rule"), View(context.model, context.tools.who))
    _add(conditions, context, wording)
    conditions = _pills(conditions, wording)
    match = _match(language) if len(conditions) > 1 else MATCHES[0]
    if not conditions:
        st.caption(say("segments.no_conditions", language))
    else:
        found = answered(size_question(conditions, match, wording), context, language)
        draw_answer(found, "segment-size", context)
        if found.status == "answered":
            _save(conditions, match, context, language)
    _drafts(context, wording)


def _add(conditions: tuple[Condition, ...], context: Context, wording: Wording) -> None:
    language = wording.language
    values = {item.dimension: item.values for item in offered_filters(context)}
    known = {item.name: item for item in fields(values, wording)}
    first, second, third, last = st.columns([3, 3, 3, 2], vertical_alignment="bottom")
    name = first.selectbox(
        say("segments.field", language), list(known), format_func=lambda item: visible(known[item].label),
        key="segment-field",
    )  # fmt: skip
    field = known[str(name)]
    test = second.selectbox(
        say("segments.test", language), field.tests, format_func=lambda item: say(f"segments.test.{item}", language),
        key=f"segment-test-{'group' if field.values else 'number'}",
    )  # fmt: skip
    chosen: tuple[str | float, ...]
    if field.values:
        chosen = tuple(
            third.multiselect(
                say("segments.values", language), field.values, key=f"segment-values-{field.name}",
                format_func=lambda code: visible(wording.value(field.name, code)),
            )
        )  # fmt: skip
    elif test in ("top", "bottom"):
        share = third.number_input(say("segments.percent", language), 1, 99, 20, key="segment-percent")
        chosen = (share / 100,)
    else:
        number = third.number_input(
            say("segments.value", language), value=1.0, step=1.0, format="%g", key="segment-number"
        )
        chosen = (int(number) if number == int(number) else number,)

    def add() -> None:
        fresh = condition(field, test, chosen)
        st.query_params["rule"] = [to_address(item) for item in dict.fromkeys((*conditions, fresh))]

    is_full = len(conditions) >= MAX_CONDITIONS
    last.button(
        say("segments.add", language), key="segment-add", icon=":material/add:", on_click=add,
        disabled=is_full or not chosen, width="stretch",
    )  # fmt: skip


def _pills(conditions: tuple[Condition, ...], wording: Wording) -> tuple[Condition, ...]:
    """The rule so far; a pill that is deselected leaves it."""
    if not conditions:
        return ()
    codes = {to_address(item): item for item in conditions}

    def leave() -> None:
        st.query_params["rule"] = list(st.session_state[key])

    key = f"segment-pills-{crc32(str(tuple(codes)).encode())}"  # of this rule: another one begins anew
    st.pills(
        say("segments.pills", wording.language),
        list(codes),
        selection_mode="multi",
        default=list(codes),
        format_func=lambda code: inert(in_words(codes[code], wording)),
        key=key,
        on_change=leave,
    )
    return conditions


def _match(language: Language) -> Match:
    chosen = st.segmented_control(
        say("segments.match", language),
        MATCHES,
        format_func=lambda code: say(f"segments.match.{code}", language),
        default=session.from_address("match", MATCHES),
        required=True,
        key="match",
    )
    session.to_address("match", str(chosen), MATCHES[0])
    return "any_of" if chosen == "any_of" else "all_of"


def _save(conditions: tuple[Condition, ...], match: Match, context: Context, language: Language) -> None:
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    name = left.text_input(say("segments.name", language), key="segment-name", max_chars=60).strip()
    if not clicked(say("segments.save", language), key="segment-save", place=right, type="primary", disabled=not name):
        return
    lines = draft(name, conditions, match, context.model)
    try:
        view = View(context.model, context.tools.who)
        kept = Proposals(context.tools.home, context.model).add("segmentations", lines, view.who.name, view)
    except (BadLesson, OSError) as error:
        st.error(inert(say("segments.not_saved", language, why=told_why(error, language))))
    else:
        st.success(inert(say("segments.saved", language, id=kept.id)))


def _drafts(context: Context, wording: Wording) -> None:
    drafts = (item for item in Proposals(context.tools.home, context.model).waiting() if item.kind == "segmentations")
    waiting = told(drafts, View(context.model, context.tools.who))
    if not waiting:
        return
    st.markdown(f"#### {say('segments.drafts', wording.language)}")
    for item in waiting:
        _draft(item, wording)


def _draft(item: Proposal, wording: Wording) -> None:
    language = wording.language
    params = item.lines.get("params")
    said = own_rules(params if isinstance(params, dict) else {}, wording)
    labels = item.lines.get("values")
    first = labels[0] if isinstance(labels, list) and labels else {}
    title = str(first.get("labels", {}).get(language, item.name)) if isinstance(first, dict) else item.name
    day = formats.day(item.made, language) if item.made else ""
    rule = next(iter(said.values()), "")
    text = say("segments.draft", language, name=title, rule=rule, id=item.id, author=item.author, day=day)
    st.markdown(f"- {inert(text)}")
    st.code(visible(item.yaml()), language="yaml")
