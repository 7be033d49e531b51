"""The families of questions; each module adds its own to the list when it is imported."""

from __future__ import annotations

from tests.evaluation.asking import pairs_of
from tests.evaluation.families import groups, numbers, ranks, rest, shares, times

__all__ = ["groups", "numbers", "pairs_of", "ranks", "rest", "shares", "times"]
