"""The segments page: every segmentation with its rule, its figures and its moves."""

from __future__ import annotations

import pytest

from assistant.segment_pages import grid, rules
from tests.ui.pages import open_page, texts


@pytest.mark.parametrize(("language", "told"), [("en", ("of revenue comes from Champions", "Data as of")),
                                                ("zh", ("冠军", "数据截至"))])  # fmt: skip
def test_sizes_and_shares_are_on_the_page_in_both_languages(demo_home, demo, language, told):
    page = open_page("segments", language)
    shown = texts(page).replace("*", "")
    assert [text for text in told if text not in shown] == []
    assert len(page.dataframe) >= 3  # rules, sizes, grid
    sizes = page.dataframe[1].value
    assert sizes.iloc[:, 1].sum() > 0 and abs(sum(map(float, sizes.iloc[:, 2])) - 1) < 1e-9


def test_a_link_opens_another_segmentation_without_a_grid(demo_home, demo):
    page = open_page("segments", segmentation="customer.lifecycle")
    assert page.segmented_control(key="segmentation").value == "customer.lifecycle"
    labels = [tab.label for tab in page.tabs]
    assert "Who moved" in labels and "Grid of scores" not in labels
    assert grid(demo.model.segmentation("customer.lifecycle"), demo.wording("en")) is None


def test_the_grid_names_the_segment_of_each_pair_of_scores(demo):
    found = grid(demo.model.segmentation("customer.rfm"), demo.wording("en"))
    assert found.recency == found.frequency == (5, 4, 3, 2, 1)
    assert found.cells[0][0] == "Champions"  # recency 5, frequency 5
    assert found.cells[4][4] == "Hibernating"  # recency 1, frequency 1


def test_each_rule_says_the_scores(demo):
    said = dict(rules(demo.model.segmentation("customer.rfm"), demo.wording("en")))
    assert said["Champions"] == "recency 5, frequency 4–5"
    assert dict(rules(demo.model.segmentation("customer.rfm"), demo.wording("zh")))


def test_a_question_about_a_segmentation_is_answered_in_the_chat(demo_home):
    page = open_page("segments")
    page.button(key="segment-ask-0").click().run()
    assert not page.exception
    assert page.chat_input and len(page.dataframe) >= 1
