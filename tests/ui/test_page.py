"""The page without a browser: what it shows for a question, a suggestion, a refusal, and a language."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).parents[2] / "ui" / "app.py")


@pytest.fixture
def page(demo_home):
    app = AppTest.from_file(APP, default_timeout=300)
    app.run()
    assert not app.exception
    return app


def ask(page, text):
    page.chat_input[0].set_value(text).run()
    assert not page.exception
    return page


def texts(page):
    return "\n".join(item.value for item in (*page.markdown, *page.caption)).replace("\\", "")


def test_the_empty_page_says_what_can_be_asked_and_offers_six_questions(page):
    assert len([button for button in page.button if button.key.startswith("suggestion-")]) == 6
    assert "1 Nov 2024" in texts(page)
    assert "customers, orders" in texts(page)
    assert "Offline" in texts(page)


@pytest.mark.parametrize(("question", "metric"), [("Which segment has the highest repurchase rate?", "repurchase rate"),
                                                  ("哪个分群复购率最高？", "复购率")])  # fmt: skip
def test_the_headline_question_gets_a_card(page, demo, question, metric):
    from assistant.answer import answer
    from assistant.question import Question

    ask(page, question)
    expected = answer(Question.of(question), demo)
    assert expected.status == "answered"
    shown = texts(page)
    assert expected.headline.replace(" ", "") in shown.replace("*", "").replace("#", "").replace(" ", "")
    assert metric in shown.lower()
    assert len(page.get("vega_lite_chart")) == 1
    assert len(page.dataframe) >= 1
    next(button for button in page.button if button.key.startswith("evidence-")).click().run()
    assert not page.exception
    assert any("SELECT" in block.value for block in page.code)


def test_a_suggestion_is_answered_with_one_click(page):
    next(button for button in page.button if button.key == "suggestion-0").click().run()
    assert not page.exception
    assert len(page.dataframe) >= 1


def test_an_unknown_word_is_refused_with_something_to_click(page):
    ask(page, "flibbertigibbets by channel")
    assert "flibbertigibbets" in texts(page)
    assert len(page.dataframe) == 0


def test_the_language_switch_changes_every_label(page):
    page.segmented_control(key="lang").set_value("zh").run()
    assert page.chat_input[0].placeholder == "问问您的业务数据…"
    assert "离线" in texts(page)


def test_a_refresh_shows_the_same_conversation(page):
    ask(page, "revenue by channel")
    again = AppTest.from_file(APP, default_timeout=300)
    again.query_params["c"] = (
        page.query_params["c"][0] if isinstance(page.query_params["c"], list) else page.query_params["c"]
    )
    again.run()
    assert len(again.dataframe) >= 1


def test_another_conversation_starts_empty(page, demo_home):
    ask(page, "revenue by channel")
    other = AppTest.from_file(APP, default_timeout=300).run()
    assert len(other.dataframe) == 0


def test_options_are_told_apart_in_bold():
    from assistant.answer_parts import Choice
    from ui.card import _told_apart

    choices = tuple(Choice(f"Revenue, by {kind} type, Oct 2026", ()) for kind in ("campaign", "device"))
    assert _told_apart(choices[0], choices) == "Revenue, **by campaign type**, Oct 2026"
    assert _told_apart(choices[0], choices[:1]) == "Revenue, by campaign type, Oct 2026"


def test_one_number_has_no_empty_chart_tab(page):
    ask(page, "revenue last month")
    assert [tab.label for tab in page.tabs] == ["Table", "How it was computed"]


@pytest.fixture
def nothing_learned(demo_home):
    """The folder of what was taught is taken away again, because all tests share one demo."""
    yield
    shutil.rmtree(Path(demo_home) / "demo" / "learned", ignore_errors=True)


def test_a_chosen_reading_can_be_remembered(page, nothing_learned):
    ask(page, "Revenue by type last month")
    next(button for button in page.button if "-clarify-" in button.key).click().run()
    assert not page.exception
    next(button for button in page.button if button.key.startswith("remember-")).click().run()
    assert not page.exception

    assert "wenshu learn --confirm" in texts(page)


@pytest.mark.parametrize(
    ("language", "words", "made"),
    [("en", "channel", "revenue by channel for channel app"), ("zh", "渠道", "销售额，按渠道，渠道为 App")],
)
def test_names_and_values_beside_the_input_make_a_question(demo_home, language, words, made):
    app = AppTest.from_file(APP, default_timeout=300)
    app.query_params["lang"] = language
    app.session_state["insert"] = True
    app.run()
    app.button(key="insert-metric-revenue").click().run()
    app.text_input(key="insert-search").set_value(words).run()
    app.button(key="insert-group-channel.channel").click().run()
    app.button(key="insert-value-channel.channel=app").click().run()
    assert made in texts(app) and app.chat_input[0].proto.value == made and app.chat_input[0].proto.set_value
    assert len(app.dataframe) == 0  # nothing was asked
    ask(app, made)
    assert len(app.dataframe) == 1 and made not in "".join(item.value for item in app.caption)


def test_what_beside_the_input_is_not_found_is_said(demo_home):
    app = AppTest.from_file(APP, default_timeout=300)
    app.session_state["insert"] = True
    app.run()
    app.button(key="insert-metric-revenue").click().run()
    app.button(key="insert-clear").click().run()
    assert app.chat_input[0].proto.value == "" and app.chat_input[0].proto.set_value
    app.text_input(key="insert-search").set_value("flibbertigibbet").run()
    assert "No metric, grouping or value is called that." in texts(app)


@pytest.mark.parametrize(
    ("text", "told"), [("revenue last month", "against Sep 2026"), ("上个月的销售额", "较2026年9月")]
)
def test_one_number_stands_once_with_its_change_and_a_small_line(page, text, told):
    ask(page, text)
    assert "Oct 2026" in texts(page) or "2026年10月" in texts(page)
    assert len(re.findall(r"\*\*¥[^*]+\*\*", texts(page))) == 1, "the number is in the headline"
    assert not page.metric, "and no tile says it again"
    assert told in texts(page)
    assert len(page.get("vega_lite_chart")) == 1


@pytest.mark.parametrize(("text", "heads"), [("how did we do last month", "Figure"), ("上个月业绩怎么样", "指标")])
def test_several_figures_against_a_period_stand_one_a_line(page, text, heads):
    ask(page, text)
    (frame,) = [item.value for item in page.dataframe]
    assert frame.columns[0] == heads and len(frame.columns) == 5
    assert len(frame) == 6
    assert all("%" in str(value) or "–" in str(value) for value in frame.iloc[:, 4])
