"""Time between two purchases: by head, against pandas, at a day, and every input that is refused."""

import random
from datetime import date, timedelta
from math import ceil

import pandas as pd
import pytest

from semantic_layer.query import Window
from tests.tools.conftest import build_model
from tools.customer_arguments import PurchaseGapsArgs
from tools.errors import BadParameter, EmptyWindow, MissingRole, TooFewEvents
from tools.lifecycle.purchase_gaps import purchase_gaps


def rows(table):
    return list(table.records())


def many(seed=3):
    rng = random.Random(seed)
    made = []
    for person in range(50):
        day = date(2024, 1, 1) + timedelta(days=rng.randint(0, 90))
        for _ in range(rng.randint(1, 9)):
            made.append((f"c{person}", day.isoformat(), 10.0))
            day += timedelta(days=rng.randint(1, 120))
    return made


def by_hand(orders, as_of, start=None):
    frame = pd.DataFrame(orders, columns=["key", "day", "amount"]).drop_duplicates(["key", "day"])
    frame = frame[(frame.day < as_of) & (frame.amount >= 0)].sort_values(["key", "day"])
    frame["gap"] = pd.to_datetime(frame.day).groupby(frame.key).diff().dt.days
    frame = frame.dropna()
    return frame if start is None else frame[frame.day >= start]


def test_gaps_by_head(world):
    orders = [("a", "2025-01-01", 5), ("a", "2025-01-11", 5), ("a", "2025-01-11", 5), ("a", "2025-02-10", 5)]
    orders += [("a", "2025-02-11", -5), ("b", "2025-01-01", 5), ("b", "2025-01-03", 5), ("c", "2025-01-01", 5)]
    result = purchase_gaps(PurchaseGapsArgs(), world(orders, as_of="2025-03-01"))
    row = rows(result.table("summary"))[0]
    assert (row["customers"], row["gaps"], row["median_days"], row["p95_days"]) == (2, 3, 10, 30)
    assert row["mean_days"] == pytest.approx(14) and row["typical_days"] == pytest.approx((20 + 2) / 2)
    assert [r["gaps"] for r in rows(result.main)] == [1, 1, 1, 0, 0, 0, 0, 0]
    assert ("customers", 1) in next(c for c in result.caveats if c.code == "gaps_open").params


@pytest.mark.parametrize("start", [None, "2024-08-01"])
def test_purchase_frequency_quantiles_are_those_of_pandas(world, start):
    orders = many()
    window = Window(date.fromisoformat(start), None) if start else None
    result = purchase_gaps(PurchaseGapsArgs(window=window), world(orders, as_of="2025-03-01"))
    gaps = by_hand(orders, "2025-03-01", start)
    row = rows(result.table("summary"))[0]
    assert row["gaps"] == len(gaps) and row["customers"] == gaps.key.nunique()
    ordered = sorted(gaps.gap)
    for name, q in (("median_days", 0.5), ("p75_days", 0.75), ("p95_days", 0.95)):
        assert row[name] == ordered[ceil(q * len(ordered)) - 1]  # the discrete quantile
    assert row["typical_days"] == pytest.approx(gaps.groupby("key").gap.mean().median())
    assert sum(r["gaps"] for r in rows(result.main)) == len(gaps)
    assert sum(r["share_of_gaps"] for r in rows(result.main)) == pytest.approx(1)


def test_groups_have_their_own_quantiles_and_the_shortest_first(world):
    orders = many()
    regions = {f"c{i}": ("north", "south")[i % 2] for i in range(50)}
    result = purchase_gaps(PurchaseGapsArgs(by="customer.region"), world(orders, as_of="2025-03-01", regions=regions))
    gaps = by_hand(orders, "2025-03-01")
    found = rows(result.main)
    for row in found:
        own = gaps[gaps.key.map(regions) == row["group"]]
        assert (row["gaps"], row["customers"]) == (len(own), own.key.nunique())
        assert row["typical_days"] == pytest.approx(own.groupby("key").gap.mean().median())
    assert [row["median_days"] for row in found] == sorted(row["median_days"] for row in found)


def test_gaps_read_nothing_dated_later(world):
    arguments = PurchaseGapsArgs(as_of=date(2024, 9, 1))
    early = [order for order in many() if order[1] < "2024-09-01"]
    one = purchase_gaps(arguments, world(many(), as_of="2025-03-01"))
    other = purchase_gaps(arguments, world([*early, ("c1", "2025-02-01", 3)], as_of="2025-03-01"))
    assert one.main.rows == other.main.rows and one.findings == other.findings


def test_groups_by_behaviour_say_that_they_are_made_of_the_same_purchases(world):
    result = purchase_gaps(PurchaseGapsArgs(by="customer.rfm"), world(many(), as_of="2025-03-01"))
    assert "segment_defined_on_window" in {caveat.code for caveat in result.caveats}


@pytest.mark.parametrize(
    ("orders", "arguments", "error"),
    [
        ([("a", "2025-01-01", -5)], {}, EmptyWindow),
        ([("a", "2025-01-01", 5)], {}, TooFewEvents),
        ([("a", "2025-01-01", 5), ("b", "2025-01-02", 5)], {}, TooFewEvents),
        ([("a", "2025-01-01", 5)], {"as_of": date(2027, 1, 1)}, BadParameter),
        ([("a", "2025-01-01", 5)], {"window": Window(date(2026, 1, 1), None)}, EmptyWindow),
    ],
)
def test_gaps_that_cannot_be_are_refused_by_type(world, orders, arguments, error):
    with pytest.raises(error):
        purchase_gaps(PurchaseGapsArgs(**arguments), world(orders, as_of="2025-03-01"))


def test_gaps_without_orders_in_the_model_are_refused(world):
    with pytest.raises(MissingRole):
        purchase_gaps(PurchaseGapsArgs(), world([("a", "2025-01-01", 5)], as_of="2025-03-01",
                                                model=build_model(roles=False)))  # fmt: skip
