"""客单价 and "average order value" where the model has orders and amounts, but no figure of that name."""

from __future__ import annotations

from datetime import date

import pytest

from .compact import compact
from .small_worlds import LIBRARY, Column, Table, small_world


def _shop(*amounts):
    """Orders of a bakery with the given amounts, two of them."""
    columns = [Column(name, "num", en, zh, "sum") for name, en, zh in amounts]
    return (
        Table(
            "orders", "order", "order", "订单",
            (
                Column("order_id", "id", "order id", "订单编号"),
                Column("placed_on", "date", "order date", "下单日期"),
                Column("channel", "text", "channel", "渠道"),
                *columns,
            ),
            default_time="placed_on",
            rows=(
                ("O1", date(2025, 2, 1), "web", *(10.0 for _ in amounts)),
                ("O2", date(2025, 3, 1), "shop", *(30.0 for _ in amounts)),
            ),
        ),
    )  # fmt: skip


ONE, OTHER = ("paid_amount", "paid amount", "实付金额"), ("freight_fee", "freight fee", "运费")


@pytest.fixture(scope="module")
def shop():
    return small_world("bakery", _shop(ONE))


@pytest.mark.parametrize(
    ("english", "chinese", "rest"),
    [
        ("average order value", "客单价是多少", ""),
        ("AOV by channel", "各渠道的客单价", " by order.channel"),
        ("average order value in 2025", "2025年的平均客单价", " in year:2025"),
    ],
)
def test_it_is_the_amount_of_orders_over_their_number(shop, english, chinese, rest):
    first, second = shop.read(english), shop.read(chinese)

    assert compact(first) == f"order_paid_amount / order_count{rest}"
    assert first.to_bytes() == second.to_bytes()
    assert [a.code for a in second.reading.assumptions] == ["default_metric"]


def test_of_two_amounts_the_person_is_asked():
    plan = small_world("bakery", _shop(ONE, OTHER)).read("客单价")

    assert compact(plan) == "? ambiguous_metric: order_paid_amount / order_count | order_freight_fee / order_count"


def test_a_figure_of_the_model_keeps_its_name():
    world = small_world("bakery", _shop(("order_value", "order value", "客单价")))

    assert compact(world.read("客单价")) == "order_order_value"


def test_without_orders_the_word_is_not_known():
    assert compact(small_world("library", LIBRARY).read("客单价")) == "! unknown_word 客单价"
