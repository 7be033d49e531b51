"""The settings page says what is in force, and never shows a key."""

from __future__ import annotations

import pytest

from tests.ui.pages import open_page, texts
from ui.opened import workspace


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", ("Telemetry", "None. No usage figures", "Monday", "34.57M", "Nothing.")),
     ("zh", ("遥测", "不向任何人发送", "周一", "3,457万", "没有任何内容"))],
)  # fmt: skip
def test_without_a_language_model_nothing_leaves(demo_home, language, told):
    shown = texts(open_page("settings", language))
    assert [text for text in told if text not in shown] == []


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
    workspace.clear()
    yield
    workspace.clear()


@pytest.mark.parametrize(("language", "tokens"), [("en", "Tokens"), ("zh", "词元")])
def test_an_endpoint_is_shown_with_its_limits_and_without_its_key(with_endpoint, language, tokens):
    shown = texts(open_page("settings", language))
    assert "127.0.0.1:9" in shown and "small-one" in shown and tokens in shown and "100,000" in shown
    assert "sk-very-secret" not in shown


def test_a_connection_that_does_not_work_is_said_to_lack_everything(with_endpoint):
    page = open_page("settings")
    page.button(key="settings-test").click().run()
    assert not page.exception
    assert "This endpoint lacks" in texts(page)
    assert "sk-very-secret" not in texts(page)
