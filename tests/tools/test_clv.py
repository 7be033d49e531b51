"""Lifetime value: published hold-out figures, sums, time, and every kind of data that allows no estimate."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from semantic_layer.model import Policy
from tests.tools.conftest import build_model
from tests.tools.test_btyd import cdnow
from tools.customer_arguments import ClvArgs
from tools.errors import EmptyWindow, MissingRole, NotAllowed, NotIdentified
from tools.value.btyd import Purchases, Spend
from tools.value.clv import Buyers, Fitted, _value, clv


def shop(n=200, seed=0):
    """Customers with exponential gaps, some of whom stop."""
    rng = np.random.default_rng(seed)
    orders = []
    for i in range(n):
        day, rate = float(rng.uniform(0, 300)), float(rng.gamma(2, 0.02)) + 0.002
        while day < 600:
            stamp = (pd.Timestamp("2024-01-01") + pd.Timedelta(days=int(day))).date().isoformat()
            orders.append((f"c{i:03d}", stamp, round(float(rng.gamma(6, 8)) + 1, 2)))
            day += float(rng.exponential(1 / rate)) + 1
            if rng.random() < 0.1:
                break
    return orders


@pytest.fixture(scope="module")
def cdnow_orders():
    names = ["id", "sample", "day", "units", "amount"]
    frame = pd.read_csv(cdnow("CDNOW_sample.txt"), sep=r"\s+", names=names, dtype={"id": str, "day": str})
    days = pd.to_datetime(frame["day"], format="%Y%m%d").dt.date
    return [(i, d.isoformat(), a) for i, d, a in zip(frame["sample"].astype(str), days, frame["amount"], strict=True)]


def rows(table):
    return list(table.records())


def test_cdnow_hold_out_of_39_weeks_beside_the_naive_forecast(world, cdnow_orders):
    """Published fit: 1,653 expected against 1,882; mean error .785, naive 2,930 and 1.024."""
    found = clv(ClvArgs(horizon_days=273, discount_annual=0), world(cdnow_orders, as_of="1998-07-01"))
    model, naive = rows(found.table("hold_out"))
    assert model["from_day"] == date(1997, 10, 1) and model["n"] == 2357
    assert model["actual_orders"] == pytest.approx(1882, rel=0.01)
    assert model["expected_orders"] == pytest.approx(1653, rel=0.01)
    assert naive["expected_orders"] == pytest.approx(2930, rel=0.01)
    assert model["mean_error"] == pytest.approx(0.785, abs=0.01)
    assert naive["mean_error"] == pytest.approx(1.024, abs=0.01)


def test_cdnow_fit_from_raw_transactions_is_the_published_one(world, cdnow_orders):
    found = clv(ClvArgs(), world(cdnow_orders, as_of="1997-10-01"))
    fit = {row["parameter"]: row["value"] for row in rows(found.table("fit"))}
    assert fit["customers"] == 2357 and fit["repeaters"] == 946
    assert [fit["r"], fit["a"], fit["b"]] == pytest.approx([0.24259452, 0.792922, 2.42590682], rel=1e-4)
    assert fit["alpha_weeks"] == pytest.approx(4.4136021, rel=1e-4)
    assert [fit["p"], fit["q"], fit["v"]] == pytest.approx([6.2496, 3.7442, 15.4435], rel=1e-3)
    assert fit["correlation"] == pytest.approx(0.114, abs=0.01)


def test_ltv_of_groups_adds_up_to_that_of_everybody(world):
    regions = {f"c{i:03d}": ("north", "south")[i % 2] for i in range(200)}
    ctx = world(shop(), as_of="2025-09-01", regions=regions)
    total = dict(clv(ClvArgs(), ctx).findings[0].facts)["clv"].value
    groups = rows(clv(ClvArgs(by="customer.region"), ctx).main)
    assert {row["group"] for row in groups} == {"north", "south"}
    assert sum(row["clv"] for row in groups) == pytest.approx(total)
    assert sum(row["customers"] for row in groups) == dict(clv(ClvArgs(), ctx).findings[0].facts)["customers"].value
    for row in groups:
        assert row["clv_per_customer"] == pytest.approx(row["clv"] / row["customers"])


def test_without_discount_value_is_purchases_times_value():
    x, t_x, T = np.array([3.0, 0.0]), np.array([20.0, 0.0]), np.array([30.0, 12.0])
    fitted = Fitted(Purchases("bgnbd", 0.5, 4.0, 0.8, 2.4, 0.0), Spend(6.0, 4.0, 15.0, 0.0))
    buyers = Buyers(("a", "b"), (None, None), x, t_x, T, np.array([40.0, 0.0]), "")
    discounted, plain, orders = _value(fitted, buyers, ClvArgs(horizon_days=100, discount_annual=0))
    expected = fitted.purchases.expected_purchases(100 / 7, x, t_x, T)
    assert orders == pytest.approx(expected)
    each = [6 * (15 + 3 * 40) / (6 * 3 + 4 - 1), 6 * 15 / 3]
    assert discounted == pytest.approx(expected * each) and plain == pytest.approx(discounted)
    lower, same, _ = _value(fitted, buyers, ClvArgs(horizon_days=100, discount_annual=0.2, margin=0.5))
    assert (lower < discounted / 2).all() and same == pytest.approx(plain / 2)


def test_what_happens_after_as_of_changes_nothing(world):
    orders = shop()
    later = [(name, "2025-10-05", 9999) for name, _, _ in orders[:50]]
    one = clv(ClvArgs(as_of=date(2025, 9, 1)), world(orders, as_of="2026-01-01"))
    other = clv(ClvArgs(as_of=date(2025, 9, 1)), world(orders + later, as_of="2026-01-01"))
    assert one.main.rows == other.main.rows and one.table("fit").rows == other.table("fit").rows


def test_the_most_valuable_customers_come_first_and_the_list_says_that_it_is_cut(world):
    found = clv(ClvArgs(limit=5), world(shop(), as_of="2025-09-01"))
    values = [row["clv"] for row in rows(found.main)]
    assert values == sorted(values, reverse=True) and len(values) == 5
    assert "truncated" in found.main.flags


def test_revenue_is_not_called_profit_until_a_margin_is_given(world):
    ctx = world(shop(), as_of="2025-09-01")
    assert "revenue_not_profit" in {c.code for c in clv(ClvArgs(), ctx).caveats}
    assert "revenue_not_profit" not in {c.code for c in clv(ClvArgs(margin=0.3), ctx).caveats}


def test_a_list_of_customers_needs_the_right_to_see_them(world):
    policy = Policy(name="small", dataset="customers", min_group_entity="customer")
    with pytest.raises(NotAllowed):
        clv(ClvArgs(), world(shop(), as_of="2025-09-01", model=build_model(policies=(policy,))))


@pytest.mark.parametrize(
    ("orders", "error"),
    [
        ([("a", "2026-05-01", 10)], EmptyWindow),  # everything lies ahead
        ([("a", "2025-01-05", 10)], NotIdentified),  # one customer
        ([(f"c{i}", "2025-01-05", 10) for i in range(50)], NotIdentified),  # one-time buyers only
        ([(f"c{i}", day, -5) for i in range(9) for day in ("2025-01-05", "2025-02-05")], EmptyWindow),  # all returns
    ],
)
def test_data_that_allow_no_estimate_are_refused(world, orders, error):
    with pytest.raises(error):
        clv(ClvArgs(), world(orders, as_of="2025-09-01"))


def test_a_model_without_orders_is_refused(world):
    with pytest.raises(MissingRole):
        clv(ClvArgs(), world([("a", "2025-01-05", 1)], as_of="2025-09-01", model=build_model(roles=False)))


@pytest.mark.parametrize("wrong", [{"margin": 0}, {"margin": 1.5}, {"discount_annual": -0.1}, {"horizon_days": 0}])
def test_impossible_arguments_are_refused(wrong):
    with pytest.raises(ValidationError):
        ClvArgs(**wrong)
