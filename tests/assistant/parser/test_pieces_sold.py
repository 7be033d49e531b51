"""A number of pieces as a condition on rows."""

from __future__ import annotations

import pytest

from assistant.question import Question

from .compact import compact


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("how many orders have more than 5 items", "超过5件的订单有多少", "orders among order with units_sold gt 5"),
        ("number of orders with at least 5 pieces", "5件以上的订单数", "orders among order with units_sold ge 5"),
        (
            "units sold above 5 pieces by product",
            "各商品销量超过5件",
            "units_sold by product.product_name having units_sold gt 5",
        ),
        (
            "how many orders over 500 yuan",
            "500元以上的订单有多少",
            None,
        ),
    ],
)
def test_pieces_are_what_was_sold_and_never_money(english, chinese, plan, demo_reader):
    read = [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)]
    if plan is None:
        assert all("revenue g" in one for one in read)
    else:
        assert read == [plan, plan]


@pytest.mark.parametrize("text", ["refunds above 5", "销售额超过5万"])
def test_a_bound_on_a_total_alone_is_refused(text, demo_reader):
    assert compact(demo_reader.read(Question.of(text))).startswith(("!", "?"))
