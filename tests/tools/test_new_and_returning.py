"""New and returning customers by head, and against pandas on the sample data."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from semantic_layer.model import Format, Measure, Policy, SimpleMetric, Unit
from semantic_layer.query import Compare, Window
from tests.tools.conftest import build_model
from tools.customer_arguments import NewAndReturningArgs
from tools.errors import BadParameter, EmptyWindow, MissingRole
from tools.lifecycle.new_and_returning import new_and_returning

OCTOBER = Window(date(2025, 10, 1), date(2025, 11, 1))
ORDERS = [
    ("old", "2025-01-05", 10), ("old", "2025-10-02", 30), ("old", "2025-10-03", 10),
    ("fresh", "2025-10-09", 50), ("fresh", "2025-11-02", 20),
    ("gone", "2025-03-01", 99),
    ("later", "2025-11-05", 70),
]  # fmt: skip


def counting_model(**more):
    """The small model, with metrics that count customers and orders."""
    model = build_model(**more)
    people = Unit("count", "customer")
    counted = Measure(
        name="people", agg="count", expr="customer_id", unit=people, format=Format("integer"), dataset="customers",
        null_semantics="absent_is_zero", additivity="additive",
    )  # fmt: skip
    metric = SimpleMetric(
        name="people", measure="people", direction="up_is_good", unit=people, format=Format("integer"),
        null_semantics="absent_is_zero",
    )  # fmt: skip
    counts = {"order": "orders", "customer": "people"}
    return replace(
        model,
        entities=tuple(replace(entity, default_count=counts[entity.name]) for entity in model.entities),
        datasets=tuple(
            replace(d, measures=(*d.measures, counted)) if d.name == "customers" else d for d in model.datasets
        ),
        metrics=(*model.metrics, metric),
    )


def rows(result):
    return {row["side"]: row for row in result.main.records()}


def ask(world, as_of="2025-12-01", model=None, **arguments):
    ctx = world(ORDERS, as_of=as_of, model=model or counting_model())
    return new_and_returning(NewAndReturningArgs(**({"window": OCTOBER} | arguments)), ctx)


def test_who_bought_before_the_period_returns_and_who_did_not_is_new(world):
    found = rows(ask(world))
    assert {side: row["customers"] for side, row in found.items()} == {"new": 1, "returning": 1}
    assert found["new"]["share"] == 0.5


def test_what_they_bring_is_that_of_the_period_alone(world):
    found = rows(ask(world, metric="revenue"))
    assert (found["new"]["revenue"], found["returning"]["revenue"]) == (50, 40)
    assert found["returning"]["share"] == pytest.approx(40 / 90)


def test_a_figure_that_does_not_add_up_has_no_share(world):
    result = ask(world, metric="aov")
    assert {side: row["aov"] for side, row in rows(result).items()} == {"new": 50, "returning": 20}
    assert "share" not in [column.name for column in result.main.columns]


def test_each_period_judges_anew(world):
    result = ask(world, window=Window(date(2025, 10, 1), date(2025, 12, 1)), grain="month")
    counted = {(row["period"].month, row["side"]): row["customers"] for row in result.main.records()}
    assert counted == {(10, "new"): 1, (10, "returning"): 1, (11, "new"): 1, (11, "returning"): 1}


def test_the_future_changes_nothing(world):
    assert ask(world, as_of="2025-11-01").main == ask(world, as_of="2025-12-01").main


def test_conditions_choose_what_is_counted_and_not_who_is_new(world):
    ctx = world(ORDERS, as_of="2025-12-01", model=counting_model())
    condition = Compare("order.order_date", "ge", (date(2025, 10, 3),))
    result = new_and_returning(NewAndReturningArgs(window=OCTOBER, metric="revenue", filters=(condition,)), ctx)
    assert {side: row["revenue"] for side, row in rows(result).items()} == {"new": 50, "returning": 10}


def test_a_period_without_a_purchase_is_said_to_be_empty(world):
    with pytest.raises(EmptyWindow):
        ask(world, window=Window(date(2025, 5, 1), date(2025, 6, 1)))
    with pytest.raises(EmptyWindow):
        ask(world, window=Window(date(2026, 5, 1), date(2026, 6, 1)))


def test_too_many_periods_are_refused(world):
    with pytest.raises(BadParameter):
        ask(world, window=Window(date(2025, 1, 1), date(2025, 12, 1)), grain="week")


def test_a_model_that_counts_no_orders_lacks_the_role(world):
    with pytest.raises(MissingRole):
        new_and_returning(NewAndReturningArgs(window=OCTOBER), world(ORDERS, as_of="2025-12-01"))


def test_groups_below_the_smallest_size_are_withheld_without_their_share(world):
    policy = Policy(name="small", dataset="customers", min_group_entity="customer", min_group_k=2)
    result = ask(world, model=counting_model(policies=(policy,)))
    assert result.main.rows == ()
    assert [(item.code, item.rows) for item in result.main.left_out] == [("suppressed_groups", 2)]


def test_new_and_returning_on_the_sample_data_are_those_of_pandas(demo, raw):
    window = Window(date(2026, 9, 1), date(2026, 10, 1))
    result = new_and_returning(NewAndReturningArgs(window=window, metric="orders"), demo.tools)
    orders = raw.execute("SELECT customer_id, order_date, status FROM orders").df()
    orders["order_date"] = pd.to_datetime(orders["order_date"])
    orders = orders[orders["customer_id"].notna()]
    counted = orders[orders["status"] != "cancelled"]
    first = counted.groupby("customer_id")["order_date"].min()
    inside = counted[(counted["order_date"] >= "2026-09-01") & (counted["order_date"] < "2026-10-01")]
    returns = inside["customer_id"].map(first) < pd.Timestamp("2026-09-01")
    found = rows(result)
    assert found["returning"]["orders"] == int(returns.sum())
    assert found["new"]["orders"] == int((~returns).sum())
    assert found["returning"]["customers"] == inside[returns]["customer_id"].nunique()
