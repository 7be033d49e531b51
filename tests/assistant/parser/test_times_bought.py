"""How many times somebody bought is the number of orders, and its average is over the customers, in both languages."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.question import Question

from .compact import compact

PLANS = [
    ("how many times did customers order last month", "上月客户下单多少次", "orders in last:1:month"),
    ("number of orders by channel", "各渠道的消费次数", "orders by channel.channel"),
    ("number of orders by channel", "各渠道购买次数", "orders by channel.channel"),
    ("number of orders of customers", "客户的购买次数", "orders"),
    ("how many times did each customer buy", "每个客户的购买次数", "orders by customer.customer_id"),
    ("average number of orders of customers", "客户平均购买次数", "purchase_frequency"),
    ("each customer's average number of orders", "每个客户的平均订单数", "purchase_frequency"),
    ("average number of orders of customers by city", "各城市客户平均下单次数", "purchase_frequency by city.city"),
    ("average number of orders of customers by city", "各城市每个客户的平均订单数", "purchase_frequency by city.city"),
    ("average number of orders of customers by city", "各城市每个客户平均下单几次", "purchase_frequency by city.city"),
    ("which customers buy most often", "哪些客户购买最频繁", "orders by customer.customer_id top 1 orders desc"),
    (
        "which region's customers ordered most often",
        "哪个地区的客户下单最频繁",
        "orders by city.region top 1 orders desc",
    ),
    ("which age group buys most often", "哪个年龄段购买最频繁", "orders by customer.age_band top 1 orders desc"),
]


@pytest.mark.parametrize(("english", "chinese", "expected"), PLANS)
def test_the_verb_and_the_times_are_one_figure(demo_reader, english, chinese, expected):
    assert (compact(demo_reader.read(Question.of(english))), compact(demo_reader.read(Question.of(chinese)))) == (expected, expected)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "下单3次以上的客户数",
        "消费3次及以上的客户数",
        "购买3次以上的客户有多少",
        "number of customers with 3 or more orders",
    ],
)
def test_how_many_ordered_so_often_is_counted(demo, raw, text):
    often = """SELECT count(*) FROM (SELECT customer_id FROM orders WHERE status = 'completed' AND customer_id IS NOT NULL
               AND order_date <= DATE '2026-11-01' GROUP BY 1 HAVING count(*) >= 3)"""
    [[found]] = raw.execute(often).fetchall()
    assert answer(Question.of(text), demo).sections[0].table.rows[0][-1] == found


def test_the_average_is_of_all_orders_over_those_who_ordered(demo, raw):
    mean = """SELECT count(*) / count(DISTINCT customer_id) FROM orders WHERE status = 'completed'
              AND order_date <= DATE '2026-11-01'"""
    [[found]] = raw.execute(mean).fetchall()
    assert answer(Question.of("客户平均购买次数"), demo).sections[0].table.rows[0][-1] == pytest.approx(found)
