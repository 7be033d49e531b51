"""Splitting a change: the parts always add up to it, and what moved alone is told from what moved with all."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.business.decomposition import split_ratio, split_sum

AMOUNT = st.floats(-1e6, 1e6, allow_nan=False)
COUNT = st.integers(0, 10_000).map(float)
NAMES = st.sampled_from("abcdefg")


@given(st.dictionaries(NAMES, st.tuples(AMOUNT, AMOUNT), min_size=1))
def test_parts_of_a_sum_add_up_to_its_change(pairs):
    split = split_sum(pairs)
    wanted = sum(now for _, now in pairs.values()) - sum(then for then, _ in pairs.values())
    assert math.isclose(sum(part.effect for part in split.parts), wanted, abs_tol=1e-4)
    assert {part.group for part in split.parts} == set(pairs)


@given(st.dictionaries(NAMES, st.tuples(COUNT, COUNT), min_size=1), st.dictionaries(NAMES, st.tuples(COUNT, COUNT)))
def test_rate_and_mix_of_a_ratio_add_up_to_its_change(below, above):
    above = {group: pair for group, pair in above.items() if group in below}
    lower = [sum(pair[side] for pair in below.values()) for side in (0, 1)]
    upper = [sum(pair[side] for group, pair in above.items() if below[group][side]) for side in (0, 1)]
    above = {g: tuple(v if below[g][side] else 0.0 for side, v in enumerate(pair)) for g, pair in above.items()}
    split = split_ratio(above, below)
    if not all(lower):
        assert split.parts == ()
        return
    assert math.isclose(split.rate_effect + split.mix_effect, upper[1] / lower[1] - upper[0] / lower[0], abs_tol=1e-6)


def test_a_shift_between_groups_with_constant_rates_is_all_mix():
    above = {"web": (90.0, 45.0), "store": (10.0, 15.0)}
    below = {"web": (100.0, 50.0), "store": (100.0, 150.0)}
    split = split_ratio(above, below)
    assert split.rate_effect == pytest.approx(0) and split.mix_effect == pytest.approx(60 / 200 - 100 / 200)


def test_rates_that_change_with_constant_weights_are_no_mix():
    split = split_ratio({"a": (10.0, 20.0), "b": (30.0, 30.0)}, {"a": (100.0, 100.0), "b": (100.0, 100.0)})
    assert split.mix_effect == pytest.approx(0) and split.rate_effect == pytest.approx(0.05)
    assert split.parts[0].group == "a"


def test_a_group_that_is_new_copies_its_rate_and_is_all_mix():
    split = split_ratio({"old": (50.0, 50.0), "new": (0.0, 80.0)}, {"old": (100.0, 100.0), "new": (0.0, 100.0)})
    new = next(part for part in split.parts if part.group == "new")
    assert new.then is None and new.rate_effect == 0 and new.mix_effect > 0


def test_parts_that_move_in_step_depart_from_nothing():
    assert split_sum({"a": (100.0, 110.0), "b": (50.0, 55.0)}).departure == pytest.approx(0)
    assert split_sum({"a": (100.0, 100.0), "b": (50.0, 65.0)}).departure == pytest.approx(2 / 3)


def test_many_parts_that_scatter_depart_less_than_one_that_moves_alone():
    scattered = split_sum({f"g{i}": (100.0, 100.0 + (i % 3)) for i in range(100)})
    alone = split_sum({"still": (5000.0, 5000.0), "moves": (5000.0, 5000.0 + scattered.change)})
    assert alone.change == scattered.change
    assert scattered.departure < 0.05 < 0.4 < alone.departure


def test_nothing_that_changed_departs_from_nothing():
    assert split_sum({"a": (5.0, 5.0)}).departure == 0
    assert split_ratio({}, {}).parts == ()
