"""A club of 33 members whose every figure can be checked by head; staff see groups of five.

    club    members      paid by card, 5 January    in cash, 6 January    by card, 7 January
    big     1 to 20      10 each                    1 and 2: 500 each     10 each
    mid     21 to 30     10 each
    small   31 to 33     10 each

Balances: 100 for every member on 5 January; member 31 has 900 from the 6th on.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow
import pyarrow.parquet

from semantic_layer.engines.duckdb import build_database

PAID = (
    *((n, date(2026, 1, 5), "card", 10) for n in range(1, 34)),
    *((n, date(2026, 1, 6), "cash", 500) for n in (1, 2)),
    *((n, date(2026, 1, 7), "card", 10) for n in range(1, 21)),
)
MODEL = """\
version: 1
model: club
labels: {en: Club, zh: 俱乐部}
languages: [en, zh]
calendar:
  timezone: Asia/Shanghai
  week: {start: monday, numbering: iso}
  as_of: {default: day_after_last_event}
entities:
  - {name: member, labels: {en: member, zh: 会员}, default_count: members}
  - {name: payment, labels: {en: payment, zh: 付款}, default_count: payments}
roles:
  customer: {dataset: members, columns: {customer: member_id}}
  order: {dataset: payments, columns: {customer: member_id, order: payment_id, time: paid_on, amount: amount}}
datasets:
  - name: members
    source: main.members
    role: dimension
    grain: [member]
    time_basis: none
    labels: {en: members, zh: 会员}
    entities:
      - {name: member, type: primary, columns: [member_id]}
    dimensions:
      - {name: member_id, type: identifier, labels: {en: member number, zh: 会员号}}
      - {name: phone, type: text, personal: true, labels: {en: phone, zh: 电话}}
      - {name: club, type: categorical, labels: {en: club, zh: 分会}}
      - {name: salary, type: categorical, labels: {en: salary, zh: 工资}}
    measures:
      - {name: members, agg: count, expr: member_id, additivity: additive, unit: count(member), format: integer,
         null_semantics: absent_is_zero, create_metric: true, labels: {en: members, zh: 会员数}}
  - name: payments
    source: main.payments
    role: fact
    grain: [payment]
    time_basis: event
    default_time: paid_on
    labels: {en: payments, zh: 付款记录}
    entities:
      - {name: payment, type: primary, columns: [payment_id]}
      - {name: member, type: foreign, columns: [member_id]}
    dimensions:
      - {name: paid_on, type: time, grain: day, labels: {en: payment date, zh: 付款日期}}
      - {name: kind, type: categorical, labels: {en: kind, zh: 方式}}
    measures:
      - {name: paid, agg: sum, expr: amount, additivity: additive, unit: currency(CNY), format: currency(2),
         null_semantics: absent_is_zero, create_metric: true, labels: {en: amount paid, zh: 付款额}}
      - {name: payments, agg: count, expr: payment_id, additivity: additive, unit: count(payment), format: integer,
         null_semantics: absent_is_zero, create_metric: true, labels: {en: payments, zh: 付款次数}}
      - {name: largest, agg: max, expr: amount, additivity: non_additive, unit: currency(CNY), format: currency(2),
         null_semantics: absent_is_unknown, create_metric: true, labels: {en: largest payment, zh: 最大付款}}
  - name: balances
    source: main.balances
    role: fact
    grain: [member, counted_on]
    time_basis: event
    default_time: counted_on
    labels: {en: balances, zh: 余额记录}
    entities:
      - {name: member, type: foreign, columns: [member_id]}
    dimensions:
      - {name: counted_on, type: time, grain: day, labels: {en: balance date, zh: 余额日期}}
    measures:
      - {name: balance, agg: sum, expr: balance, additivity: semi_additive,
         semi: {pick: last, per: [member], carry_forward: unlimited}, unit: currency(CNY), format: currency(2),
         null_semantics: absent_is_unknown, create_metric: true, labels: {en: balance, zh: 余额}}
metrics:
  - {name: paid_so_far, type: cumulative, metric: paid, direction: up_is_good, unit: currency(CNY), format: currency(2),
     labels: {en: amount paid so far, zh: 累计付款额}}
  - {name: best_member, type: nested, metric: paid, over: member, agg: max, direction: up_is_good, unit: currency(CNY),
     format: currency(2),
     labels: {en: best member, zh: 单个会员最高付款额}}
policies:
  - {name: fives, dataset: members, min_group: {entity: member, k: 5}, applies_to: [staff]}
  - {name: no_salary, dataset: members, hide: [salary], applies_to: [staff]}
"""


def build(folder: Path) -> Path:
    """Write the model and publish its data; the folder is a model folder then."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.yaml").write_text(MODEL, encoding="utf-8")
    numbers = range(1, 34)
    clubs = ["big" if n <= 20 else "mid" if n <= 30 else "small" for n in numbers]
    tables = {
        "members": {
            "member_id": list(numbers), "club": clubs, "phone": [f"138{n:08}" for n in numbers],
            "salary": [f"canary {n}" for n in numbers],
        },
        "payments": {
            "payment_id": list(range(len(PAID))), "member_id": [row[0] for row in PAID],
            "paid_on": [row[1] for row in PAID], "kind": [row[2] for row in PAID],
            "amount": [float(row[3]) for row in PAID],
        },
        "balances": {
            "member_id": [*numbers, 31], "counted_on": [*[date(2026, 1, 5)] * 33, date(2026, 1, 6)],
            "balance": [*[100.0] * 33, 900.0],
        },
    }  # fmt: skip
    files = {name: folder / f"{name}.parquet" for name in tables}
    for name, columns in tables.items():
        pyarrow.parquet.write_table(pyarrow.table(columns), files[name])
    build_database(files, folder / "data")
    for file in files.values():
        file.unlink()
    return folder
