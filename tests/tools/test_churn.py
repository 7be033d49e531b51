"""Risk is learned from the past only, and always set beside days since the last purchase."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from semantic_layer.model import Policy
from tools.arguments import ChurnRiskArgs
from tools.churn import churn_risk
from tools.errors import NotAllowed, TooFewEvents

START = date(2025, 1, 1)


def regulars(n=300, seed=2):
    """Half buy every 10 days, half every 45; each stops for good on a random day."""
    rng = random.Random(seed)
    orders = []
    for i in range(n):
        gap = 10 if i % 2 else 45
        day = rng.randrange(0, 60)
        stop = rng.randrange(100, 700)
        while day < min(stop, 364):
            orders.append((f"c{i:03d}", (START + timedelta(days=day)).isoformat(), 20 + rng.randrange(30)))
            day += max(1, round(gap * rng.uniform(0.6, 1.4)))
    return orders


def test_the_baseline_is_always_a_row_and_a_rhythm_beats_it(world):
    ctx = world(regulars(), as_of="2026-01-01")
    result = churn_risk(ChurnRiskArgs(horizon_days=30, method="model"), ctx)
    report = {row["method"]: row for row in result.table("report").records()}

    assert set(report) == {"recency", "model"}
    assert report["model"]["auc"] > report["recency"]["auc"] + 0.05
    assert report["model"]["brier"] < report["model"]["base_brier"]
    assert report["model"]["chosen"] and not report["recency"]["chosen"]
    assert report["model"]["test_cut"] == date(2025, 12, 2)


def test_a_model_that_sees_nothing_more_than_recency_says_that_the_baseline_wins(world):
    rng = random.Random(4)
    orders = []
    for i in range(1200):  # one rhythm for all, so recency is all there is to know
        day, stop = rng.randrange(20), rng.randrange(60, 420)
        while day < min(stop, 364):
            orders.append((f"c{i:03d}", (START + timedelta(days=day)).isoformat(), 20))
            day += rng.choice([9, 10, 11])
    result = churn_risk(ChurnRiskArgs(horizon_days=30, method="model"), world(orders, as_of="2026-01-01"))
    report = {row["method"]: row for row in result.table("report").records()}
    wins = report["recency"]["auc"] >= report["model"]["auc"]
    assert wins == ("baseline_wins" in [caveat.code for caveat in result.caveats])
    assert report["recency"]["chosen"] == wins


def test_recency_alone_is_used_when_there_is_little_to_learn_from(world):
    result = churn_risk(ChurnRiskArgs(horizon_days=30), world(regulars(300), as_of="2026-01-01"))
    assert result.table("report").values("method") == ("recency",)


def test_the_riskiest_come_first_and_are_as_many_as_asked_for(world):
    result = churn_risk(ChurnRiskArgs(horizon_days=30, limit=7), world(regulars(), as_of="2026-01-01"))
    chances = result.main.values("p")
    assert len(chances) == 7 and list(chances) == sorted(chances, reverse=True)
    assert all(0 <= p <= 1 for p in chances)


def test_what_happens_after_as_of_changes_nothing(world):
    orders = regulars()
    future = [(f"c{i:03d}", "2026-02-03", 999) for i in range(300)]
    args = ChurnRiskArgs(horizon_days=30, as_of=date(2026, 1, 1))
    before = churn_risk(args, world(orders, as_of="2026-03-01"))
    after = churn_risk(args, world(orders + future, as_of="2026-03-01"))
    assert before.main.rows == after.main.rows
    assert before.table("report").rows == after.table("report").rows


def test_too_few_who_left_are_refused(world):
    orders = [(f"c{i}", (START + timedelta(days=10 * k)).isoformat(), 5) for i in range(60) for k in range(36)]
    with pytest.raises(TooFewEvents):
        churn_risk(ChurnRiskArgs(horizon_days=30), world(orders, as_of="2026-01-01"))


def test_a_smallest_group_forbids_a_list_of_customers(world, model_without_roles):
    ctx = world(regulars(20), as_of="2026-01-01")
    policy = Policy(name="groups_only", dataset="customers", min_group_entity="customer", min_group_k=5)
    with pytest.raises(NotAllowed):
        churn_risk(ChurnRiskArgs(), replace(ctx, model=replace(ctx.model, policies=(policy,))))


def test_who_has_been_silent_for_longer_than_the_churn_window_is_not_scored(world):
    ctx = world(regulars(), as_of="2026-01-01")
    result = churn_risk(ChurnRiskArgs(horizon_days=30, limit=1000), ctx)
    window = dict(result.lineage.parameters)["churn_days"]
    assert max(result.main.values("recency_days")) <= window
    assert "silent_left_out" in [caveat.code for caveat in result.caveats]
