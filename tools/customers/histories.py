"""Purchase histories as models of buying need them: x repeat purchases, t_x the age at the last, T the age now.

Rule: customers with equal histories are one row with a weight, and what depends on one value alone is computed once for
each of its values. Millions of customers are some hundred thousand histories of some hundred values.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


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
        order = np.lexsort((T, t_x, x))
        rows = np.column_stack([x, t_x, T])[order]
        starts = np.flatnonzero(np.append(True, (rows[1:] != rows[:-1]).any(axis=1)))
        counts = np.diff(np.append(starts, len(rows))).astype(np.float64)
        return Histories(rows[starts, 0], rows[starts, 1], rows[starts, 2], counts)

    @property
    def customers(self) -> float:
        return float(self.weight.sum())


@dataclass(frozen=True)
class Levels:
    """The histories by the distinct values of x, T and t_x, of which there are far fewer than histories.

    Attributes
    ----------
    more : 1 if somebody may leave before the first repeat (MBG/NBD), else 0.
    x, T, t_x : distinct values, t_x of those who may have left.
    with_x, with_T, repeats_T : customers with each x and each T, and repeat purchases of those with each T.
    x_at, T_at, t_x_at, weight : each history of customers who may have left: positions of its values; how many share it
    """

    more: int
    x: Floats
    T: Floats
    t_x: Floats
    with_x: Floats
    with_T: Floats
    repeats_T: Floats
    x_at: NDArray[np.intp]
    T_at: NDArray[np.intp]
    t_x_at: NDArray[np.intp]
    weight: Floats

    @staticmethod
    def of(h: Histories, more: int) -> Levels:
        x, x_at = np.unique(h.x, return_inverse=True)
        T, T_at = np.unique(h.T, return_inverse=True)
        left = h.x + more > 0  # may have
        t_x, t_x_at = np.unique(h.t_x[left], return_inverse=True)
        with_x, with_T, repeats_T = (sum_at(*p) for p in ((x_at, h.weight), (T_at, h.weight), (T_at, h.weight * h.x)))
        return Levels(
            more, x, T, t_x, with_x, with_T, repeats_T, x_at[left], T_at[left], t_x_at, h.weight[left]
        )  # fmt: skip


def sum_at(at: NDArray[np.intp], values: Floats, size: int = 0) -> Floats:
    """The sum of the values at each position."""
    return np.bincount(at, values, size).astype(np.float64)
