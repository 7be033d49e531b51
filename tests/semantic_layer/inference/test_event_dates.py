"""Which date says when rows happened, what adds up, and what a state is called, in tables met for the first time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model

DAY = date(2024, 3, 1)


def table(names, missing=()):
    """Rows with a date in each named column; every third row lacks those of `missing`."""
    return [
        {
            name: None if name in missing and n % 3 == 0 else DAY + timedelta(days=n + at)
            for at, name in enumerate(names)
        }
        | {"row_no": n}
        for n in range(30)
    ]


@pytest.mark.parametrize(
    ("name", "dates", "missing", "expected"),
    [
        ("bills", ("issued_on", "due_on", "paid_on"), ("paid_on",), "issued_on"),
        ("shipments", ("promised_date", "shipped_date", "delivered_date"), ("delivered_date",), "shipped_date"),
        ("deliveries", ("planned_date", "delivered_date"), (), "delivered_date"),
        ("cases", ("closed_at", "opened_at"), ("closed_at",), "opened_at"),
        ("parcels", ("order_date", "shipped_date"), (), "order_date"),
        ("customers", ("customer_birth_date", "signup_date"), ("signup_date",), "signup_date"),
        ("payments", ("created_at", "paid_on"), (), "paid_on"),
    ],
)
def test_the_date_of_the_event_comes_before_later_steps_and_promises(name, dates, missing, expected):
    model = propose_model(DuckDBEngine.memory({name: table(dates, missing)}))
    assert model.datasets[0].default_time == expected


def test_recurring_revenue_premiums_and_days_taken_add_up_and_scores_do_not():
    rows = [{"contract_id": f"c{n}", "mrr": n, "annual_premium": n, "leave_days": n, "csat_score": n} for n in range(9)]
    model = propose_model(DuckDBEngine.memory({"contracts": rows}))
    aggs = {measure.name: measure.agg for measure in model.datasets[0].measures}
    assert [aggs[name] for name in ("mrr", "annual_premium", "leave_days", "csat_score")] == [
        "sum",
        "sum",
        "sum",
        "avg",
    ]


def test_true_and_false_are_states_with_an_opposite():
    rows = [{"site_id": n, "site_name": f"S{n}", "is_active": n % 2 == 0} for n in range(8)]
    model = propose_model(DuckDBEngine.memory({"sites": rows}))
    words = {adjective.word for adjective in model.dimension("site.is_active").adjectives}
    assert {"active", "inactive", "not active", "活跃", "不活跃"} <= words


def test_an_end_that_some_rows_wait_for_is_when_they_were_cancelled():
    rows = table(("start_date", "end_date"), ("end_date",))
    open_ended = propose_model(DuckDBEngine.memory({"plans": rows}))
    agreed = propose_model(DuckDBEngine.memory({"plans": table(("start_date", "end_date"))}))
    said = [model.dimension("plan.end_date").synonyms.en for model in (open_ended, agreed)]
    assert ["cancellation date" in words for words in said] == [True, False]


def test_a_short_form_of_the_things_own_name_is_its_label():
    rows = [{"wh_code": f"W{n}", "wh_name": f"Depot {n}"} for n in range(6)]
    model = propose_model(DuckDBEngine.memory({"warehouses": rows}))
    assert model.entities[0].label_dimension == "wh_name"
