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
