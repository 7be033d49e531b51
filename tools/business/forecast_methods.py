"""Methods of forecasting one series, and how well each did on its own past.

Rule: a method is chosen by its errors on periods it had not seen (rolling origins), never by its fit. The interval is
made of these same errors, step by step, and its coverage is counted on origins that did not make it. Exponential
smoothing follows Hyndman et al. (2008): a level, a damped trend and, where two seasons are known, a season that adds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

FEWEST_ORIGINS, MOST_ORIGINS = 3, 20
FEWEST_TO_SMOOTH = 6
METHODS = ("naive", "seasonal_naive", "damped", "damped_seasonal")
_ALPHA = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
_BETA = (0.0, 0.01, 0.05, 0.1, 0.3)
_GAMMA = (0.0, 0.05, 0.1, 0.3)
_PHI = (0.8, 0.9, 0.95, 0.98)


@dataclass(frozen=True)
class Tested:
    """One method on the past: errors (actual minus forecast) by origin and step, and what it says from the end."""

    method: str
    errors: tuple[tuple[float, ...], ...]
    ahead: tuple[float, ...]

    @property
    def mae(self) -> float:
        sizes = [abs(error) for row in self.errors for error in row]
        return sum(sizes) / len(sizes)


def origins(n: int, steps: int, season: int) -> tuple[int, ...]:
    """How many periods each test of the past knows, the latest first: at least three, at most twenty.

    The earliest knows at least half of what is there, so that old habits do not decide; tests do not all begin at the
    same position of the season.
    """
    last, first = n - steps, max(1, min(n // 2, n - steps - FEWEST_ORIGINS + 1))
    gap = max(1, (last - first) // MOST_ORIGINS)
    if season > 1 and gap % season == 0:
        gap += 1
    return tuple(range(last, first - 1, -gap))[:MOST_ORIGINS]


def backtest(values: Sequence[float], steps: int, season: int) -> tuple[Tested, ...]:
    """Every method that the series is long enough for, the one with the smallest error first.

    Parameters
    ----------
    values : the series, oldest first; at least `steps` + 3 long.
    season : periods of a season; 1 where there is none, or where less than two are known.
    """
    import numpy as np

    series = np.asarray(values, dtype=float)
    ends = origins(len(series), steps, season)
    found = []
    for method in METHODS:
        if "seasonal" in method and season == 1:
            continue
        if min(ends) < _needs(method, season):
            continue
        said = _forecasts(method, series, (*ends, len(series)), steps, season)
        errors = tuple(tuple(round(float(error), 9) for error in series[end : end + steps] - said[end]) for end in ends)
        found.append(Tested(method, errors, tuple(round(float(value), 9) for value in said[len(series)])))
    return tuple(sorted(found, key=lambda tested: (round(tested.mae, 9), METHODS.index(tested.method))))


def _needs(method: str, season: int) -> int:
    """The fewest periods before the first test."""
    return {"naive": 1, "seasonal_naive": season, "damped": FEWEST_TO_SMOOTH, "damped_seasonal": 2 * season}[method]


def _forecasts(method: str, series: Numbers, ends: Sequence[int], steps: int, season: int) -> dict[int, Numbers]:
    import numpy as np

    match method:
        case "naive":
            return {end: np.repeat(series[end - 1], steps) for end in ends}
        case "seasonal_naive":
            return {end: np.array([series[end - season + step % season] for step in range(steps)]) for end in ends}
        case "damped":
            return smooth(series, ends, steps, 1)
        case _:
            return smooth(series, ends, steps, season)


def smooth(series: Numbers, ends: Sequence[int], steps: int, season: int) -> dict[int, Numbers]:
    """Damped exponential smoothing, forecast `steps` ahead from each of `ends`.

    All parameter settings of a grid run through the series side by side; at each end the setting with the smallest
    squared one-step error up to there speaks. What comes after an end is never seen by it, so one pass serves all, and
    the same series gives the same forecast on every machine (no optimiser, no starting point).
    """
    import numpy as np

    gammas = _GAMMA if season > 1 else (0.0,)
    grid = np.array([(a, b, g, p) for a in _ALPHA for b in _BETA for g in gammas for p in _PHI])
    alpha, beta, gamma, phi = grid.T
    first = 2 * season if season > 1 else FEWEST_TO_SMOOTH
    level, trend, cycle = _start(series[:first], season)
    levels, trends = np.full(len(grid), level), np.full(len(grid), trend)
    cycles = np.tile(cycle, (len(grid), 1))
    squared, wanted, found = np.zeros(len(grid)), set(ends), {}
    for t, value in enumerate(series):
        position = t % season
        error = value - (levels + phi * trends + cycles[:, position])
        levels, trends = levels + phi * trends + alpha * error, phi * trends + alpha * beta * error
        cycles[:, position] += gamma * error
        squared += error * error
        if t + 1 in wanted:
            best = int(np.argmin(np.round(squared, 6)))
            damping = np.cumsum(phi[best] ** np.arange(1, steps + 1))
            turn = cycles[best, [(t + 1 + step) % season for step in range(steps)]]
            found[t + 1] = levels[best] + damping * trends[best] + turn
    return found


def _start(head: Numbers, season: int) -> tuple[float, float, Numbers]:
    """Level and trend before the first value, and the season, from the first values alone."""
    import numpy as np

    if season == 1:
        trend = float(head[-1] - head[0]) / (len(head) - 1)
        return float(head[0]) - trend, trend, np.zeros(1)
    first, second = head[:season].mean(), head[season:].mean()
    trend = float(second - first) / season
    middle = (season - 1) / 2
    line = first + trend * (np.arange(2 * season) - middle)
    cycle = (head - line).reshape(2, season).mean(axis=0)
    return float(first) - trend * (middle + 1), trend, cycle


# --- intervals ----------------------------------------------------------------------------------------------------


def half_width(errors: Sequence[float], level: float) -> float:
    """How far from the forecast an interval must reach so that a share of `level` of new errors lies inside.

    The k-th smallest size of k = level * (n + 1), rounded up: with few errors the largest.

    Examples
    --------
    >>> half_width([1, -2, 3, -4], 0.8), half_width([1, -2, 3], 0.8)
    (4, 3)
    """
    sizes = sorted(abs(error) for error in errors)
    return sizes[min(ceil(round(level * (len(sizes) + 1), 9)), len(sizes)) - 1]


def widths(errors: Sequence[Sequence[float]], level: float) -> tuple[float, ...]:
    """The half width of each step; a later step is never narrower than an earlier one."""
    found: list[float] = []
    for step in range(len(errors[0])):
        found.append(max(half_width([row[step] for row in errors], level), found[-1] if found else 0.0))
    return tuple(found)


def coverage(errors: Sequence[Sequence[float]], level: float) -> float:
    """Share of past values inside the interval that the other origins would have given."""
    inside = 0
    for left, row in enumerate(errors):
        others = [other for n, other in enumerate(errors) if n != left]
        inside += sum(abs(error) <= width for error, width in zip(row, widths(others, level), strict=True))
    return inside / (len(errors) * len(errors[0]))


def scale(values: Sequence[float], season: int) -> float | None:
    """What an error of 1 means in MASE: the mean step from one season to the next; None where nothing ever moved."""
    moves = [abs(later - earlier) for earlier, later in zip(values, values[season:], strict=False)]
    return sum(moves) / len(moves) if moves and sum(moves) else None
