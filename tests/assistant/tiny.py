"""A shop of twelve orders whose every figure can be checked by head.

    month      East   West        orders: East 7, West 5
    2026-08     100     40        revenue: East 900, West 300, together 1,200
    2026-09     300    160        August 140, September 460, October 600
    2026-10     500    100

One order has no region (10) in none of the months above: there is none. All amounts are CNY.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow
import pyarrow.parquet

from assistant.context import Context
from assistant.workspace import open_workspace
from semantic_layer.engines.duckdb import build_database

MODEL = """\
version: 1
model: tiny
labels: {en: Tiny shop, zh: 小店}
languages: [en, zh]
calendar:
  timezone: Asia/Shanghai
  week: {start: monday, numbering: iso}
  as_of: {default: day_after_last_event}
entities:
  - {name: order, labels: {en: order, zh: 订单}, default_count: orders}
datasets:
  - name: sales
    source: main.sales
    role: fact
    grain: [order]
    time_basis: event
    default_time: sold_on
    labels: {en: sales, zh: 销售}
    entities:
      - {name: order, type: primary, columns: [order_id]}
    dimensions:
      - {name: sold_on, type: time, grain: day, labels: {en: order date, zh: 下单日期}}
      - name: region
        type: categorical
        labels: {en: region, zh: 地区}
        values:
          - {code: E, labels: {en: East, zh: 华东}}
          - {code: W, labels: {en: West, zh: 华西}}
      - name: channel
        type: categorical
        labels: {en: channel, zh: 渠道}
        values:
          - {code: web, labels: {en: web, zh: 网店}}
          - {code: store, labels: {en: store, zh: 门店}}
    measures:
      - {name: revenue, agg: sum, expr: amount, additivity: additive, unit: currency(CNY), format: currency(2),
         null_semantics: absent_is_zero, create_metric: true, direction: up_is_good,
         labels: {en: revenue, zh: 销售额}, synonyms: {en: [sales], zh: [营收]},
         description: {en: What customers paid., zh: 客户实付金额。}}
      - {name: orders, agg: count, expr: order_id, additivity: additive, unit: count(order), format: integer,
         null_semantics: absent_is_zero, create_metric: true, labels: {en: orders, zh: 订单数}}
metrics:
  - {name: order_value, type: ratio, numerator: revenue, denominator: orders, direction: up_is_good,
     unit: currency(CNY), format: currency(2), labels: {en: order value, zh: 客单价}}
"""

ROWS = (
    (1, date(2026, 8, 3), "E", "web", 60),
    (2, date(2026, 8, 20), "E", "store", 40),
    (3, date(2026, 8, 21), "W", "web", 40),
    (4, date(2026, 9, 1), "E", "web", 100),
    (5, date(2026, 9, 9), "E", "store", 200),
    (6, date(2026, 9, 10), "W", "store", 100),
    (7, date(2026, 9, 30), "W", "web", 60),
    (8, date(2026, 10, 2), "E", "web", 200),
    (9, date(2026, 10, 15), "E", "web", 200),
    (10, date(2026, 10, 20), "E", "store", 100),
    (11, date(2026, 10, 21), "W", "store", 50),
    (12, date(2026, 10, 31), "W", "web", 50),
)


def build(folder: Path, rows: tuple[tuple[object, ...], ...] = ROWS, model: str = MODEL) -> Path:
    """Write the model and publish its data; the folder is a model folder then."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.yaml").write_text(model, encoding="utf-8")
    names = ("order_id", "sold_on", "region", "channel", "amount")
    table = pyarrow.table(
        {name: [row[i] for row in rows] for i, name in enumerate(names)},
        schema=pyarrow.schema(
            [
                ("order_id", pyarrow.int64()),
                ("sold_on", pyarrow.date32()),
                ("region", pyarrow.string()),
                ("channel", pyarrow.string()),
                ("amount", pyarrow.decimal128(18, 2)),
            ]
        ),
    )
    file = folder / "sales.parquet"
    pyarrow.parquet.write_table(table, file)
    build_database({"sales": file}, folder / "data")
    file.unlink()
    return folder


def world(folder: Path) -> Context:
    return open_workspace(build(folder))
