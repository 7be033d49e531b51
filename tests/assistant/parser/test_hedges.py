"""A word that only makes a figure vaguer is told as not used, and beside a number it is refused."""

from __future__ import annotations

import pytest

from tests.assistant.parser.compact import compact
from tests.assistant.parser.world import World, world


@pytest.fixture(scope="module")
def shop() -> World:
    return world()


@pytest.mark.parametrize(
    ("hedged", "plain", "word"),
    [
        ("roughly how much revenue last month", "revenue last month", "roughly"),
        ("revenue by region, approximately", "revenue by region", "approximately"),
        ("上个月销售额大概多少", "上个月销售额", "大概"),
        ("各地区销售额大约是多少", "各地区销售额", "大约"),
    ],
)
def test_a_hedge_changes_no_plan_and_is_told_as_not_used(shop, hedged, plain, word):
    found = shop.read(hedged)
    assert compact(found) == compact(shop.read(plain)) and not compact(found).startswith("!")
    assert [span.text for span in found.reading.spans if span.kind == "unused"] == [word]


@pytest.mark.parametrize("text", ["revenue of roughly 5 regions", "the top roughly 3 regions by revenue"])
def test_a_hedge_beside_a_number_is_never_passed_over(shop, text):
    assert compact(shop.read(text)).startswith("!")
