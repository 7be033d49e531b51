"""Which subcategories lie in one basket.

Rule: apart from the planted pairs and the planted household buyers, whether two things lie in the same basket is
independent: the number of free lines has variance equal to its mean, so that the lift of any two is about 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.demo import catalogue, planted
from tools.demo.parquet import Bools, Floats, Ints

# Free lines: 1 + negative binomial with mean 1 and variance 2.
EXTRA_MEAN, EXTRA_SHAPE = 1.0, 1.0
HOUSEHOLD_LATER_SHARE = 0.12


@dataclass(frozen=True)
class BasketLines:
    """Lines as (position of the order, position of the subcategory)."""

    order: Ints
    subcategory: Ints


def draw_baskets(count: int, rng: np.random.Generator) -> BasketLines:
    """Draw the lines of ``count`` baskets, without household goods."""
    size = 1 + rng.negative_binomial(EXTRA_SHAPE, EXTRA_SHAPE / (EXTRA_SHAPE + EXTRA_MEAN), count)
    order = np.repeat(np.arange(count), size)
    share = _free_shares()
    subcategory = rng.choice(len(share), size=len(order), p=share)
    orders, subs = [order], [subcategory]
    for pair in planted.PAIRS:
        both = pair.share_a * pair.share_b * pair.lift
        draw = rng.random(count)
        with_a = draw < pair.share_a
        with_b = (draw < both) | ((draw >= pair.share_a) & (draw < pair.share_a + pair.share_b - both))
        for name, present in ((pair.a, with_a), (pair.b, with_b)):
            orders.append(np.flatnonzero(present))
            subs.append(np.full(present.sum(), catalogue.SUBCATEGORIES.index(name)))
    return BasketLines(np.concatenate(orders), np.concatenate(subs))


def _free_shares() -> Floats:
    """Return the share of each subcategory among free lines; a category's share is split evenly."""
    free = {
        name: [sub for sub in subs if sub not in catalogue.PAIRED]
        for name, (_, _, subs) in catalogue.CATEGORIES.items()
    }
    share = [
        0.0 if sub in catalogue.PAIRED else catalogue.CATEGORIES[name][0] / len(free[name])
        for sub, name in zip(catalogue.SUBCATEGORIES, catalogue.CATEGORY_OF, strict=True)
    ]
    return np.array(share) / sum(share)


def household_lines(
    baskets: BasketLines, account: Ints, completed: Bools, accounts: int, rng: np.random.Generator
) -> tuple[BasketLines, Ints]:
    """Make .65 of the frequent fresh-food buyers and .40 of all buyers buy household goods, once or more.

    Returns the lines to add and, per account, 1 for a planted household buyer.
    """
    fresh = np.array([name == "fresh_food" for name in catalogue.CATEGORY_OF])
    with_fresh = np.zeros(len(account), dtype=bool)
    with_fresh[baskets.order[fresh[baskets.subcategory]]] = True
    fresh_orders = np.bincount(account[with_fresh & completed], minlength=accounts)
    buyer = np.bincount(account[completed], minlength=accounts) > 0
    frequent = fresh_orders >= planted.FREQUENT_FRESH_ORDERS
    share = frequent.sum() / max(buyer.sum(), 1)
    rest = (planted.HOUSEHOLD_ALL - planted.HOUSEHOLD_FREQUENT_FRESH * share) / (1 - share)
    chance = np.where(frequent, planted.HOUSEHOLD_FREQUENT_FRESH, max(rest, 0.0))
    household = buyer & (rng.random(accounts) < chance)

    candidates = np.flatnonzero(completed & household[account])
    again = candidates[rng.random(len(candidates)) < HOUSEHOLD_LATER_SHARE]
    shuffled = rng.permutation(candidates)
    _, first = np.unique(account[shuffled], return_index=True)
    lucky = shuffled[first]
    missing = lucky[~np.isin(account[lucky], account[again])]
    order = np.sort(np.concatenate([again, missing]))
    subs = [k for k, name in enumerate(catalogue.CATEGORY_OF) if name == "household"]
    return BasketLines(order, np.array(subs)[rng.integers(0, len(subs), len(order))]), household.astype(np.int64)
