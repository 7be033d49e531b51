"""Stock and balances that are written down again and again are levels; the stock of a list of things is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.loader import load_texts
from semantic_layer.writer import dump_model

DAYS = [date(2026, 3, 1) + timedelta(days=n) for n in range(5)]
SHELVES = [
    {"day": day, "sku": sku, "site": site, "stock": 10 * n + len(sku + site)}
    for n, day in enumerate(DAYS)
    for sku in ("tea", "rice")
    for site in ("North", "South")
]


def _model(**tables):
    return propose_model(DuckDBEngine.memory(tables), "levels")


def _measure(model, name):
    return next(measure for dataset in model.datasets for measure in dataset.measures if measure.name == name)


def test_stock_of_each_item_at_each_site_by_day_is_a_level_of_both():
    model = _model(stock_levels=SHELVES)
    stock = _measure(model, "stock")

    assert (stock.additivity, stock.semi.pick, stock.semi.per) == ("semi_additive", "last", ("sku", "site"))
    assert stock.null_semantics == "absent_is_unknown"
    assert (model.datasets[0].role, model.datasets[0].time_basis) == ("snapshot", "snapshot")
    assert stock.state == "generated" and "never added over time" in stock.evidence


def test_what_is_proposed_for_levels_can_be_written_and_loaded_again():
    model = _model(stock_levels=SHELVES)
    loaded = load_texts(dump_model(model))

    assert _measure(loaded, "stock").semi == _measure(model, "stock").semi


def test_an_opening_balance_is_the_first_of_its_period():
    rows = [{"account_id": a, "month_end": day, "opening_balance": a, "closing_balance": a + 1}
            for a in (1, 2, 3) for day in DAYS]  # fmt: skip
    model = _model(account_balances=rows)

    assert _measure(model, "opening_balance").semi.pick == "first"
    assert _measure(model, "closing_balance").semi.pick == "last"
    assert _measure(model, "closing_balance").semi.per == ("account_id",)


def test_a_single_balance_by_day_is_a_level_without_holders():
    model = _model(till=[{"day": day, "cash_balance": 100 + n} for n, day in enumerate(DAYS)])

    assert _measure(model, "cash_balance").semi.per == ()


@pytest.mark.parametrize(
    ("table", "rows", "measure"),
    [
        # takings of a shop recur by shop and day as well, and add up
        ("takings", [{"day": d, "shop": s, "amount": 5} for d in DAYS for s in ("A", "B")], "amount"),
        # one row for each product: its stock adds up over the products
        ("products", [{"product_id": n, "stock": n, "updated_on": DAYS[n % 5]} for n in range(1, 9)], "stock"),
        # loans begin on days of their own
        (
            "loans",
            [
                {"loan_id": n, "client": f"c{n % 3}", "start": DAYS[0] + timedelta(days=n), "outstanding_balance": n}
                for n in range(1, 10)
            ],
            "outstanding_balance",
        ),
        # what went in and out is no level
        ("stock_movements", [{"day": d, "sku": s, "quantity": 3} for d in DAYS for s in ("A", "B")], "quantity"),
    ],
)
def test_flows_and_lists_of_things_stay_additive(table, rows, measure):
    found = _measure(_model(**{table: rows}), measure)

    assert found.additivity == "additive" and found.semi is None


def test_a_table_of_snapshots_holds_levels_whatever_they_are_called_but_no_flows():
    rows = [
        {"account_id": a, "month": date(2026, m, 1), "seats": 3 * a, "mrr": 40 * a, "new_seats": 1}
        for a in (1, 2, 3)
        for m in range(1, 6)
    ]
    model = _model(subscription_snapshots=rows)

    assert _measure(model, "seats").semi.per == _measure(model, "mrr").semi.per == ("account_id",)
    assert _measure(model, "new_seats").semi is None


def test_years_that_stand_as_numbers_are_the_time_of_their_levels():
    rows = [{"city": c, "year": y, "population": 1000 * y} for c in ("Oslo", "Bergen") for y in range(2018, 2024)]
    model = _model(city_population=rows)
    year = next(d for d in model.datasets[0].dimensions if d.name == "year")

    assert (year.type, year.grain, model.datasets[0].default_time) == ("time", "year", "year")
    assert _measure(model, "population").semi.per == ("city",)


def test_a_list_of_cities_has_years_that_are_no_time():
    model = _model(cities=[{"city_id": n, "founded_year": 1800 + n, "population": 10 * n} for n in range(1, 9)])

    assert _measure(model, "population").semi is None
    assert next(d for d in model.datasets[0].dimensions if d.name == "founded_year").type == "ordinal"


def test_a_table_called_after_its_level_names_the_level_and_not_its_rows():
    rows = [{"account_id": a, "month_end": day, "balance": a} for a in (1, 2, 3) for day in DAYS]
    model = _model(account_balances=rows)

    assert "total account balance" in _measure(model, "balance").synonyms.en
    assert _measure(model, "account_balance_count").labels.en == "number of account balance records"
    assert model.entities[0].labels.en == "account balance record"


def test_energy_adds_up_and_power_does_not():
    rows = [
        {"reading_id": n, "kwh_used": n * 1.5, "consumption_kwh": n * 2.5, "peak_kw": n * 0.5} for n in range(1, 30)
    ]
    model = _model(readings=rows)

    found = {measure.expr: measure.agg for measure in model.datasets[0].measures}
    assert (found["kwh_used"], found["consumption_kwh"], found["peak_kw"]) == ("sum", "sum", "avg")
