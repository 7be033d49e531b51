"""Risk is learned from the past only, and always set beside days since the last purchase."""

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from semantic_layer.model import Policy
from semantic_layer.query import Compare
from tests.tools.test_btyd import cdnow
from tools.arguments import ChurnRiskArgs
from tools.churn.features import past_samples, sample_at
from tools.churn.model import judge, learn, rules
from tools.churn.risk import churn_risk
from tools.errors import (
    BadParameter,
    EmptyWindow,
    HistoryTooShort,
    MissingRole,
    NotAllowed,
    NotIdentified,
    SeriesTooShort,
    TooFewEvents,
)
from tools.segments.summary import scope_of

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


def one_rhythm(n=1200):
    """All buy about every 10 days until they stop, so recency is all there is to know."""
    rng = random.Random(4)
    orders = []
    for i in range(n):
        day, stop = rng.randrange(20), rng.randrange(60, 420)
        while day < min(stop, 364):
            orders.append((f"c{i:03d}", (START + timedelta(days=day)).isoformat(), 20))
            day += rng.choice([9, 10, 11])
    return orders


def report_of(result, population="active"):
    rows = result.table("report").records()
    return {row["method"]: row for row in rows if row["population"] == population}


def codes(result):
    return [caveat.code for caveat in result.caveats]


# --- what is learned, and how it is judged ------------------------------------------------------------------------


def test_the_baseline_is_always_a_row_and_a_rhythm_beats_it(world):
    result = churn_risk(ChurnRiskArgs(horizon_days=30, method="model"), world(regulars(), as_of="2026-01-01"))
    report = report_of(result)

    assert set(report) == {"recency", "bgnbd", "model"}
    assert report["model"]["auc"] > report["recency"]["auc"] + 0.05
    assert report["model"]["brier"] < report["model"]["base_brier"]
    assert report["model"]["chosen"] and not report["recency"]["chosen"]
    assert report["model"]["test_cut"] == date(2025, 12, 2) and report["model"]["fit_date"] == date(2026, 1, 1)


@pytest.mark.parametrize("method", ["recency", "bgnbd", "model"])
def test_the_baseline_is_a_row_whatever_is_asked_for(method, world):
    result = churn_risk(ChurnRiskArgs(horizon_days=30, method=method), world(regulars(), as_of="2026-01-01"))
    assert "recency" in report_of(result) and "recency" in report_of(result, "all")
    assert report_of(result)[method]["chosen"]


def test_every_rule_is_judged_among_active_customers_and_among_all(world):
    """Whoever has been silent for long is easy to tell: among all, everything ranks better."""
    result = churn_risk(ChurnRiskArgs(horizon_days=30), world(regulars(), as_of="2026-01-01"))
    active, everybody = report_of(result), report_of(result, "all")
    assert active["recency"]["n"] < everybody["recency"]["n"]
    assert active["recency"]["base_rate"] < everybody["recency"]["base_rate"]
    assert all(active[method]["auc"] < everybody[method]["auc"] for method in active)


def test_a_method_that_sees_nothing_more_than_recency_gives_way_to_it_unasked(world):
    ctx = world(one_rhythm(), as_of="2026-01-01")
    result = churn_risk(ChurnRiskArgs(horizon_days=30), ctx)
    report = report_of(result)
    wins = report["recency"]["auc"] >= report["model"]["auc"]
    assert wins == ("baseline_wins" in codes(result))
    assert report["recency"]["chosen"] == wins

    asked = churn_risk(ChurnRiskArgs(horizon_days=30, method="bgnbd"), ctx)
    loses = report_of(asked)["recency"]["auc"] >= report_of(asked)["bgnbd"]["auc"]
    assert loses == ("loses_to_baseline" in codes(asked))
    assert report_of(asked)["bgnbd"]["chosen"]


def test_the_closed_form_is_used_when_there_is_too_little_for_a_model(world):
    result = churn_risk(ChurnRiskArgs(horizon_days=30), world(regulars(60), as_of="2026-01-01"))
    assert set(report_of(result)) == {"recency", "bgnbd"}
    assert dict(result.lineage.parameters)["chosen"] in ("bgnbd", "recency")


def test_one_past_horizon_is_enough_for_an_order_but_not_for_a_calibrated_baseline(world):
    result = churn_risk(ChurnRiskArgs(horizon_days=190), world(regulars(), as_of="2026-01-01"))
    report = report_of(result, "all")
    assert report["recency"]["brier"] is None and report["recency"]["auc"] > 0.5
    assert report["bgnbd"]["brier"] is not None
    assert None in result.table("report").values("brier")


