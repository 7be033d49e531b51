"""No silent token: whatever is added to a question changes the plan, or the answer is not given."""

from __future__ import annotations

import itertools

import pytest

from assistant.plan import Compute

BASES = [
    "revenue by region",
    "top 5 products by revenue",
    "which region has the highest revenue",
    "how many customers",
    "average order amount by channel",
    "repurchase rate by segment",
    "revenue trend",
    "share of revenue by channel",
    "revenue last month vs last year",
    "customers with at least 3 orders",
    "segment my customers",
    "cluster the customers",
    "which customers are likely to churn",
    "what does revenue mean",
    "list products",
    "各地区销售额",
    "销售额前5的商品",
    "哪个地区的销售额最高",
    "有多少客户",
    "各渠道平均订单金额",
    "各分群的复购率",
    "销售额走势",
    "各渠道销售额占比",
    "上个月销售额同比",
    "至少3单的客户",
    "客户分层",
    "客户聚类",
    "哪些客户可能流失",
]

UNKNOWN = [
    "on Mars",
    "with zebra stripes",
    "frobnicated",
    "for VIP accounts",
    "excluding gadgets",
    "in Q9",
    "who are left-handed",
    "不含火星",
    "仅限左撇子",
    "在亚特兰蒂斯",
    "按心情",
    "贵宾",
    "xyzzy",
    "№7",
    "≠",
    "per furlong",
    "±5",
]

# Each of these says something about what is asked for, so no plan may come out as if it were not there.
KNOWN = [
    "excluding Toys",
    "in 2024",
    "by category",
    "for customers with at least 2 orders",
    "with amount over 500",
    "as a pie chart",
    "cumulative",
    "without a coupon",
    "median",
    "bought",
    "except",
    "not",
    "missing",
    "between 5 and 10",
    "on Mondays",
    "over 1000",
    "percent",
    "second",
    "3 times",
    "bottom",
    "and average order value",
    "不含玩具",
    "2024年",
    "按品类",
    "至少2单的客户",
    "金额超过500",
    "饼图",
    "累计",
    "没有优惠券",
    "中位数",
    "下单",
    "除",
    "为空",
    "周一",
    "第二",
    "3次",
    "非",
    "订单数",
]


@pytest.mark.parametrize("base", BASES)
def test_an_unknown_phrase_is_never_dropped(shop_world, base):
    for phrase in UNKNOWN:
        for text in (f"{base} {phrase}", f"{phrase} {base}"):
            plan = shop_world.read(text)
            assert not isinstance(plan.outcome, Compute), (text, plan.outcome)


@pytest.mark.parametrize("base", BASES)
def test_a_known_phrase_changes_the_plan_or_stops_it(shop_world, base):
    before = shop_world.read(base)
    for phrase in KNOWN:
        for text in (f"{base} {phrase}", f"{phrase} {base}"):
            plan = shop_world.read(text)
            says_it_already = base in ("至少3单的客户", "customers with at least 3 orders") and phrase in (
                "bought",
                "下单",
                "订单数",
            )
            if isinstance(plan.outcome, Compute) and not says_it_already:
                assert plan.to_bytes() != before.to_bytes(), text


def test_an_added_filter_changes_the_plan_by_exactly_that_filter(shop_world):
    for base, (phrase, field) in itertools.product(
        ["revenue by channel", "orders last month", "各渠道销售额", "上个月订单数"],
        [("East", "customer.region"), ("华东", "customer.region"), ("Toys", "product.category")],
    ):
        plain = shop_world.read(base).outcome
        filtered = shop_world.read(f"{phrase} {base}").outcome
        assert isinstance(plain, Compute)
        assert isinstance(filtered, Compute)
        before, after = plain.calls[0].arguments, filtered.calls[0].arguments
        assert [predicate.field for predicate in after.filters] == [field]
        assert after.model_copy(update={"filters": ()}) == before
