"""The trap set: a shop small enough to count by hand, in which every wrong join gives a wrong number.

As of 2024-04-10. Order 5 points to a customer that does not exist, order 6 to none, customer 3 has no region, and one
order line points to a product that does not exist.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.loader import load_texts
from semantic_layer.query import Compare, DimensionRef, MetricRef, SemanticQuery, Window
from semantic_layer.run import run_query

AS_OF = date(2024, 4, 10)
MODEL = load_texts({"trap_model.yaml": (Path(__file__).parent / "trap_model.yaml").read_text(encoding="utf-8")})
CALENDAR = Calendar(MODEL.calendar, AS_OF, first_day=date(2024, 1, 1), last_day=date(2024, 4, 9))

TABLES = """
CREATE TABLE customers (customer_id INTEGER, region VARCHAR, signup_date DATE);
INSERT INTO customers VALUES (1, 'East', '2024-01-05'), (2, 'West', '2024-01-20'), (3, NULL, '2024-02-02'),
  (4, 'West', '2024-03-01');
CREATE TABLE orders (order_id INTEGER, customer_id INTEGER, campaign_id INTEGER, order_date DATE, ship_date DATE,
  status VARCHAR, amount DECIMAL(12, 2));
INSERT INTO orders VALUES
  (1, 1, 10, '2024-01-10', '2024-01-12', 'completed', 100), (2, 1, NULL, '2024-01-31', '2024-02-02', 'completed', 100),
  (3, 2, NULL, '2024-02-15', '2024-02-20', 'completed', 50), (4, 3, 20, '2024-04-02', '2024-04-05', 'completed', 30),
  (5, 99, 20, '2024-04-03', '2024-04-04', 'completed', 7), (6, NULL, NULL, '2024-04-09', '2024-04-10', 'cancelled', 5);
CREATE TABLE order_lines (order_id INTEGER, line_no INTEGER, product_id VARCHAR, quantity INTEGER,
  net_amount DECIMAL(12, 2), cost DECIMAL(12, 2));
INSERT INTO order_lines VALUES (1, 1, 'p1', 2, 60, 30), (1, 2, 'p2', 1, 40, 10), (2, 1, 'p1', 3, 100, 45),
  (3, 1, 'p2', 1, 50, 20), (4, 1, 'p1', 1, 20, 10), (4, 2, 'p2', 1, 10, 4), (5, 1, 'p77', 1, 7, 5),
  (6, 1, 'p1', 1, 5, 2);
CREATE TABLE products (product_id VARCHAR, category VARCHAR);
INSERT INTO products VALUES ('p1', 'Tea'), ('p2', 'Cups'), ('p3', 'Gifts');
CREATE TABLE campaigns (campaign_id INTEGER, name VARCHAR);
INSERT INTO campaigns VALUES (10, 'New year'), (20, 'Spring');
CREATE TABLE returns (return_id INTEGER, order_id INTEGER, return_date DATE, reason VARCHAR, refund DECIMAL(12, 2));
INSERT INTO returns VALUES (1, 1, '2024-01-15', 'late', 10), (2, 1, '2024-02-15', 'broken', 20),
  (3, 3, '2024-02-25', 'late', 5);
CREATE TABLE order_tags (order_id INTEGER, tag VARCHAR);
INSERT INTO order_tags VALUES (1, 'vip'), (1, 'promo'), (2, 'promo'), (3, 'vip');
CREATE TABLE stock (sku VARCHAR, stock_date DATE, qty INTEGER);
INSERT INTO stock VALUES ('1', '2024-01-01', 10), ('1', '2024-01-31', 4), ('1', '2024-02-28', 6),
  ('1', '2024-03-15', 8), ('2', '2024-01-31', 3), ('2', '2024-02-10', 1);
CREATE TABLE dates AS SELECT CAST(d AS DATE) AS ds
  FROM range(DATE '2023-12-01', DATE '2025-01-01', INTERVAL 1 DAY) t(d);
ATTACH ':memory:' AS runs;
CREATE TABLE runs.seg_value_tier (key INTEGER, segment VARCHAR, as_of DATE, definition_hash VARCHAR);
INSERT INTO runs.seg_value_tier VALUES (1, 'high', '2024-02-01', 'h'), (2, 'low', '2024-02-01', 'h'),
  (1, 'mid', '2024-04-10', 'h'), (2, 'mid', '2024-04-10', 'h'), (3, 'low', '2024-04-10', 'h');
"""


@cache
def engine():
    def fill(connection):
        for statement in TABLES.split(";\n"):
            if statement.strip():
                connection.execute(statement)

    return DuckDBEngine.memory(fill)


def query(*metrics, by=(), where=(), as_of=AS_OF, **fields):
    """A query in few words: names are metrics and dimensions, `where` holds predicates or (field, value) pairs."""
    filters = tuple(Compare(item[0], "eq", (item[1],)) if isinstance(item, tuple) else item for item in where)
    names = (by,) if isinstance(by, str) else by
    return SemanticQuery(
        metrics=tuple(MetricRef(item) if isinstance(item, str) else item for item in metrics),
        dimensions=tuple(DimensionRef(item) if isinstance(item, str) else item for item in names),
        filters=filters,
        as_of=as_of,
        **fields,
    )


def ask(*metrics, model=MODEL, calendar=CALENDAR, **fields):
    """The whole result of a query."""
    return run_query(query(*metrics, **fields), model, engine(), calendar)[0]


def groups(table, *columns):
    """Groups -> the values of some columns (all numbers by default), as plain numbers."""
    keys = table.of_kind("dimension", "period")
    wanted = [table.index(name) for name in columns] or [i for i in range(len(table.columns)) if i not in keys]
    found = {}
    for row in table.rows:
        key = tuple(row[i] for i in keys)
        values = tuple(plain(row[i]) for i in wanted)
        found[key[0] if len(key) == 1 else key] = values[0] if len(values) == 1 else values
    return found


def plain(value):
    return value if value is None or isinstance(value, str | int | date) else round(float(value), 5)


def one(table, column=None):
    """The only value of the only row."""
    assert len(table.rows) == 1
    return plain(table.rows[0][table.index(column) if column else 0])


def month(number, year=2024):
    return date(year, number, 1)


def between(start, end):
    return Window(date.fromisoformat(start), date.fromisoformat(end))
