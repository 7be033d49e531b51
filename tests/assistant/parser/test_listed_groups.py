"""Members of a group, asked for by the name of the group and a word for a list."""

from __future__ import annotations

import pytest

from assistant.question import Question

from .compact import compact


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("list the champions", "冠军客户名单", "list by customer.customer_id if customer.rfm eq champions"),
        ("show me a list of VIPs", "列出VIP", "list by customer.customer_id if customer.value_tier eq high"),
        (
            "list champions in Shanghai",
            "列出上海的冠军客户",
            "list by customer.customer_id if city.city eq shanghai if customer.rfm eq champions",
        ),
        ("how many champions", "冠军客户有多少", "customers if customer.rfm eq champions"),
        ("revenue of champions", "冠军客户的销售额", "revenue if customer.rfm eq champions"),
        ("list of products", "商品列表", "list by product.product_name"),
    ],
)
def test_a_group_is_listed_where_a_list_is_asked_for_and_counted_where_a_number_is(english, chinese, plan, demo_reader):
    assert [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]
