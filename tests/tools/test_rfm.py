"""Scores and segments: ties, partitions, and what must not change them."""

import itertools
import random
from datetime import date, timedelta

import pandas as pd
import pytest

from semantic_layer.model import Policy
from tests.tools.conftest import build_model
from tests.tools.test_btyd import cdnow
from tools import trees
from tools.arguments import RfmArgs
from tools.customer_arguments import RfmScoresArgs
from tools.errors import BadParameter, EmptyWindow, MissingRole, NotAllowed, RunMismatch, TooFewCustomers
from tools.rfm.base import scored_base
from tools.rfm.cuts import rules_of, score_steps
from tools.rfm.rfm import rfm_scores, rfm_segments
from tools.segments.runs import ensure_run
from tools.segments.summary import scope_of


def shop(n=60, seed=0):
    """Customers c00, c01, ... with 1 to 9 purchases in 2025; many are equal in frequency."""
    rng = random.Random(seed)
    orders = []
    for i in range(n):
        for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 5, 9])):
            day = date(2025, 1, 1) + timedelta(days=rng.randrange(360))
            orders.append((f"c{i:02d}", day.isoformat(), rng.randrange(1, 500)))
    return orders


def scores(ctx, bins=5, **arguments):
    scope = scope_of("rfm_segments", RfmArgs(**arguments), ctx)
    names = ("key", "recency_days", "frequency", "monetary", "r", "f", "m")
    wanted = RfmArgs(bins=bins, **arguments)
    steps = (*scored_base(scope, wanted.frequency), *score_steps(rules_of(wanted, ctx)))
    select = trees.with_steps(trees.from_step("scores", *trees.columns(*names)), steps)
    raw = ctx.engine.run(trees.render(select, "duckdb"))
    return pd.DataFrame(raw.rows, columns=raw.columns).sort_values("key").reset_index(drop=True)


def segment_counts(result):
    return {row["segment"]: row["customers"] for row in result.main.records()}


