"""Visits, views, carts: what happened before orders, and what led to none.

Rule: the first event before an online order lies the person's decision time ahead of it, inside 30 days and after the
previous order of that customer. Visits without an order happen only where no later order could be credited with them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.demo import planted
from tools.demo.customers import Accounts
from tools.demo.orders import COMPLETED, Orders, timestamps
from tools.demo.parquet import Coded, Floats, Ints, Table

VISIT, VIEW, CART, CHECKOUT = 0, 1, 2, 3
EVENTS = ("visited", "viewed_product", "added_to_cart", "checked_out")
LOOKBACK_S = 29.5 * 86_400
OUTAGE_KEPT = 0.03
DEVICES = ("mobile_phone", "computer", "tablet")


@dataclass(frozen=True)
class _Stream:
    account: Ints
    moment: Floats
    kind: Ints
    channel: Ints


def event_table(
    orders: Orders, accounts: Accounts, account_kind: Ints, first_id: int, rng: np.random.Generator
) -> Table:
    """Return the web events in order of time."""
    parts = (*_before_orders(orders, rng), _idle_visits(orders, accounts, account_kind, rng))
    account = np.concatenate([part.account for part in parts])
    moment = np.floor(np.concatenate([part.moment for part in parts])).astype(np.int64)
    kind = np.concatenate([part.kind for part in parts])
    channel = np.concatenate([part.channel for part in parts])
    start, end = (planted.day_number(day) * 86_400 for day in planted.OUTAGE)
    web = channel == planted.CHANNELS.index(planted.OUTAGE_CHANNEL)
    dark = web & (moment >= start) & (moment < end) & (rng.random(len(moment)) > OUTAGE_KEPT)
    keep = np.flatnonzero(~dark & (moment >= 0) & (moment < planted.DAYS * 86_400))
    keep = keep[np.argsort(moment[keep], kind="stable")]
    account, moment, kind, channel = account[keep], moment[keep], kind[keep], channel[keep]
    device = np.where(channel == 1, rng.choice([1, 1, 1, 2, 0], len(keep)), rng.choice([0, 0, 0, 0, 2], len(keep)))
    return {
        "event_id": first_id + np.arange(len(keep)),
        "customer_id": accounts.customer_id[account],
        "event_date": np.datetime64(planted.FIRST_DAY, "D") + moment // 86_400,
        "event_at": timestamps(moment),
        "event_type": Coded(kind, EVENTS),
        "channel": Coded(channel, planted.CHANNELS),
        "device": Coded(device, DEVICES),
    }


def decision_seconds(orders: Orders, rng: np.random.Generator) -> Floats:
    """Return seconds from the first event to each order: log-normal around the median of the type.

    Cut to 30 days, to nine tenths of the time since the customer's previous order, and to the start of the data.
    """
    typical = planted.by_type("decision_hours")[orders.kind] * 3_600
    wanted = typical * np.exp(rng.normal(0, 0.7, orders.count))
    sequence = np.lexsort((orders.moment, orders.account))
    moment, account = orders.moment[sequence], orders.account[sequence]
    since = np.full(orders.count, np.inf)
    same = np.r_[False, account[1:] == account[:-1]]
    since[sequence[same]] = np.diff(moment)[same[1:]]
    limit = np.minimum(np.minimum(since * 0.9, LOOKBACK_S), orders.moment)
    return np.minimum(wanted, limit)


def _before_orders(orders: Orders, rng: np.random.Generator) -> tuple[_Stream, ...]:
    ahead = decision_seconds(orders, rng)
    chosen = np.flatnonzero((orders.channel > 0) & (orders.status == COMPLETED) & (orders.dated_future < 0))
    account, channel = orders.account[chosen], orders.channel[chosen]
    end, ahead = orders.moment[chosen].astype(np.float64), ahead[chosen]

    def stream(kind: int, rows: Ints, moment: Floats) -> _Stream:
        return _Stream(account[rows], moment, np.full(len(rows), kind), channel[rows])

    every = np.arange(len(chosen))
    views = np.repeat(every, 1 + rng.poisson(0.9, len(every)))
    returning = every[ahead > 12 * 3_600]
    return (
        stream(VISIT, every, end - ahead),
        stream(VISIT, returning, end[returning] - ahead[returning] * rng.uniform(0.02, 0.2, len(returning))),
        stream(VIEW, views, end[views] - ahead[views] * rng.uniform(0.3, 0.98, len(views))),
        stream(CART, every, end - ahead * rng.uniform(0.05, 0.28, len(every))),
        stream(CHECKOUT, every, end - ahead * rng.uniform(0.001, 0.015, len(every))),
    )


def _idle_visits(orders: Orders, accounts: Accounts, account_kind: Ints, rng: np.random.Generator) -> _Stream:
    """Visits of prospects, and of customers after their last order: each goes one step less far than the last."""
    begin = accounts.signup * 86_400.0
    np.maximum.at(begin, orders.account, orders.moment + 3_600.0)
    room = np.maximum(planted.DAYS * 86_400.0 - begin, 0)
    per_day = np.array([0.14, 0.09, 0.08, 0.035, 0.014, 0.035, 0.022])[account_kind]
    # Interest fades: the expected number of visits levels off after about 200 days.
    visits = rng.poisson(per_day * 200 * (1 - np.exp(-room / 86_400 / 200)))
    account = np.repeat(np.arange(accounts.count), visits)
    reach = rng.random(len(account))[:, None] < np.array([1.0, 0.60, 0.22, 0.08])
    moment = begin[account] + room[account] * rng.random(len(account)) ** 1.6
    event, kind = np.nonzero(reach)
    channel = rng.choice([1, 2, 3, 4], size=len(account), p=[0.35, 0.30, 0.20, 0.15])
    return _Stream(account[event], moment[event] + kind * 90.0, kind, channel[event])
