"""The metrics page: what it finds, what a card says, how it leads to an answer, and how a definition is changed."""

from __future__ import annotations

import shutil

import pytest

from assistant.answer import answer
from assistant.learning.proposals import Proposals
from assistant.question import Question
from tests.ui.pages import open_page, texts

BOTH = pytest.mark.parametrize("language", ["en", "zh"])


@pytest.mark.parametrize(
    ("language", "title", "words"), [("en", "Metrics", "Ask about this"), ("zh", "指标", "查询该指标")]
)
def test_the_page_lists_metrics_in_both_languages(demo_home, language, title, words):
    page = open_page("metrics", language)
    assert f"## {title}" in texts(page)
    assert sum(button.label == words for button in page.button) == 24


@pytest.mark.parametrize(("language", "both", "month"), [("en", ("**revenue**", "销售额"), "Oct 2026"),
                                                         ("zh", ("**销售额**", "revenue"), "2026年10月")])  # fmt: skip
def test_a_card_has_both_names_unit_state_freshness_and_twelve_months(demo_home, language, both, month):
    page = open_page("metrics", language, q="revenue" if language == "en" else "销售额")
    shown = texts(page)
    assert all(name in shown for name in both)
    assert ("data to 31 Oct 2026" if language == "en" else "数据至 2026年10月31日") in shown
    assert ("confirmed" if language == "en" else "已确认") in shown
    line = next(item for item in page.metric if item.label == month)
    assert len(line.proto.chart_data) == 12 and line.value


def test_a_metric_is_found_by_its_names_and_by_every_synonym_of_both_languages(demo_home, demo):
    known = demo.model.metric("repurchase_rate")
    for words in (known.labels.en, known.labels.zh, known.synonyms.en[0], known.synonyms.zh[0]):
        page = open_page("metrics", "en", q=words)
        assert "ask-repurchase_rate" in [button.key for button in page.button], words


def test_a_search_without_a_hit_says_so(demo_home):
    assert "No metric has these words." in texts(open_page("metrics", q="flibbertigibbet"))
    assert "没有匹配的指标" in texts(open_page("metrics", "zh", q="flibbertigibbet"))


@pytest.mark.parametrize(
    ("language", "facts"),
    [("en", ("Definition", "Formula", "Unit", "Can parts be added?", "One row is", "Can be grouped by", "Owner",
             "Version", "Data up to", "Also called", "?metric=revenue")),
     ("zh", ("口径", "公式", "单位", "能否相加", "一行数据代表", "可用的维度", "负责人", "版本", "数据截至", "也叫"))],
)  # fmt: skip
def test_a_link_opens_one_metric_with_everything_about_it(demo_home, language, facts):
    shown = texts(open_page("metrics", language, metric="revenue"))
    assert [fact for fact in facts if f"**{fact}**" not in shown and fact not in shown] == []
    assert "phone" not in shown  # personal fields are no grouping


def test_an_unknown_metric_in_a_link_is_said_to_be_unknown(demo_home):
    assert "no metric of this name" in texts(open_page("metrics", metric="<script>"))
    assert "没有这个名称的指标" in texts(open_page("metrics", "zh", metric="<script>"))


def test_asking_about_a_metric_shows_its_answer_in_the_chat(demo_home):
    page = open_page("metrics", metric="revenue")
    page.button(key="ask-revenue").click().run()
    assert not page.exception
    assert len(page.dataframe) >= 1
    assert page.chat_input


# --- changing a definition ------------------------------------------------------------------------------------------


@pytest.fixture
def no_drafts(demo):
    yield
    shutil.rmtree(Proposals(demo.tools.home, demo.model).folder, ignore_errors=True)


@pytest.mark.parametrize(
    ("language", "draft", "recheck", "proposed"),
    [("en", "draft: a change waits for the owner", "re-check", "proposed a change"),
     ("zh", "草稿：有修改待负责人确认", "需复核", "提出修改")],
)  # fmt: skip
def test_editing_a_confirmed_metric_returns_it_to_draft_and_its_answers_read_recheck(
    demo_home, demo, no_drafts, language, draft, recheck, proposed
):
    question = "gross margin last month"
    answer(Question.of(question), demo)
    page = open_page("metrics", language, metric="gross_margin")
    row = page.dataframe[0].value
    assert question in set(row.iloc[:, 1]) and recheck not in set(row.iloc[:, 3])
    page.text_area(key="edit-gross_margin-description-en").set_value("Profit over revenue, after tax.")
    page.button[[item.label for item in page.button].index(
        "Save as draft" if language == "en" else "保存为草稿")].click().run()  # fmt: skip
    assert not page.exception, page.exception
    again = open_page("metrics", language, metric="gross_margin")
    assert draft in texts(again) and proposed in texts(again)
    assert set(again.dataframe[0].value.iloc[:, 3]) == {recheck}
    assert draft in texts(open_page("metrics", language, q="gross margin"))
    assert demo.model.metric("gross_margin").description.en == "Gross profit divided by revenue."  # nothing changed yet


@BOTH
def test_a_form_that_changes_nothing_saves_nothing(demo_home, demo, no_drafts, language):
    page = open_page("metrics", language, metric="gross_margin")
    page.button[[item.label for item in page.button].index(
        "Save as draft" if language == "en" else "保存为草稿")].click().run()  # fmt: skip
    assert page.error and Proposals(demo.tools.home, demo.model).waiting() == ()
