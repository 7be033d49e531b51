"""Decision-tree segments: the exported rules are the tree's own, nothing after t0 is seen, the planted cut is found."""

from datetime import date, timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from tests.tools.conftest import build_model
from tools import trees
from tools.customer_arguments import TreeSegmentsArgs
from tools.customers.base import BaseScope
from tools.customers.fields import FIELDS
from tools.errors import BadParameter, HorizonIncomplete, MissingRole, TooFewCustomers, TooFewEvents
from tools.segments.summary import scope_of
from tools.segments.tree import _grow, _sample, case_of, sample_steps, tree_segments
from tools.trees import column, named

T0 = date(2025, 9, 1)
ARGUMENTS = TreeSegmentsArgs(t0=T0, horizon_days=60)


def shop(n=600, seed=0):
    """Who bought within 40 days before t0 buys again with 80 %, the others with 10 %."""
    rng = np.random.default_rng(seed)
    orders = []
    for i in range(n):
        recency = int(rng.integers(1, 200))
        last = T0 - timedelta(days=recency)
        orders.append((f"c{i:03d}", last.isoformat(), float(rng.integers(5, 500))))
        if rng.random() < 0.5:
            orders.append((f"c{i:03d}", (last - timedelta(days=30)).isoformat(), 50.0))
        if rng.random() < (0.8 if recency <= 40 else 0.1):
            orders.append((f"c{i:03d}", (T0 + timedelta(days=int(rng.integers(0, 60)))).isoformat(), 20.0))
    return orders


def test_the_planted_cut_is_found_and_told_first(world):
    result = tree_segments(ARGUMENTS.model_copy(update={"max_depth": 1}), world(shop(), as_of="2025-11-01"))
    best = next(result.main.records())
    assert best["rule"] in ("recency_days <= 39", "recency_days <= 40")
    assert best["repurchase_rate"] == pytest.approx(0.8, abs=0.1)
    assert best["tree_low"] <= best["repurchase_rate"] <= best["tree_high"]
    assert sum(result.main.values("customers")) == 600


@pytest.mark.parametrize("depth", [1, 3, 5])
def test_decision_tree_segments_in_sql_are_those_of_the_tree_unknown_values_included(world, depth):
    orders = shop()
    ctx = world(orders, as_of="2025-11-01")
    arguments = ARGUMENTS.model_copy(
        update={"max_depth": depth, "features": ("recency_days", "monetary", "tenure_days")}
    )
    now = scope_of("tree_segments", arguments, ctx)
    scope = BaseScope(now.orders, T0, None)
    keys, points, target, _ = _sample(arguments, scope, 60, ctx)
    points[::7, 1] = np.nan
    leaves = tuple(_grow(arguments, points, target, np.ones(len(keys), dtype=bool)))
    assert np.sum([leaf.members for leaf in leaves], axis=0).tolist() == [1] * len(keys)
    number = {key: i for i, leaf in enumerate(leaves, 1) for key, own in zip(keys, leaf.members, strict=True) if own}

    select = trees.from_step(FIELDS, column("key", FIELDS), named(case_of(leaves), "number"))
    sql = trees.render(trees.with_steps(select, sample_steps(arguments, scope, 60, ctx)), "duckdb")
    found = dict(ctx.engine.run(sql).rows)
    known = {key for key, row in zip(keys, points, strict=True) if not np.isnan(row).any()}
    assert {key: found[key] for key in known} == {key: number[key] for key in known}


def test_an_unknown_value_goes_with_the_small_ones(world):
    ctx = world(shop(), as_of="2025-11-01")
    scope = BaseScope(scope_of("tree_segments", ARGUMENTS, ctx).orders, T0, None)
    keys, points, target, _ = _sample(ARGUMENTS, scope, 60, ctx)
    points[:50, 0] = np.nan
    leaves = tuple(_grow(ARGUMENTS, points, target, np.ones(len(keys), dtype=bool)))
    for leaf in leaves:
        for test in leaf.tests:
            if test.field == "recency_days" and not test.is_below:
                assert not leaf.members[:50].any()


def test_the_future_of_the_horizon_is_the_only_thing_seen_after_t0(world):
    orders = shop()
    later = [(name, "2025-11-20", 10**6) for name, _, _ in orders[:100]]
    one = tree_segments(ARGUMENTS, world(orders, as_of="2025-11-01"))
    other = tree_segments(ARGUMENTS, world(orders + later, as_of="2025-12-01"))
    assert one.main.rows == other.main.rows


def test_churn_is_the_other_side_of_repurchase(world):
    ctx = world(shop(), as_of="2025-11-01")
    back = {row["rule"]: row["repurchase_rate"] for row in tree_segments(ARGUMENTS, ctx).main.records()}
    gone = tree_segments(ARGUMENTS.model_copy(update={"target": "churn"}), ctx).main.records()
    assert {row["rule"]: pytest.approx(1 - row["churn_rate"]) for row in gone} == back


def test_spend_is_a_mean_amount(world):
    result = tree_segments(ARGUMENTS.model_copy(update={"target": "spend"}), world(shop(), as_of="2025-11-01"))
    assert all(0 <= row["mean_spend"] <= 20 for row in result.main.records())


@pytest.mark.parametrize(
    ("orders", "arguments", "error"),
    [
        ([("a", "2025-08-01", 1)], ARGUMENTS, TooFewCustomers),
        ([(f"c{i}", "2025-08-01", 1) for i in range(300)], ARGUMENTS, TooFewEvents),
        (shop(), TreeSegmentsArgs(t0=T0, horizon_days=90), HorizonIncomplete),
        (shop(), ARGUMENTS.model_copy(update={"features": ("flibber",)}), BadParameter),
    ],
)
def test_data_that_tell_nothing_are_refused(world, orders, arguments, error):
    with pytest.raises(error):
        tree_segments(arguments, world(orders, as_of="2025-11-01"))


def test_a_model_without_orders_is_refused(world):
    with pytest.raises(MissingRole):
        tree_segments(ARGUMENTS, world(shop(50), as_of="2025-11-01", model=build_model(roles=False)))


@pytest.mark.parametrize("wrong", [{"max_depth": 0}, {"min_leaf": 0}, {"target": "beauty"}, {"features": ()}])
def test_impossible_arguments_are_refused(wrong):
    with pytest.raises(ValidationError):
        TreeSegmentsArgs(**wrong)
