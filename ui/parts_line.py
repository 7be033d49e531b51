"""The restatement of the last answer as parts to take away or to exchange.

Rule: a click runs the changed plan directly; the question is not read again. What is offered is made when a part is
opened.
"""

from __future__ import annotations

import streamlit as st

from assistant.answer import Answer
from assistant.answer_parts import Section
from assistant.context import Context
from assistant.plan_parts import Instead, Piece, difference, instead, pieces
from assistant.texts import say
from assistant.wording import Wording
from semantic_layer.model import Language
from tools.arguments import QueryMetricsArgs
from ui import session
from ui.inert import inert, visible

EXCHANGED = frozenset({"metric", "dimension", "grain", "period"})


def is_editable(answer: Answer) -> bool:
    """Whether the answer is one query over metrics, whose parts can be edited."""
    return len(answer.sections) == 1 and isinstance(answer.sections[0].call.arguments, QueryMetricsArgs)


def draw_parts(answer: Answer, before: Answer | None, turn: str, context: Context) -> None:
    """Draw the parts; `before` is the answer that this one follows up, if it does."""
    section, wording = answer.sections[0], context.wording(answer.language)
    with st.container(horizontal=True, gap="xsmall", key=f"parts-{turn}", vertical_alignment="center"):
        for position, piece in enumerate(pieces(section, before, wording)):
            _draw(piece, section, f"{turn}-{position}", wording, is_follow_up=before is not None)
    if told := difference_line(section, before, wording):
        st.caption(inert(told))


def difference_line(section: Section, before: Answer | None, wording: Wording) -> str:
    """What was exchanged, what is gone and what stands as before; nothing where all of it stands."""
    if before is None:
        return ""
    found = difference(section, before)
    changed = [wording.say("parts.changed_pair", before=old, now=new) for old, new in found.changed]
    told = {"parts.changed": changed, "parts.dropped": found.dropped, "parts.kept": found.kept}
    if not found.changed and not found.dropped:
        return ""
    return " · ".join(wording.say(key, names=wording.comma(names)) for key, names in told.items() if names)


def _draw(piece: Piece, section: Section, key: str, wording: Wording, *, is_follow_up: bool) -> None:
    label = f"**+ {inert(piece.part.text)}**" if piece.is_new else inert(piece.part.text)
    if piece.without is None and (piece.part.kind not in EXCHANGED or section.call.tool != "query_metrics"):
        st.caption(label, width="content")
        return
    with st.popover(label, type="tertiary", key=f"part-{key}", on_change="rerun") as opened:
        if opened.open:
            _edit(piece, section, key, wording)
    if is_follow_up and piece.without is not None:
        _remove("×", piece, f"drop-{key}", wording.language)


def _edit(piece: Piece, section: Section, key: str, wording: Wording) -> None:
    language = wording.language
    if piece.without is not None:
        _remove(say("parts.remove", language), piece, f"remove-{key}", language)
    offered = instead(section, piece.part.kind, wording) if piece.part.kind in EXCHANGED else ()
    if offered:
        _exchange(offered, f"instead-{key}", language)
    elif piece.without is None:
        st.caption(say("parts.fixed", language))


def _remove(label: str, piece: Piece, key: str, language: Language) -> None:
    choice = piece.without
    assert choice is not None
    told = inert(say("parts.remove_named", language, name=piece.part.text))
    st.button(label, key=key, type="tertiary", help=told, on_click=session.ask, args=(choice.label, choice))


def _exchange(offered: tuple[Instead, ...], key: str, language: Language) -> None:
    def run() -> None:
        chosen = next((item for item in offered if item.name == st.session_state.get(key)), None)
        if chosen:
            session.ask(chosen.choice.label, chosen.choice)

    names = [item.name for item in offered]
    st.selectbox(
        say("parts.instead", language),
        names,
        index=None,
        key=key,
        format_func=visible,
        on_change=run,
        placeholder=say("shell.choose", language),
    )