def test_the_closed_form_on_cdnow_ranks_as_published_and_one_minus_alive_worse_than_a_coin(world):
    """Holdout of 39 weeks: closed form .757, recency .7714, chance of having left .316."""
    names = ["id", "sample", "day", "units", "amount"]
    frame = pd.read_csv(cdnow("CDNOW_sample.txt"), sep=r"\s+", names=names, dtype={"id": str, "day": str})
    days = pd.to_datetime(frame["day"], format="%Y%m%d").dt.date
    orders = [(i, d.isoformat(), a) for i, d, a in zip(frame["sample"].astype(str), days, frame["amount"], strict=True)]
    ctx = world(orders, as_of="1998-07-01")
    result = churn_risk(ChurnRiskArgs(horizon_days=273, population="all"), ctx)
    report = report_of(result, "all")
    assert report["bgnbd"]["n"] == 2357
    assert report["bgnbd"]["auc"] == pytest.approx(0.757, abs=1e-3)
    assert report["recency"]["auc"] == pytest.approx(0.7714, abs=1e-3)
    assert "baseline_wins" in codes(result)


def test_the_model_learns_on_older_cuts_calibrates_on_a_later_and_tests_on_the_newest(world):
    result = churn_risk(ChurnRiskArgs(horizon_days=30, method="model"), world(regulars(), as_of="2026-01-01"))
    said = dict(result.lineage.parameters)
    trained = [date.fromisoformat(day) for day in said["train_cuts"].split(", ")]
    assert max(trained) + timedelta(days=30) <= said["calibration_cut"]
    assert said["calibration_cut"] + timedelta(days=30) <= said["test_cut"]
    assert said["test_cut"] + timedelta(days=30) == said["as_of"]


def test_reliability_has_ten_bins_and_expectation_meets_what_happened(world):
    result = churn_risk(ChurnRiskArgs(horizon_days=30, method="model"), world(regulars(800), as_of="2026-01-01"))
    bins = list(result.table("reliability").records())
    assert len(bins) == 10 and sum(b["n"] for b in bins) == report_of(result)["model"]["n"]
    expected = sum(b["n"] * b["predicted"] for b in bins)
    happened = sum(b["n"] * b["observed"] for b in bins)
    assert expected == pytest.approx(happened, rel=0.25)


# --- no leakage ---------------------------------------------------------------------------------------------------


def test_what_happens_after_as_of_changes_nothing(world):
    orders = regulars()
    future = [(f"c{i:03d}", "2026-02-03", 999) for i in range(300)]
    args = ChurnRiskArgs(horizon_days=30, as_of=date(2026, 1, 1))
    before = churn_risk(args, world(orders, as_of="2026-03-01"))
    after = churn_risk(args, world(orders + future, as_of="2026-03-01"))
    assert before.main.rows == after.main.rows
    assert before.table("report").rows == after.table("report").rows
    assert before.table("reliability").rows == after.table("reliability").rows


def test_another_future_gives_the_same_features_and_the_same_scores_at_a_cut(world):
    """Everything from the cut on is moved, doubled and made dear; nothing known before it may change."""
    cut = date(2025, 10, 1)
    past = [order for order in regulars() if date.fromisoformat(order[1]) < cut]
    ahead = [order for order in regulars() if date.fromisoformat(order[1]) >= cut]
    moved = [(c, (cut + timedelta(days=7 * i % 80)).isoformat(), 10_000) for i, (c, *_) in enumerate(ahead)]

    def known(orders):
        ctx = world(orders, as_of="2026-01-01")
        scope = scope_of("churn_risk", ChurnRiskArgs(as_of=cut), ctx)
        sample = sample_at(scope, cut, 30, 60, ctx, judged=False)
        earlier = past_samples(scope, 30, 60, ctx)
        return sample, [learn(method, earlier, sample).predict(sample) for method in ("recency", "bgnbd", "model")]

    (ours, scores), (theirs, others), (bare, alone) = known(past + ahead), known(past + moved), known(past)
    assert ours.keys == theirs.keys == bare.keys
    assert np.array_equal(ours.features, theirs.features) and np.array_equal(ours.features, bare.features)
    for score, other, third in zip(scores, others, alone, strict=True):
        assert np.array_equal(score, other) and np.array_equal(score, third)


def test_the_outcome_of_the_test_reaches_no_rule(world):
    """The labels of the newest cut are turned round: what was learned for the test stays as it was."""
    ctx = world(regulars(), as_of="2026-01-01")
    past = past_samples(scope_of("churn_risk", ChurnRiskArgs(), ctx), 30, 60, ctx)
    turned = replace(past[0], gone=~past[0].gone)
    ours, theirs = (rules(past[1:], test, "model") for test in (past[0], turned))
    for a, b in zip(ours, theirs, strict=True):
        assert np.array_equal(a.predict(past[0]), b.predict(past[0]))
    assert judge(ours, past[0]) != judge(theirs, turned)


