"""The segments page: the list, the grid, moves, two segments side by side, churn, and a new segment."""

from __future__ import annotations

import shutil

import pytest

from assistant.learning.proposals import Proposals
from assistant.segments.builder import to_address
from tests.ui.pages import open_page, texts
from tools.segment_arguments import Condition

TOP = to_address(Condition(field="frequency", op="ge", quantile=0.8))
CHEAP = to_address(Condition(field="monetary", op="le", values=(3000,)))
BOTH = pytest.mark.parametrize("language", ["en", "zh"])


@pytest.mark.parametrize(
    ("language", "told", "first"),
    [("en", "As of 1 Nov 2026", ["Champions", "recency 5, frequency 4 to 5"]),
     ("zh", "截至 2026年11月1日", ["冠军客户", "最近购买 5、购买频次 4 至 5"])],
)  # fmt: skip
def test_the_list_has_rule_size_shares_trend_and_its_day(demo_home, language, told, first):
    page = open_page("segments", language)
    shown = page.dataframe[0].value
    assert told in texts(page)
    assert list(shown.iloc[0, :2]) == first and shown.shape == (10, 7)
    assert abs(sum(float(share.rstrip("%")) for share in shown.iloc[:, 3]) - 100) < 1
    assert set(shown.iloc[:, 6]) <= {"▲", "▼", "＝"} and all(shown.iloc[:, 5])


@BOTH
def test_a_link_opens_another_segmentation_and_one_of_its_segments(demo_home, language):
    page = open_page("segments", language, segmentation="customer.lifecycle", segment="silent")
    assert page.segmented_control(key="segmentation").value == "customer.lifecycle"
    label = page.button(key="segment-one-0").label
    assert ("Silent" if language == "en" else "沉默") in label.replace("\\", "")


@BOTH
def test_every_cell_of_the_grid_has_count_and_share_and_its_segment(demo_home, language):
    page = open_page("segments", language, view="grid")
    cells = page.dataframe[0].value
    assert cells.shape == (10, 6) and ("冠军客户" if language == "zh" else "Champions") in cells.iloc[1, 1]
    counts = [text.split(" ")[0].replace(",", "") for text in cells.iloc[::2, 1:].to_numpy().ravel()]
    shares = [float(text.split("(")[1].rstrip("%)")) for text in cells.iloc[::2, 1:].to_numpy().ravel()]
    assert sum(map(int, counts)) > 0 and abs(sum(shares) - 100) < 2
    assert "2026" in texts(page)


def test_a_cell_that_is_selected_opens_its_segment(demo_home):
    page = open_page("segments", view="grid")
    page.session_state["segment-grid"] = {"selection": {"rows": [], "columns": [], "cells": [(9, "Frequency 1")]}}
    page.run()
    assert not page.exception, page.exception
    assert "Recency 1, frequency 1: Hibernating" in texts(page)
    assert page.query_params["segment"] in ("hibernating", ["hibernating"])
    assert "Hibernating" in page.button(key="segment-one-0").label


@pytest.mark.parametrize(("language", "told"), [("en", "This segmentation has no scores."), ("zh", "不使用评分")])
def test_a_segmentation_without_scores_has_no_grid(demo_home, language, told):
    assert told in texts(open_page("segments", language, view="grid", segmentation="customer.lifecycle"))


@BOTH
def test_moves_are_between_the_two_days_of_the_address(demo_home, language):
    page = open_page("segments", language, view="moves", **{"from": "2026-09-01", "to": "2026-11-01"})
    shown = texts(page)
    assert ("1 Sep 2026" if language == "en" else "2026年9月1日") in shown
    assert len(page.dataframe) >= 1
    page.selectbox(key="segment-from").set_value("2026-11-01").run()
    assert page.warning and not page.exception


