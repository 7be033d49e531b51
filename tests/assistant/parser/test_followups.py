"""A turn that edits the one before: named slots change, the others stay."""

from __future__ import annotations

import pytest

from .compact import compact

TURNS = [
    ("revenue by region last month", "by channel", "revenue by order.channel in last:1:month"),
    ("revenue by region last month", "and in 2025?", "revenue by customer.region in year:2025"),
    ("revenue by region last month", "what about orders?", "orders by customer.region in last:1:month"),
    (
        "revenue by region last month",
        "only East",
        "revenue by customer.region in last:1:month if customer.region eq east",
    ),
    (
        "revenue by region in East",
        "excluding Toys",
        "revenue by customer.region if customer.region eq east if product.category ne toys",
    ),
    ("revenue in East", "West", "revenue if customer.region eq west"),
    ("revenue by region", "also by channel", "revenue by customer.region, order.channel"),
    (
        "revenue by region last month",
        "compared with last year",
        "revenue by customer.region in last:1:month vs year_ago",
    ),
    ("top 5 products by revenue", "top 3", "revenue by product.product_name top 3 revenue desc"),
    ("top 5 products by revenue", "10", "revenue by product.product_name top 10 revenue desc"),
    ("top 5 products by revenue", "what about orders", "orders by product.product_name top 5 orders desc"),
    ("revenue by region", "as a pie chart", "revenue by customer.region as pie"),
    ("revenue by region", "which one is the lowest", "revenue by customer.region top 1 revenue asc"),
    ("revenue by month in 2025", "for champions", "revenue per month in year:2025 if customer.rfm eq champions"),
    ("revenue by region last month", "orders by channel", "orders by order.channel"),
    ("上个月各地区的销售额", "按渠道呢", "revenue by order.channel in last:1:month"),
    ("上个月各地区的销售额", "那订单数呢", "orders by customer.region in last:1:month"),
    ("上个月各地区的销售额", "只看华东", "revenue by customer.region in last:1:month if customer.region eq east"),
    ("上个月各地区的销售额", "2025年呢", "revenue by customer.region in year:2025"),
    ("销售额前5的商品", "前3", "revenue by product.product_name top 3 revenue desc"),
    ("上个月各地区的销售额", "同比", "revenue by customer.region in last:1:month vs year_ago"),
    ("各地区的销售额", "用饼图", "revenue by customer.region as pie"),
    ("上个月各地区的销售额", "各渠道的订单数", "orders by order.channel"),
]


@pytest.mark.parametrize(("first", "then", "expected"), TURNS, ids=[f"{a} > {b}" for a, b, _ in TURNS])
def test_an_edit_changes_what_it_names_and_keeps_the_rest(shop_world, first, then, expected):
    before = shop_world.read(first)

    assert compact(shop_world.read(then, before)) == expected


def test_what_is_inherited_is_recorded(shop_world):
    plan = shop_world.read("by channel", shop_world.read("revenue by region last month"))

    inherited = [a.bound_to for a in plan.reading.assumptions if a.code == "inherited"]
    assert inherited == ["metric:revenue", "time:last:1:month"]


def test_an_unknown_word_in_an_edit_is_not_dropped(shop_world):
    plan = shop_world.read("only Atlantis", shop_world.read("revenue by region"))

    assert compact(plan) == "! unknown_word Atlantis"


def test_after_a_refusal_there_is_nothing_to_inherit(shop_world):
    refused = shop_world.read("revenue in Atlantis")

    assert compact(shop_world.read("by channel", refused)) == compact(shop_world.read("by channel"))
