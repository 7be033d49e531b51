"""Rates that a status or a flag tells, and what is owed of bills: proposed where one column says so."""

from __future__ import annotations

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.model import DerivedMetric, RatioMetric

STATES = ("Delivered", "Delivered", "Cancelled", "In Transit")


def model_of(**tables):
    return propose_model(DuckDBEngine.memory(tables))


def parcels(**columns):
    return [
        {"parcel_id": n + 1, "carrier": ("Ant", "Bee")[n % 2]} | {key: v[n % len(v)] for key, v in columns.items()}
        for n in range(12)
    ]


def rates(model):
    return {metric.name: metric for metric in model.metrics if isinstance(metric, RatioMetric)}


def test_a_status_tells_a_rate_and_its_label_says_what_is_counted():
    rate = rates(model_of(parcels=parcels(status=STATES)))["cancellation_rate"]

    assert (rate.numerator.metric, rate.numerator.filter) == ("parcel_count", "parcel.status = 'Cancelled'")
    assert (rate.denominator.metric, rate.denominator.filter) == ("parcel_count", None)
    assert rate.labels.en == "cancellation rate (status: Cancelled)"
    assert rate.labels.zh.startswith("取消率（") and "Cancelled" in rate.labels.zh
    assert {"取消率", "cancellation rate", "parcel cancellation rate"} <= set(rate.synonyms.all())


@pytest.mark.parametrize("flags", [(1, 0, 1, 1), (True, False, True, True)])
def test_a_flag_tells_a_rate(flags):
    assert "punctuality_rate" in rates(model_of(parcels=parcels(is_on_time=flags)))


def test_two_columns_that_tell_one_rate_are_two_metrics_of_one_name():
    model = model_of(parcels=parcels(status=STATES, payment_status=("Paid", "Cancelled", "Paid", "Paid")))
    named = [rate for rate in rates(model).values() if "取消率" in rate.synonyms.zh]

    assert len(named) == 2 and len({rate.labels.zh for rate in named}) == 2


@pytest.mark.parametrize(
    "columns",
    [
        {"stage": ("Won", "Lost", "Open", "Open")},  # rows still pass through it
        {"topic": ("Refunded", "Cancelled", "Other", "Other")},  # what it is about, no state of it
        {"status": ("Red", "Green", "Blue", "Blue")},
        {"status": STATES, "cancellation_rate": (0.1, 0.2, 0.3, 0.4)},  # the data hold it
    ],
)
def test_what_tells_no_rate_is_not_proposed(columns):
    assert "cancellation_rate" not in rates(model_of(parcels=parcels(**columns)))
    assert "win_rate" not in rates(model_of(parcels=parcels(**columns)))


def bills(paid):
    return [
        {"账单编号": n + 1, "账单日期": f"2026-0{1 + n % 6}-01", "应收金额": 100.0 + n, "实收金额": float(paid(n))}
        for n in range(12)
    ]


def test_what_is_due_and_what_was_paid_make_the_arrears_and_the_collection_rate():
    model = model_of(账单=bills(lambda n: 50 + n))
    owed = next(metric for metric in model.metrics if isinstance(metric, DerivedMetric))

    assert owed.expr == "应收金额 - 实收金额" and "欠费" in owed.synonyms.zh
    assert {"收缴率", "collection rate"} <= set(rates(model)["collection_rate"].synonyms.all())


def test_more_paid_than_due_in_a_row_makes_neither():
    model = model_of(账单=bills(lambda n: 50 + 60 * n))

    assert not [metric for metric in model.metrics if isinstance(metric, (DerivedMetric, RatioMetric))]
