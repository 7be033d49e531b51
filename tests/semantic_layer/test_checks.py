"""What the model promises is counted in the data, and each broken promise is reported once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from semantic_layer.checks import DataDefect, check_data
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.loader import load_texts
from semantic_layer.model import SemanticModel

TRAPS = Path(__file__).with_name("trap_model.yaml").read_text(encoding="utf-8")
TABLES = """
CREATE TABLE dates AS SELECT UNNEST(generate_series(DATE '2024-01-01', DATE '2024-04-30', INTERVAL 1 DAY))::DATE AS ds;
CREATE TABLE customers AS FROM (VALUES (1, 'East', DATE '2024-01-05'), (2, 'West', DATE '2024-01-20'))
    t(customer_id, region, signup_date);
CREATE TABLE campaigns AS FROM (VALUES (10, 'New year')) t(campaign_id, name);
CREATE TABLE products AS FROM (VALUES ('p1', 'Tea')) t(product_id, category);
CREATE TABLE orders AS FROM (VALUES
    (1, 1, 10, DATE '2024-01-10', DATE '2024-01-12', 'completed', 100.00),
    (2, 2, 10, DATE '2024-02-15', DATE '2024-02-20', 'cancelled', 60.00),
    (3, 99, 10, DATE '2024-04-03', DATE '2024-04-04', 'completed', 30.00),
    (4, NULL, 10, DATE '2024-04-09', NULL, 'completed', 10.00)
    ) t(order_id, customer_id, campaign_id, order_date, ship_date, status, amount);
CREATE TABLE order_lines AS FROM (VALUES (1, 1, 'p1', 2, 60.00, 30.00), (1, 2, 'p1', 1, 40.00, 10.00))
    t(order_id, line_no, product_id, quantity, net_amount, cost);
CREATE TABLE returns AS FROM (VALUES (1, 1, DATE '2024-01-15', 'late', 10.00))
    t(return_id, order_id, return_date, reason, refund);
CREATE TABLE order_tags AS FROM (VALUES (1, 'vip'), (1, 'promo'), (2, 'promo')) t(order_id, tag);
CREATE TABLE stock AS FROM (VALUES (1, DATE '2024-01-01', 10), (1, DATE '2024-01-31', 4)) t(sku, stock_date, qty);
"""


def defects(changes: str = "", model: str = TRAPS) -> list[DataDefect]:
    """What is wrong beside the notes, after `changes` to the tables."""

    def fill(connection):
        for statement in filter(str.strip, (TABLES + changes).split(";")):
            connection.execute(statement)

    return list(check_data(load_texts({"m.yaml": model}), DuckDBEngine.memory(fill)))


def found(items: list[DataDefect], code: str) -> list[DataDefect]:
    return [item for item in items if item.code == code]


def test_null_and_orphan_foreign_keys_are_told_apart_with_rows_and_value():
    items = [item for item in defects() if item.severity != "note"]
    assert [(item.code, item.severity, item.dataset, item.subject, item.rows) for item in items] == [
        ("null_foreign_keys", "warning", "orders", "customer", 1),
        ("orphan_keys", "error", "orders", "customer", 1),
    ]
    null, orphan = items
    assert (null.rows_share, null.value_share, null.value_of) == (0.25, 0.05, "revenue")
    assert (orphan.rows_share, orphan.value_share) == (0.25, 0.15)
    assert orphan.message.en == (
        "orders: 1 rows (25.0 %; 15.0 % of revenue) name a customer that does not exist; they are shown as unknown."
    )
    assert "指向不存在的customer" in orphan.message.zh


def test_the_last_day_of_each_dataset_is_noted():
    notes = {item.dataset: item.day for item in defects() if item.code == "last_complete_day"}
    assert notes == {
        "orders": date(2024, 4, 9),
        "customers": date(2024, 1, 20),
        "returns": date(2024, 1, 15),
        "stock": date(2024, 1, 31),
    }
    stated = TRAPS.replace(
        "    default_time: order_date\n", "    default_time: order_date\n    complete_to: 2024-03-31\n"
    )
    notes = {item.dataset: item.day for item in defects(model=stated) if item.code == "last_complete_day"}
    assert notes["orders"] == date(2024, 3, 31)


def test_a_key_that_is_mandatory_may_not_be_null():
    items = defects("INSERT INTO returns VALUES (2, NULL, DATE '2024-01-16', 'late', 30)")
    (null,) = (item for item in found(items, "null_foreign_keys") if item.dataset == "returns")
    assert (null.severity, null.rows, null.value_share) == ("error", 1, 0.75)


def test_duplicate_and_missing_primary_keys_are_counted():
    items = defects("INSERT INTO customers VALUES (1, 'East', NULL), (1, 'West', NULL), (NULL, 'West', NULL)")
    (duplicate,) = found(items, "duplicate_keys")
    assert (duplicate.dataset, duplicate.subject, duplicate.rows, duplicate.rows_share) == (
        "customers",
        "customer",
        2,
        0.4,
    )
    (null,) = found(items, "null_keys")
    assert (null.rows, null.rows_share) == (1, 0.2)


def test_a_key_of_two_columns_is_one_key():
    items = defects("INSERT INTO order_lines VALUES (1, 2, 'p1', 1, 1, 1), (2, 1, 'p1', 1, 1, 1)")
    (duplicate,) = found(items, "duplicate_keys")
    assert (duplicate.dataset, duplicate.rows) == ("order_lines", 1)


def test_codes_outside_a_closed_list_are_named():
    items = defects("INSERT INTO orders VALUES (5, 1, 10, DATE '2024-04-09', NULL, 'lost', 1)")
    (unlisted,) = found(items, "unlisted_codes")
    assert (unlisted.subject, unlisted.rows, unlisted.rows_share, unlisted.examples) == (
        "order.status",
        1,
        0.2,
        ("lost",),
    )
    personal = TRAPS.replace("        closed: true\n", "        closed: true\n        personal: true\n")
    items = defects("INSERT INTO orders VALUES (5, 1, 10, DATE '2024-04-09', NULL, 'lost', 1)", personal)
    assert found(items, "unlisted_codes")[0].examples == ()


def test_two_rows_of_one_grain_are_a_violation():
    items = defects("INSERT INTO stock VALUES (1, DATE '2024-01-31', 5); INSERT INTO order_tags VALUES (1, 'vip')")
    assert [(item.dataset, item.subject, item.rows) for item in found(items, "grain_violation")] == [
        ("order_tags", "order, tag", 1),
        ("stock", "sku, stock_date", 1),
    ]


def test_missing_tables_and_columns_are_named_with_the_nearest():
    items = defects("ALTER TABLE orders RENAME COLUMN amount TO amout; ALTER TABLE stock RENAME TO stocks")
    (column,) = found(items, "missing_column")
    assert (column.dataset, column.subject, column.examples[0]) == ("orders", "amount", "amout")
    (table,) = found(items, "missing_table")
    assert (table.dataset, table.examples) == ("stock", ("stocks",))
    assert "Did you mean stocks?" in table.message.en
    (orphan,) = found(items, "orphan_keys")
    assert orphan.value_share is None  # the value cannot be read, the rows can


INTERVALS = TRAPS.replace(
    "metrics:\n",
    """  - {name: prices, source: main.prices, role: dimension, grain: [product, valid_from], time_basis: interval,
     default_time: valid_from, valid: {from: valid_from, to: valid_to},
     entities: [{name: product, type: foreign, columns: [product_id]}],
     dimensions: [{name: valid_from, type: time, grain: day}, {name: valid_to, type: time, grain: day}]}
