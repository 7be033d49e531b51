"""The tables, queries and hand-written SQL that the benchmarks share."""

from __future__ import annotations

import datetime as dt

from semantic_layer.loader import load_texts
from semantic_layer.query import Compare, Comparison, DimensionRef, MetricRef, SemanticQuery, Top, Window

MODEL = load_texts(
    {
        "model.yaml": """
version: 1
model: bench
calendar: {timezone: UTC, week: {start: monday, numbering: iso}}
entities: [{name: line}, {name: order}, {name: customer}, {name: product}]
datasets:
  - name: lines
    source: lines
    role: fact
    grain: [line]
    time_basis: event
    default_time: day
    entities:
      - {name: line, type: primary, columns: [line_id]}
      - {name: customer, type: foreign, columns: [customer_id]}
      - {name: product, type: foreign, columns: [product_id]}
    dimensions:
      - {name: day, type: time, grain: day}
      - {name: channel, type: categorical}
    measures:
      - {name: revenue, agg: sum, expr: amount, additivity: additive, unit: currency(CNY), format: currency(2),
         null_semantics: absent_is_zero, create_metric: true}
      - {name: lines, agg: count, expr: line_id, additivity: additive, unit: count(line), format: integer,
         null_semantics: absent_is_zero, create_metric: true}
      - {name: buyers, agg: count_distinct, expr: customer_id, additivity: non_additive, unit: count(customer),
         format: integer, null_semantics: absent_is_zero, create_metric: true}
  - name: customers
    source: customers
    role: dimension
    grain: [customer]
    time_basis: none
    entities: [{name: customer, type: primary, columns: [customer_id]}]
    dimensions: [{name: region, type: geography}]
  - name: products
    source: products
    role: dimension
    grain: [product]
    time_basis: none
    entities: [{name: product, type: primary, columns: [product_id]}]
    dimensions: [{name: category, type: categorical}]
metrics:
  - {name: mean_line, type: ratio, numerator: revenue, denominator: lines, direction: up_is_good, unit: currency(CNY),
     format: currency(2)}
"""
    }
)

AS_OF = dt.date(2026, 1, 1)
YEAR = Window(dt.date(2025, 1, 1), dt.date(2026, 1, 1), "year:2025")
REVENUE = (MetricRef("revenue"),)
QUERIES = {
    "sum by month": SemanticQuery(metrics=REVENUE, grain="month", window=YEAR, as_of=AS_OF),
    "ratio, one join": SemanticQuery(
        metrics=(MetricRef("mean_line"),), dimensions=(DimensionRef("customer.region"),), as_of=AS_OF
    ),
    "filtered distinct count": SemanticQuery(
        metrics=(MetricRef("buyers"),), filters=(Compare("line.channel", "eq", ("web",)),), window=YEAR, as_of=AS_OF
    ),
    "period over period": SemanticQuery(
        metrics=REVENUE,
        window=Window(dt.date(2025, 12, 1), AS_OF, "month:2025-12"),
        compare=(Comparison("previous"),),
        as_of=AS_OF,
    ),
    "top 10, two joins": SemanticQuery(
        metrics=REVENUE,
        dimensions=(DimensionRef("customer.region"), DimensionRef("product.category")),
        top=Top(10, "revenue"),
        as_of=AS_OF,
    ),
}
BY_HAND = {
    "sum by month": "SELECT date_trunc('month', day)::DATE AS m, sum(amount) FROM lines"
    " WHERE day >= DATE '2025-01-01' AND day < DATE '2026-01-01' GROUP BY 1 ORDER BY 1",
    "ratio, one join": "SELECT region, sum(amount)::DOUBLE / nullif(count(line_id), 0) FROM lines"
    " LEFT JOIN customers USING (customer_id) WHERE day < DATE '2026-01-02' GROUP BY 1 ORDER BY 2 DESC",
    "filtered distinct count": "SELECT count(DISTINCT customer_id) FROM lines WHERE channel = 'web'"
    " AND day >= DATE '2025-01-01' AND day < DATE '2026-01-01'",
    "period over period": "SELECT sum(amount) FILTER (WHERE day >= DATE '2025-12-01'),"
    " sum(amount) FILTER (WHERE day < DATE '2025-12-01') FROM lines"
    " WHERE day >= DATE '2025-11-01' AND day < DATE '2026-01-01'",
    "top 10, two joins": "SELECT region, category, sum(amount) AS r FROM lines LEFT JOIN customers USING (customer_id)"
    " LEFT JOIN products USING (product_id) WHERE day < DATE '2026-01-02' GROUP BY 1, 2 ORDER BY r DESC LIMIT 10",
}
QUESTIONS = (
    "revenue by channel",
    "which segment has the highest repurchase rate?",
    "revenue by month",
    "average order value by region",
    "top 5 categories by revenue this year",
    "revenue last month compared with the month before",
    "哪个分群复购率最高？",
    "各渠道的销售额",
    "上个月的订单量",
    "今年各品类销售额占比",
)


def fill(connection, lines):
    """Two years of lines over `lines` / 20 customers, 400 products, 6 regions, 12 categories."""
    customers = max(lines // 20, 100)
    connection.execute(
        "CREATE TABLE customers AS SELECT i AS customer_id, 'region ' || (i % 6) AS region"
        f" FROM range({customers}) t(i)"
    )
    connection.execute(
        "CREATE TABLE products AS SELECT i AS product_id, 'category ' || (i % 12) AS category FROM range(400) t(i)"
    )
    connection.execute(
        "CREATE TABLE lines AS SELECT i AS line_id, (hash(i) % "
        + str(customers)
        + ")::BIGINT AS customer_id, (hash(i + 7) % 400)::BIGINT AS product_id,"
        " DATE '2024-01-01' + (hash(i + 13) % 731)::INTEGER AS day,"
        " CASE hash(i + 3) % 3 WHEN 0 THEN 'web' WHEN 1 THEN 'store' ELSE 'app' END AS channel,"
        " ((hash(i + 5) % 100000) / 100)::DECIMAL(12, 2) AS amount FROM range(" + str(lines) + ") t(i)"
    )
