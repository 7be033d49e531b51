"""Both lengths come from the gaps between purchase days, rounded up to lengths people use."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tools.customers.base import BaseScope
from tools.customers.horizons import measure, round_up
from tools.roles import order_role


def orders(gap_of, customers=30, purchases=10):
    found = []
    for i in range(customers):
        day = date(2024, 1, 1)
        for k in range(purchases):
            found.append((f"c{i}", day.isoformat(), 10))
            day += timedelta(days=gap_of(i, k))
    return found


def lengths(ctx):
    found = measure(BaseScope(order_role("test", ctx), ctx.as_of), ctx)
    return found.repurchase_days, found.churn_days, found.rule, found.gaps


@pytest.mark.parametrize(("days", "rung"), [(1, 7), (7, 7), (8, 14), (30, 30), (31, 60), (181, 365), (999, 365)])
def test_lengths_are_rounded_up_a_ladder(days, rung):
    assert round_up(days) == rung


def test_three_quarters_of_the_gaps_are_shorter_than_the_horizon(world):
    # of 270 gaps 9 in 10 are 12 days (p75 = 12 -> 14), 1 in 10 is 50 days (p95 = 50 -> 60)
    ctx = world(orders(lambda i, k: 50 if i % 10 == 0 else 12), as_of="2026-01-01")
    assert lengths(ctx) == (14, 60, "gaps", 270)


def test_two_orders_of_one_day_are_no_gap(world):
    twice = orders(lambda i, k: 12) * 2
    assert lengths(world(twice, as_of="2026-01-01"))[3] == 270


def test_fewer_than_two_hundred_gaps_are_not_measured(world):
    assert lengths(world(orders(lambda i, k: 3, customers=5), as_of="2026-01-01")) == (30, 90, "few_gaps", 45)


def test_what_lies_after_as_of_is_not_measured(world):
    assert lengths(world(orders(lambda i, k: 12), as_of="2024-01-05"))[2:] == ("few_gaps", 0)


def test_the_model_may_fix_both(world):
    ctx = world(orders(lambda i, k: 12), as_of="2026-01-01")
    fixed = replace(ctx.model, settings={"horizons": {"repurchase_days": 45, "churn_days": 100}})
    assert lengths(replace(ctx, model=fixed))[:3] == (45, 100, "model")
