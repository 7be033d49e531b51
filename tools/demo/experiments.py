"""Two experiments: one that worked, and one whose allocation went wrong.

Rule: a coupon adds a purchase to customers who would not have bought within 30 days, often enough to raise the
conversion of their type by exactly the planted points on average. Purchases added that way are listed as truth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.demo import planted
from tools.demo.customers import Accounts, People
from tools.demo.parquet import Bools, Coded, Ints, Table


@dataclass(frozen=True)
class CausedPurchases:
    """Purchases that exist only because of a coupon."""

    person: Ints
    day: Ints


@dataclass(frozen=True)
class Assignment:
    """Persons (positions) of one experiment with their arm."""

    experiment: str
    day: int
    arms: tuple[str, ...]
    person: Ints
    arm: Ints


def assign(
    people: People, experiment: str, day: int, arms: tuple[str, ...], sizes: tuple[int, ...], rng: np.random.Generator
) -> Assignment:
    """Assign customers who bought before ``day``; sizes shrink together when there are too few."""
    eligible = np.flatnonzero(people.arrival < day)
    fits = min(1.0, len(eligible) / max(sum(sizes), 1))
    counts = [int(size * fits) for size in sizes]
    person = rng.permutation(eligible)[: sum(counts)]
    arm = np.repeat(np.arange(len(arms)), counts)
    order = np.argsort(person)
    return Assignment(experiment, day, arms, person[order], arm[order])


def draw_caused(people: People, test: Assignment, rng: np.random.Generator) -> CausedPurchases:
    """Draw the purchases that the coupons cause."""
    inside = (people.days >= test.day) & (people.days < test.day + planted.EXPERIMENT_DAYS)
    converted: Bools = np.zeros(people.count, dtype=bool)
    converted[people.person[inside]] = True
    added = []
    for name, effects in planted.COUPON_EFFECT.items():
        kind = planted.TYPE_NAMES.index(name)
        members = test.person[people.kind[test.person] == kind]
        base = converted[members].mean() if len(members) else 0.0
        for arm, effect in enumerate(effects):
            idle = test.person[(people.kind[test.person] == kind) & (test.arm == arm) & ~converted[test.person]]
            added.append(idle[rng.random(len(idle)) < effect / max(1 - base, effect, 1e-9)])
    person = np.sort(np.concatenate(added))
    return CausedPurchases(person, test.day + rng.integers(0, planted.EXPERIMENT_DAYS, len(person)))


def arm_table(accounts: Accounts, tests: tuple[Assignment, ...]) -> Table:
    """Return who was assigned to which arm when."""
    names = tuple(test.experiment for test in tests)
    arms = tuple(arm for test in tests for arm in test.arms)
    offsets = np.cumsum([0, *(len(test.arms) for test in tests)])
    first = np.datetime64(planted.FIRST_DAY, "D")
    return {
        "experiment_id": Coded(np.repeat(np.arange(len(tests)), [len(test.person) for test in tests]), names),
        "customer_id": np.concatenate([accounts.customer_id[accounts.first_of[test.person]] for test in tests]),
        "arm": Coded(np.concatenate([test.arm + offsets[k] for k, test in enumerate(tests)]), arms),
        "assigned_date": np.concatenate([np.full(len(test.person), first + test.day) for test in tests]),
    }


def experiment_table() -> Table:
    """Return the two experiments."""
    return {
        "experiment_id": Coded(np.arange(2), (planted.COUPON_TEST, planted.PAGE_TEST)),
        "start_date": np.array([planted.COUPON_TEST_DAY, planted.PAGE_TEST_DAY], dtype="datetime64[D]"),
        "horizon_days": np.full(2, planted.EXPERIMENT_DAYS),
    }
