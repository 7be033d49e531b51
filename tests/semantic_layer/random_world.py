"""Random small shops: orphan keys, missing keys, missing attributes, empty tables, negative amounts."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from hypothesis import strategies as st

from semantic_layer.loader import load_texts

MODEL = load_texts(
    {
        "model.yaml": """
version: 1
model: shop
calendar: {timezone: UTC, week: {start: monday, numbering: iso}}
entities:
  - {name: customer}
  - {name: order}
  - {name: return}
datasets:
  - name: customers
    source: customers
    role: dimension
    grain: [customer]
    time_basis: none
    entities: [{name: customer, type: primary, columns: [customer_id]}]
    dimensions: [{name: region, type: geography, values: [{code: East}, {code: West}, {code: ""}]}]
    measures:
      - {name: customers, agg: count, expr: customer_id, additivity: additive, unit: count(customer), format: integer,
         null_semantics: absent_is_zero, create_metric: true}
  - name: orders
    source: orders
    role: fact
    grain: [order]
    time_basis: event
    default_time: day
    entities:
      - {name: order, type: primary, columns: [order_id]}
      - {name: customer, type: foreign, columns: [customer_id]}
    dimensions:
      - {name: day, type: time, grain: day}
      - {name: channel, type: categorical, values: [{code: web}, {code: shop}]}
      - {name: amount, type: categorical, datatype: Integer}
    measures:
      - {name: revenue, agg: sum, expr: amount, additivity: additive, unit: currency(CNY), format: currency(0),
         null_semantics: absent_is_zero, create_metric: true}
      - {name: orders, agg: count, expr: order_id, additivity: additive, unit: count(order), format: integer,
         null_semantics: absent_is_zero, create_metric: true}
      - {name: buyers, agg: count_distinct, expr: customer_id, additivity: non_additive, unit: count(customer),
         format: integer, null_semantics: absent_is_zero, create_metric: true}
      - {name: mean_amount, agg: avg, expr: amount, additivity: non_additive, unit: currency(CNY), format: currency(2),
         null_semantics: absent_is_unknown, create_metric: true}
      - {name: median_amount, agg: median, expr: amount, additivity: non_additive, unit: currency(CNY),
         format: currency(2), null_semantics: absent_is_unknown, create_metric: true}
      - {name: largest, agg: max, expr: amount, additivity: non_additive, unit: currency(CNY), format: currency(2),
         null_semantics: absent_is_unknown, create_metric: true}
  - name: returns
    source: returns
    role: fact
    grain: [return]
    time_basis: event
    default_time: day
    entities:
      - {name: return, type: primary, columns: [return_id]}
      - {name: order, type: foreign, columns: [order_id]}
    dimensions:
      - {name: day, type: time, grain: day}
    measures:
      - {name: refund, agg: sum, expr: refund, additivity: additive, unit: currency(CNY), format: currency(0),
         null_semantics: absent_is_zero, create_metric: true}
metrics:
  - {name: aov, type: ratio, numerator: revenue, denominator: orders, direction: up_is_good, unit: currency(CNY),
     format: currency(2)}
  - {name: refund_rate, type: ratio, numerator: refund, denominator: revenue, direction: down_is_good, unit: share,
     format: percent(1)}
  - {name: net, type: derived, expr: revenue - refund, metrics: [revenue, refund], direction: up_is_good,
     unit: currency(CNY), format: currency(0)}
  - {name: repeat_rate, type: population_rate, entity: customer, direction: up_is_good,
     among: {metric: orders, at_least: 1}, success: {metric: orders, at_least: 2}, unit: share, format: percent(1)}
"""
    }
)

FIRST = dt.date(2024, 1, 1)
days = st.integers(0, 100).map(lambda n: FIRST + dt.timedelta(days=n))
amounts = st.one_of(st.none(), st.integers(-20, 100))


def _table(columns, rows):
    return pd.DataFrame(rows, columns=columns).astype(object)


@st.composite
def worlds(draw):
    """Frames by source. Customer ids 0..4 exist at most; keys point to 0..6, so some are orphans."""
    regions = draw(st.lists(st.sampled_from([None, "East", "West", ""]), max_size=5))
    customers = _table(["customer_id", "region"], list(enumerate(regions)))
    orders = draw(
        st.lists(
            st.tuples(st.one_of(st.none(), st.integers(0, 6)), days, st.sampled_from([None, "web", "shop"]), amounts),
            max_size=14,
        )
    )
    returns = draw(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 16)), days, amounts), max_size=8))
    return {
        "customers": customers,
        "orders": _table(
            ["order_id", "customer_id", "day", "channel", "amount"], [(n, *row) for n, row in enumerate(orders)]
        ),
        "returns": _table(["return_id", "order_id", "day", "refund"], [(n, *row) for n, row in enumerate(returns)]),
    }


TYPES = {
    "customers": {"customer_id": "INTEGER", "region": "VARCHAR"},
    "orders": {
        "order_id": "INTEGER", "customer_id": "INTEGER", "day": "DATE", "channel": "VARCHAR", "amount": "INTEGER",
    },
    "returns": {"return_id": "INTEGER", "order_id": "INTEGER", "day": "DATE", "refund": "INTEGER"},
}  # fmt: skip
