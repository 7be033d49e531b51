"""Things told by what their figure did."""

from __future__ import annotations

import pytest

from assistant.question import Question

from .compact import compact

FELL = "revenue by product.product_name in last:1:month having revenue__previous_change lt 0 vs previous"


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("products with falling revenue", "销售额下降的商品", FELL),
        ("products whose revenue fell last month", "上个月销售额下降的商品", FELL),
        ("how many products have falling revenue", "有多少商品销售额下降", FELL),
        (
            "products whose revenue fell by more than 10%",
            "销售额下降超过10%的商品",
            "revenue by product.product_name in last:1:month having revenue__previous_rate lt -0.1 vs previous",
        ),
        (
            "cities with rising orders",
            "订单数上升的城市",
            "orders by city.city in last:1:month having orders__previous_change gt 0 vs previous",
        ),
        ("revenue decline by product", "各商品销售额的下降", FELL.replace(" having revenue__previous_change lt 0", "")),
    ],
)
def test_a_change_tells_which_things_are_meant(english, chinese, plan, demo_reader):
    assert [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


@pytest.mark.parametrize("text", ["products with falling moods", "情绪下降的商品"])
def test_the_change_of_something_unknown_is_refused(text, demo_reader):
    assert not compact(demo_reader.read(Question.of(text))).startswith("revenue")
