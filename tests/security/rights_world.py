"""A shop of fourteen customers, whose owner makes a policy on a day when much has been kept already.

    city           region   customers   revenue
    Oslo           north    1 to 6      100 each
    Bergen         north    7 to 12     100 each
    Canaryville    south    13, 14      38,888.50 each: 77,777 together, the figure that must not be seen later

`Canaryville` is a value in the rows, `77,777` a figure, and `canary` a word of the metric that no policy spares.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow
import pyarrow.parquet

from semantic_layer.engines.duckdb import build_database
from semantic_layer.query import Who

ANN, BOSS = Who("ann", ("staff",)), Who("boss", ("owner",))
DAY = date(2026, 3, 1)
VALUE, FIGURE = "Canaryville", "77,777"
MODEL = """\
version: 1
model: town
labels: {en: Town shop, zh: 城镇小店}
languages: [en, zh]
calendar:
  timezone: Asia/Shanghai
  week: {start: monday, numbering: iso}
  as_of: {default: day_after_last_event}
entities:
  - {name: customer, labels: {en: customer, zh: 客户}, default_count: customers}
  - {name: order, labels: {en: order, zh: 订单}, default_count: orders}
roles:
  customer: {dataset: customers, columns: {customer: customer_id}}
  order: {dataset: orders, columns: {customer: customer_id, order: order_id, time: sold_on, amount: amount}}
datasets:
  - name: customers
    source: main.customers
    role: dimension
    grain: [customer]
    time_basis: none
    labels: {en: customers, zh: 客户}
    entities:
      - {name: customer, type: primary, columns: [customer_id]}
    dimensions:
      - {name: customer_id, type: identifier, labels: {en: customer number, zh: 客户编号}}
      - {name: phone, type: text, personal: true, labels: {en: phone, zh: 电话}}
      - {name: city, type: categorical, labels: {en: city, zh: 城市}}
      - {name: region, type: categorical, labels: {en: region, zh: 大区}}
    measures:
      - {name: customers, agg: count, expr: customer_id, additivity: additive, unit: count(customer), format: integer,
         null_semantics: absent_is_zero, create_metric: true, labels: {en: customers, zh: 客户数}}
  - name: orders
    source: main.orders
    role: fact
    grain: [order]
    time_basis: event
    default_time: sold_on
    labels: {en: orders, zh: 订单}
    entities:
      - {name: order, type: primary, columns: [order_id]}
      - {name: customer, type: foreign, columns: [customer_id]}
    dimensions:
      - {name: sold_on, type: time, grain: day, labels: {en: order date, zh: 下单日期}}
      - {name: channel, type: categorical, labels: {en: channel, zh: 渠道}}
    measures:
      - {name: revenue, agg: sum, expr: amount, additivity: additive, unit: currency(CNY), format: currency(0),
         null_semantics: absent_is_zero, create_metric: true, labels: {en: revenue, zh: 销售额}}
      - {name: orders, agg: count, expr: order_id, additivity: additive, unit: count(order), format: integer,
         null_semantics: absent_is_zero, create_metric: true, labels: {en: orders, zh: 订单数}}
segmentations:
  - name: size
    entity: customer
    dataset: seg_size
    tool: rule_segment
    params:
      rules: [{name: large, all_of: [{field: monetary, op: ge, values: [1000]}]}]
      otherwise: small
    labels: {en: size, zh: 规模}
    values:
      - {code: large, order: 1, labels: {en: Large ones, zh: 大户}}
      - {code: small, order: 2, labels: {en: Small ones, zh: 小户}}
watches:
  - {name: far, metric: revenue, where: {customer.city: [Canaryville]}, grain: month, condition: outside, high: 1,
     schedule: daily, labels: {en: Far away, zh: 远方}}
examples:
  - {question: {en: revenue by city, zh: 各城市的销售额}}
  - {question: {en: revenue in Canaryville, zh: Canaryville的销售额}}
  - {question: {en: orders by channel, zh: 各渠道的订单数}}
"""
# Definitions that read the column of cities: an owner's words, of which nothing is left where the column is kept back.
DEFINITIONS = """\
metrics:
  - {name: far_revenue, type: simple, measure: revenue, filter: "customer.city = 'Canaryville'",
     direction: up_is_good, unit: currency(CNY), format: currency(0),
     labels: {en: revenue from afar, zh: 远方销售额}}
segmentations:
  - name: place
    entity: customer
    dataset: seg_place
    tool: rule_segment
    params:
      rules: [{name: far, all_of: [{field: customer.city, op: eq, values: [Canaryville]}]}]
      otherwise: near
    labels: {en: place, zh: 远近}
    values:
      - {code: far, order: 1, labels: {en: Far ones, zh: 远客}}
      - {code: near, order: 2, labels: {en: Near ones, zh: 近客}}
tags:
  - {name: distant, class: basic, rule: customer.city = 'Canaryville', labels: {en: distant customer, zh: 远方客户}}
"""
# What the owner writes one day, and what must not be seen from then on.
POLICIES = {
    "rows": "{name: later, dataset: customers, rows: \"region = 'north'\", applies_to: [staff]}",
    "hidden column": "{name: later, dataset: customers, hide: [city], applies_to: [staff]}",
    "masked column": '{name: later, dataset: customers, mask: [{dimension: city, with: "null"}], applies_to: [staff]}',
    "small groups": "{name: later, dataset: customers, min_group: {entity: customer, k: 3}, applies_to: [staff]}",
    "hidden metric": "{name: later, dataset: orders, hide: [revenue], applies_to: [staff]}",
}


def build(folder: Path) -> Path:
    """Write the model without a policy and publish its data."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.yaml").write_text(MODEL, encoding="utf-8")
    numbers = range(1, 15)
    tables = {
        "customers": {
            "customer_id": list(numbers),
            "phone": [f"138{n:08}" for n in numbers],
            "city": ["Oslo" if n <= 6 else "Bergen" if n <= 12 else VALUE for n in numbers],
            "region": ["north" if n <= 12 else "south" for n in numbers],
        },
        "orders": {
            "order_id": list(numbers),
            "customer_id": list(numbers),
            "sold_on": [date(2026, 2, 2 * n) if n > 1 else date(2026, 1, 31) for n in numbers],
            "channel": ["web" if n % 2 else "shop" for n in numbers],
            "amount": [100.0 if n <= 12 else 38_888.5 for n in numbers],
        },
    }
    files = {name: folder / f"{name}.parquet" for name in tables}
    for name, columns in tables.items():
        pyarrow.parquet.write_table(pyarrow.table(columns), files[name])
    build_database(files, folder / "data")
    for file in files.values():
        file.unlink()
    return folder


def define(folder: Path) -> None:
    """The owner defines a metric, a segmentation and a tag over cities."""
    (folder / "definitions.yaml").write_text(DEFINITIONS, encoding="utf-8")


def decide(folder: Path, policy: str) -> None:
    """The owner writes a policy into the model."""
    (folder / "policies.yaml").write_text(f"policies:\n  - {POLICIES[policy]}\n", encoding="utf-8")
