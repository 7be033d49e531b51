"""The arithmetic of controlled tests: is a difference more than chance, was the allocation sound, how many are needed.

Rule: shares are compared by the pooled z test with Newcombe's interval, by Fisher's exact test where an expected cell
is below 5; means by Welch's test, which takes no equal spread for granted. Several comparisons share one error rate
(Holm).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, inf, sin, sqrt
from typing import Literal

from tools.stats import newcombe

FEW_EXPECTED = 5
Test = Literal["pooled_z", "fisher", "welch"]


@dataclass(frozen=True)
class Sample:
    """What is known of one arm: members, how many converted, and sum and sum of squares of the money of each."""

    n: int
    hits: int = 0
    total: float = 0.0
    squares: float = 0.0

    @property
    def share(self) -> float:
        return self.hits / self.n

    @property
    def mean(self) -> float:
        return self.total / self.n

    @property
    def variance(self) -> float:
        """Unbiased; 0 for a single member."""
        return max(0.0, (self.squares - self.n * self.mean**2) / (self.n - 1)) if self.n > 1 else 0.0


@dataclass(frozen=True)
class Difference:
    """One arm minus the control: the difference, its interval, and the two-sided p value."""

    value: float
    low: float
    high: float
    p: float
    test: Test


def compare_shares(arm: Sample, control: Sample, alpha: float = 0.05) -> Difference:
    """Difference of two conversion shares.

    Examples
    --------
    >>> found = compare_shares(Sample(1000, 220), Sample(1000, 180))
    >>> round(found.p, 7), round(found.low, 5), round(found.high, 5)
    (0.0253473, 0.00493, 0.07498)
    """
    z = _normal_point(1 - alpha / 2)
    low, high = newcombe(arm.hits, arm.n, control.hits, control.n, z)
    value = arm.share - control.share
    n, hits = arm.n + control.n, arm.hits + control.hits
    expected = min(side * part / n for side in (arm.n, control.n) for part in (hits, n - hits))
    if expected < FEW_EXPECTED:
        return Difference(value, low, high, _fisher(arm, control), "fisher")
    return Difference(value, low, high, _two_sided(pooled_z(arm, control)), "pooled_z")


def pooled_z(arm: Sample, control: Sample) -> float:
    """The z statistic with the pooled share.

    Examples
    --------
    >>> round(pooled_z(Sample(1000, 220), Sample(1000, 180)), 5)
    2.23607
    """
    pooled = (arm.hits + control.hits) / (arm.n + control.n)
    return (arm.share - control.share) / sqrt(pooled * (1 - pooled) * (1 / arm.n + 1 / control.n))


def compare_means(arm: Sample, control: Sample, alpha: float = 0.05) -> Difference:
    """Difference of two means (Welch 1947). Without any spread the interval is a point and p is 1 or 0."""
    from scipy import stats

    value = arm.mean - control.mean
    parts = (arm.variance / arm.n, control.variance / control.n)
    error = sqrt(sum(parts))
    if error == 0:
        return Difference(value, value, value, 1.0 if value == 0 else 0.0, "welch")
    freedom = sum(parts) ** 2 / sum(
        part**2 / (n - 1) for part, n in zip(parts, (arm.n, control.n), strict=True) if n > 1
    )
    half = float(stats.t.ppf(1 - alpha / 2, freedom)) * error
    p = 2 * float(stats.t.sf(abs(value) / error, freedom))
    return Difference(value, value - half, value + half, p, "welch")


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """P values adjusted for their number (Holm 1979), in the given order.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    (0.03, 0.06, 0.06)
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, i in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = largest
    return tuple(adjusted)


def allocation_p(counts: Sequence[int]) -> float:
    """P value of the chi-square test that all arms were meant to get the same number.

    Examples
    --------
    >>> allocation_p([3180, 2820]) < 1e-5, allocation_p([2000, 2000, 2000])
    (True, 1.0)
    """
    from scipy import stats

    return float(stats.chisquare(list(counts)).pvalue)


def needed(base: float, target: float, alpha: float = 0.05, power: float = 0.8) -> float:
    """Members per arm, before rounding up, to tell two shares apart (arcsine effect of Cohen 1988).

    Examples
    --------
    >>> round(needed(0.10, 0.12), 1)
    3834.6
    """
    effect = abs(2 * asin(sqrt(target)) - 2 * asin(sqrt(base)))
    return 2 * ((_normal_point(1 - alpha / 2) + _normal_point(power)) / effect) ** 2 if effect else inf


def detectable_share(control: Sample, arm_n: int, alpha: float = 0.05, power: float = 0.8) -> float:
    """The smallest rise of the control's share that arms of these sizes would show with this power."""
    effect = (_normal_point(1 - alpha / 2) + _normal_point(power)) * sqrt(1 / control.n + 1 / arm_n)
    angle = min(2 * asin(sqrt(control.share)) + effect, 2 * asin(1.0))
    return sin(angle / 2) ** 2 - control.share


def detectable_mean(control: Sample, arm_n: int, alpha: float = 0.05, power: float = 0.8) -> float:
    """The same for a mean, taking the arm to spread like the control."""
    spread = sqrt(control.variance * (1 / control.n + 1 / arm_n))
    return (_normal_point(1 - alpha / 2) + _normal_point(power)) * spread


def _fisher(arm: Sample, control: Sample) -> float:
    from scipy import stats

    table = [[arm.hits, arm.n - arm.hits], [control.hits, control.n - control.hits]]
    return float(stats.fisher_exact(table).pvalue)


def _normal_point(p: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(p)


def _two_sided(z: float) -> float:
    from statistics import NormalDist

    return 2 * NormalDist().cdf(-abs(z))