metrics:
""",
    1,
)


@pytest.mark.parametrize(
    ("rows", "overlapping"),
    [
        ("('p1', DATE '2024-01-01', DATE '2024-02-01'), ('p1', DATE '2024-02-01', NULL)", 0),
        ("('p1', DATE '2024-01-01', DATE '2024-02-02'), ('p1', DATE '2024-02-01', NULL)", 1),
        ("('p1', DATE '2024-01-01', NULL), ('p1', DATE '2024-02-01', NULL)", 1),
        ("('p1', NULL, DATE '2024-02-02'), ('p1', DATE '2024-02-01', NULL)", 1),
    ],
)
def test_intervals_of_one_key_may_touch_but_not_overlap(rows, overlapping):
    table = f"CREATE TABLE prices AS FROM (VALUES {rows}) t(product_id, valid_from, valid_to)"
    items = found(defects(table, INTERVALS), "overlapping_intervals")
    assert [item.rows for item in items] == [overlapping] * bool(overlapping)


def test_the_weights_of_a_bridge_add_to_one_per_parent():
    model = TRAPS.replace("role: bridge, grain", "role: bridge, bridge: {weight: share}, grain")
    shares = "ALTER TABLE order_tags ADD COLUMN share DOUBLE; UPDATE order_tags SET share = 0.5;"
    (wrong,) = found(defects(shares, model), "bridge_weights")
    assert (wrong.dataset, wrong.subject, wrong.rows, wrong.rows_share) == ("order_tags", "order", 1, 0.5)
    right = shares + "UPDATE order_tags SET share = 1 WHERE order_id = 2"
    assert found(defects(right, model), "bridge_weights") == []


def test_a_dataset_may_be_a_select():
    model = TRAPS.replace("source: main.products", "source: \"SELECT * FROM main.products WHERE category <> 'x'\"")
    assert [item.code for item in defects(model=model)] == [item.code for item in defects()]


def test_an_empty_table_has_no_defect():
    items = defects("DELETE FROM orders; DELETE FROM order_lines; DELETE FROM returns; DELETE FROM order_tags")
    assert {item.severity for item in items} <= {"note"}


def test_tables_of_segment_runs_are_not_checked():
    model: SemanticModel = load_texts({"m.yaml": TRAPS})
    segments = replace(model.dataset("campaigns"), name="seg_tier", source="runs.seg_tier", role="segment")
    whole = replace(model, datasets=(segments,))
    assert check_data(whole, DuckDBEngine.memory({"dates": [{"ds": date(2024, 1, 1)}]})) == ()
