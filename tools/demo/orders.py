"""Orders: on which purchase day, through which channel, with which end.

Rule: cancelled and pending orders are extra attempts on a purchase day; they never replace a purchase, so the
purchase days of completed orders stay those of the process.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.demo import catalogue, planted
from tools.demo.customers import Accounts, People, owner_account
from tools.demo.experiments import CausedPurchases
from tools.demo.parquet import Bools, Dates, Floats, Ints

COMPLETED, CANCELLED, PENDING = 0, 1, 2
STATUS = ("completed", "cancelled", "pending")
FACE_VALUES = (500, 1000, 2000, 5000)


@dataclass(frozen=True)
class Orders:
    """One chunk of orders in order of time; ``account`` and ``person`` are positions in the chunk."""

    order_id: Ints
    account: Ints
    person: Ints
    kind: Ints
    day: Ints
    second: Ints
    channel: Ints
    status: Ints
    caused: Ints
    campaign: Ints
    city: Ints
    presale: Bools
    promised: Ints
    delivered: Ints
    face_value: Ints
    null_customer: Bools
    dated_future: Ints

    @property
    def count(self) -> int:
        """Number of orders."""
        return len(self.order_id)

    @property
    def moment(self) -> Ints:
        """Seconds since the first day of the data."""
        return self.day * 86_400 + self.second


def timestamps(seconds: Ints) -> Dates:
    """Return moments of the data's clock as timestamps."""
    return np.datetime64(planted.FIRST_DAY, "s") + seconds


def dates(days: Ints) -> Dates:
    """Return day numbers as dates."""
    return np.datetime64(planted.FIRST_DAY, "D") + days