@BOTH
def test_two_segments_stand_side_by_side_on_six_metrics(demo_home, language):
    page = open_page("segments", language, view="compare", first="champions", second="at_risk")
    shown = page.dataframe[0].value
    assert shown.shape == (6, 3) and all(shown.to_numpy().ravel())
    page.selectbox(key="segment-second").set_value("champions").run()
    assert page.warning


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", ("Of 100 flagged, about", "Of 100 who left, about", "Without any score", "later than what the rule",
             "Risks as of 1 Nov 2026", "Association, not cause")),
     ("zh", ("每标记 100 位，约有", "每 100 位流失客户中", "不用评分时", "晚于规则学习所用的数据",
             "风险截至 2026年11月1日", "相关而非因果"))],
)  # fmt: skip
def test_churn_says_precision_and_recall_in_words_with_base_rate_day_and_drivers(demo_home, language, told):
    page = open_page("segments", language, view="churn")
    shown = texts(page)
    assert [text for text in told if text not in shown] == []
    assert page.get("vega_lite_chart") and 1 <= len(page.dataframe[0].value) <= 5


def test_moving_the_border_changes_the_words_and_runs_no_question(demo_home, demo):
    page = open_page("segments", view="churn")
    before = texts(page)
    asked = sum(record["event"] == "started" for record in demo.audit.records())
    page.select_slider(key="churn-threshold").set_value("90").run()
    assert not page.exception and texts(page) != before
    assert page.query_params["risk"] in ("90", ["90"])
    assert sum(record["event"] == "started" for record in demo.audit.records()) == asked


def test_the_flagged_customers_are_listed_as_an_answer_in_the_chat(demo_home):
    page = open_page("segments", view="churn", risk="90")
    assert "export" not in page.button(key="churn-list").label  # it asks; the file is one step further, and said so
    assert "Its files are in the menu “…” below that answer." in texts(page)
    page.button(key="churn-list").click().run()
    assert not page.exception, page.exception
    assert page.chat_input and "risk of at least 90%" in texts(page)


# --- the builder --------------------------------------------------------------------------------------------------


@pytest.fixture
def no_drafts(demo):
    folder = Proposals(demo.tools.home, demo.model).folder
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize(("language", "pill"), [("en", "purchase days in the top 20% of customers"),
                                                ("zh", "购买天数位于前 20%")])  # fmt: skip
def test_the_rule_of_a_link_stands_as_pills_with_its_size(demo_home, language, pill):
    page = open_page("segments", language, view="build", rule=[TOP, CHEAP])
    pills = next(item for item in page.pills if str(item.key).startswith("segment-pills"))
    assert len(pills.options) == 2 and pill in pills.options
    assert "customers" in texts(page) or "位客户" in texts(page)
    assert len(page.dataframe) >= 1


def test_adding_a_condition_counts_anew(demo_home):
    page = open_page("segments", view="build")
    assert "No condition yet" in texts(page)
    page.selectbox(key="segment-field").set_value("frequency").run()
    page.number_input(key="segment-number").set_value(3.0).run()
    page.button(key="segment-add").click().run()
    assert not page.exception, page.exception
    assert page.query_params["rule"] in ('["frequency", "ge", 3]', ['["frequency", "ge", 3]'])
    assert "customers" in texts(page) and "No condition yet" not in texts(page)


def test_a_pill_that_is_deselected_leaves_the_rule(demo_home):
    page = open_page("segments", view="build", rule=[TOP, CHEAP])
    pills = next(item for item in page.pills if str(item.key).startswith("segment-pills"))
    pills.set_value([TOP]).run()
    assert not page.exception and page.query_params["rule"] in (TOP, [TOP])


@pytest.mark.parametrize(("language", "told"), [("en", "wenshu learn --confirm"), ("zh", "已保存为草稿")])
def test_a_saved_segment_is_a_draft_that_waits_for_the_owner(demo_home, demo, no_drafts, language, told):
    page = open_page("segments", language, view="build", rule=[TOP, CHEAP])
    page.text_input(key="segment-name").set_value("Frugal regulars").run()
    page.button(key="segment-save").click().run()
    assert not page.exception, page.exception
    assert told in texts(page) + "".join(item.value for item in page.success).replace("\\", "")
    waiting = Proposals(demo.tools.home, demo.model).waiting()
    assert [(item.kind, item.name) for item in waiting] == [("segmentations", "frugal_regulars")]
    again = texts(open_page("segments", language, view="build"))
    assert "Frugal regulars" in again and waiting[0].id in again


def test_a_question_about_a_segmentation_is_answered_in_the_chat(demo_home):
    page = open_page("segments")
    page.button(key="segment-ask-0").click().run()
    assert not page.exception
    assert page.chat_input and len(page.dataframe) >= 1
