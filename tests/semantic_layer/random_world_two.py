"""A second family of random shops: levels, visits, lines with a composite key, two roles, segments and tags.

A world is a dict of table name -> list of rows (dicts). Keys may be missing or point nowhere, attributes may be
missing, tables may be empty. One engine serves all worlds: `engine_of` replaces its rows.
"""

from __future__ import annotations

import atexit
import datetime as dt
from functools import cache

from hypothesis import strategies as st

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.loader import load_texts

MODEL = load_texts(
    {
        "model.yaml": """
version: 1
model: second_shop
calendar: {timezone: UTC, week: {start: monday, numbering: iso}}
entities: [{name: customer}, {name: order}, {name: order_line}, {name: product}, {name: visit}, {name: shipment},
           {name: sku}, {name: store}, {name: tag}]
datasets:
  - name: customers
    source: customers
    role: dimension
    grain: [customer]
    time_basis: event
    default_time: signup_day
    entities: [{name: customer, type: primary, columns: [customer_id]}]
    dimensions:
      - {name: region, type: geography, values: [{code: East}, {code: West}, {code: ""}]}
      - {name: city, type: text}
      - {name: signup_day, type: time, grain: day}
    measures:
      - {name: customers, agg: count, expr: customer_id, additivity: additive, unit: count(customer), format: integer,
         null_semantics: absent_is_zero, create_metric: true}
  - name: products
    source: products
    role: dimension
    grain: [product]
    time_basis: none
    entities: [{name: product, type: primary, columns: [product_id]}]
    dimensions: [{name: category, type: categorical, values: [{code: Tea}, {code: Cups}]}]
  - name: orders
    source: orders
    role: fact
    grain: [order]
    time_basis: event
    default_time: day
    entities:
      - {name: order, type: primary, columns: [order_id]}
      - {name: customer, type: foreign, columns: [customer_id], default_role: true}
      - {name: customer, type: foreign, columns: [referrer_id], role: referrer}
    dimensions:
      - {name: day, type: time, grain: day}
      - {name: ship_day, type: time, grain: day}
      - {name: channel, type: categorical, values: [{code: web}, {code: shop}, {code: app}]}
      - {name: amount, type: categorical, datatype: Integer}
    measures:
      - {name: revenue, agg: sum, expr: amount, additivity: additive, unit: currency(CNY), format: currency(0),
         null_semantics: absent_is_zero, create_metric: true}
      - {name: orders, agg: count, expr: order_id, additivity: additive, unit: count(order), format: integer,
         null_semantics: absent_is_zero, create_metric: true}
      - {name: buyers, agg: count_distinct, expr: customer_id, additivity: non_additive, unit: count(customer),
         format: integer, null_semantics: absent_is_zero, create_metric: true}
      - {name: mean_amount, agg: avg, expr: amount, additivity: non_additive, unit: currency(CNY),
         format: currency(2), null_semantics: absent_is_unknown, create_metric: true}
      - {name: largest, agg: max, expr: amount, additivity: non_additive, unit: currency(CNY), format: currency(2),
         null_semantics: absent_is_unknown, create_metric: true}
  - name: order_lines
    source: order_lines
    role: fact
    grain: [order_line]
    time_basis: event
    default_time: order.day
    entities:
      - {name: order_line, type: primary, columns: [order_id, line_no]}
      - {name: order, type: foreign, columns: [order_id]}
      - {name: product, type: foreign, columns: [product_id]}
    measures:
      - {name: line_revenue, agg: sum, expr: net, additivity: additive, unit: currency(CNY), format: currency(0),
         null_semantics: absent_is_zero, create_metric: true}
      - {name: lines, agg: count, expr: line_no, additivity: additive, unit: count(order_line), format: integer,
         null_semantics: absent_is_zero, create_metric: true}
  - name: shipments
    source: shipments
    role: fact
    grain: [shipment]
    time_basis: event
    default_time: day
    entities:
      - {name: shipment, type: primary, columns: [shipment_id]}
      - {name: order_line, type: foreign, columns: [order_id, line_no]}
    dimensions: [{name: day, type: time, grain: day}]
    measures:
      - {name: pieces, agg: sum, expr: pieces, additivity: additive, unit: quantity(piece), format: integer,
         null_semantics: absent_is_zero, create_metric: true}
  - name: visits
    source: visits
    role: fact
    grain: [visit]
    time_basis: event
    default_time: day
    entities:
      - {name: visit, type: primary, columns: [visit_id]}
      - {name: customer, type: foreign, columns: [customer_id]}
    dimensions:
      - {name: day, type: time, grain: day}
      - {name: source, type: categorical, values: [{code: ad}, {code: mail}]}
    measures:
      - {name: visits, agg: count, expr: visit_id, additivity: additive, unit: count(visit), format: integer,
         null_semantics: absent_is_zero, create_metric: true}
  - name: order_tags
    source: order_tags
    role: bridge
    grain: [order, tag]
    time_basis: none
    bridge: {weight: weight}
    entities:
      - {name: order, type: foreign, columns: [order_id]}
      - {name: tag, type: natural, columns: [tag]}
    dimensions: [{name: tag, type: categorical, values: [{code: gift}, {code: rush}]}]
  - name: stock
    source: stock
    role: snapshot
    grain: [sku, store, day]
    time_basis: snapshot
    default_time: day
    entities: [{name: sku, type: natural, columns: [sku]}, {name: store, type: natural, columns: [store]}]
    dimensions:
      - {name: sku, type: identifier, values: [{code: a}, {code: b}]}
      - {name: store, type: categorical, values: [{code: north}, {code: south}]}
      - {name: day, type: time, grain: day}
    measures:
      - {name: stock_last, agg: sum, expr: qty, additivity: semi_additive, unit: quantity(piece), format: integer,
         null_semantics: absent_is_unknown, create_metric: true, semi: {pick: last, per: [sku, store]}}
      - {name: stock_first, agg: sum, expr: qty, additivity: semi_additive, unit: quantity(piece), format: integer,
         null_semantics: absent_is_unknown, create_metric: true, semi: {pick: first, per: [sku, store]}}
      - {name: stock_avg, agg: sum, expr: qty, additivity: semi_additive, unit: quantity(piece), format: integer,
         null_semantics: absent_is_unknown, create_metric: true, semi: {pick: avg, per: [sku, store]}}
      - {name: stock_min, agg: sum, expr: qty, additivity: semi_additive, unit: quantity(piece), format: integer,
         null_semantics: absent_is_unknown, create_metric: true, semi: {pick: min, per: [sku, store]}}
      - {name: stock_max, agg: sum, expr: qty, additivity: semi_additive, unit: quantity(piece), format: integer,
         null_semantics: absent_is_unknown, create_metric: true, semi: {pick: max, per: [sku, store]}}
      - {name: stock_carried, agg: sum, expr: qty, additivity: semi_additive, unit: quantity(piece), format: integer,
         null_semantics: carry_forward, create_metric: true,
         semi: {pick: last, carry_forward: unlimited, per: [sku, store]}}
      - {name: stock_14, agg: sum, expr: qty, additivity: semi_additive, unit: quantity(piece), format: integer,
         null_semantics: absent_is_unknown, create_metric: true,
         semi: {pick: last, carry_forward: 14 days, per: [sku, store]}}
metrics:
  - {name: aov, type: ratio, numerator: revenue, denominator: orders, direction: up_is_good, unit: currency(CNY),
     format: currency(2)}
  - {name: web_share, type: ratio, numerator: {name: orders, filter: "order.channel = 'web'", alias: web_orders},
     denominator: orders, direction: up_is_good, unit: share, format: percent(1)}
  - {name: web_revenue, type: simple, measure: revenue, filter: "order.channel = 'web'", direction: up_is_good}
  - {name: revenue_ever, type: cumulative, metric: revenue, direction: up_is_good, unit: currency(CNY),
     format: currency(0)}
  - {name: revenue_mtd, type: cumulative, metric: revenue, to_date: month, direction: up_is_good, unit: currency(CNY),
     format: currency(0)}
  - {name: buyers_7, type: cumulative, metric: buyers, window: 7 days, direction: up_is_good, unit: count(customer),
     format: integer}
  - {name: orders_first, type: cumulative, metric: orders, period_agg: first, direction: up_is_good, unit: count(order),
     format: integer}
  - {name: revenue_change, type: comparison, metric: revenue, to: previous, as: change, direction: up_is_good,
     unit: currency(CNY), format: currency(0)}
  - {name: revenue_rate, type: comparison, metric: revenue, to: previous, as: rate, direction: up_is_good, unit: share,
     format: percent(1)}
  - {name: repurchase, type: population_rate, entity: customer, direction: up_is_good,
     among: {metric: orders, at_least: 1}, success: {metric: orders, at_least: 1}, horizon: 30 days, unit: share,
     format: percent(1)}
  - {name: converted, type: conversion, entity: customer, base: visits, conversion: orders, window: 7 days,
     direction: up_is_good, unit: share, format: percent(1)}
  - {name: median_orders, type: nested, metric: orders, over: customer, agg: median, direction: up_is_good,
     unit: count(order), format: decimal(1)}
  - {name: mean_orders_all, type: nested, metric: orders, over: customer, agg: avg, include_absent: true,
     direction: up_is_good, unit: count(order), format: decimal(1)}
  - {name: best_day, type: nested, metric: revenue, over: day, agg: max, direction: up_is_good, unit: currency(CNY),
     format: currency(0)}
segmentations:
  - {name: tier, entity: customer, dataset: seg_tier, tool: tiers, params: {kind: value, shares: [0.2, 0.3, 0.5]},
     values: [{code: high, labels: {en: high, zh: 高}}, {code: low, labels: {en: low, zh: 低}}]}
"""
    }
)

