"""A column named again behind "or", a turn that splits the answer before, and words that a refusal names."""

from __future__ import annotations

import pytest

from .compact import compact


@pytest.mark.parametrize(
    "question",
    [
        "orders where channel is online or channel is store",
        "渠道是online或者渠道是store的订单数",
    ],
)
def test_a_column_named_again_goes_on_with_the_list(shop_world, question):
    expected = compact(shop_world.read("number of orders where channel is online or store"))

    assert "channel in" in expected
    assert compact(shop_world.read(question)) == expected


def test_another_column_between_is_no_list(shop_world):
    question = "orders where channel is online or region is East or channel is store"

    assert compact(shop_world.read(question)).startswith("!")


@pytest.mark.parametrize("then", ["split it by month", "break it down by month", "把它按月拆开", "把这些按月拆分"])
def test_splitting_the_answer_keeps_its_groups(shop_world, then):
    assert compact(shop_world.read(then, shop_world.read("revenue by region"))) == (
        "revenue by customer.region per month"
    )


def test_other_groups_take_the_place_of_those_before(shop_world):
    assert compact(shop_world.read("by month", shop_world.read("revenue by region"))) == "revenue per month"
