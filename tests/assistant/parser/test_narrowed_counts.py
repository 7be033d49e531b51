"""A number of things that have a count of their own is not two numbers."""

from __future__ import annotations

import pytest

from assistant.question import Question

from .compact import compact


@pytest.mark.parametrize(
    "text",
    [
        "revenue of cancelled orders last month", "refunds of cancelled orders", "revenue from returned orders",
        "revenue of refunded orders",
        "上个月取消订单的销售额", "退货订单数的销售额",
    ],
)  # fmt: skip
def test_the_number_of_narrower_things_is_refused_and_not_shown_beside_them(text, demo_reader):
    assert compact(demo_reader.read(Question.of(text))).startswith("!")


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("revenue and cancelled orders by month", "revenue, cancelled_orders per month"),
        ("revenue, cancelled orders by month", "revenue, cancelled_orders per month"),
        ("销售额和取消订单数", "cancelled_orders, revenue"),
        ("number of cancelled orders by month", "cancelled_orders per month"),
        ("revenue of orders by month", "revenue per month"),
    ],
)
def test_two_numbers_that_are_joined_stay_two(text, plan, demo_reader):
    read = compact(demo_reader.read(Question.of(text)))
    assert sorted(read.replace(",", "").split()) == sorted(plan.replace(",", "").split())
