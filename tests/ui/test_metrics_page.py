"""The metrics page: what it finds, what a card says, and how it leads to an answer."""

from __future__ import annotations

import pytest

from tests.ui.pages import open_page, texts


@pytest.mark.parametrize(
    ("language", "title", "words"), [("en", "Metrics", "Ask about this"), ("zh", "指标", "查询该指标")]
)
def test_the_page_lists_metrics_in_both_languages(demo_home, language, title, words):
    page = open_page("metrics", language)
    assert f"## {title}" in texts(page)
    assert sum(button.label == words for button in page.button) == 24


@pytest.mark.parametrize("words", ["repurchase rate", "复购率"])
def test_a_metric_is_found_by_its_name_in_either_language(demo_home, words):
    page = open_page("metrics", "en", q=words)
    assert "ask-repurchase_rate" in [button.key for button in page.button]


def test_a_search_without_a_hit_says_so(demo_home):
    assert "No metric has these words." in texts(open_page("metrics", q="flibbertigibbet"))


def test_a_link_opens_one_metric_with_what_it_can_be_grouped_by(demo_home):
    page = open_page("metrics", metric="revenue")
    shown = texts(page)
    assert "Can be grouped by" in shown and "Formula" in shown
    assert "phone" not in shown  # personal fields are no grouping


def test_an_unknown_metric_in_a_link_is_said_to_be_unknown(demo_home):
    assert "no metric of this name" in texts(open_page("metrics", metric="<script>"))


def test_asking_about_a_metric_shows_its_answer_in_the_chat(demo_home):
    page = open_page("metrics", metric="revenue")
    page.button(key="ask-revenue").click().run()
    assert not page.exception
    assert len(page.dataframe) >= 1
    assert page.chat_input
