"""How long customers stay: from the first to the last purchase day, as far as it has been seen."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from semantic_layer.model import Policy
from semantic_layer.query import Window
from tests.tools.test_rfm import shop
from tools.customer_arguments import LifetimeLengthArgs
from tools.errors import BadParameter, EmptyWindow, MissingRole
from tools.lifecycle.lifetime_length import lifetime_length

SMALL = [  # ann 0 days (two orders of one day), bob 10, cy 100; di only returned something
    ("ann", "2025-01-10", 5), ("ann", "2025-01-10", 5), ("bob", "2025-02-01", 5), ("bob", "2025-02-11", 5),
    ("cy", "2025-01-01", 5), ("cy", "2025-03-01", 5), ("cy", "2025-04-11", 5), ("cy", "2025-04-20", -5),
    ("di", "2025-03-03", -5),
]  # fmt: skip
REGIONS = {"ann": "West", "bob": "West", "cy": "East", "di": "East"}


def only(result):
    (row,) = result.main.records()
    return row


def test_the_length_by_head_counts_days_of_purchase_and_no_return(world):
    row = only(lifetime_length(LifetimeLengthArgs(), world(SMALL, as_of="2025-05-01")))
    assert (row["customers"], row["median_length"], row["median_length_back"]) == (
        3,
        10,
        10,
    )  # of 10 and 100 the lower middle
    assert row["once_share"] == pytest.approx(1 / 3)


def test_lifecycle_length_is_the_median_of_pandas(world):
    orders = shop(200, seed=4)
    row = only(lifetime_length(LifetimeLengthArgs(), world(orders, as_of="2026-01-01")))
    days = pd.DataFrame(orders, columns=["key", "day", "amount"]).assign(day=lambda f: pd.to_datetime(f["day"]))
    spans = days.groupby("key")["day"].agg(lambda d: (d.max() - d.min()).days)

    def lower_middle(values):
        return values.quantile(0.5, interpolation="lower")

    again = days.groupby("key")["day"].nunique() > 1
    assert (row["median_length"], row["median_length_back"]) == (lower_middle(spans), lower_middle(spans[again]))


def test_groups_are_ordered_by_those_who_came_back_and_add_up(world):
    result = lifetime_length(
        LifetimeLengthArgs(by="customer.region"), world(SMALL, as_of="2025-05-01", regions=REGIONS)
    )
    assert [(row["group"], row["customers"], row["median_length_back"]) for row in result.main.records()] == [
        ("East", 1, 100), ("West", 2, 10),
    ]  # fmt: skip
    assert result.findings[0].kind == "lifetime_length_groups"
    assert result.table("everybody").values("customers") == (3,)


def test_nothing_after_as_of_makes_a_life_longer(world):
    early = only(lifetime_length(LifetimeLengthArgs(as_of=date(2025, 3, 2)), world(SMALL, as_of="2025-05-01")))
    assert (early["customers"], early["median_length_back"]) == (3, 10)  # bob 10, cy 59


def test_a_window_is_the_part_of_the_life_that_is_looked_at(world):
    march = LifetimeLengthArgs(window=Window(date(2025, 3, 1), date(2025, 5, 1)))
    assert only(lifetime_length(march, world(SMALL, as_of="2025-05-01")))["median_length"] == 41


def test_who_bought_once_only_has_a_length_of_zero_and_no_second_sentence(world):
    result = lifetime_length(LifetimeLengthArgs(), world([("a", "2025-01-01", 5)], as_of="2025-02-01"))
    assert only(result)["median_length"] == 0 and only(result)["median_length_back"] is None
    assert [finding.kind for finding in result.findings] == ["lifetime_length"]


def test_groups_below_the_policys_size_are_not_shown(world):
    ctx = world(SMALL, as_of="2025-05-01", regions=REGIONS)
    sized = Policy(name="sized", dataset="customers", min_group_entity="customer", min_group_k=2)
    limited = replace(ctx, model=replace(ctx.model, policies=(sized,)))
    found = lifetime_length(LifetimeLengthArgs(by="customer.region"), limited).main
    assert found.values("group") == ()  # West goes too: with everybody beside it, it would tell of the one of East
    assert [(item.code, item.rows) for item in found.left_out if item.code == "suppressed_groups"] == [
        ("suppressed_groups", 2)
    ]


def test_nobody_a_future_day_and_a_model_without_orders_are_refused(world, model_without_roles):
    ctx = world(SMALL, as_of="2025-05-01")
    with pytest.raises(EmptyWindow):
        lifetime_length(LifetimeLengthArgs(as_of=date(2024, 12, 1)), ctx)
    with pytest.raises(BadParameter):
        lifetime_length(LifetimeLengthArgs(as_of=date(2026, 1, 1)), ctx)
    with pytest.raises(MissingRole):
        lifetime_length(LifetimeLengthArgs(), replace(ctx, model=model_without_roles))
