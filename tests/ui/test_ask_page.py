"""What a card shows first, what it explains on hover, and what a question shows that failed while it ran."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

import ui.views.ask
from assistant.answer import answer
from assistant.question import Question, detect_language
from tests.ui.pages import open_page, texts

TABS = {"en": ["Table", "Chart", "How it was computed"], "zh": ["表格", "图表", "计算过程"]}


@pytest.mark.parametrize(
    ("language", "turns"),
    [("en", ("revenue by region", "as a table")), ("zh", ("各地区销售额", "用表格"))],
)
def test_a_table_that_is_asked_for_comes_before_its_chart(demo_home, language, turns):
    page = open_page("ask", language)
    for text in turns:
        page.chat_input[0].set_value(text).run()
        assert not page.exception
    found = [tab.label for tab in page.tabs]
    assert found[:3] == [TABS[language][1], TABS[language][0], TABS[language][2]] and found[3:6] == TABS[language]


@pytest.mark.parametrize(("text", "told"), [("revenue", "This went wrong here"), ("销售额", "出错了")])
def test_a_bug_while_a_question_runs_shows_its_id_and_a_way_to_try_again(demo_home, monkeypatch, text, told):
    def broken(*_arguments):
        raise ValueError("a secret of the code")

    page = open_page("ask")
    monkeypatch.setattr(ui.views.ask, "answer", broken)
    page.chat_input[0].set_value(text).run()
    assert not page.exception
    assert told in texts(page) and "secret" not in texts(page)
    assert [button.key for button in page.button if str(button.key).startswith("retry-")]


@pytest.mark.parametrize(("text", "language"), [
    ("revenue by region", "en"), ("各地区销售额", "zh"), ("East 的销售额按月份看", "zh"),
    ("revenue of 华东 by month", "en"), ("GMV是多少呢", "zh"), ("2026", "en"),
])  # fmt: skip
def test_the_script_with_more_characters_decides_the_language_of_a_question(text, language):
    assert detect_language(text) == language


def test_the_answer_is_in_the_language_of_the_question_and_the_rail_in_that_of_the_page(demo_home):
    page = open_page("ask", "zh")
    page.chat_input[0].set_value("revenue by region").run()
    assert "East China" in texts(page) and "新问题" in [button.label for button in page.button]


def drawn(section, wording):
    from ui.table_panel import draw_table

    draw_table(section, "t", wording, live=False)


@pytest.mark.parametrize(("language", "told"), [("en", "nothing to divide by"), ("zh", "分母为零")])
def test_a_dash_in_a_column_says_what_it_means_where_its_name_is_pointed_at(demo, language, told):
    section = answer(
        Question.of("各地区客单价" if language == "zh" else "average order value by region"), demo
    ).sections[0]
    rows = tuple((*row[:-1], None) if n == 0 else row for n, row in enumerate(section.table.rows))
    shown = replace(section.shown, rows=tuple((*row[:-1], "–") for row in section.shown.rows))
    for table, has_dash in ((replace(section.table, rows=rows), True), (section.table, False)):
        one = replace(section, table=table, shown=shown, context_table=None)
        page = AppTest.from_function(drawn, args=(one, demo.wording(language))).run()
        assert not page.exception
        helps = [item.get("help", "") for item in json.loads(page.dataframe[0].proto.columns).values()]
        assert any(told in said for said in helps) is has_dash


@pytest.mark.parametrize("text", ["revenue in 2025 vs 2026", "2025年和2026年的销售额对比"])
def test_at_most_three_tiles_stand_beside_a_headline(demo, text):
    (section,) = answer(Question.of(text), demo).sections
    assert len(section.tiles) == 3 and all(tile.label and tile.value for tile in section.tiles)


@pytest.mark.parametrize(("language", "said"), [("en", "Try one of these"), ("zh", "试试")])
def test_nothing_is_announced_where_there_is_no_question_to_suggest(demo_home, monkeypatch, language, said):
    assert said in texts(open_page("ask", language))
    monkeypatch.setattr(ui.views.ask, "suggestions_for", lambda context, language: ())
    assert said not in texts(open_page("ask", language))
