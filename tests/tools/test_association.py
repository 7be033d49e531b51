"""Independence of two things, against scipy and published arithmetic."""

import random

import pytest
from scipy.stats import chi2_contingency, false_discovery_control, fisher_exact

from tools.baskets.association import adjusted, pair_p


@pytest.mark.parametrize("seed", range(20))
def test_a_pair_is_tested_like_scipy_does(seed):
    rng = random.Random(seed)
    n = rng.choice([12, 40, 400, 100_000])
    a, b = rng.randint(1, n - 1), rng.randint(1, n - 1)
    both = rng.randint(max(0, a + b - n), min(a, b))
    table = [[both, a - both], [b - both, n - a - b + both]]
    chi = chi2_contingency(table, correction=False)
    expected = fisher_exact(table)[1] if chi.expected_freq.min() < 5 else chi.pvalue
    assert pair_p(n, a, b, both) == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_something_that_everybody_bought_goes_with_nothing():
    assert pair_p(50, 50, 20, 20) == 1.0


@pytest.mark.parametrize("table", [(10, 5, 5, 6), (10, 5, 5, -1), (0, 0, 0, 0), (8, 6, 6, 1)])
def test_counts_that_are_no_table_are_refused(table):
    with pytest.raises(ValueError, match="no table"):
        pair_p(*table)


def test_adjusted_p_values_are_those_of_scipy():
    values = [random.Random(1).random() ** 3 for _ in range(50)]
    assert adjusted(values) == pytest.approx(list(false_discovery_control(values)))


def test_hypotheses_that_were_not_worth_a_test_count_as_never_significant():
    assert adjusted([0.01, 0.04], of=10) == pytest.approx(list(false_discovery_control([0.01, 0.04] + [1.0] * 8))[:2])


def test_no_pairs_have_no_p_values():
    assert adjusted([]) == ()
