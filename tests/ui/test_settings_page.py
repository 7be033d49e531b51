"""The settings page says what is in force, and never shows a key."""

from __future__ import annotations

import shutil

import pytest

from assistant.formats import AS_USUAL, NumberStyle
from assistant.storage.preferences import Preferences
from tests.ui.pages import open_page, texts
from ui.opened import reopen


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", ("Telemetry", "None. No usage figures", "Monday", "34.57M", "Nothing.")),
     ("zh", ("遥测", "不向任何人发送", "周一", "3,457万", "没有任何内容"))],
)  # fmt: skip
def test_without_a_language_model_nothing_leaves(demo_home, language, told):
    shown = texts(open_page("settings", language))
    assert [text for text in told if text not in shown] == []


@pytest.mark.parametrize(("language", "told"), [("en", "Signed in as"), ("zh", "登录身份")])
def test_where_nobody_signs_in_nobody_is_signed_in(demo_home, language, told):
    assert told not in texts(open_page("settings", language))


@pytest.fixture
def with_endpoint(demo_home, monkeypatch):
    """An endpoint that nobody listens on."""
    for name, value in {
        "WENSHU_LLM_BASE_URL": "http://127.0.0.1:9/v1",
        "WENSHU_LLM_MODEL": "small-one",
        "OPENAI_API_KEY": "sk-very-secret",
        "WENSHU_LLM_TIMEOUT": "1",
    }.items():
        monkeypatch.setenv(name, value)
    reopen()
    yield
    reopen()


@pytest.mark.parametrize(("language", "tokens"), [("en", "Tokens"), ("zh", "词元")])
def test_an_endpoint_is_shown_with_its_limits_and_without_its_key(with_endpoint, language, tokens):
    shown = texts(open_page("settings", language))
    assert "127.0.0.1:9" in shown and "small-one" in shown and tokens in shown and "100,000" in shown
    assert "sk-very-secret" not in shown


@pytest.mark.parametrize(("language", "told"), [("en", "The exact request for"), ("zh", "以下问题的完整请求")])
def test_the_exact_request_is_shown_before_anything_is_sent(with_endpoint, language, told):
    page = open_page("settings", language)
    page.button(key="preview").click().run()
    assert not page.exception, page.exception
    assert told in texts(page)
    (request,) = (item.value for item in page.code if '"messages"' in item.value)
    assert "small-one" in request and "sk-very-secret" not in request


def test_a_connection_that_does_not_work_is_said_to_lack_everything(with_endpoint):
    page = open_page("settings")
    page.button(key="settings-test").click().run()
    assert not page.exception
    assert "This endpoint lacks" in texts(page)
    assert "sk-very-secret" not in texts(page)


# --- language and numbers -------------------------------------------------------------------------------------------


@pytest.fixture
def no_preferences(demo):
    yield
    shutil.rmtree(demo.tools.home / ".wenshu" / "preferences", ignore_errors=True)


@pytest.mark.parametrize(("language", "usual", "wan"), [("en", "34.57M", "3,457万"), ("zh", "3,457万", "3,457万")])
def test_the_way_of_writing_numbers_is_chosen_kept_and_used_in_answers(
    demo_home, demo, no_preferences, language, usual, wan
):
    page = open_page("settings", language)
    assert usual in texts(page)
    page.selectbox(key="settings-magnitude").set_value("wan").run()
    page.selectbox(key="settings-decimals").set_value(2).run()
    assert not page.exception, page.exception
    again = texts(open_page("settings", language))
    assert wan in again and "48.16%" in again
    chat = open_page("ask", language)
    chat.chat_input[0].set_value("revenue in 2025").run()
    assert "万" in texts(chat)


def test_a_preference_that_cannot_be_read_is_none(tmp_path):
    known = Preferences(tmp_path, "ada")
    known.keep(NumberStyle("wan", 3))
    assert known.number_style() == NumberStyle("wan", 3)
    for text in ("{", '{"magnitude": "x", "decimals": 1}', '{"magnitude": "wan", "decimals": 9}', "[]"):
        known.path.write_text(text)
        assert known.number_style() == AS_USUAL
    assert Preferences(tmp_path, "bo").number_style() == AS_USUAL


def test_the_language_of_the_pages_is_switched_in_the_settings(demo_home):
    page = open_page("settings", "en")
    page.segmented_control(key="settings-language").set_value("zh").run()
    assert not page.exception and "## 设置" in texts(page)


@pytest.mark.parametrize(("language", "told"), [("en", ("Week starts on", "Fiscal year starts in", "Time zone")),
                                                ("zh", ("每周始于", "财年起始月", "时区"))])  # fmt: skip
def test_what_the_model_fixes_is_shown(demo_home, demo, language, told):
    shown = texts(open_page("settings", language))
    assert [text for text in told if text not in shown] == []
    assert demo.model.calendar.timezone.replace("_", "") in shown.replace("_", "")
