"""Sentences that tell how to answer, sums that move or run to a day, and words that repeat what is known.

Rule: what agrees with the question changes nothing, what adds to it becomes a slot, and what contradicts it refuses.
"""

from __future__ import annotations

import pytest

from assistant.plan import Refuse

from .compact import compact

READ = [
    (
        "What is revenue by region? Use the revenue metric.",
        "各地区销售额是多少？请使用销售额指标。",
        "revenue by customer.region",
    ),
    (
        "What is revenue by region? (Group by region.)",
        "各地区销售额是多少？（按地区分组。）",
        "revenue by customer.region",
    ),
    (
        "What is total revenue? Group by region. Return the top 3.",
        "销售额是多少？按地区分组。返回前3名。",
        "revenue by customer.region top 3 revenue desc",
    ),
    (
        "What is revenue? Group by region and order by revenue descending.",
        "销售额是多少？按地区分组，按销售额降序排序。",
        "revenue by customer.region order revenue desc",
    ),
    (
        "What is the average order value by region? (Use the AOV metric, defined as revenue divided by orders.)",
        "各地区客单价是多少？请使用客单价指标，定义为销售额除以订单数。",
        "aov, revenue, orders by customer.region",
    ),
    (  # of several figures the first is sorted by, unless another is named
        "revenue and orders by region, sorted",
        "各地区的销售额和订单数，排序",
        "revenue, orders by customer.region order revenue desc",
    ),
    (
        "revenue and orders by region, sorted by orders",
        "各地区的销售额和订单数，按订单数排序",
        "revenue, orders by customer.region order orders desc",
    ),
    ("cumulative 7-day revenue", "7天累计销售额", "revenue per day moving_sum 7"),
    ("7-day rolling revenue by region", "各地区7天滚动销售额", "revenue by customer.region per day moving_sum 7"),
    (
        "cumulative 7-day revenue by region as of 15 October 2026",
        "截至2026年10月15日各地区7天滚动销售额",
        "revenue by customer.region in between:2026-10-09:2026-10-15",
    ),
    ("cumulative revenue as of 15 October 2026", "截至2026年10月15日的累计销售额", "revenue in until:2026-10-15"),
    (
        "revenue for the last 7 days as of 15 October 2026",
        "截至2026年10月15日近7天的销售额",
        "revenue in between:2026-10-09:2026-10-15",
    ),
    (
        "month-to-date revenue by day in October 2026",
        "2026年10月月初至今销售额按天",
        "revenue per day in month:2026-10 to_date",
    ),
    ("year-to-date revenue by month", "年初至今销售额按月", "revenue per month in to_date:year to_date"),
    (
        "month-to-date (MTD) revenue up to 15 October 2026",
        "截至2026年10月15日月初至今的销售额",
        "revenue in between:2026-10-01:2026-10-15",
    ),
    (
        "revenue in October 2026 compared with the same period last month",
        "2026年10月销售额与上月同期相比",
        "revenue in month:2026-10 vs previous",
    ),
    (
        "revenue last week compared with the same period last month",
        "上周销售额与上月同期相比",
        "revenue in last:1:week vs window between:2026-09-19:2026-09-25",
    ),
    (
        "which day in October 2026 had the highest single-day revenue",
        "2026年10月单日销售额最高的是哪一天",
        "revenue per day in month:2026-10 top 1 revenue desc",
    ),
    ("revenue (CNY) by region", "各地区销售额（元）", "revenue by customer.region"),
    ("how many customers were added last month", "上月新增了多少客户", "customers in last:1:month"),
    (
        'revenue by region ("East", "North")',
        "各地区（“华东”、“华北”）销售额",
        "revenue by customer.region if customer.region in east,north",
    ),
]
REFUSED = [
    (
        "What is revenue by region? Use the average order value metric.",
        "各地区销售额是多少？请使用客单价指标。",
        "direction_differs",
    ),
    (
        "What is the average order value? Use the average order value metric, defined as orders divided by revenue.",
        "客单价是多少？请使用客单价指标，定义为订单数除以销售额。",
        "direction_differs",
    ),
    ("What are the top 3 regions by revenue? Return the top 5.", "销售额前3的地区有哪些？返回前5名。", "not_supported"),
    ("What is revenue by region? Use the flibber metric.", "各地区销售额是多少？请使用弗利伯指标。", "unknown_word"),
    ("revenue in the same period", "同一时期的销售额", "not_supported"),
]


@pytest.mark.parametrize(("english", "chinese", "plan"), READ, ids=[row[0] for row in READ])
def test_a_question_with_directions_is_one_plan_in_both_languages(shop_world, english, chinese, plan):
    first, second = shop_world.read(english), shop_world.read(chinese)

    assert compact(first) == plan
    assert compact(second) == plan
    assert first.to_bytes() == second.to_bytes()


@pytest.mark.parametrize(("english", "chinese", "code"), REFUSED, ids=[row[0] for row in REFUSED])
def test_directions_that_do_not_fit_the_question_refuse(shop_world, english, chinese, code):
    for text in (english, chinese):
        outcome = shop_world.read(text).outcome
        assert isinstance(outcome, Refuse)
        assert outcome.code == code


def test_a_direction_is_shown_in_the_ledger_in_its_own_words(shop_world):
    plan = shop_world.read("What is revenue by region? Use the revenue metric.")

    assert ("Use the revenue metric", "direction") in {(span.text, span.bound_to) for span in plan.reading.spans}


def test_an_example_restricts_nothing_and_is_said_not_to_be_used(shop_world):
    plan = shop_world.read("What is revenue by region? (Use the flibber and zonk metrics as examples.)")

    assert compact(plan) == "revenue by customer.region"
    assert [a.code for a in plan.reading.assumptions] == ["hint_unused"]


def test_the_first_figure_is_a_share_of_the_second_that_it_is_held_against(shop_world):
    plan = shop_world.read(
        "What is the East revenue last month, and how does it compare to the total revenue in the same period?"
    )

    assert compact(plan) == (
        "revenue[customer.region eq east], revenue, revenue[customer.region eq east] /% revenue in last:1:month"
    )


@pytest.mark.parametrize("text", ["How many customers placed more than 2 app orders", "超过2笔App订单的客户有多少"])
def test_values_before_counted_things_choose_which_of_them_count(shop_world, text):
    expected = "customers among customer with orders[order.channel eq app] gt 2"

    assert compact(shop_world.read(text)) == expected
