"""Things ranked by what they sell for."""

from __future__ import annotations

import pytest

from assistant.question import Question

from .compact import compact

PRODUCTS = "revenue by product.product_name"
PER = "revenue by product.category, product.product_name top 1 revenue desc per product.category"


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("best-selling product in each category", "每个品类最畅销的商品", PER),
        ("best selling products", "热销商品", f"{PRODUCTS} top 1 revenue desc"),
        ("top 5 best selling products", "最畅销的5个商品", f"{PRODUCTS} top 5 revenue desc"),
        ("the 5 worst selling products", "卖得最差的5个商品", f"{PRODUCTS} top 5 revenue asc"),
        (
            "5 top selling products by units sold",
            "销量最高的5个热销商品",
            "units_sold by product.product_name top 5 units_sold desc",
        ),
        (
            "top 5 best selling products by units sold",
            "按销量排名前5的热销商品",
            "units_sold by product.product_name top 5 units_sold desc",
        ),
        ("how many different products were sold", "卖了多少种商品", "products_sold"),
    ],
)
def test_what_sells_best_is_ranked_by_what_it_brought(english, chinese, plan, demo_reader):
    assert [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


@pytest.mark.parametrize("text", ["how many best selling products are there", "best selling customers by mood"])
def test_a_count_of_the_best_is_not_made_up(text, demo_reader):
    assert compact(demo_reader.read(Question.of(text))).startswith("!")
