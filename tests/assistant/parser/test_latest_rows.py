"""The latest and first rows, by every word for them."""

from __future__ import annotations

import pytest

from assistant.question import Question

from .compact import compact

ORDERS = (
    "list of each orders by order.order_id, order.order_date, order.ordered_at, order.promised_at, order.delivered_at, "
    "order.status, order.day_part, order.payment, order.is_presale"
)


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("show me the latest 10 orders", "给我看看最近10个订单", f"{ORDERS} top 10 order.order_date desc"),
        ("last 5 orders", "最新的5笔订单", f"{ORDERS} top 5 order.order_date desc"),
        (
            "first 10 orders of October",
            "10月最早的10个订单",
            f"{ORDERS} in month:2026-10 top 10 order.order_date asc",
        ),
        (
            "the 5 most recent app orders",
            "最近5个App订单",
            f"{ORDERS} if channel.channel eq app top 5 order.order_date desc",
        ),
        ("orders in the last 5 days", "最近5天的订单", "orders in last:5:day"),
    ],
)
def test_the_latest_rows_are_picked_by_their_time(english, chinese, plan, demo_reader):
    assert [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


@pytest.mark.parametrize("text", ["recent orders", "最近销售额怎么样", "最近下单的客户"])
def test_recent_without_a_number_is_no_period(text, demo_reader):
    assert compact(demo_reader.read(Question.of(text))).startswith("! not_supported")
