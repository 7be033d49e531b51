"""Orders, their lines, and returns.

Rule: an order's amounts are the sums of its lines, in fen. Cancelled and pending orders are extra attempts on a
purchase day; they never replace a purchase, so the purchase days of completed orders stay those of the process.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.demo import catalogue, planted
from tools.demo.baskets import BasketLines, draw_baskets, household_lines
from tools.demo.catalogue import Products
from tools.demo.customers import Accounts, People, owner_account, running_position
from tools.demo.experiments import CausedPurchases
from tools.demo.parquet import Bools, Coded, Dates, Floats, Ints, Money, Nullable, Table

COMPLETED, CANCELLED, PENDING = 0, 1, 2
STATUS = ("completed", "cancelled", "pending")
DAY_PARTS = ("late_night", "breakfast", "morning", "lunch", "afternoon", "evening", "night")
PAYMENTS = ("alipay", "wechat_pay", "card", "cash")
REASONS = ("poor_quality", "not_as_described", "damaged", "wrong_size", "arrived_late", "changed_mind")
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


@dataclass(frozen=True)
class Lines:
    """Order lines; ``order`` is the position of the order, amounts are in fen."""

    order: Ints
    number: Ints
    subcategory: Ints
    step: Ints
    quantity: Ints
    price: Ints
    discount: Ints
    cost: Ints
    unknown_product: Bools

    @property
    def net(self) -> Ints:
        """Net amount per line."""
        return self.quantity * self.price - self.discount


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
    channel = _pick(np.array([row.channels for row in planted.TYPES])[kind], rng)
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


def _pick(shares: Floats, rng: np.random.Generator) -> Ints:
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
    usual = _pick(np.tile([0.08, 0.20, 0.20, 0.30, 0.22], (n, 1)), rng)
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


def draw_lines(
    orders: Orders, people: People, accounts: Accounts, products: Products, rng: np.random.Generator
) -> tuple[Lines, Ints]:
    """Draw the baskets and their amounts; also return, per account, whether it was made a household buyer."""
    basket = draw_baskets(orders.count, rng)
    extra, household = household_lines(basket, orders.account, orders.status == COMPLETED, accounts.count, rng)
    order = np.concatenate([basket.order, extra.order])
    subcategory = np.concatenate([basket.subcategory, extra.subcategory])
    by_order = np.argsort(order, kind="stable")
    lines = BasketLines(order[by_order], subcategory[by_order])
    return _amounts(orders, people, lines, products, rng), household


def _amounts(orders: Orders, people: People, lines: BasketLines, products: Products, rng: np.random.Generator) -> Lines:
    spend_rate = rng.gamma(planted.by_type("q")[people.kind]) / planted.by_type("v")[people.kind]
    shape = planted.by_type("p")[orders.kind]
    value = rng.gamma(shape) / spend_rate[orders.person]
    promo = np.where(rng.random(orders.count) < 0.25, rng.uniform(0.05, 0.15, orders.count), 0.0)
    # A coupon is worth at most a quarter of the goods; the discount is then spread over the lines.
    coupon = np.minimum(orders.face_value / 100 / np.maximum(value, 1.0), 0.25)
    off = np.where(coupon > 0, coupon / (1 + coupon), promo)
    gross = value / (1 - off)

    weight = rng.exponential(1.0, len(lines.order)) + 0.3
    share = weight / np.bincount(lines.order, weight, orders.count)[lines.order]
    target = gross[lines.order] * share
    rung = np.floor(np.log(np.maximum(target, 4.0) / 4.0) / np.log(300.0) * 9).astype(np.int64)
    step = np.clip(rung - rng.integers(0, 3, len(rung)), 0, catalogue.PRODUCTS_PER_SUBCATEGORY - 1)
    listed = products.price[lines.subcategory, step]
    quantity = np.clip(np.round(target * 100 / listed), 1, 60).astype(np.int64)
    rise = planted.day_number(planted.PRICE_RISE_FROM)
    after = orders.day[lines.order] >= rise
    price = np.where(after, catalogue.raised_price(products)[lines.subcategory, step], listed)
    discount = np.floor(quantity * price * off[lines.order]).astype(np.int64)
    return Lines(
        order=lines.order,
        number=running_position(lines.order) + 1,
        subcategory=lines.subcategory,
        step=step,
        quantity=quantity,
        price=price,
        discount=discount,
        cost=quantity * products.cost[lines.subcategory, step],
        unknown_product=rng.random(len(lines.order)) < planted.UNKNOWN_PRODUCT_SHARE,
    )


def order_table(orders: Orders, accounts: Accounts, lines: Lines, rng: np.random.Generator) -> Table:
    """Return the orders as people know them; totals are sums of lines."""
    n = orders.count
    day = np.where(orders.dated_future >= 0, orders.dated_future, orders.day)
    hour = orders.second // 3_600
    part = np.searchsorted([5, 9, 11, 14, 17, 21], hour, side="right")

    def total(values: Ints) -> Money:
        return Money(np.bincount(lines.order, values, n).astype(np.int64))

    return {
        "order_id": orders.order_id,
        "customer_id": Nullable(accounts.customer_id[orders.account], ~orders.null_customer),
        "order_date": dates(day),
        "ordered_at": timestamps(day * 86_400 + orders.second),
        "day_part": Coded(part, DAY_PARTS),
        "channel": Coded(orders.channel, planted.CHANNELS),
        "store_id": _stores(orders, rng),
        "campaign_id": Nullable(orders.campaign + 1, orders.campaign >= 0),
        "status": Coded(orders.status, STATUS),
        "payment": Coded(np.where(orders.channel == 0, rng.integers(0, 4, n), rng.integers(0, 3, n)), PAYMENTS),
        "is_presale": orders.presale,
        "promised_at": Nullable(timestamps(orders.promised), orders.promised >= 0),
        "delivered_at": Nullable(timestamps(orders.delivered), orders.delivered >= 0),
        "item_count": np.bincount(lines.order, lines.quantity, n).astype(np.int64),
        "gross_amount": total(lines.quantity * lines.price),
        "discount_amount": total(lines.discount),
        "net_amount": total(lines.net),
        "cost_amount": total(lines.cost),
    }


def _stores(orders: Orders, rng: np.random.Generator) -> Nullable:
    """Return the store of the customer's own city for orders of the store channel."""
    cities = catalogue.store_cities()
    second = np.full(len(catalogue.CITIES), -1)
    second[cities[len(catalogue.CITIES) :]] = np.arange(len(catalogue.CITIES), catalogue.STORES)
    other = second[orders.city]
    use_second = (other >= 0) & (rng.random(orders.count) < 0.5)
    return Nullable(np.where(use_second, other, orders.city) + 1, orders.channel == 0)


