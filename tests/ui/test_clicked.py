"""A click is acted on once: also where the page began anew before it came to the button, and never later."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from assistant.answer_parts import Choice
from tests.ui.pages import open_page
from ui.session import Asked, Visit


def small_page():
    import streamlit as st

    from ui.clicked import clicked

    if st.session_state.pop("is_cut_short", False):
        st.rerun()  # as another click does, before the page has come to the button
    if clicked("Do it", key="do"):
        st.session_state["done"] = st.session_state.get("done", 0) + 1


@pytest.mark.parametrize("is_cut_short", [False, True])
def test_a_click_is_acted_on_once(is_cut_short):
    page = AppTest.from_function(small_page).run()
    page.session_state["is_cut_short"] = is_cut_short
    page.button(key="do").click().run()
    assert page.session_state["done"] == 1
    page.run()
    assert page.session_state["done"] == 1


def test_what_a_whole_page_did_not_come_to_is_forgotten(demo_home):
    page = open_page("ask")
    page.session_state["visit"].clicks.add("delete-some-board")
    page.run()
    assert page.session_state["visit"].clicks == set()


def test_the_same_question_is_known_until_its_answer_was_drawn():
    visit, asked = (
        Visit(next=Asked("revenue", Choice("revenue", ()))),
        Asked("revenue", Choice("revenue", (), value="1")),
    )
    visit.wait_for("t1", asked)
    assert visit.next is None and visit.was_asked("t1", Asked("revenue", Choice("revenue", ())))
    assert not visit.was_asked("t2", asked) and not visit.was_asked("t1", Asked("revenue"))
    visit.all_drawn()
    assert not visit.was_asked("t1", asked) and not visit.waits_for("")
