"""Buy-till-you-die models against published values of the CDNOW customers, and against each other."""

from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tools.customers.histories import Histories, Levels
from tools.errors import NotIdentified
from tools.value.btyd import Purchases, Spend, fit_purchases, fit_spend

PUBLISHED = Purchases("bgnbd", 0.243, 4.414, 0.793, 2.426, 0.0)
ONE = tuple(np.array([value]) for value in (2.0, 30.43, 38.86))  # x, t_x, T of a customer worked out in the paper


def cdnow(name: str) -> Path:
    try:
        found = [Path(str(file.locate())) for file in files("lifetimes") or () if file.name == name]
    except PackageNotFoundError:
        pytest.skip("the CDNOW files come with the package lifetimes, which is not installed")
    return found[0]


@pytest.fixture(scope="module")
def histories() -> Histories:
    frame = pd.read_csv(cdnow("cdnow_customers_summary.csv"))
    return Histories.of(*(frame[name].to_numpy(float) for name in ("frequency", "recency", "T")))


def parameters(fit: Purchases) -> list[float]:
    return [fit.r, fit.alpha, fit.a, fit.b]


def test_bgnbd_finds_the_published_parameters(histories):
    """Fader, Hardie, Lee 2005: .243, 4.414, .793, 2.426, log likelihood -9582.4."""
    fit = fit_purchases(histories)
    assert parameters(fit) == pytest.approx([0.24259291, 4.41353164, 0.79288613, 2.42575348], rel=1e-4)
    assert fit.log_likelihood == pytest.approx(-9582.42556, abs=1e-3)
    assert fit.at_bound == ()


def test_mbgnbd_finds_the_parameters_that_other_implementations_find(histories):
    assert parameters(fit_purchases(histories, "mbgnbd")) == pytest.approx([0.5248, 6.1830, 0.8914, 1.6140], rel=1e-3)


def test_grouped_and_single_histories_give_the_same_fit(histories):
    assert histories.customers == 2357 and len(histories.x) == 1016
    times = histories.weight.astype(int)
    single = [np.repeat(part, times) for part in (histories.x, histories.t_x, histories.T)]
    alone = fit_purchases(Histories(*single, np.ones(2357)))
    assert parameters(alone) == pytest.approx(parameters(fit_purchases(histories)), rel=1e-6)


def test_the_customer_worked_out_in_the_paper():
    assert PUBLISHED.expected_purchases(39, *ONE) == pytest.approx([1.22603], abs=1e-4)
    assert PUBLISHED.p_alive(*ONE) == pytest.approx([0.72658], abs=1e-5)
    assert PUBLISHED.p_none(39, *ONE) == pytest.approx([0.44537], abs=1e-5)


def test_gamma_gamma_finds_the_published_parameters():
    """Fader, Hardie 2013: 6.25, 3.74, 15.44; the file's means are rounded to cents."""
    frame = pd.read_csv(cdnow("cdnow_customers_summary_with_transactions.csv"))
    fit = fit_spend(frame["x"].to_numpy(float), frame["zbar"].to_numpy(float))
    assert [fit.p, fit.q, fit.v] == pytest.approx([6.25, 3.74, 15.44], rel=2e-3)
    assert fit.mean == pytest.approx(35.171, abs=1e-3)


def test_a_customers_value_lies_between_their_own_mean_and_everybodys():
    fit = Spend(6.25, 3.74, 15.44, 0.0)
    value = fit.expected_value(np.array([2.0]), np.array([50.0]))
    assert value == pytest.approx([47.3425], abs=1e-3)
    assert fit.mean < value[0] < 50


def test_scaling_money_changes_only_the_scale():
    rng = np.random.default_rng(0)
    x = rng.integers(1, 9, 400).astype(float)
    mean = rng.gamma(6, rng.gamma(4, 1, 400) + 1) + 1
    one, hundred = fit_spend(x, mean), fit_spend(x, mean * 100)
    assert [hundred.p, hundred.q, hundred.v / 100] == pytest.approx([one.p, one.q, one.v], rel=1e-6)