def test_rfm_scoring_equals_that_counted_with_pandas(world):
    orders = shop()
    found = scores(world(orders, as_of="2026-01-01"))

    frame = pd.DataFrame(orders, columns=["key", "day", "amount"])
    frame["day"] = pd.to_datetime(frame["day"])
    base = frame.groupby("key").agg(last=("day", "max"), frequency=("day", "nunique"), monetary=("amount", "sum"))
    base["recency_days"] = (pd.Timestamp("2026-01-01") - base["last"]).dt.days
    for name, column in (("r", "recency_days"), ("f", "frequency"), ("m", "monetary")):
        cuts = [base[column].quantile(i / 5, interpolation="lower") for i in range(1, 5)]
        ordered = base[column].sort_values().to_list()
        cuts = [ordered[-(-i * len(ordered) // 5) - 1] for i in range(1, 5)]
        below = sum((base[column] > cut).astype(int) for cut in cuts)
        expected = 5 - below if name == "r" else 1 + below
        assert found[name].to_list() == expected.to_list()


def test_equal_values_get_equal_scores_even_when_most_customers_are_alike(world):
    orders = [(f"c{i:02d}", "2025-03-01", 10) for i in range(30)]
    orders += [("c00", "2025-04-01", 10), ("c01", "2025-05-01", 10)]
    found = scores(world(orders, as_of="2025-06-01"))

    assert found.groupby("frequency")["f"].nunique().max() == 1
    assert found.loc[found["frequency"] == 1, "f"].unique().tolist() == [1]


def test_recency_is_turned_round_so_that_5_is_best(world):
    found = scores(world(shop(), as_of="2026-01-01"))
    assert found.loc[found["recency_days"].idxmin(), "r"] == 5
    assert found.loc[found["recency_days"].idxmax(), "r"] == 1


def test_a_customer_whose_returns_ate_everything_has_the_lowest_monetary_score(world):
    orders = [*shop(), ("zero", "2025-12-01", 100), ("zero", "2025-12-09", -100)]
    found = scores(world(orders, as_of="2026-01-01"))
    assert found.loc[found["key"] == "zero", ["frequency", "monetary", "m"]].iloc[0].to_list() == [1, 0, 1]


def test_neither_row_order_nor_currency_changes_a_segment(world):
    orders = shop()
    as_it_is = segment_counts(rfm_segments(RfmArgs(), world(orders, as_of="2026-01-01")))
    shuffled = list(orders)
    random.Random(7).shuffle(shuffled)
    in_cents = [(name, day, amount * 100) for name, day, amount in orders]

    assert segment_counts(rfm_segments(RfmArgs(), world(shuffled, as_of="2026-01-01"))) == as_it_is
    assert segment_counts(rfm_segments(RfmArgs(), world(in_cents, as_of="2026-01-01"))) == as_it_is
    four = segment_counts(rfm_segments(RfmArgs(map="four"), world(orders, as_of="2026-01-01")))
    assert segment_counts(rfm_segments(RfmArgs(map="four"), world(in_cents, as_of="2026-01-01"))) == four


def test_nothing_after_as_of_changes_a_segment(world):
    orders = shop()
    future = [(f"c{i:02d}", "2026-02-01", 9999) for i in range(60)]
    before = rfm_segments(RfmArgs(as_of=date(2026, 1, 1)), world(orders, as_of="2026-03-01"))
    after = rfm_segments(RfmArgs(as_of=date(2026, 1, 1)), world(orders + future, as_of="2026-03-01"))

    assert before.main.rows == after.main.rows
    assert [item.code for item in after.main.left_out] == ["future_rows"]


def test_the_segments_hold_every_buyer_once_and_all_their_revenue(world):
    orders = [*shop(), (None, "2025-05-05", 70)]
    result = rfm_segments(RfmArgs(), world(orders, as_of="2026-01-01"))

    assert sum(result.main.values("customers")) == 60
    assert sum(result.main.values("revenue")) == sum(amount for name, _, amount in orders if name)
    assert sum(result.main.values("share")) == pytest.approx(1)
    assert [(item.code, item.rows, item.value) for item in result.main.left_out] == [("null_key", 1, 70)]


def test_four_rfm_classes_split_at_the_medians(world):
    names = [f"c{i:02d}" for i in range(20)]
    orders = [
        (name, day, amount)
        for (day, amount), group in zip(
            itertools.product(("2025-12-01", "2025-01-01"), (100, 1)), itertools.batched(names, 5)
            if hasattr(itertools, "batched") else [names[i : i + 5] for i in range(0, 20, 5)],
            strict=True,
        )
        for name in group
    ]  # fmt: skip
    result = rfm_segments(RfmArgs(map="four"), world(orders, as_of="2026-01-01"))
    assert segment_counts(result) == {"loyal_fans": 5, "potential": 5, "to_reawaken": 5, "edge_of_churn": 5}


def test_the_statement_ranks_nobody_into_equal_parts(world):
    result = rfm_segments(RfmArgs(), world(shop(), as_of="2026-01-01"))
    assert "NTILE(" not in " ".join(result.lineage.sql).upper()


def test_twelve_customers_are_too_few_for_quintiles(world):
    orders = [(f"c{i}", "2025-01-05", 1) for i in range(12)]
    with pytest.raises(TooFewCustomers) as refusal:
        rfm_segments(RfmArgs(), world(orders, as_of="2026-01-01"))
    assert refusal.value.params == {"n": 12, "need": 20}


def test_a_model_without_orders_is_refused_by_naming_the_role(world, model_without_roles):
    with pytest.raises(MissingRole) as refusal:
        rfm_segments(RfmArgs(), world(shop(), as_of="2026-01-01", model=model_without_roles))
    assert refusal.value.params["role"] == "order"


def test_bins_that_ties_leave_empty_are_shown_as_empty(world):
    orders = [(f"c{i:02d}", "2025-03-01", 10 + i) for i in range(30)]
    bins = rfm_segments(RfmArgs(), world(orders, as_of="2025-06-01")).table("bins")
    found = {(row["scored"], row["score"]): row["customers"] for row in bins.records()}
    assert [found["f", score] for score in range(1, 6)] == [30, 0, 0, 0, 0]
    assert [found["m", score] for score in range(1, 6)] == [6, 6, 6, 6, 6]


def test_customers_worth_nothing_are_told(world):
    orders = [*shop(), ("zero", "2025-12-01", 100), ("zero", "2025-12-09", -100)]
    result = rfm_segments(RfmArgs(), world(orders, as_of="2026-01-01"))
    assert [dict(c.params) for c in result.caveats if c.code == "non_positive_value"] == [{"customers": 1}]


# --- scores of single customers, presets and cuts ------------------------------------------------------------------


def test_cdnow_purchase_counts_have_the_published_quintiles(world):
    """Repeat counts of the CDNOW sample: cuts 1 1 2 3; scores 1: 1411, 2: none, 3: 439, 4: 214, 5: 293."""
    frame = pd.read_csv(cdnow("cdnow_customers_summary.csv"))
    start = date(1997, 1, 1)
    orders = [
        (str(i), (start + timedelta(days=day)).isoformat(), 10)
        for i, repeats in enumerate(frame["frequency"].astype(int))
        for day in range(repeats + 1)
    ]
    result = rfm_scores(RfmScoresArgs(), world(orders, as_of="1998-01-01"))
    cuts = [row["value"] for row in result.table("cuts").records() if row["scored"] == "f"]
    sizes = [row["customers"] for row in result.table("bins").records() if row["scored"] == "f"]
    assert cuts == [1, 1, 2, 3]
    assert sizes == [1411, 0, 439, 214, 293]
    assert "F2" in next(dict(c.params)["names"] for c in result.caveats if c.code == "empty_scores")


def test_the_fixed_preset_scores_by_days_and_counts_and_terciles(world):
    ages = {"a": 30, "b": 31, "c": 90, "d": 180, "e": 181}
    as_of = date(2025, 12, 31)
    orders = [(name, (as_of - timedelta(days=age)).isoformat(), 5 + i) for i, (name, age) in enumerate(ages.items())]
    orders += [("often", (as_of - timedelta(days=n)).isoformat(), 1) for n in range(1, 7)]
    orders += [("some", (as_of - timedelta(days=n)).isoformat(), 1) for n in range(1, 6)]
    orders += [(f"x{i:02d}", "2025-01-01", 100 + i) for i in range(15)]
    found = scores(world(orders, as_of="2025-12-31"), preset="fixed").set_index("key")
    assert found["r"].loc[list(ages)].tolist() == [4, 3, 3, 2, 1]
    assert found["f"].loc[["a", "some", "often"]].tolist() == [1, 2, 3]
    assert sorted(found["m"].value_counts().to_dict().items()) == [(1, 8), (2, 7), (3, 7)]


def test_own_cuts_belong_to_the_lower_side(world):
    orders = [("one", "2025-12-30", 10), ("two", "2025-12-30", 11), ("three", "2025-12-20", 30)]
    own = RfmScoresArgs(cuts={"r": [5], "f": [1], "m": [10, 20]})
    listed = rfm_scores(own, world(orders, as_of="2025-12-31")).main.records()
    assert {row["customer"]: row["code"] for row in listed} == {"one": "211", "two": "212", "three": "113"}


@pytest.mark.parametrize("cuts", [{"r": [5, 5]}, {"m": [3, 1]}, {"f": list(range(10))}])
def test_cuts_that_do_not_rise_are_refused(world, cuts):
    with pytest.raises(BadParameter):
        rfm_scores(RfmScoresArgs(cuts=cuts), world(shop(), as_of="2026-01-01"))


def test_two_ways_to_cut_at_once_are_refused(world):
    with pytest.raises(BadParameter):
        rfm_scores(RfmScoresArgs(cuts={"r": [5]}, preset="fixed"), world(shop(), as_of="2026-01-01"))


def test_frequency_counts_days_or_orders(world):
    orders = [*shop(), ("twice", "2025-06-01", 10), ("twice", "2025-06-01", 20), ("twice", "2025-06-02", -5)]
    ctx = world(orders, as_of="2026-01-01")
    by_days = {row["customer"]: row["frequency"] for row in rfm_scores(RfmScoresArgs(), ctx).main.records()}
    by_orders = {
        row["customer"]: row["orders"] for row in rfm_scores(RfmScoresArgs(frequency="orders"), ctx).main.records()
    }
    assert (by_days["twice"], by_orders["twice"]) == (1, 2)
    assert all(by_orders[name] >= days for name, days in by_days.items())


def test_frozen_cuts_are_those_kept_with_the_run(world):
    later = [(f"c{i:02d}", "2026-02-01", 5000) for i in range(30)]
    ctx = world(shop() + later, as_of="2026-03-01")
    ensure_run(ctx.model.segmentation("customer.rfm"), date(2026, 1, 1), ctx)
    old = rfm_scores(RfmScoresArgs(as_of=date(2026, 1, 1)), ctx).table("cuts").values("value")
    fresh = rfm_scores(RfmScoresArgs(), ctx).table("cuts").values("value")
    frozen = rfm_scores(RfmScoresArgs(frozen_run="customer.rfm@2026-01-01"), ctx)
    assert (
        [float(v) for v in frozen.table("cuts").values("value")] == [float(v) for v in old] != [float(v) for v in fresh]
    )
    assert dict(frozen.lineage.parameters)["cuts"] == "frozen"
    by_day = rfm_scores(RfmScoresArgs(frozen_run="2026-01-01"), ctx)
    assert by_day.main.rows == frozen.main.rows


def test_kept_cuts_of_one_day_stay_when_another_is_kept(world):
    ctx = world(shop(), as_of="2026-01-01")
    for day in (date(2025, 9, 1), date(2025, 11, 1)):
        ensure_run(ctx.model.segmentation("customer.rfm"), day, ctx)
    first = rfm_scores(RfmScoresArgs(frozen_run="2025-09-01"), ctx).table("cuts").values("value")
    assert [float(v) for v in first] == [
        float(v) for v in rfm_scores(RfmScoresArgs(as_of=date(2025, 9, 1)), ctx).table("cuts").values("value")
    ]


def test_cuts_that_nobody_kept_are_refused(world):
    ctx = world(shop(), as_of="2026-01-01")
    with pytest.raises(RunMismatch):
        rfm_scores(RfmScoresArgs(frozen_run="2025-09-01"), ctx)
    with pytest.raises(RunMismatch):
        rfm_scores(RfmScoresArgs(frozen_run="customer.nothing@2025-09-01"), ctx)
    with pytest.raises(BadParameter):
        rfm_scores(RfmScoresArgs(frozen_run="last month"), ctx)


def test_the_best_are_listed_first_and_all_are_counted(world):
    result = rfm_scores(RfmScoresArgs(limit=5), world(shop(), as_of="2026-01-01"))
    sums = [row["r"] + row["f"] + row["m"] for row in result.main.records()]
    assert len(sums) == 5 and sums == sorted(sums, reverse=True)
    assert "truncated" in result.main.flags
    assert result.findings[0].fact("customers").value == 60
    assert sum(row["customers"] for row in result.table("bins").records() if row["scored"] == "m") == 60


def test_scores_are_not_changed_by_row_order_or_currency(world):
    orders = shop()
    shuffled = random.Random(3).sample(orders, len(orders))
    tripled = [(name, day, amount * 3) for name, day, amount in orders]
    codes = [
        {
            row["customer"]: row["code"]
            for row in rfm_scores(RfmScoresArgs(), world(some, as_of="2026-01-01")).main.records()
        }
        for some in (orders, shuffled, tripled)
    ]
    assert codes[0] == codes[1] == codes[2]


def test_nothing_after_as_of_changes_a_score(world):
    future = [(f"c{i:02d}", "2026-02-01", 9999) for i in range(60)]
    wanted = RfmScoresArgs(as_of=date(2026, 1, 1))
    before = rfm_scores(wanted, world(shop(), as_of="2026-03-01"))
    after = rfm_scores(wanted, world(shop() + future, as_of="2026-03-01"))
    assert before.main.rows == after.main.rows


def test_bad_worlds_are_refused_by_type(world):
    with pytest.raises(EmptyWindow):
        rfm_scores(RfmScoresArgs(), world([("a", "2025-01-01", -5)], as_of="2026-01-01"))
    with pytest.raises(TooFewCustomers):
        rfm_scores(RfmScoresArgs(), world([("a", "2025-01-01", 5)], as_of="2026-01-01"))
    with pytest.raises(BadParameter):
        rfm_scores(RfmScoresArgs(as_of=date(2027, 1, 1)), world(shop(), as_of="2026-01-01"))


def test_constant_amounts_give_everybody_one_score(world):
    orders = [(f"c{i:02d}", "2025-03-01", 10) for i in range(30)]
    codes = {row["code"] for row in rfm_scores(RfmScoresArgs(), world(orders, as_of="2025-06-01")).main.records()}
    assert codes == {"511"}


def test_single_customers_are_listed_only_where_no_smallest_group_holds(world):
    policy = Policy(name="small", dataset="customers", min_group_entity="customer", min_group_k=5)
    ctx = world(shop(), as_of="2026-01-01", model=build_model(policies=(policy,)))
    with pytest.raises(NotAllowed):
        rfm_scores(RfmScoresArgs(), ctx)


def test_the_bins_are_the_customers_of_every_score_those_of_nobody_too(world):
    orders = shop()
    ctx = world(orders, as_of="2026-01-01")
    bins = {
        (row["scored"], row["score"]): row["customers"] for row in rfm_segments(RfmArgs(), ctx).table("bins").records()
    }
    counted = scores(ctx)
    expected = {(letter, n): int((counted[letter] == n).sum()) for letter in "rfm" for n in range(1, 6)}
    assert bins == expected
    assert {sum(n for (letter, _), n in bins.items() if letter == one) for one in "rfm"} == {60}


def test_a_score_that_nobody_has_is_named(world):
    orders = [(f"c{i:02d}", "2025-03-01", 10) for i in range(30)]
    found = rfm_segments(RfmArgs(), world(orders, as_of="2025-06-01"))
    empty = next(dict(item.params)["names"] for item in found.caveats if item.code == "empty_scores")
    assert empty == "R1, R2, R3, R4, F2, F3, F4, F5, M2, M3, M4, M5"


@pytest.mark.parametrize("seed", range(4))
def test_bins_of_too_few_are_withheld_with_another_so_that_none_comes_by_subtraction(world, seed):
    policy = Policy(name="small", dataset="customers", min_group_entity="customer", min_group_k=9)
    orders = shop(seed=seed)
    ctx = world(orders, as_of="2026-01-01", model=build_model(policies=(policy,)))
    told = {
        (row["scored"], row["score"]): row["customers"] for row in rfm_segments(RfmArgs(), ctx).table("bins").records()
    }
    counted = scores(world(orders, as_of="2026-01-01"))
    some = 0
    for letter in "rfm":
        sizes = {n: int((counted[letter] == n).sum()) for n in range(1, 6)}
        shown = {n: told[letter, n] for n in sizes if (letter, n) in told}
        assert all(shown[n] == sizes[n] >= 9 for n in shown)
        missing = sum(sizes.values()) - sum(shown.values())
        assert missing == 0 or missing >= 9 or not shown
        some += len(shown)
    assert some
