"""What the generator knows and the data does not say.

Rule: truth is written beside the tables, in a folder that no model names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np

from tools.demo import planted
from tools.demo.customers import NO_DAY, Accounts, People
from tools.demo.lines import Lines
from tools.demo.orders import Orders, dates
from tools.demo.parquet import Coded, Ints, Nullable, Table

Fact = str | int | float | bool | None | list["Fact"] | dict[str, "Fact"]


def account_truth(people: People, accounts: Accounts, first_person: int, household: Ints, complained: Ints) -> Table:
    """Return, per account: person, planted type, rate, dropout chance and day, household buyer, complaint."""
    owned = accounts.person >= 0
    person = np.where(owned, accounts.person, 0)
    dropout = people.dropout_day[person]
    return {
        "customer_id": accounts.customer_id,
        "person_id": Nullable(first_person + person, owned),
        "type": Coded(np.where(owned, people.kind[person], -1), planted.TYPE_NAMES),
        "is_second_account": accounts.is_second == 1,
        "rate_per_week": Nullable(people.rate_per_week[person], owned),
        "dropout_chance": Nullable(people.dropout_chance[person], owned),
        "dropout_date": Nullable(dates(dropout), owned & (dropout != NO_DAY)),
        "household_buyer": household == 1,
        "complaint_before_dropout": owned & np.isin(person, complained),
    }


def order_truth(orders: Orders, accounts: Accounts) -> Table:
    """Return orders whose data is wrong or that an experiment caused: the true customer and date."""
    odd = np.flatnonzero(orders.null_customer | (orders.dated_future >= 0) | (orders.caused == 1))
    return {
        "order_id": orders.order_id[odd],
        "customer_id": accounts.customer_id[orders.account[odd]],
        "order_date": dates(orders.day[odd]),
        "null_customer": orders.null_customer[odd],
        "future_date": orders.dated_future[odd] >= 0,
        "caused_by_coupon": orders.caused[odd] == 1,
    }


def line_truth(orders: Orders, lines: Lines) -> Table:
    """Return the lines whose product number is unknown to the assortment."""
    odd = np.flatnonzero(lines.unknown_product)
    return {"order_id": orders.order_id[lines.order[odd]], "line_no": lines.number[odd]}


def planted_facts(counted: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return every planted effect with its size, and what this run counted."""
    return {
        "as_of": planted.AS_OF.isoformat(),
        "types": [{**asdict(kind), "channels": list(kind.channels)} for kind in planted.TYPES],
        "experiments": {
            planted.COUPON_TEST: {
                "day": planted.COUPON_TEST_DAY.isoformat(),
                "horizon_days": planted.EXPERIMENT_DAYS,
                "arms": list(planted.COUPON_ARMS),
                "effect_on_conversion": {name: list(effect) for name, effect in planted.COUPON_EFFECT.items()},
                "effect_on_other_types": 0.0,
            },
            planted.PAGE_TEST: {
                "day": planted.PAGE_TEST_DAY.isoformat(),
                "arms": list(planted.PAGE_ARMS),
                "allocation": [0.53, 0.47],
                "intended": [0.5, 0.5],
            },
        },
        "affinity": {
            "household_among_all": planted.HOUSEHOLD_ALL,
            "household_among_frequent_fresh": planted.HOUSEHOLD_FREQUENT_FRESH,
            "frequent_fresh_orders": planted.FREQUENT_FRESH_ORDERS,
            "basket_pairs": [asdict(pair) for pair in planted.PAIRS],
        },
        "outage": {"channel": planted.OUTAGE_CHANNEL, "days": [day.isoformat() for day in planted.OUTAGE]},
        "mix_month": {
            "month": planted.MIX_MONTH[0].isoformat(),
            "moved_share": planted.MIX_MOVED,
            "from": list(planted.MIX_FROM),
            "to": planted.MIX_TO,
            "cancelled_share": dict(zip(planted.CHANNELS, planted.CANCELLED, strict=True)),
            "on_time_share": dict(zip(planted.CHANNELS, planted.ON_TIME, strict=True)),
        },
        "price_rise": {
            "category": planted.PRICE_RISE_CATEGORY,
            "from": planted.PRICE_RISE_FROM.isoformat(),
            "rate": planted.PRICE_RISE,
        },
        "dirt": {
            "null_customer_share": planted.NULL_CUSTOMER_SHARE,
            "unknown_product_share": planted.UNKNOWN_PRODUCT_SHARE,
            "missing_age_share": planted.MISSING_AGE_SHARE,
            "future_dates": [day.isoformat() for day in planted.FUTURE_ORDER_DAYS],
        },
        "counted": dict(counted),
    }


def write_facts(path: Path, facts: Mapping[str, Fact]) -> None:
    """Write facts as JSON with sorted keys."""
    path.write_text(json.dumps(facts, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
