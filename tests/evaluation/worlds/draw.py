"""Seeded draws for the tables of small worlds.

Rule: only `random()` of the standard generator is used, so the same seed gives the same rows with every Python.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Random choices that never change between versions."""

    def __init__(self, seed: int) -> None:
        self._source = random.Random(seed)

    def below(self, n: int) -> int:
        return int(self._source.random() * n)

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + self.below(high - low + 1)

    def one(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[int]) -> T:
        left = self.below(sum(weights))
        for item, weight in zip(items, weights, strict=True):
            left -= weight
            if left < 0:
                return item
        raise AssertionError("weights add up to more than zero")

    def money(self, low: int, high: int) -> str:
        return f"{self.between(low * 100, high * 100) / 100:.2f}"

    def chance(self, share: float) -> bool:
        return self._source.random() < share

    def day(self, first: dt.date, last: dt.date) -> dt.date:
        return first + dt.timedelta(days=self.below((last - first).days + 1))
