"""A folder of tables becomes a model that says what it assumed."""

from __future__ import annotations

import datetime as dt

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.inference.naming import entity_name, label_text
from semantic_layer.loader import load_texts
from semantic_layer.writer import dump_model


@pytest.fixture(scope="module")
def shop():
    def fill(connection):
        connection.execute("CREATE TABLE clients (client_id INTEGER, full_name VARCHAR, phone VARCHAR, city VARCHAR)")
        connection.execute(
            "INSERT INTO clients VALUES (1,'Ann','555','Rome'),(2,'Bo','556','Oslo'),(3,'Cy','557','Rome')"
        )
        connection.execute(
            "CREATE TABLE shop_orders (order_no VARCHAR, client_id INTEGER, order_date DATE, net_amount DECIMAL(10,2),"
            " unit_price DOUBLE, year INTEGER, ordered_on VARCHAR)"
        )
        connection.execute(
            "INSERT INTO shop_orders SELECT 'A' || i, 1 + i % 3, DATE '2024-01-01' + i::INTEGER, i, 2.5, 2024,"
            " '2024-01-0' || (1 + i % 9) FROM range(30) t(i)"
        )

    return propose_model(DuckDBEngine.memory(fill), "shop")


def dataset(model, name):
    return next(d for d in model.datasets if d.name == name)


def test_keys_and_the_relation_between_the_tables_are_found(shop):
    orders = dataset(shop, "shop_order")
    assert [(key.name, key.type, key.columns) for key in orders.entities] == [
        ("shop_order", "primary", ("order_no",)),
        ("client", "foreign", ("client_id",)),
    ]
    assert dataset(shop, "client").role == "dimension"


def test_amounts_are_summed_prices_averaged_and_years_not_measured(shop):
    measures = {measure.name: measure.agg for measure in dataset(shop, "shop_order").measures}
    assert measures == {"shop_order_count": "count", "net_amount": "sum", "unit_price": "avg"}


def test_dates_in_text_are_times_and_the_order_date_is_the_default(shop):
    orders = dataset(shop, "shop_order")
    kinds = {dimension.name: dimension.type for dimension in orders.dimensions}
    assert orders.default_time == "order_date"
    assert kinds["ordered_on"] == "time"


def test_contact_data_is_personal_until_somebody_says_otherwise(shop):
    personal = {d.name for d in dataset(shop, "client").dimensions if d.personal}
    assert personal == {"phone"}


def test_everything_is_marked_as_generated_with_its_evidence(shop):
    for item in (*shop.metrics, *shop.datasets, *shop.entities, *shop.dimensions()):
        assert item.state == "generated"
        assert item.evidence


def test_the_proposal_is_a_valid_model_that_can_be_written_and_read(shop):
    assert {m.name for m in load_texts(dump_model(shop)).metrics} == {m.name for m in shop.metrics}


def test_values_alone_never_make_a_relation():
    rows = {"a": [{"id": 1, "score": 1}, {"id": 2, "score": 2}], "b": [{"id": 1, "x": "p"}, {"id": 2, "x": "q"}]}
    model = propose_model(DuckDBEngine.memory(rows))
    assert all(key.type != "foreign" for d in model.datasets for key in d.entities)


def test_a_key_most_of_whose_values_have_no_target_is_no_relation():
    rows = {
        "city": [{"city_id": n, "name": f"c{n}"} for n in range(3)],
        "visit": [{"visit_id": n, "city_id": n, "day": dt.date(2024, 1, 1)} for n in range(10)],
    }
    model = propose_model(DuckDBEngine.memory(rows))
    assert [key.type for key in dataset(model, "visit").entities] == ["primary"]


def test_an_empty_table_is_proposed_without_a_crash():
    def fill(connection):
        connection.execute("CREATE TABLE nothing (id INTEGER, amount DOUBLE, day DATE)")

    model = propose_model(DuckDBEngine.memory(fill))
    assert [m.name for m in model.metrics] == ["nothing_count", "amount"]


def test_two_tables_with_the_same_column_get_two_metric_names():
    rows = {
        "bills": [{"bill_id": 1, "amount": 2.0}, {"bill_id": 2, "amount": 3.0}],
        "costs": [{"cost_id": 1, "amount": 2.0}, {"cost_id": 2, "amount": 3.0}],
    }
    names = [metric.name for metric in propose_model(DuckDBEngine.memory(rows)).metrics]
    assert len(names) == len(set(names))
    assert "amount" in names


@pytest.mark.parametrize(
    ("table", "tables", "entity"),
    [
        ("customers", ("customers", "orders"), "customer"),
        ("demo_orders", ("demo_customers", "demo_orders"), "order"),
        ("CarModels", ("CarModels",), "car_model"),
        ("销售记录", ("销售记录",), "销售记录"),
    ],
)
def test_an_entity_is_named_after_its_table(table, tables, entity):
    assert entity_name(table, tables) == entity


def test_a_label_is_translated_only_when_every_word_is_known():
    assert label_text("payment_method").zh == "付款方式"
    assert label_text("payment_frobnication").zh == ""
