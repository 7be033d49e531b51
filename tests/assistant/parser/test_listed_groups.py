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


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        (
            "which customers bought in September 2026",
            "哪些客户2026年9月买过东西",
            "list by customer.customer_id among customer with orders ge 1 in month:2026-09",
        ),
        (
            "which customers have not ordered in 6 months",
            "哪些客户半年没下单",
            "list by customer.customer_id among customer with orders eq 0 in since:2026-05-01",
        ),
        (
            "list customer ids that bought in September 2026",
            "列出2026年9月下过单的客户编号",
            "list by customer.customer_id among customer with orders ge 1 in month:2026-09",
        ),
        (
            "which customers never ordered",
            "哪些客户从没下过单",
            "list by customer.customer_id among customer with orders eq 0",
        ),
        (
            "which cities bought the most",
            "哪些城市买得最多",
            "units_sold by city.city top 1 units_sold desc",
        ),
    ],
)
def test_who_bought_or_did_not_is_listed_where_it_is_asked_who(english, chinese, plan, demo_reader):
    assert [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]
