"""A small database with a canary in every place that must stay out of reach.

The visible part: `orders` without `note`, `customers` without `email` and `phone`, and only customers of "north" with
their orders. A canary stands in the hidden columns, in every hidden row, in a table that the model does not have, in
another schema, in an attached database and in a file beside the data.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import sqlglot
from sqlglot import exp

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.sql_decision import Allowed, Refused
from semantic_layer.sql_guard import check

CANARY = "canary-7f3a"
HIDDEN_AMOUNT = 987_654_321.0  # of the orders of hidden customers

VISIBLE = {
    "orders": {
        "order_id": "BIGINT", "customer_id": "BIGINT", "amount": "DOUBLE", "order_date": "DATE", "状态": "VARCHAR",
    },
    "customers": {"customer_id": "BIGINT", "City": "VARCHAR", "region": "VARCHAR"},
}  # fmt: skip

_TABLES = f"""
CREATE TABLE customers (customer_id BIGINT, City VARCHAR, region VARCHAR, email VARCHAR, phone VARCHAR);
INSERT INTO customers VALUES (10, '北京', 'north', '{CANARY}', '{CANARY}'), (20, 'Köln', 'north', '{CANARY}', NULL),
    (30, '{CANARY}', 'south', '{CANARY}', '{CANARY}');
CREATE TABLE orders (order_id BIGINT, customer_id BIGINT, amount DOUBLE, order_date DATE, 状态 VARCHAR, note VARCHAR);
INSERT INTO orders VALUES (1, 10, 100, DATE '2026-01-30', 'paid', '{CANARY}'),
    (2, 10, 50, DATE '2026-02-02', 'paid', '{CANARY}'), (3, 20, -40, DATE '2026-02-02', 'refunded', '{CANARY}'),
    (4, 30, {HIDDEN_AMOUNT}, DATE '1999-12-31', '{CANARY}', '{CANARY}');
CREATE TABLE secrets (customer_id BIGINT, token VARCHAR);
INSERT INTO secrets VALUES (10, '{CANARY}');
CREATE SCHEMA private;
CREATE TABLE private.tokens (customer_id BIGINT, token VARCHAR);
INSERT INTO private.tokens VALUES (10, '{CANARY}');
CREATE VIEW everything AS SELECT * FROM customers;
"""
_POLICED = {
    "orders": "SELECT o.order_id, o.customer_id, o.amount, o.order_date, o.状态 FROM orders AS o "
    "JOIN customers AS c ON o.customer_id = c.customer_id WHERE c.region = 'north'",
    "customers": "SELECT customer_id, City, region FROM customers WHERE region = 'north'",
}


def build(folder: Path) -> DuckDBEngine:
    """Write the database and its neighbours below `folder`, and open it."""
    with duckdb.connect(str(folder / "data.duckdb")) as connection:
        connection.execute(_TABLES)
    with duckdb.connect(str(folder / "runs.duckdb")) as connection:
        connection.execute(f"CREATE TABLE seg AS SELECT 10 AS key, '{CANARY}' AS segment")
    (folder / "neighbour.csv").write_text(f"a,b\n1,{CANARY}\n", encoding="utf-8")
    return DuckDBEngine.open(folder / "data.duckdb", attach={"runs": folder / "runs.duckdb"}, spill=folder / "spill")


def policed(table: str) -> exp.Select | None:
    tree = sqlglot.parse_one(_POLICED[table], dialect="duckdb")
    assert isinstance(tree, exp.Select)
    return tree


def guard(sql: str, engine: DuckDBEngine | None = None) -> Allowed | Refused:
    """The decision for the restricted person of this world."""
    return check(
        sql,
        schema=VISIBLE,
        dialect="duckdb",
        rows_of=policed,
        second_opinion=engine.statement_tables if engine else None,
        max_rows=1000,
    )


def tells(value: object) -> bool:
    """Whether something that must stay out of reach is in it."""
    text = repr(value)
    return CANARY in text or "98765432" in text or "1999" in text
