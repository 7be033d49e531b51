"""Intervals and scores for shares.

Rule: a rate is never shown without what it is out of. Intervals are those that stay inside 0 and 1 and hold for
small groups: Wilson for one share, Newcombe for the difference of two. Everything here is plain arithmetic on
counts, so a reader can check it with a pocket calculator.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

Z95 = 1.959963984540054  # two-sided 95 % point of the normal distribution


def wilson(hits: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Confidence interval of a share (Wilson 1927, without continuity correction).

    Parameters
    ----------
    hits, n : int
        Successes and trials; `n` must be positive.

    Examples
    --------
    >>> [round(bound, 5) for bound in wilson(8, 10)]
    [0.49016, 0.94332]
    >>> [round(bound, 5) for bound in wilson(414, 418)]
    [0.97566, 0.99627]
    """
    if n <= 0 or not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is not a share.")
    p = hits / n
    centre = p + z * z / (2 * n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # The bounds at 0 and n are exact; the arithmetic would leave 1e-17 there.
    return (0.0 if hits == 0 else (centre - half) / scale, 1.0 if hits == n else (centre + half) / scale)


def newcombe(hits_a: int, n_a: int, hits_b: int, n_b: int, z: float = Z95) -> tuple[float, float]:
    """Confidence interval of the difference `a - b` of two shares (Newcombe 1998, method 10).

    Examples
    --------
    >>> [round(bound, 5) for bound in newcombe(220, 1000, 180, 1000)]
    [0.00493, 0.07498]
    """
    a, b = hits_a / n_a, hits_b / n_b
    low_a, high_a = wilson(hits_a, n_a, z)
    low_b, high_b = wilson(hits_b, n_b, z)
    difference = a - b
    return (
        difference - sqrt((a - low_a) ** 2 + (high_b - b) ** 2),
        difference + sqrt((high_a - a) ** 2 + (b - low_b) ** 2),
    )


def share_first_place(hits_a: int, n_a: int, hits_b: int, n_b: int) -> bool:
    """True when the data cannot tell two shares apart: the interval of their difference contains 0.

    Examples
    --------
    >>> share_first_place(414, 418, 880, 890)
    True
    >>> share_first_place(220, 1000, 180, 1000)
    False
    """
    low, high = newcombe(hits_a, n_a, hits_b, n_b)
    return low <= 0 <= high


def elbow(inertias: Sequence[float]) -> int:
    """Position (from 1) of the largest distance to the chord from the first to the last value.

    Examples
    --------
    >>> elbow([1000, 520, 300, 170, 150, 138, 130, 125])
    4
    """
    if len(inertias) < 3:
        raise ValueError("An elbow needs at least three values.")
    last = len(inertias) - 1
    slope = (inertias[-1] - inertias[0]) / last
    below = [inertias[0] + slope * i - value for i, value in enumerate(inertias)]
    return below.index(max(below)) + 1


def auc(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """Chance that a random hit scores above a random miss, ties counted half; None when one side is empty.

    Examples
    --------
    >>> auc([0.1, 0.4, 0.4, 0.9], [False, False, True, True])
    0.875
    """
    import numpy as np

    values, is_hit = np.asarray(scores, dtype=np.float64), np.asarray(labels, dtype=bool)
    hits = int(is_hit.sum())
    misses = len(is_hit) - hits
    if not hits or not misses:
        return None
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(counts) - (counts - 1) / 2  # of each distinct value; halves, so the sum below is exact
    rank_sum = float(mean_rank[place[is_hit]].sum())
    return (rank_sum - hits * (hits + 1) / 2) / (hits * misses)


def brier(probabilities: Sequence[float], labels: Sequence[bool]) -> float:
    """Mean squared distance between probability and outcome; 0 is perfect.

    Examples
    --------
    >>> brier([1.0, 0.5], [True, False])
    0.125
    """
    return sum((p - label) ** 2 for p, label in zip(probabilities, labels, strict=True)) / len(labels)


def top_decile_lift(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """Share of hits among the tenth with the highest scores, over the share of all.

    A tie at the border of the decile counts with its mean, so the order of rows changes nothing.

    Examples
    --------
    >>> top_decile_lift([0.9] + [0.1] * 9, [True] + [False] * 9)
    10.0
    """
    base = sum(labels) / len(labels)
    if base == 0:
        return None
    size = max(1, len(scores) // 10)
    border = sorted(scores, reverse=True)[size - 1]
    above = [label for score, label in zip(scores, labels, strict=True) if score > border]
    at = [label for score, label in zip(scores, labels, strict=True) if score == border]
    found = sum(above) + (size - len(above)) * sum(at) / len(at)
    return found / size / base