def draw_orders(
    people: People,
    accounts: Accounts,
    city: Ints,
    caused: CausedPurchases,
    first_id: int,
    holds_dirt: bool,
    rng: np.random.Generator,
) -> Orders:
    """Draw the orders of all purchase days, plus second orders, caused orders and failed attempts."""
    again = rng.random(len(people.days)) < planted.SECOND_ORDER_SHARE
    person = np.concatenate([people.person, people.person[again], caused.person])
    day = np.concatenate([people.days, people.days[again], caused.day])
    arm_caused = np.zeros(len(person), np.int64)
    arm_caused[len(person) - len(caused.person) :] = 1
    account = np.empty_like(person)
    account[: len(people.days)] = owner_account(people, accounts, people.person, people.days, rng)
    account[len(people.days) : len(people.days) + again.sum()] = account[: len(people.days)][again]
    account[arm_caused == 1] = accounts.first_of[caused.person]

    kind = people.kind[person]
    channel = pick(np.array([row.channels for row in planted.TYPES])[kind], rng)
    channel = _shift_channels(channel, day, rng)
    attempt = _failed_attempts(channel, day, rng)
    rows = np.concatenate([np.arange(len(person)), attempt])
    status = np.zeros(len(rows), np.int64)
    status[len(person) :] = np.where(day[attempt] >= planted.DAYS - 2, PENDING, CANCELLED)
    person, day, account, channel, kind = person[rows], day[rows], account[rows], channel[rows], kind[rows]
    arm_caused = np.where(status == COMPLETED, arm_caused[rows], 0)

    start, end = (planted.day_number(moment) for moment in planted.OUTAGE)
    out = (channel == planted.CHANNELS.index(planted.OUTAGE_CHANNEL)) & (day >= start) & (day < end)
    second = _time_of_day(kind, day, channel, rng)
    keep = np.flatnonzero(~out)
    keep = keep[np.lexsort((second[keep], day[keep]))]
    n = len(keep)
    channel, status, day, second = channel[keep], status[keep], day[keep], second[keep]
    kind, account = kind[keep], account[keep]
    online = (channel > 0) & (status == COMPLETED)
    moment = day * 86_400 + second
    promised = moment + rng.integers(1, 5, n) * 86_400
    on_time = rng.random(n) < np.array(planted.ON_TIME)[channel]
    early = promised - rng.integers(3_600, 60_000, n)
    late = promised + rng.integers(3_600, 3 * 86_400, n)
    delivered = np.where(on_time, np.maximum(early, moment + 7_200), late)
    arrived = online & (delivered < planted.DAYS * 86_400)
    future = np.full(n, -1)
    if holds_dirt:
        bought = np.flatnonzero(status == COMPLETED)
        wrong = rng.choice(bought[: len(bought) // 2], len(planted.FUTURE_ORDER_DAYS), replace=False)
        future[np.sort(wrong)] = [planted.day_number(moment) for moment in planted.FUTURE_ORDER_DAYS]
    coupon = (rng.random(n) < planted.by_type("coupons")[kind]) & (status == COMPLETED)
    return Orders(
        order_id=first_id + np.arange(n),
        account=account,
        person=person[keep],
        kind=kind,
        day=day,
        second=second,
        channel=channel,
        status=status,
        caused=arm_caused[keep],
        campaign=_campaigns(day, rng),
        city=city[account],
        presale=rng.random(n) < planted.by_type("presale")[kind],
        promised=np.where(online, promised, -1),
        delivered=np.where(arrived, delivered, -1),
        face_value=np.where(coupon, np.array(FACE_VALUES)[rng.integers(0, len(FACE_VALUES), n)], 0),
        null_customer=rng.random(n) < planted.NULL_CUSTOMER_SHARE,
        dated_future=future,
    )


def pick(shares: Floats, rng: np.random.Generator) -> Ints:
    """Return one column per row, drawn by the row's shares."""
    above: Ints = (rng.random(len(shares))[:, None] > shares.cumsum(axis=1)[:, :-1]).sum(axis=1)
    return above


def _shift_channels(channel: Ints, day: Ints, rng: np.random.Generator) -> Ints:
    start, end = (planted.day_number(moment) for moment in planted.MIX_MONTH)
    source = np.isin(channel, [planted.CHANNELS.index(name) for name in planted.MIX_FROM])
    moved = source & (day >= start) & (day < end) & (rng.random(len(channel)) < planted.MIX_MOVED)
    return np.where(moved, planted.CHANNELS.index(planted.MIX_TO), channel)


def _failed_attempts(channel: Ints, day: Ints, rng: np.random.Generator) -> Ints:
    """Return the purchases beside which an attempt failed.

    They are spread evenly over the orders of a channel, so that its cancelled share hardly varies between months.
    """
    cancelled = np.array(planted.CANCELLED)[channel]
    odds = cancelled / (1 - cancelled)
    by_channel = np.lexsort((day, channel))
    passed = np.cumsum(odds[by_channel]) + rng.random()
    return np.sort(by_channel[np.floor(passed) > np.floor(passed - odds[by_channel])])


def _time_of_day(kind: Ints, day: Ints, channel: Ints, rng: np.random.Generator) -> Ints:
    n = len(kind)
    weekday = (np.datetime64(planted.FIRST_DAY, "D").astype(int) + day + 3) % 7
    usual = pick(np.tile([0.08, 0.20, 0.20, 0.30, 0.22], (n, 1)), rng)
    hour = np.array([8.0, 10.8, 13.0, 16.5, 20.5])[usual] + rng.normal(0, 1.3, n)
    evening = (kind == planted.REGULAR) & (weekday < 5) & (rng.random(n) < 0.75)
    hour = np.where(evening, 20.3 + rng.normal(0, 0.9, n), hour)
    hour = np.where(channel == 0, np.clip(hour, 9.0, 21.4), hour % 24)
    return np.clip(np.floor(hour * 3_600), 0, 86_399).astype(np.int64)


def _campaigns(day: Ints, rng: np.random.Generator) -> Ints:
    """Return the running campaign that an order is credited to (about half the orders of its days), or -1."""
    running = np.full(planted.DAYS, -1)
    for position, row in enumerate(catalogue.CAMPAIGNS):
        first = planted.day_number(row[2])
        running[first : first + row[3]] = position
    return np.where(rng.random(len(day)) < 0.5, running[day], -1)
