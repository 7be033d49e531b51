"""Below a card: what it rests on in one line, and what can be done with it.

Rule: on a narrow page everything but the menu is in the menu; nothing is lost, nothing is drawn twice at once.
"""

from __future__ import annotations

import streamlit as st

from assistant.agent.usage_words import usage_line
from assistant.answer import Answer
from assistant.context import Context
from assistant.exports.text import to_copy
from assistant.texts import say
from ui.evidence_drawer import footer_line
from ui.export_menu import export_items
from ui.inert import inert, visible
from ui.pin import pin_button, pin_form
from ui.rerun_panel import rerun_panel
from ui.share import share_button, share_form
from ui.sql_panel import ask_for_panel
from ui.thumbs import ask_what_was_wrong, thumbs

NARROW = "480px"
STYLE = (
    "<style>"
    '[class*="st-key-fold-"] {display: none;}'
    f"@media (max-width: {NARROW}) {{"
    ':has(> [class*="st-key-wide-"]), [class*="st-key-wide-"] {display: none;}'
    '[class*="st-key-fold-"] {display: flex;}'
    "}"
    "</style>"
)


def draw_footer(answer: Answer, turn: str, context: Context) -> None:
    """The line, the thumbs, and the actions."""
    language = answer.language
    st.html(STYLE)
    with st.container(key=f"wide-facts-{turn}", gap=None):
        _facts(answer)
    with st.container(horizontal=True, key=f"footer-{turn}", gap="small", vertical_alignment="center"):
        with st.container(key=f"wide-thumbs-{turn}", width="content"):
            thumbs(answer, turn, context)
        with st.container(key=f"wide-actions-{turn}", horizontal=True, gap="small", width="content"):
            _copy(answer, turn)
            pin_button(answer, turn, context)
            share_button(answer, turn, context)
        with st.popover("…", key=f"more-{turn}", help=say("footer.more", language), on_change="rerun") as opened:
            # Opening runs the page again, which voids the files of the run before: a button that stood
            # there already would answer a quick click with "failed".
            if opened.open:
                with st.container(key=f"fold-{turn}"):
                    _folded(answer, turn, context)
                export_items(answer, turn, context)
                rerun_panel(answer, f"more-{turn}", context)
                if answer.sections and answer.sections[0].derivation.sql:
                    ask_for_panel(turn, 0, language, f"more-{turn}")
    ask_what_was_wrong(answer, turn, context)
    ask_what_was_wrong(answer, f"fold-{turn}", context)


def _facts(answer: Answer) -> None:
    st.caption(inert(footer_line(answer, answer.language)))
    if answer.usage is not None:
        st.caption(f":material/cloud: {inert(usage_line(answer.usage, answer.language))}")


def _copy(answer: Answer, key: str) -> None:
    with st.popover(say("footer.copy", answer.language), icon=":material/content_copy:", key=f"copy-{key}"):
        st.code(visible_lines(to_copy(answer)), language=None, height=200)


def visible_lines(text: str) -> str:
    """Each line by itself, because a cell is cut where a text is not."""
    return "\n".join(visible(line) for line in text.split("\n"))


def _folded(answer: Answer, turn: str, context: Context) -> None:
    """What stands beside the menu on a wide page."""
    _facts(answer)
    thumbs(answer, f"fold-{turn}", context)
    with st.expander(say("footer.copy", answer.language), icon=":material/content_copy:"):
        st.code(visible_lines(to_copy(answer)), language=None, height=200)
    with st.expander(say("pin.button", answer.language), icon=":material/keep:"):
        pin_form(answer, f"fold-{turn}", context)
    if answer.receipt is not None:
        with st.expander(say("share.button", answer.language), icon=":material/link:"):
            share_form(answer, f"fold-{turn}", context)