def test_features_of_one_customer_by_hand(world):
    orders = [("a", "2025-01-01", 10), ("a", "2025-01-11", 20), ("a", "2025-01-31", 30), ("b", "2025-01-05", 7)]
    ctx = world([*orders, ("b", "2025-02-20", 1)], as_of="2025-03-01")
    scope = scope_of("churn_risk", ChurnRiskArgs(), ctx)
    sample = sample_at(scope, date(2025, 2, 10), 11, 30, ctx, judged=True)
    assert sample.keys == ("a", "b")
    found = dict(zip(sample.names, sample.raw[0], strict=True))
    assert found == {
        "recency_days": 10, "frequency": 3, "monetary": 60, "tenure_days": 40, "mean_gap_days": 15,
        "longest_gap_days": 20, "recent_purchases": 1, "earlier_purchases": 2, "recent_amount": 30,
    }  # fmt: skip
    single = dict(zip(sample.names, sample.raw[1], strict=True))
    assert single["mean_gap_days"] == single["longest_gap_days"] == single["tenure_days"] == 36
    assert sample.active.tolist() == [True, False] and sample.gone.tolist() == [True, False]


def test_the_order_of_rows_changes_no_score(world):
    orders = regulars()
    shuffled = list(orders)
    random.Random(1).shuffle(shuffled)
    args = ChurnRiskArgs(horizon_days=30, method="model")
    ours, theirs = (churn_risk(args, world(some, as_of="2026-01-01")) for some in (orders, shuffled))
    assert ours.main.rows == theirs.main.rows and ours.table("report").rows == theirs.table("report").rows


# --- who is listed ------------------------------------------------------------------------------------------------


def test_churn_probability_and_early_warning(world):
    """The riskiest come first and are as many as asked for."""
    result = churn_risk(ChurnRiskArgs(horizon_days=30, limit=7), world(regulars(), as_of="2026-01-01"))
    chances = result.main.values("p")
    assert len(chances) == 7 and list(chances) == sorted(chances, reverse=True)
    assert all(0 <= p <= 1 for p in chances)
    told = dict(result.findings[0].facts)
    assert told["expected"].value == round(told["share"].value * told["customers"].value)
    assert told["count"].value == 7


def test_who_has_been_silent_for_longer_than_the_churn_window_is_not_listed_unless_asked_for(world):
    ctx = world(regulars(), as_of="2026-01-01")
    result = churn_risk(ChurnRiskArgs(horizon_days=30, limit=1000), ctx)
    window = dict(result.lineage.parameters)["churn_days"]
    assert max(result.main.values("recency_days")) <= window
    assert "silent_left_out" in codes(result)

    everybody = churn_risk(ChurnRiskArgs(horizon_days=30, limit=1000, population="all"), ctx)
    assert len(everybody.main.rows) == 300 and max(everybody.main.values("recency_days")) > window
    assert "silent_left_out" not in codes(everybody)


def test_a_condition_chooses_who_is_listed_and_not_what_is_learned(world):
    regions = {f"c{i:03d}": ("north", "south")[i % 2] for i in range(300)}
    ctx = world(regulars(), as_of="2026-01-01", regions=regions)
    args = ChurnRiskArgs(horizon_days=30, limit=1000)
    everybody = churn_risk(args, ctx)
    south = churn_risk(args.model_copy(update={"filters": (Compare("customer.region", "eq", ("south",)),)}), ctx)
    chances = dict(zip(everybody.main.values("customer"), everybody.main.values("p"), strict=True))
    listed = dict(zip(south.main.values("customer"), south.main.values("p"), strict=True))
    assert listed == {key: p for key, p in chances.items() if regions[key] == "south"}
    assert south.table("report").rows == everybody.table("report").rows
    assert "learned_from_everybody" in codes(south)


def test_a_segment_of_today_does_not_reach_what_is_learned(world):
    """Who is a champion today has just bought; learning from them alone would teach that everybody comes back."""
    ctx = world(regulars(), as_of="2026-01-01")
    champions = (Compare("customer.rfm", "eq", ("champions",)),)
    args = ChurnRiskArgs(horizon_days=30, method="model", limit=1000)
    some = churn_risk(args.model_copy(update={"filters": champions}), ctx)
    assert some.table("report").rows == churn_risk(args, ctx).table("report").rows
    assert 0 < len(some.main.rows) < 300


def test_one_customer_has_a_chance_of_their_own(world):
    ctx = world(regulars(), as_of="2026-01-01")
    everybody = churn_risk(ChurnRiskArgs(horizon_days=30, limit=1000, population="all"), ctx)
    chances = dict(zip(everybody.main.values("customer"), everybody.main.values("p"), strict=True))
    one = churn_risk(ChurnRiskArgs(horizon_days=30, customer="c007", population="all"), ctx)
    assert one.main.values("customer") == ("c007",) and one.main.values("p")[0] == chances["c007"]
    assert one.findings[0].kind == "churn_one"