def line_table(orders: Orders, lines: Lines, products: Products) -> Table:
    """Return the order lines, with the status of their order."""
    known = products.product_id(lines.subcategory, lines.step)
    return {
        "order_id": orders.order_id[lines.order],
        "line_no": lines.number,
        "product_id": np.where(lines.unknown_product, planted.UNKNOWN_PRODUCT, known),
        "order_status": Coded(orders.status[lines.order], STATUS),
        "quantity": lines.quantity,
        "unit_price": Money(lines.price),
        "gross_amount": Money(lines.quantity * lines.price),
        "discount_amount": Money(lines.discount),
        "net_amount": Money(lines.net),
        "cost_amount": Money(lines.cost),
    }


def return_table(orders: Orders, lines: Lines, first_id: int, rng: np.random.Generator) -> Table:
    """Return returns: one line of a returned order, wholly or (more than one piece) in part."""
    back = rng.random(orders.count) < planted.by_type("returns")[orders.kind]
    back &= (orders.status == COMPLETED) & (orders.dated_future < 0)
    day = orders.day + rng.integers(3, 16, orders.count)
    back &= day < planted.DAYS
    chosen = np.flatnonzero(back)
    first_line = np.searchsorted(lines.order, chosen)
    size = np.bincount(lines.order, minlength=orders.count)[chosen]
    line = first_line + np.floor(rng.random(len(chosen)) * size).astype(np.int64)
    pieces = np.maximum(1, np.ceil(lines.quantity[line] * rng.uniform(0.4, 1.6, len(line)))).astype(np.int64)
    pieces = np.minimum(pieces, lines.quantity[line])
    sequence = np.argsort(day[chosen], kind="stable")
    line, chosen, pieces = line[sequence], chosen[sequence], pieces[sequence]
    reason = _pick(np.tile([0.28, 0.22, 0.14, 0.12, 0.10, 0.14], (len(line), 1)), rng)
    return {
        "return_id": first_id + np.arange(len(line)),
        "order_id": orders.order_id[chosen],
        "line_no": lines.number[line],
        "return_date": dates(day[chosen]),
        "reason": Coded(reason, REASONS),
        "quantity": pieces,
        "refund_amount": Money(lines.net[line] * pieces // lines.quantity[line]),
    }