@pytest.mark.parametrize("model", ["bgnbd", "mbgnbd"])
def test_the_unit_of_time_changes_only_alpha(model, histories):
    weeks = fit_purchases(histories, model)
    days = fit_purchases(Histories(histories.x, histories.t_x * 7, histories.T * 7, histories.weight), model)
    assert [days.r, days.alpha / 7, days.a, days.b] == pytest.approx(parameters(weeks), rel=1e-5)


def fifty_histories():
    rng = np.random.default_rng(1)
    x = rng.integers(0, 6, 50).astype(float)
    T = rng.integers(10, 50, 50).astype(float)
    return Histories(x, np.where(x > 0, np.round(T * rng.uniform(0.1, 1, 50)), 0), T, rng.integers(1, 4, 50) * 1.0)


@pytest.mark.parametrize("more", [0, 1])
def test_the_gradient_is_that_of_the_likelihood(more):
    from scipy.optimize import check_grad

    from tools.value.btyd import _buying_and_leaving

    levels = Levels.of(fifty_histories(), more)
    point = np.array([0.7, 5.0, 1.3, 2.2])
    error = check_grad(lambda p: _buying_and_leaving(p, levels)[0], lambda p: _buying_and_leaving(p, levels)[1], point)
    assert error < 1e-3


@pytest.mark.parametrize("more", [0, 1])
def test_the_likelihood_by_levels_is_the_formula_summed_over_customers(more):
    from math import exp, lgamma, log

    from tools.value.btyd import _buying_and_leaving

    def beta(a, b):
        return exp(lgamma(a) + lgamma(b) - lgamma(a + b))

    h, (r, alpha, a, b) = fifty_histories(), (0.7, 5.0, 1.3, 2.2)
    total = 0.0
    for x, t_x, T, weight in zip(h.x, h.t_x, h.T, h.weight, strict=True):
        stayed = beta(a, b + x + more) / beta(a, b) / (alpha + T) ** (r + x)
        left = beta(a + 1, b + x + more - 1) / beta(a, b) / (alpha + t_x) ** (r + x) if x + more else 0.0
        total += weight * (lgamma(r + x) - lgamma(r) + r * log(alpha) + log(stayed + left))
    assert _buying_and_leaving(np.array([r, alpha, a, b]), Levels.of(h, more))[0] == pytest.approx(total, rel=1e-12)


@pytest.mark.parametrize("model", ["bgnbd", "mbgnbd"])
def test_very_many_histories_are_fitted_from_a_sample_to_the_same_maximum(model, histories, monkeypatch):
    from tools.value import btyd

    whole = fit_purchases(histories, model)
    monkeypatch.setattr(btyd, "FIRST_LOOK", len(histories.x) // 3)
    looked = fit_purchases(histories, model)
    assert parameters(looked) == pytest.approx(parameters(whole), rel=1e-5)
    assert looked.log_likelihood == pytest.approx(whole.log_likelihood, rel=1e-9)


def test_planted_parameters_are_found_again():
    rng = np.random.default_rng(2)
    n, r, alpha, a, b = 6000, 1.2, 8.0, 0.8, 3.0
    rate, leave, T = rng.gamma(r, 1 / alpha, n), rng.beta(a, b, n), rng.uniform(40, 100, n)
    x, last = np.zeros(n), np.zeros(n)
    for i in range(n):
        now = 0.0
        while (now := now + rng.exponential(1 / rate[i])) <= T[i]:
            x[i], last[i] = x[i] + 1, now
            if rng.random() < leave[i]:
                break
    fit = fit_purchases(Histories.of(x, last, T))
    assert fit.r / fit.alpha == pytest.approx(r / alpha, rel=0.12)
    assert fit.a / (fit.a + fit.b) == pytest.approx(a / (a + b), rel=0.18)


def test_one_time_buyers_alone_determine_nothing():
    zeros = np.zeros(5)
    with pytest.raises(NotIdentified):
        fit_purchases(Histories.of(zeros, zeros, np.arange(1.0, 6.0)))
    with pytest.raises(NotIdentified):
        fit_spend(zeros, zeros)