FIRST = dt.date(2024, 1, 1)
EARLIER = dt.date(2023, 1, 1)
LATE = dt.date(2024, 4, 10)  # no row is later
RUNS = (dt.date(2024, 2, 1), dt.date(2024, 4, 1))

TYPES = {
    "customers": {"customer_id": "INTEGER", "region": "VARCHAR", "city": "VARCHAR", "signup_day": "DATE"},
    "products": {"product_id": "INTEGER", "category": "VARCHAR"},
    "orders": {
        "order_id": "INTEGER", "customer_id": "INTEGER", "referrer_id": "INTEGER", "day": "DATE", "ship_day": "DATE",
        "channel": "VARCHAR", "amount": "INTEGER",
    },
    "order_lines": {"order_id": "INTEGER", "line_no": "INTEGER", "product_id": "INTEGER", "net": "INTEGER"},
    "shipments": {
        "shipment_id": "INTEGER", "order_id": "INTEGER", "line_no": "INTEGER", "day": "DATE", "pieces": "INTEGER",
    },
    "visits": {"visit_id": "INTEGER", "customer_id": "INTEGER", "day": "DATE", "source": "VARCHAR"},
    "order_tags": {"order_id": "INTEGER", "tag": "VARCHAR", "weight": "DOUBLE"},
    "stock": {"sku": "VARCHAR", "store": "VARCHAR", "day": "DATE", "qty": "INTEGER"},
    "runs.seg_tier": {"key": "INTEGER", "segment": "VARCHAR", "as_of": "DATE", "definition_hash": "VARCHAR"},
}  # fmt: skip

