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
from numpy.typing import NDArray

from tools.errors import NotIdentified

Floats = NDArray[np.float64]
Model = Literal["bgnbd", "mbgnbd"]

AT_BOUND = (1e-3, 1e3)
"""Outside of these a parameter has run to the edge: the data hold almost nothing about it."""
_BOUNDS = (-14.0, 12.0)  # of the logarithm of a parameter
_NEAR_ONE = 1e-6


@dataclass(frozen=True)
class Histories:
    """Distinct purchase histories and how many customers have each. All four have the same length."""

    x: Floats
    t_x: Floats
    T: Floats
    weight: Floats

    @staticmethod
    def of(x: Floats, t_x: Floats, T: Floats) -> Histories:
        """Group single customers."""
        distinct, counts = np.unique(np.column_stack([x, t_x, T]), axis=0, return_counts=True)
        return Histories(distinct[:, 0], distinct[:, 1], distinct[:, 2], counts.astype(np.float64))

    @property
    def customers(self) -> float:
        return float(self.weight.sum())


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
    objective = _mbgnbd if model == "mbgnbd" else _bgnbd
    (r, alpha, a, b), value = _maximise(lambda p: objective(p, scaled), 4)
    repeats = float((histories.weight * histories.x).sum())
    return Purchases(model, r, alpha * unit, a, b, value - repeats * float(np.log(unit)))


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
    (p, q, v), value = _maximise(lambda s: _gamma_gamma(s, x[kept], mean[kept] / unit, weight[kept]), 3)
    if q <= 1:
        raise NotIdentified(f"q = {q:.3f} is not above 1: the mean value does not exist.", reason="no_mean")
    return Spend(p, q, v * unit, value - float(weight[kept].sum()) * float(np.log(unit)))


# --- likelihoods: value and gradient by the parameters ------------------------------------------------------------

Objective = Callable[[Floats], tuple[float, Floats]]


def _bgnbd(parameters: Floats, h: Histories) -> tuple[float, Floats]:
    from scipy.special import gammaln, psi

    r, alpha, a, b = parameters
    repeated = h.x > 0
    before = b + np.maximum(h.x, 1) - 1
    shared = gammaln(r + h.x) - gammaln(r) + r * np.log(alpha)
    shared += gammaln(a + b) + gammaln(b + h.x) - gammaln(b) - gammaln(a + b + h.x)
    stayed = -(r + h.x) * np.log(alpha + h.T)
    left = np.where(repeated, np.log(a) - np.log(before) - (r + h.x) * np.log(alpha + h.t_x), -np.inf)
    either = np.logaddexp(stayed, left)
    w_left = np.exp(left - either)
    w_stayed = 1 - w_left
    common = psi(a + b) - psi(a + b + h.x)
    by_r = psi(r + h.x) - psi(r) + np.log(alpha) - w_stayed * np.log(alpha + h.T) - w_left * np.log(alpha + h.t_x)
    by_alpha = r / alpha - (r + h.x) * (w_stayed / (alpha + h.T) + w_left / (alpha + h.t_x))
    by_a = common + w_left / a
    by_b = common + psi(b + h.x) - psi(b) - w_left / before
    gradient = np.array([float(h.weight @ part) for part in (by_r, by_alpha, by_a, by_b)])
    return float(h.weight @ (shared + either)), gradient


def _mbgnbd(parameters: Floats, h: Histories) -> tuple[float, Floats]:
    from scipy.special import gammaln, psi

    r, alpha, a, b = parameters
    shared = gammaln(r + h.x) - gammaln(r) + r * np.log(alpha)
    shared += gammaln(a + b) + gammaln(b + h.x + 1) - gammaln(b) - gammaln(a + b + h.x + 1)
    stayed = -(r + h.x) * np.log(alpha + h.T)
    left = np.log(a) - np.log(b + h.x) - (r + h.x) * np.log(alpha + h.t_x)
    either = np.logaddexp(stayed, left)
    w_left = np.exp(left - either)
    w_stayed = 1 - w_left
    common = psi(a + b) - psi(a + b + h.x + 1)
    by_r = psi(r + h.x) - psi(r) + np.log(alpha) - w_stayed * np.log(alpha + h.T) - w_left * np.log(alpha + h.t_x)
    by_alpha = r / alpha - (r + h.x) * (w_stayed / (alpha + h.T) + w_left / (alpha + h.t_x))
    by_a = common + w_left / a
    by_b = common + psi(b + h.x + 1) - psi(b) - w_left / (b + h.x)
    gradient = np.array([float(h.weight @ part) for part in (by_r, by_alpha, by_a, by_b)])
    return float(h.weight @ (shared + either)), gradient


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


def _maximise(objective: Objective, size: int) -> tuple[tuple[float, ...], float]:
    """The maximum over positive parameters, found on their logarithms from 1 on.

    Raises
    ------
    NotIdentified
        The search ends without a maximum.
    """
    from scipy.optimize import minimize

    scale = max(abs(objective(np.ones(size))[0]), 1.0)  # so that the tolerances are relative

    def turned(logs: Floats) -> tuple[float, Floats]:
        parameters = np.exp(logs)
        value, gradient = objective(parameters)
        return -value / scale, -gradient * parameters / scale

    found = minimize(
        turned, np.zeros(size), jac=True, method="L-BFGS-B", bounds=[_BOUNDS] * size,
        options={"maxiter": 1000, "ftol": 1e-15, "gtol": 1e-10},
    )  # fmt: skip
    if not np.all(np.isfinite(found.x)) or not np.isfinite(found.fun):
        raise NotIdentified("The likelihood has no maximum.", reason="no_maximum")
    return tuple(float(value) for value in np.exp(found.x)), float(-found.fun * scale)


def _inside(value: float) -> bool:
    return AT_BOUND[0] < value < AT_BOUND[1]