def test_a_fit_is_stale_after_two_horizons(world):
    ctx = world(regulars(), as_of="2026-01-01")
    fresh = churn_risk(ChurnRiskArgs(horizon_days=30, as_of=date(2025, 11, 2)), ctx)
    stale = churn_risk(ChurnRiskArgs(horizon_days=30, as_of=date(2025, 11, 1)), ctx)
    assert "stale_fit" not in codes(fresh) and "stale_fit" in codes(stale)
    assert dict(stale.lineage.parameters)["valid_until"] == date(2025, 12, 31)


# --- bad inputs ---------------------------------------------------------------------------------------------------


def test_too_few_who_left_are_refused(world):
    orders = [(f"c{i}", (START + timedelta(days=10 * k)).isoformat(), 5) for i in range(60) for k in range(36)]
    with pytest.raises(TooFewEvents):
        churn_risk(ChurnRiskArgs(horizon_days=30), world(orders, as_of="2026-01-01"))


def test_a_model_that_is_asked_for_on_too_few_events_is_refused(world):
    with pytest.raises(TooFewEvents) as refused:
        churn_risk(ChurnRiskArgs(horizon_days=30, method="model"), world(regulars(60), as_of="2026-01-01"))
    assert refused.value.params["need"] == 50


def test_a_model_needs_three_complete_horizons(world):
    with pytest.raises(SeriesTooShort):
        churn_risk(ChurnRiskArgs(horizon_days=150, method="model"), world(regulars(), as_of="2026-01-01"))


def test_a_horizon_longer_than_the_history_is_refused(world):
    with pytest.raises(HistoryTooShort) as refused:
        churn_risk(ChurnRiskArgs(horizon_days=400), world(regulars(), as_of="2026-01-01"))
    assert refused.value.params["days"] == 400 and refused.value.params["have"] < 400


def test_one_time_buyers_alone_do_not_identify_the_closed_form(world):
    orders = [(f"c{i}", (START + timedelta(days=i % 300)).isoformat(), 5) for i in range(400)]
    with pytest.raises((NotIdentified, TooFewEvents)):
        churn_risk(ChurnRiskArgs(horizon_days=30, method="bgnbd"), world(orders, as_of="2026-01-01"))


def test_no_customer_left_after_the_conditions_is_refused(world):
    ctx = world(regulars(), as_of="2026-01-01")
    with pytest.raises(EmptyWindow):
        churn_risk(ChurnRiskArgs(filters=(Compare("customer.region", "eq", ("nowhere",)),)), ctx)


def test_nobody_at_all_is_refused(world):
    with pytest.raises(EmptyWindow):
        churn_risk(ChurnRiskArgs(as_of=date(2024, 1, 1)), world(regulars(20), as_of="2026-01-01"))


def test_only_returns_are_no_purchases(world):
    orders = [(f"c{i}", "2025-03-01", -5) for i in range(50)]
    with pytest.raises(EmptyWindow):
        churn_risk(ChurnRiskArgs(), world(orders, as_of="2026-01-01"))


def test_one_customer_in_the_data_is_too_few(world):
    orders = [("c1", (START + timedelta(days=10 * k)).isoformat(), 5) for k in range(36)]
    with pytest.raises(TooFewEvents):
        churn_risk(ChurnRiskArgs(horizon_days=30), world(orders, as_of="2026-01-01"))


@pytest.mark.parametrize("arguments", [{"customer": "nobody"}, {"as_of": date(2027, 1, 1)}])
def test_an_unknown_customer_and_a_day_ahead_are_refused(arguments, world):
    with pytest.raises(BadParameter):
        churn_risk(ChurnRiskArgs(horizon_days=30, **arguments), world(regulars(), as_of="2026-01-01"))


@pytest.mark.parametrize("arguments", [{"horizon_days": 0}, {"method": "magic"}, {"limit": 0}, {"population": "some"}])
def test_an_argument_outside_its_range_is_refused(arguments):
    with pytest.raises(ValidationError):
        ChurnRiskArgs(**arguments)


def test_a_model_without_orders_is_refused(world, model_without_roles):
    with pytest.raises(MissingRole):
        churn_risk(ChurnRiskArgs(), world(regulars(20), as_of="2026-01-01", model=model_without_roles))


def test_a_smallest_group_forbids_a_list_of_customers(world):
    ctx = world(regulars(20), as_of="2026-01-01")
    policy = Policy(name="groups_only", dataset="customers", min_group_entity="customer", min_group_k=5)
    for arguments in ({}, {"customer": "c001", "population": "all"}):
        with pytest.raises(NotAllowed):
            churn_risk(ChurnRiskArgs(**arguments), replace(ctx, model=replace(ctx.model, policies=(policy,))))