recent = st.integers(0, 100).map(lambda n: FIRST + dt.timedelta(days=n))
old_or_recent = st.one_of(recent, st.integers(0, 100).map(lambda n: EARLIER + dt.timedelta(days=n)))
amounts = st.one_of(st.none(), st.integers(-4, 12))
people = st.one_of(st.none(), st.integers(0, 6))  # at most 0..4 exist
regulars = st.sampled_from([1, 2, None])
regions = st.sampled_from([None, "East", "West", ""])
channels = st.sampled_from([None, "web", "shop", "app"])


def _rows(table, values):
    return [dict(zip(TYPES[table], row, strict=True)) for row in values]


def _counted(*fields, size, unique_by=None):
    rows = st.lists(st.tuples(*fields), max_size=size, unique_by=unique_by)
    return rows.map(lambda found: [(n, *row) for n, row in enumerate(found)])


_PARTS = {
    "customers": lambda days, people: _counted(regions, st.sampled_from([None, "aa", "ab", "b"]), days, size=5),
    "products": lambda days, people: _counted(st.sampled_from([None, "Tea", "Cups"]), size=3),
    "orders": lambda days, people: _counted(
        people, people, days, st.one_of(st.none(), days), channels, amounts, size=12
    ),
    "order_lines": lambda days, people: st.lists(
        st.tuples(st.integers(0, 13), st.integers(1, 2), st.one_of(st.none(), st.integers(0, 3)), amounts),
        max_size=9, unique_by=lambda row: row[:2],
    ),
    "shipments": lambda days, people: _counted(
        st.one_of(st.none(), st.integers(0, 13)), st.one_of(st.none(), st.integers(1, 2)), days, amounts, size=6
    ),
    "visits": lambda days, people: _counted(
        people, days, st.sampled_from([None, "ad", "mail"]), size=8, unique_by=lambda row: row[:2]
    ),
    "order_tags": lambda days, people: st.dictionaries(
        st.integers(0, 13), st.sampled_from([(1.0, 0.0), (0.5, 0.5), (0.25, 0.75), (0.0, 1.0)]), max_size=6
    ).map(lambda found: [(o, t, w)
        for o, ws in found.items() for t, w in zip(("gift", "rush"), ws, strict=True) if w]),
    "stock": lambda days, people: st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["north", "south"]), days, st.integers(0, 9)),
        max_size=10, unique_by=lambda row: row[:3],
    ),
    "runs.seg_tier": lambda days, people: st.dictionaries(
        st.tuples(st.integers(0, 6), st.sampled_from(RUNS)), st.sampled_from([None, "high", "low"]), max_size=8
    ).map(lambda found: [(key, segment, as_of, "h") for (key, as_of), segment in found.items()]),
}  # fmt: skip


