"""The chat keeps what was asked: for a refresh, a link, a branch, and never for another person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.charts.specs import width_of
from assistant.storage.conversations import Store
from tests.ui.pages import APP, open_page, texts
from ui.opened import _store
from ui.rail import LONG_TITLE, shortened


def ask(page, text):
    page.chat_input[0].set_value(text).run()
    assert not page.exception
    return page


def conversation(page):
    found = page.query_params["c"]
    return found[0] if isinstance(found, list) else found


@pytest.fixture
def store(demo_home):
    return Store(demo_home / "demo" / ".wenshu" / "conversations")


def test_a_link_shows_the_conversation_after_the_server_was_started_again(demo_home):
    page = ask(open_page("ask"), "revenue by channel")
    _store.clear()
    again = open_page("ask", c=conversation(page))
    assert len(again.dataframe) >= 1
    assert texts(again).count("revenue by channel") >= 1


def signed_in(name, **address):
    page = AppTest.from_file(APP, default_timeout=300)
    page.user = {"is_logged_in": True, "email": name}
    for key, value in address.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


@pytest.mark.parametrize(("language", "told"), [("en", "Conversation not found"), ("zh", "找不到此对话")])
def test_another_persons_link_is_not_found(demo_home, language, told):
    page = ask(signed_in("ada@example.com"), "revenue by channel")
    other = signed_in("bo@example.com", c=conversation(page), lang=language)
    assert told in texts(other)
    assert "revenue by channel" not in texts(other)
    assert len(other.dataframe) == 0
    assert len(signed_in("ada@example.com", c=conversation(page)).dataframe) >= 1


def test_recent_questions_are_in_the_rail_and_open_again(demo_home):
    page = ask(signed_in("cy@example.com"), "revenue by channel")
    other = signed_in("cy@example.com")
    assert len(other.dataframe) == 0
    other.button(key=f"recent-{conversation(page)}").click().run()
    assert len(other.dataframe) >= 1
    assert "Today" in texts(other)


def test_an_earlier_answer_is_where_a_new_conversation_begins(demo_home):
    page = ask(ask(open_page("ask"), "revenue by channel"), "orders by channel")
    old = conversation(page)
    next(button for button in page.button if button.key.startswith("branch-")).click().run()
    assert not page.exception
    assert conversation(page) != old
    assert "orders by channel" not in page.main.markdown[-1].value
    assert len([item for item in page.main.markdown if "orders by channel" in item.value]) == 0


@pytest.mark.parametrize(
    ("state", "told"), [("stopped", "Stopped"), ("failed", "went wrong"), ("running", "not finished")]
)
def test_a_turn_without_an_answer_is_there_and_can_be_tried_again(demo_home, store, state, told):
    from dataclasses import replace

    turn = store.begin("aConversation", "local", "revenue by channel")
    store.end("aConversation", replace(turn, state=state))
    page = open_page("ask", c="aConversation")
    assert told in texts(page)
    page.button(key=f"retry-{turn.id}").click().run()
    assert not page.exception
    assert len(page.dataframe) >= 1
    for path in (store.folder / "aConversation").iterdir():
        path.unlink()


@pytest.mark.parametrize(("language", "told"), [("en", "another version"), ("zh", "其他版本")])
def test_an_answer_of_another_version_is_told_and_can_be_asked_again(demo_home, store, language, told):
    text = {"en": "revenue by channel", "zh": "各渠道的销售额"}[language]
    page = ask(open_page("ask", language), text)
    path = next((store.folder / conversation(page)).glob("0*.json"))
    stored = json.loads(path.read_text("utf-8"))
    stored["answer"]["shapes"]["assistant.answer:Answer"]["colour"] = "str"
    path.write_text(json.dumps(stored), "utf-8")
    again = open_page("ask", language, c=conversation(page))
    assert told in texts(again)
    assert stored["headline"].replace(" ", "") in texts(again).replace(" ", "")


def test_every_page_is_reached_from_the_rail_in_both_languages(demo_home):
    for language, title in (("en", "Settings"), ("zh", "设置")):
        page = open_page("ask", language)
        assert title in [link.proto.label for link in page.get("page_link")]


def test_a_part_of_a_follow_up_is_taken_away_with_one_click(demo_home):
    page = ask(ask(open_page("ask"), "revenue by channel last month"), "only App")
    drop = [button for button in page.button if button.key.startswith("drop-")]
    assert len(drop) == 3  # the grouping, the condition and the period
    drop[1].click().run()
    assert not page.exception
    assert "No longer: " in texts(page)
    assert len([button for button in page.button if button.key.startswith("drop-")]) == 2


def test_no_folder_beside_the_script_is_taken_for_pages_of_another_kind():
    """Streamlit would run its files on their own after a start, and a link to a page would show nothing."""
    assert not (Path(APP).parent / "pages").exists()


@pytest.mark.parametrize(
    "title", ["上个月各渠道的销售额，以及今年有多少新客户", "revenue by channel last month, and orders"]
)
def test_a_recent_question_stands_on_one_line_in_either_script(title):
    short = shortened(title)
    assert short.endswith("…") and title.startswith(short[:-1]) and width_of(short) <= LONG_TITLE
    assert shortened(title[:8]) == title[:8]
