"""Whether two things occur together more or less often than by chance.

Rule: the 2 x 2 table of a pair is tested by chi-square without correction, by Fisher's exact test where an expected
cell is below 5; of many pairs the p-values are adjusted after Benjamini and Hochberg, so that of the pairs called
significant at 5 % about one in twenty is wrong, however many were looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt

SIGNIFICANT = 0.05
FEW_EXPECTED = 5


def pair_p(n: int, a: int, b: int, both: int) -> float:
    """Two-sided p-value of independence: of `n` units `a` hold A, `b` hold B and `both` hold both.

    Examples
    --------
    >>> round(pair_p(100, 50, 50, 35), 6)
    6.3e-05
    >>> round(pair_p(8, 4, 4, 4), 6)
    0.028571
    """
    if not 0 <= both <= min(a, b) or a + b - both > n or n <= 0:
        raise ValueError(f"{both} of {a} and {b} among {n} is no table.")
    if a in (0, n) or b in (0, n):
        return 1.0  # something that everybody or nobody has goes with nothing
    expected = min(a, n - a) * min(b, n - b) / n
    if expected < FEW_EXPECTED:
        from scipy.stats import fisher_exact

        return float(fisher_exact([[both, a - both], [b - both, n - a - b + both]])[1])
    distance = both * n - a * b
    return erfc(sqrt(distance * distance * n / (a * b * (n - a) * (n - b)) / 2))


def adjusted(p_values: Sequence[float], of: int | None = None) -> tuple[float, ...]:
    """P-values after Benjamini and Hochberg (1995), in the order given.

    `of`: how many hypotheses there are with those that were not worth a test; these count as never significant.

    Examples
    --------
    >>> [round(p, 4) for p in adjusted([0.01, 0.04, 0.03, 0.5])]
    [0.04, 0.0533, 0.0533, 0.5]
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i], reverse=True)
    result, lowest, count = [1.0] * len(p_values), 1.0, max(of or 0, len(p_values))
    for place, i in enumerate(order):
        lowest = min(lowest, p_values[i] * count / (len(p_values) - place))
        result[i] = lowest
    return tuple(result)
