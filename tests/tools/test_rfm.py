"""Scores and segments: ties, partitions, and what must not change them."""

import itertools
import random
from datetime import date, timedelta

import pandas as pd
import pytest

from tools import trees
from tools.arguments import RfmArgs
from tools.errors import MissingRole, TooFewCustomers
from tools.rfm import rfm_segments
from tools.rfm_base import scored_base
from tools.rfm_cuts import rules_of, score_steps
from tools.rfm_maps import TEN
from tools.segment_summary import scope_of


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


def test_scores_equal_those_counted_with_pandas(world):
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


def test_the_map_of_ten_names_every_cell_once():
    cells = partition(TEN, 5)
    assert len(cells) == 25 and len(set(cells.values())) == 10
    assert cells[5, 5] == "champions" and cells[1, 5] == "cant_lose" and cells[1, 1] == "hibernating"


@pytest.mark.parametrize(
    "regions",
    [
        (Region("a", (1,), (1, 2)),),
        (Region("a", (1, 2), (1, 2)), Region("b", (2,), (2,))),
        (Region("a", (1, 2, 3), (1, 2)),),
    ],
    ids=["gap", "overlap", "outside"],
)
def test_a_map_with_a_gap_or_an_overlap_is_refused(regions):
    with pytest.raises(ValueError, match="Not a partition"):
        partition(regions, 2)


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


def test_the_map_of_four_splits_at_the_medians(world):
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
