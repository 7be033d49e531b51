"""Buy-till-you-die models: BG/NBD, MBG/NBD for how often, Gamma-Gamma for how much.

Rule: a model is fitted by maximum likelihood on *distinct* histories (x, t_x, T) weighted by how many customers share
them, so its cost follows the histories and not the customers; grouped and single rows give the same fit. A parameter
that the data do not determine is refused (`NotIdentified`), never returned.

Histories: x repeat purchases, t_x the age at the last of them (0 without one), T the age now, in one unit of time (here
weeks). Monetary: the mean value of the repeat purchases, without the first.

Sources
-------
Fader, Hardie, Lee 2005, "Counting your customers the easy way" (BG/NBD): likelihood (6), expectation (10).
Batislam, Denizel, Filiztekin 2007 (MBG/NBD): who never bought again may have left as well.
Fader, Hardie 2013, "The Gamma-Gamma model of monetary value" (note 025).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tools.customers.histories import Floats, Histories, Levels, sum_at
from tools.errors import NotIdentified

Model = Literal["bgnbd", "mbgnbd"]

AT_BOUND = (1e-3, 1e3)
"""Outside of these a parameter has run to the edge: the data hold almost nothing about it."""
_BOUNDS = (-14.0, 12.0)  # of the logarithm of a parameter
_NEAR_ONE = 1e-6
FIRST_LOOK = 20_000
"""Histories: of more, a sample says where the search begins."""


@dataclass(frozen=True)
class Purchases:
    """A fitted BG/NBD or MBG/NBD: r and alpha (unit of time) of buying, a and b of leaving."""

    model: Model
    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    @property
    def at_bound(self) -> tuple[str, ...]:
        """Names of parameters at the edge."""
        return tuple(name for name in ("r", "alpha", "a", "b") if not _inside(getattr(self, name)))

    def p_alive(self, x: Floats, t_x: Floats, T: Floats) -> Floats:
        """Chance of not having left by T. Never rank by it: without a repeat BG/NBD gives everybody 1."""
        return 1 / (1 + self._odds_of_having_left(x, t_x, T))

    def expected_purchases(self, t: float, x: Floats, t_x: Floats, T: Floats) -> Floats:
        """Expected purchases in (T, T + t]; t in the unit of T."""
        from scipy.special import hyp2f1

        a = 1 + _NEAR_ONE if abs(self.a - 1) < _NEAR_ONE else self.a  # the formula divides by a - 1
        more = 1 if self.model == "mbgnbd" else 0
        r_x, b_x, c = self.r + x, self.b + x + more, a + self.b + x + more - 1
        ratio = (self.alpha + T) / (self.alpha + T + t)
        series = hyp2f1(r_x, b_x, c, t / (self.alpha + T + t))
        expected: Floats = c / (a - 1) * (1 - ratio**r_x * series) / (1 + self._odds_of_having_left(x, t_x, T))
        return np.maximum(expected, 0.0)

    def p_none(self, t: float, x: Floats, t_x: Floats, T: Floats) -> Floats:
        """Chance of no purchase in (T, T + t]: having left, or staying and not buying."""
        alive = self.p_alive(x, t_x, T)
        quiet = ((self.alpha + T) / (self.alpha + T + t)) ** (self.r + x)
        return (1 - alive) + alive * quiet

    def _odds_of_having_left(self, x: Floats, t_x: Floats, T: Floats) -> Floats:
        grown = np.exp((self.r + x) * np.log((self.alpha + T) / (self.alpha + t_x)))
        if self.model == "mbgnbd":
            return np.asarray(self.a / (self.b + x) * grown)
        return np.where(x > 0, self.a / (self.b + np.maximum(x, 1) - 1) * grown, 0.0)


@dataclass(frozen=True)
class Spend:
    """A fitted Gamma-Gamma: shape p, and q and v (in money) of how customers differ."""

    p: float
    q: float
    v: float
    log_likelihood: float

    def expected_value(self, x: Floats, mean: Floats) -> Floats:
        """Expected value of a purchase, in money: the customer's own mean drawn towards everybody's."""
        return np.asarray(self.p * (self.v + x * mean) / (self.p * x + self.q - 1))

    @property
    def mean(self) -> float:
        """Expected value of a purchase of somebody of whom nothing is known."""
        return self.p * self.v / (self.q - 1)


def fit_purchases(histories: Histories, model: Model = "bgnbd") -> Purchases:
    """Fit by maximum likelihood.

    Raises
    ------
    NotIdentified
        Nobody bought twice, so that neither a rate nor leaving can be told.
    """
    if not float((histories.weight * (histories.x > 0)).sum()):
        raise NotIdentified("Nobody bought twice, so a repeat rate cannot be fitted.", reason="no_repeat")
    unit = max(float(histories.T.max()), 1e-9) / 10  # times near 1 keep the search well scaled
    scaled = Histories(histories.x, histories.t_x / unit, histories.T / unit, histories.weight)
    more = 1 if model == "mbgnbd" else 0
    (r, alpha, a, b), value = _fit_histories(scaled, more, _first_look(scaled, more))
    repeats = float((histories.weight * histories.x).sum())
    return Purchases(model, r, alpha * unit, a, b, value - repeats * float(np.log(unit)))


def _fit_histories(h: Histories, more: int, start: Floats) -> tuple[tuple[float, ...], float]:
    levels = Levels.of(h, more)
    return _maximise(lambda parameters: _buying_and_leaving(parameters, levels), start)


def _first_look(h: Histories, more: int) -> Floats:
    """Where to search from: every parameter 1, or, of very many histories, where every k-th of them leads."""
    step = -(-len(h.x) // FIRST_LOOK)
    if step == 1:
        return np.ones(4)
    some = Histories(h.x[::step], h.t_x[::step], h.T[::step], h.weight[::step])
    found, _ = _fit_histories(some, more, np.ones(4))
    return np.array(found) if all(_inside(value) for value in found) else np.ones(4)


def fit_spend(x: Floats, mean: Floats, weight: Floats | None = None) -> Spend:
    """Fit Gamma-Gamma on customers with a repeat purchase (x > 0) of a positive mean value.

    Raises
    ------
    NotIdentified
        Nobody has a repeat purchase, or q is at most 1: then the mean over customers does not exist.
    """
    weight = np.ones_like(x) if weight is None else weight
    kept = (x > 0) & (mean > 0)
    if not kept.any():
        raise NotIdentified("Nobody has a repeat purchase with a value.", reason="no_repeat")
    unit = float(np.average(mean[kept], weights=weight[kept]))
    (p, q, v), value = _maximise(lambda s: _gamma_gamma(s, x[kept], mean[kept] / unit, weight[kept]), np.ones(3))
    if q <= 1:
        raise NotIdentified(f"q = {q:.3f} is not above 1: the mean value does not exist.", reason="no_mean")
    return Spend(p, q, v * unit, value - float(weight[kept].sum()) * float(np.log(unit)))


# --- likelihoods: value and gradient by the parameters ------------------------------------------------------------

Objective = Callable[[Floats], tuple[float, Floats]]


def _buying_and_leaving(parameters: Floats, h: Levels) -> tuple[float, Floats]:
    """BG/NBD or MBG/NBD. Of each history only the odds of having left are computed, all else of each level.

    The likelihood of a history is `bought * stayed * (1 + odds)`; `stayed` is that of buying on up to T.
    """
    from scipy.special import gammaln, psi

    r, alpha, a, b = parameters
    ends = h.x + h.more  # times at which somebody could have left
    before = b + np.maximum(ends, 1) - 1
    log_T, log_t_x = np.log(alpha + h.T), np.log(alpha + h.t_x)
    bought = gammaln(r + h.x) - gammaln(r) + r * np.log(alpha)
    bought += gammaln(a + b) + gammaln(b + ends) - gammaln(b) - gammaln(a + b + ends)
    rates_T = r * h.with_T + h.repeats_T

    rate = (r + h.x)[h.x_at]
    waited = log_T[h.T_at] - log_t_x[h.t_x_at]
    log_odds = (np.log(a) - np.log(before))[h.x_at] + rate * waited
    small = np.exp(-np.abs(log_odds))
    left = h.weight * np.where(log_odds >= 0, 1.0, small) / (1 + small)
    either = np.log1p(small) + np.maximum(log_odds, 0.0)
    value = h.with_x @ bought - rates_T @ log_T + h.weight @ either

    common = h.with_x @ (psi(a + b) - psi(a + b + ends))
    by_r = h.with_x @ (psi(r + h.x) - psi(r) + np.log(alpha)) - h.with_T @ log_T + left @ waited
    since_T = sum_at(h.T_at, left * rate, len(h.T)) - rates_T
    since_t_x = sum_at(h.t_x_at, left * rate, len(h.t_x))
    by_alpha = h.with_T.sum() * r / alpha + since_T @ (1 / (alpha + h.T)) - since_t_x @ (1 / (alpha + h.t_x))
    by_a = common + left.sum() / a
    by_b = common + h.with_x @ (psi(b + ends) - psi(b)) - sum_at(h.x_at, left, len(h.x)) @ (1 / before)
    return float(value), np.array([by_r, by_alpha, by_a, by_b])


def _gamma_gamma(parameters: Floats, x: Floats, mean: Floats, weight: Floats) -> tuple[float, Floats]:
    from scipy.special import gammaln, psi

    p, q, v = parameters
    total = np.log(x * mean + v)
    value = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
    value += (p * x - 1) * np.log(mean) + p * x * np.log(x) - (p * x + q) * total
    by_p = x * (psi(p * x + q) - psi(p * x) + np.log(mean) + np.log(x) - total)
    by_q = psi(p * x + q) - psi(q) + np.log(v) - total
    by_v = q / v - (p * x + q) / (x * mean + v)
    gradient = np.array([float(weight @ part) for part in (by_p, by_q, by_v)])
    return float(weight @ value), gradient


def _maximise(objective: Objective, start: Floats) -> tuple[tuple[float, ...], float]:
    """The maximum over positive parameters, found on their logarithms.

    Raises
    ------
    NotIdentified
        The search ends without a maximum.
    """
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    def turned(logs: Floats) -> tuple[float, Floats]:
        parameters = np.exp(logs)
        value, gradient = objective(parameters)
        return -value / scale, -gradient * parameters / scale

    with threadpool_limits(1):  # sums of one order; and waiting for other threads takes longer than adding
        scale = max(abs(objective(start)[0]), 1.0)  # so that the tolerances are relative
        found = minimize(
            turned, np.log(start), jac=True, method="L-BFGS-B", bounds=[_BOUNDS] * len(start),
            options={"maxiter": 1000, "ftol": 1e-15, "gtol": 1e-10},
        )  # fmt: skip
    if not np.all(np.isfinite(found.x)) or not np.isfinite(found.fun):
        raise NotIdentified("The likelihood has no maximum.", reason="no_maximum")
    return tuple(float(value) for value in np.exp(found.x)), float(-found.fun * scale)


def _inside(value: float) -> bool:
    return AT_BOUND[0] < value < AT_BOUND[1]
