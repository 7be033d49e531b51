"""Counts are most and fewest, members have their name, and a total is told once."""

from __future__ import annotations

import re

import pytest

from assistant.answer import answer, run_plan
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from assistant.texts import join_and
from semantic_layer.query import DimensionRef, MetricRef
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("which region has the most active customers", "East China has the most active customers: "),
        ("which region has the highest active customers", "East China has the most active customers: "),
        ("which region has the fewest active customers", "Northwest China has the fewest active customers: "),
        ("which region has the fewest orders", "Northwest China has the lowest number of orders: "),
        ("which region has the highest revenue", "East China has the highest revenue: "),
        ("哪个地区的活跃客户最少", "西北的活跃客户数最少，为 "),
        ("哪个地区的销售额最高", "华东的销售额最高，为 "),
    ],
)
def test_things_are_most_or_fewest_and_numbers_rates_and_money_high_or_low(demo, text, said):
    assert answer(Question.of(text), demo).headline.startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("active customers by region last month", "East China has the most active customers: "),
        ("units sold by category last month", " has the most units sold: "),
        ("active customers by channel by month this year", " has the most active customers in Oct 2026: "),
        ("new customers by age group by month this year", " has the most new customers over the whole period: "),
        ("cumulative new customers by age group by month this year", " has the most new customers in all: "),
        ("region with the second most active customers last month", " has the second most active customers: "),
        ("orders by channel last month", "Number of orders is highest for "),
        ("average order value by channel last month", "Average order value is highest for "),
        ("上个月各地区活跃客户数", "活跃客户数最多的是"),
        ("今年每月各渠道活跃客户数", "2026年10月活跃客户数最多的是"),
        ("活跃客户第二多的地区", "活跃客户数第二多的是"),
        ("上个月各渠道客单价", "客单价最高的是"),
    ],
)
def test_every_headline_about_counted_things_says_most_and_fewest(demo, text, said):
    found = answer(Question.of(text), demo)
    assert said in found.headline
    assert found.headline.count(" is highest") == said.count(" is highest")


@pytest.mark.parametrize(("language", "said"), [("en", "{n} customers, together "), ("zh", "共 {n} 个客户，合计 ")])
def test_a_list_of_customers_counts_customers_and_no_groups(demo, language, said):
    listed = QueryMetricsArgs(metrics=(MetricRef("revenue"),), dimensions=(DimensionRef("customer.customer_id"),))
    plan = Plan(Compute((ToolCall(tool="query_metrics", arguments=listed),)), Reading(language, ()))
    found = run_plan(plan, Question("revenue by customer", language), demo)
    members = sum(row[0] is not None for row in found.table.rows)
    assert any(sentence.startswith(said.format(n=f"{members:,}")) for sentence in found.narration)


@pytest.mark.parametrize("text", ["orders by region last month compared to the month before", "上个月各地区订单数环比"])
def test_the_total_of_a_comparison_is_told_once(demo, text):
    found = answer(Question.of(text), demo)
    now = next(item for item in found.sections[0].result.findings if item.kind == "comparison").fact("now").value
    assert "".join((found.headline, *found.narration)).count(f"{now:,}") == 1


@pytest.mark.parametrize("text", ["forecast orders for the next 3 months", "预测未来三个月的订单数"])
def test_what_a_forecast_of_counts_was_off_by_is_a_whole_number(demo, text):
    found = answer(Question.of(text), demo)
    (told,) = [sentence for sentence in found.narration if "off on average" in sentence or "平均相差" in sentence]
    assert re.search(r"(?:closest: |平均相差 )\d+(?: off|；)", told)


def test_figures_joined_in_chinese_stand_apart_on_both_sides():
    assert [join_and(names, "zh") for names in (("2678", "5552"), ("网店", "App"), ("华东", "华南"))] == [
        "2678 和 5552",
        "网店和 App",
        "华东和华南",
    ]
