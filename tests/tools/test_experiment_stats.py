"""The arithmetic of controlled tests against published values and a second implementation."""

import numpy as np
import pytest
from scipy import stats as scipy_stats

from tools.experiments.stats import (
    Sample,
    allocation_p,
    compare_means,
    compare_shares,
    detectable_share,
    holm,
    needed,
    pooled_z,
)


def sample_of(values):
    return Sample(len(values), 0, float(np.sum(values)), float(np.sum(np.square(values))))


def test_the_reference_test_of_two_shares():
    found = compare_shares(Sample(1000, 220), Sample(1000, 180))
    assert pooled_z(Sample(1000, 220), Sample(1000, 180)) == pytest.approx(2.23607, abs=1e-5)
    assert found.p == pytest.approx(0.0253473, abs=1e-7)
    assert (found.low, found.high) == pytest.approx((0.00493, 0.07498), abs=1e-5)
    assert found.test == "pooled_z"


def test_few_expected_buyers_are_compared_exactly():
    found = compare_shares(Sample(10, 4), Sample(10, 0))
    assert found.test == "fisher"
    assert found.p == pytest.approx(scipy_stats.fisher_exact([[4, 6], [0, 10]]).pvalue)


def test_nobody_bought_anywhere_is_no_difference():
    found = compare_shares(Sample(50, 0), Sample(50, 0))
    assert (found.value, found.p) == (0, pytest.approx(1))


def test_means_agree_with_welch():
    rng = np.random.default_rng(0)
    a, b = rng.gamma(2, 30, 200), rng.gamma(2, 20, 150)
    found, known = compare_means(sample_of(a), sample_of(b)), scipy_stats.ttest_ind(a, b, equal_var=False)
    interval = known.confidence_interval(0.95)
    assert found.p == pytest.approx(known.pvalue)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_constant_amounts_have_no_interval():
    same = compare_means(sample_of([5.0] * 4), sample_of([5.0] * 4))
    other = compare_means(sample_of([5.0] * 4), sample_of([4.0] * 4))
    assert (same.value, same.p) == (0, 1)
    assert (other.low, other.high, other.p) == (1, 1, 0)


def test_one_customer_has_no_spread():
    assert Sample(1, 1, 10.0, 100.0).variance == 0


def test_adjusted_p_values_are_those_of_holm():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))
    assert holm([0.9, 0.8]) == (1.0, 1.0)
    assert holm([]) == ()


def test_the_allocation_of_the_second_test_is_unsound():
    assert allocation_p([3180, 2820]) == pytest.approx(3.3e-6, rel=0.05)
    assert allocation_p([1000, 1010]) > 0.5


def test_sample_size_of_the_reference():
    assert needed(0.10, 0.12) == pytest.approx(3834.6, abs=0.1)
    assert needed(0.12, 0.10) == pytest.approx(needed(0.10, 0.12))
    assert needed(0.1, 0.1) == float("inf")


def test_what_a_test_can_detect_is_what_it_was_planned_for():
    assert detectable_share(Sample(3835, 384), 3835) == pytest.approx(0.02, abs=1e-3)
