"""Turns that divide the groups of the answer before once more."""

from __future__ import annotations

import pytest

from assistant.conversation import Past
from assistant.question import Question
from tests.assistant.parser.compact import compact
from tests.assistant.parser.generated import reader_of

TRUCKS = [
    {"truck_id": n, "truck_name": f"Hauler {n}", "axles": 2 + n % 3, "maker": ("Volta", "Kite")[n % 2]}
    for n in range(1, 31)
]

BOTH = {
    "revenue by region": "revenue by customer.region, order.channel",
    "revenue by month": "revenue by order.channel per month",
}


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("revenue by region", "split the regions by their channel"),
        ("revenue by region", "segregate the regions by channel"),
        ("revenue by region", "把各地区按渠道拆开"),
        ("revenue by region", "再按渠道拆一下"),
        ("revenue by region", "color by channel"),
        ("revenue by month", "color by channel"),
        ("revenue by month", "再按渠道拆一下"),
    ],
)
def test_groups_of_before_stay_and_another_grouping_comes_beside_them(shop_world, first, then):
    assert compact(shop_world.read(then, shop_world.read(first))) == BOTH[first]


@pytest.mark.parametrize("then", ["split the axles by their maker", "segregate the axles by maker"])
def test_a_number_that_was_grouped_by_is_split_and_not_averaged(then):
    reader = reader_of(trucks=TRUCKS)
    before = Past.of_plan(reader.read(Question.of("how many trucks by axles")))
    assert compact(reader.read(Question.of(then), before)) == "truck_count by truck.axles, truck.maker"


def test_the_first_few_groups_are_not_split(shop_world):
    before = shop_world.read("top 5 products by revenue")
    assert compact(shop_world.read("split the products by channel", before)).startswith("!")
