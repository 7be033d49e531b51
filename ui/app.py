"""The pages of one workspace: open it, draw the rail, and let the chosen page draw itself.

Rule: pages draw; every figure on them comes from a stored `Answer` or from the model. The language, the page and what
a page is narrowed to are in the address; the workspace is opened once per process.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec

import streamlit as st

from assistant.agent.settings import BadSetting
from assistant.charts.theme import PAGE_COLOURS
from assistant.context import Context
from assistant.signing_in import BadSignIn, NotAdmitted
from assistant.texts import say
from assistant.told import told_of
from semantic_layer.errors import ModelError, SemanticLayerError
from semantic_layer.model import Language
from ui import session
from ui.inert import inert
from ui.lasting import leave
from ui.moment import drawn_for
from ui.no_data import offer_other_data
from ui.opened import trouble, workspace
from ui.person import SignedOut, for_this_person
from ui.rail import draw_rail, language_now
from ui.sign_in import draw_outside

MOST_MISTAKES = 20
STYLE = (
    "<style>strong { font-weight: 700 !important; }"  # faces without a semibold draw 600 as regular
    '.stApp:not([data-test-script-state="notRunning"]) [class*="st-key-if-stopped-"] { display: none; }'
    '.stApp[data-test-script-state="notRunning"] [class*="st-key-while-running-"] { display: none; }'
    ":is(a, button, [role=tab], [role=button]):focus-visible"
    " { outline: 2px solid currentColor !important; outline-offset: -2px; }"
    '[class*="st-key-insert-metric-"] button { text-align: left; justify-content: flex-start; }'
    "h3 { font-weight: 700 !important; }"  # as above: Chinese faces have no semibold
    '[data-testid="stChatInputTextArea"]::placeholder { white-space: nowrap; text-overflow: ellipsis; }'
    '[class*="st-key-sql-text-"] textarea { font-family: monospace; font-size: 0.85rem; }'
    # the colours of code and of JSON are too pale for a light page: words of the language are bold instead
    '[data-testid="stCode"] .token, [data-testid="stJson"] span:has(> .array-key) { color: inherit !important; }'
    '[data-testid="stCode"] .token.keyword { font-weight: 700; }'
    # the parts of a restatement read as one line of text, also where it breaks
    '[class*="st-key-parts-"] button { min-height: 1.75rem; padding-top: 0; padding-bottom: 0; }'
    # where a popover opens is decided while it is empty: it takes the room that its form will need
    '[class*="st-key-share-room-"] { min-height: 17rem; }'
    # on a phone the first tile alone: the others stand in the table too
    '@media (max-width: 480px) { [class*="st-key-tiles-"] [data-testid="stColumn"]:not(:first-child)'
    " { display: none; } }"
    # room for tables beside the rail
    '@media (min-width: 768px) { [data-layout="wide"] [data-testid="stMainBlockContainer"]'
    " { padding-left: 3rem; padding-right: 3rem; } }"
    '[data-testid="stElementToolbar"] [aria-label^="Download as CSV"] { display: none !important; }'  # not on record
    "</style>"
)
# the accent of a dark page is light: white on it cannot be read; both turn with the page while it is open
_PRIMARY = '[data-testid^="stBaseButton-primary"]:enabled'
ON_LIGHT_ACCENT = f"<style>{_PRIMARY} {{ color: #10181a; }}</style>"
TURNING = (
    f"<style>{PAGE_COLOURS} @supports (color: light-dark(#000, #fff)) {{ "
    f".stApp {_PRIMARY} {{ color: light-dark(#ffffff, #10181a); }} }}</style>"
)
ICONS = {
    "ask": ":material/chat:",
    "metrics": ":material/functions:",
    "segments": ":material/group:",
    "board": ":material/dashboard:",
    "data": ":material/database:",
    "audit": ":material/fact_check:",
    "settings": ":material/settings:",
}


def main() -> None:
    """Draw the page once; Streamlit calls this on every click."""
    language = language_now()
    st.set_page_config(page_title="wenshu 问数", page_icon="📊")
    st.html(STYLE + (ON_LIGHT_ACCENT if st.context.theme.type == "dark" else "") + TURNING)
    try:
        context = for_this_person(workspace())
    except BadSetting as bad:
        st.error(inert(say("cli.bad_setting", language, name=bad.name, example=bad.example)))
        return
    except (SignedOut, NotAdmitted, BadSignIn) as why:
        draw_outside(why, language)
        return
    except SemanticLayerError as error:
        _say_trouble(error, language)
        offer_other_data(error, language)
        return
    drawn_for(context)
    if problem := trouble():
        st.warning(inert(say("shell.kept_model", language)))
        _say_trouble(problem, language)
    pages = {
        name: st.Page(
            partial(_draw, name, context, language),
            title=say(f"shell.{name}", language),
            icon=ICONS[name],
            url_path=name,
            default=name == "ask",
        )
        for name in session.PAGES
        if find_spec(f"ui.views.{name}")
    }
    chosen = st.navigation(list(pages.values()), position="hidden")
    st.set_page_config(layout="centered" if chosen is pages["ask"] else "wide")
    st.query_params["lang"] = language
    draw_recent = draw_rail(context, language, pages)
    wanted = session.wanted_page()
    if wanted in pages and chosen is not pages[wanted]:
        st.switch_page(pages[wanted], query_params={"lang": language, "c": session.conversation()})
    if chosen is not pages["ask"]:
        leave(session.visit().turn)
    chosen.run()
    session.visit().clicks.clear()  # those on what is no longer there
    draw_recent()  # last, so that a question just asked is among them


def _say_trouble(error: SemanticLayerError, language: Language) -> None:
    """Why the folder cannot be opened; of a model every mistake."""
    if isinstance(error, ModelError):
        lines = "\n".join(f"- {inert(str(mistake))}" for mistake in error.mistakes[:MOST_MISTAKES])
        st.error(f"{inert(say('shell.bad_model', language))}\n{lines}")
        return
    st.error(inert(told_of(error, language)))


def _draw(name: str, context: Context, language: Language) -> None:
    """A page is imported when it is first looked at."""
    draw: Callable[[Context, Language], None] = import_module(f"ui.views.{name}").draw
    draw(context, language)


if __name__ == "__main__":
    main()
