"""High, mid and low: a tie is never split."""

import pytest

from tools.arguments import TiersArgs
from tools.errors import BadParameter
from tools.value.tiers import tiers


def sizes(world, amounts, **arguments):
    orders = [(f"c{i:02d}", "2025-01-01", amount) for i, amount in enumerate(amounts)]
    table = tiers(TiersArgs(**arguments), world(orders, as_of="2025-02-01")).main
    return dict(zip(table.values("segment"), table.values("customers"), strict=True))


def test_ten_different_customers_split_two_three_five(world):
    assert sizes(world, range(1, 11)) == {"high": 2, "mid": 3, "low": 5}


def test_customers_who_tie_across_a_border_are_all_in_the_better_tier(world):
    assert sizes(world, [9, 8, 8, 8, 5, 4, 3, 2, 1, 1]) == {"high": 4, "mid": 1, "low": 5}


def test_identical_customers_are_one_tier(world):
    assert sizes(world, [7] * 10) == {"high": 10}


def test_borders_are_exact_decimals(world):
    assert sizes(world, range(1, 11), shares=(0.1, 0.2, 0.7)) == {"high": 1, "mid": 2, "low": 7}


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.5, 0.6, 0.1), (0.0, 0.5, 0.5)])
def test_shares_that_are_no_partition_are_refused(world, shares):
    with pytest.raises(BadParameter):
        sizes(world, [1, 2, 3, 4], shares=shares)


def test_the_segments_are_named_by_the_models_segmentation(world):
    orders = [(f"c{i}", "2025-01-01", i) for i in range(4)]
    assert tiers(TiersArgs(), world(orders, as_of="2025-02-01")).main.columns[0].source == "customer.tier"
