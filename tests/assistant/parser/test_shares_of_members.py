"""The share of members by what they did, and the share of a restricted count in all such rows; figures by SQL."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.conversation import NOTHING_SAID
from assistant.question import Question
from tests.assistant.parser.compact import compact

ONCE = "customers[among customer with orders eq 1] /% customers"
BUSY = "customers[among customer with orders gt 3] /% customers"
HEAVY = "orders[among customer with orders gt 5] /% orders"
PAIRS = [
    ("what percentage of customers ordered only once", "只买过一次的客户占比", ONCE),
    ("customers who ordered once as a percentage of all customers", "只买过一次的客户占全部客户的比例", ONCE),
    (
        "what percentage of female customers ordered only once",
        "女性客户中只买过一次的占比",
        f"{ONCE} if customer.gender eq female",
    ),
    ("share of customers with more than 3 orders", "下单超过3次的客户占多少", BUSY),
    ("share of customers with more than 3 orders by city", "各城市下单超过3次的客户占比", f"{BUSY} by city.city"),
    (
        "percentage of customers who ordered more than twice last year",
        "去年下单超过2次的客户占比",
        "customers[among customer with orders gt 2 in last:1:year] /% customers",
    ),
    (
        "percentage of customers who never ordered",
        "从未下单的客户占比",
        "customers[among customer with orders eq 0] /% customers",
    ),
    (
        "what percentage of customers from Shanghai bought fresh food last month",
        "上海客户中上月买过生鲜的占比",
        "customers[among customer with order_lines ge 1 if product.category eq fresh_food in last:1:month] "
        "/% customers if city.city eq shanghai",
    ),
    ("percentage of orders from customers with more than 5 orders", "下单超过5次的客户的订单占比", HEAVY),
    (
        "revenue share of customers with more than 5 orders",
        "下单超过5次的客户的销售额占比",
        "revenue[among customer with orders gt 5] /% revenue",
    ),
    (
        "what percent of orders were cancelled last month",
        "上月取消的订单占比",
        "cancellation_rate in last:1:month",
    ),
    ("percentage of cancelled orders by month", "每月取消订单占比", "cancellation_rate per month"),
    ("what percentage of orders were completed", "已完成订单占比", "orders /% orders_placed"),
]


@pytest.mark.parametrize(("english", "chinese", "plan"), PAIRS)
def test_a_share_of_members_is_read_alike_in_both_languages(english, chinese, plan, demo):
    for text in (english, chinese):
        assert compact(demo.reader.read(Question.of(text))) == plan, text


COUNTED = "(SELECT customer_id, count(*) AS n FROM orders WHERE status = 'completed' {when} GROUP BY 1)"
SINCE_MAY = "AND order_date BETWEEN '2026-05-01' AND '2026-11-01'"
FIGURES = [
    ("what percentage of customers ordered only once", "n = 1", ""),
    (
        "proportion of customers who have not ordered in 6 months",
        "n IS NULL",
        "AND order_date BETWEEN '2026-05-01' AND '2026-11-01'",
    ),
    ("从未下单的客户占比", "n IS NULL", ""),
    ("what percentage of customers placed more than 2 orders last year", "n > 2", "AND year(order_date) = 2025"),
    ("去年下单超过2次的客户占比", "n > 2", "AND year(order_date) = 2025"),
]


@pytest.mark.parametrize(("text", "met", "when"), FIGURES)
def test_the_figure_is_that_of_a_count_by_hand(text, met, when, demo):
    counted = COUNTED.format(when=when)
    sql = f"SELECT avg(CASE WHEN {met} THEN 1.0 ELSE 0 END) FROM customers LEFT JOIN {counted} USING (customer_id)"
    expected = demo.tools.engine.run(sql).rows[0][0]
    table = answer(Question.of(text), demo, NOTHING_SAID).sections[0].table
    assert table.rows[0][0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("text", [text for english, chinese, _ in PAIRS[:10] for text in (english, chinese)])
def test_what_is_said_names_whom_it_is_a_share_of(text, demo):
    said = answer(Question.of(text), demo, NOTHING_SAID)
    assert said.status == "answered"
    assert ("ercentage of" in said.headline) if said.language == "en" else ("的百分比" in said.headline)
    assert said.restatement.split(" · ")[0].lower()[:12] in said.headline.lower()


@pytest.mark.parametrize(
    "text", ["What is the order share of customers who ordered only once last year?", "下单一次的客户的订单占比"]
)
def test_what_would_be_another_share_is_refused(text, demo):
    assert answer(Question.of(text), demo, NOTHING_SAID).status == "refused"
