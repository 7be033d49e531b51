"""Descriptions are tables of what the model and the data say."""

from dataclasses import replace
from datetime import date

import pytest

from semantic_layer.errors import UnknownDimension, UnknownMetric, UnknownValue
from semantic_layer.model import Policy
from semantic_layer.query import Who
from tools.arguments import DescribeArgs
from tools.describe import describe
from tools.segments.runs import ensure_run

ORDERS = [("ann", "2025-01-10", 500), ("bob", "2025-01-20", 100), ("cy", "2025-01-21", 7)]


def rows(ctx, kind, name=None, table="main"):
    return list(describe(DescribeArgs(kind=kind, name=name), ctx).table(table).records())


def test_a_metric_is_described_by_its_formula_and_unit(world):
    (found,) = rows(world(ORDERS, as_of="2025-02-01"), "metric", "aov")
    assert (found["formula"], found["unit"], found["direction"]) == ("revenue / orders", "currency(CNY)", "up_is_good")


def test_a_segmentation_names_its_rule_and_its_kept_runs(world):
    ctx = world(ORDERS, as_of="2025-02-01")
    ensure_run(ctx.model.segmentation("customer.tier"), date(2025, 2, 1), ctx)
    (found,) = rows(ctx, "segmentation", "customer.tier")
    assert (found["tool"], found["entity"]) == ("tiers", "customer")
    assert [row["value"] for row in rows(ctx, "segmentation", "customer.tier", "values")] == ["high", "mid", "low"]
    assert [row["as_of"] for row in rows(ctx, "segmentation", "customer.tier", "runs")] == [date(2025, 2, 1)]


def test_a_value_is_found_where_it_is_declared(world):
    found = rows(world(ORDERS, as_of="2025-02-01"), "value", "HIGH")
    assert [(row["dimension"], row["value"]) for row in found] == [("customer.tier", "high")]


def test_the_catalogue_lists_all_that_can_be_asked(world):
    found = {(row["kind"], row["name"]) for row in rows(world(ORDERS, as_of="2025-02-01"), "catalogue")}
    assert {("metric", "revenue"), ("dimension", "customer.region"), ("segmentation", "customer.rfm")} <= found


def test_freshness_counts_rows_and_names_the_first_and_last_day(world):
    found = {row["dataset"]: row for row in rows(world(ORDERS, as_of="2025-02-01"), "freshness")}
    assert (found["orders"]["rows"], found["orders"]["first"], found["orders"]["last"]) == (
        3,
        date(2025, 1, 10),
        date(2025, 1, 21),
    )
    assert (found["customers"]["rows"], found["customers"]["first"]) == (3, None)


def test_freshness_counts_only_rows_that_may_be_seen(world):
    ctx = world(ORDERS, as_of="2025-02-01", regions={"ann": "West"})
    policy = Policy(name="own", dataset="customers", rows="region = :who.region")
    ctx = replace(ctx, model=replace(ctx.model, policies=(policy,)), who=Who("mia", (), (("region", "West"),)))
    found = {row["dataset"]: row["rows"] for row in rows(ctx, "freshness")}
    assert found == {"orders": 1, "customers": 1}


@pytest.mark.parametrize(
    ("kind", "name", "error"),
    [
        ("metric", "profit", UnknownMetric),
        ("dimension", "customer.shoe", UnknownDimension),
        ("segmentation", "customer.rmf", UnknownDimension),
        ("value", "Atlantis", UnknownValue),
    ],
)
def test_an_unknown_name_is_refused(world, kind, name, error):
    with pytest.raises(error):
        describe(DescribeArgs(kind=kind, name=name), world(ORDERS, as_of="2025-02-01"))