@st.composite
def worlds(draw, *tables, days=recent, people=people):
    """A world with rows in the named tables; the others are empty."""
    return {name: _rows(name, draw(_PARTS[name](days, people)) if name in tables else ()) for name in TYPES}


@cache
def _opened():
    kept = []

    def fill(connection):
        connection.execute("ATTACH ':memory:' AS runs")
        for name, columns in TYPES.items():
            connection.execute(f"CREATE TABLE {name} ({', '.join(f'{c} {kind}' for c, kind in columns.items())})")
        kept.append(connection)

    engine = DuckDBEngine.memory(fill)
    atexit.register(engine.close)
    return engine, kept[0], {name: [] for name in TYPES}


def engine_of(world):
    """The engine, now holding the rows of this world and no others; a table that has them already is left alone."""
    engine, connection, held = _opened()
    for name, columns in TYPES.items():
        if world[name] == held[name]:
            continue
        if held[name]:
            connection.execute(f"DELETE FROM {name}")
        held[name] = [dict(row) for row in world[name]]
        if world[name]:
            marks = f"({', '.join('?' * len(columns))})"
            values = [row[column] for row in world[name] for column in columns]
            connection.execute(f"INSERT INTO {name} VALUES {', '.join([marks] * len(world[name]))}", values)
    return engine
