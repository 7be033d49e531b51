"""Every next step that an answer offers works when it is clicked: answered, with figures, in the same language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer import answer, run_plan
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from semantic_layer.wordforms import has_han

OF_ANALYSES = (
    "who is about to churn?", "churn rate", "what drives churn?", "conversion funnel", "RFM segments",
    "lifecycle stages", "why did revenue rise last month", "revenue forecast for the next 3 months",
    "谁会流失", "流失率", "流失的原因有哪些", "转化漏斗", "RFM分群", "生命周期阶段", "上个月销售额为什么上升",
    "预测未来三个月的销售额",
)  # fmt: skip
OF_QUERIES = (
    "revenue last month", "orders this year", "revenue by region this year", "top 5 products by revenue this year",
    "average order value by channel last quarter", "gross profit by category last month", "refund rate last month",
    "active customers last month", "new customers by month this year", "repurchase rate",
    "revenue last month vs the month before", "revenue by channel in October 2026 compared with last year",
    "share of revenue by channel this year", "how many high value customers are there", "how many customers do we have",
    "how many champions are there", "revenue of champions last month", "orders in Shanghai last month",
    "revenue by city last month", "units sold by product last month", "which channel has the most orders this year",
    "what is revenue?", "what can I ask?", "customers who bought more than 10 times", "complaints last month",
    "上个月的销售额", "今年的订单数", "今年各地区的销售额", "今年销售额前五的商品", "上季度各渠道的客单价",
    "上个月各品类的毛利",
    "上个月的退货率", "今年各品类退款率", "上个月活跃客户数", "今年每月新客数", "复购率", "上个月销售额环比",
    "2026年10月各渠道销售额同比", "今年各渠道销售额占比", "高价值客户有多少", "一共有多少客户", "冠军客户有多少",
    "上个月冠军客户的销售额", "上个月上海的订单数", "上个月各城市的销售额", "上个月各商品的销量",
    "今年哪个渠道订单最多",
    "什么是销售额", "可以问什么", "满意度",
)  # fmt: skip
CHINESE_MARKS = set("，。：；、（）")


def clicked(choice, language, demo):
    question = replace(Question.of(choice.label), language=language)
    return run_plan(Plan(Compute(choice.calls), Reading(language, ())), question, demo)


def holds_something(section):
    """Whether any row, and among figures any but zero."""
    places = section.table.of_kind("metric")
    rows = section.table.rows
    return bool(rows) and (not places or any(row[place] not in (None, 0) for row in rows for place in places))


def is_in(language, text):
    return has_han(text) if language == "zh" else CHINESE_MARKS.isdisjoint(text)


@pytest.mark.parametrize("text", [*OF_ANALYSES, *OF_QUERIES])
def test_every_next_step_is_answered_holds_figures_and_keeps_the_language(demo, text):
    before = answer(Question.of(text), demo)
    assert before.status == "answered", before.headline
    assert before.next, "no way on"
    for choice in before.next:
        found = clicked(choice, before.language, demo)
        assert found.status == "answered", (choice.label, found.headline)
        assert all(map(holds_something, found.sections)), choice.label
        assert found.plan != before.plan and is_in(before.language, choice.label), choice.label
        assert is_in(before.language, found.headline), found.headline


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("who is about to churn?", ["churn_drivers", "churn_rate", "segment_actions"]),
        ("谁会流失", ["churn_drivers", "churn_rate", "segment_actions"]),
        ("conversion funnel", ["funnel", "funnel", "paths"]),
        ("转化漏斗", ["funnel", "funnel", "paths"]),
        ("RFM segments", ["query_metrics", "segment_actions", "churn_rate"]),
        ("RFM分群", ["query_metrics", "segment_actions", "churn_rate"]),
    ],
)
def test_an_analysis_leads_to_what_a_manager_asks_next(demo, text, tools):
    assert [choice.calls[0].tool for choice in answer(Question.of(text), demo).next] == tools


@pytest.mark.parametrize("text", ["which customers in Shanghai are about to churn?", "上海哪些客户快要流失"])
def test_a_next_step_is_about_the_same_customers(demo, text):
    found = answer(Question.of(text), demo)
    (asked,) = found.plan.outcome.calls
    assert asked.arguments.filters
    for choice in found.next[:2]:
        assert choice.calls[0].arguments.filters == asked.arguments.filters


@pytest.mark.parametrize("text", ["how many high value customers are there", "高价值客户有多少"])
def test_members_of_a_segment_are_not_counted_by_the_month_they_came_in(demo, text):
    """The segment is made before each month begins: nobody who came in the month is in it."""
    assert all(
        getattr(choice.calls[0].arguments, "grain", None) is None for choice in answer(Question.of(text), demo).next
    )
