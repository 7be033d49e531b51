"""Orders, lines and returns as tables.

Rule: an order's amounts are the sums of its lines. A return is of one line; it is dated, and dropped when its date lies
outside the data.
"""

from __future__ import annotations

import numpy as np

from tools.demo import catalogue, planted
from tools.demo.catalogue import Products
from tools.demo.customers import Accounts
from tools.demo.lines import Lines
from tools.demo.orders import COMPLETED, STATUS, Orders, dates, pick, timestamps
from tools.demo.parquet import Coded, Ints, Money, Nullable, Table

DAY_PARTS = ("late_night", "breakfast", "morning", "lunch", "afternoon", "evening", "night")
PAYMENTS = ("alipay", "wechat_pay", "card", "cash")
REASONS = ("poor_quality", "not_as_described", "damaged", "wrong_size", "arrived_late", "changed_mind")


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
    reason = pick(np.tile([0.28, 0.22, 0.14, 0.12, 0.10, 0.14], (len(line), 1)), rng)
    return {
        "return_id": first_id + np.arange(len(line)),
        "order_id": orders.order_id[chosen],
        "line_no": lines.number[line],
        "return_date": dates(day[chosen]),
        "reason": Coded(reason, REASONS),
        "quantity": pieces,
        "refund_amount": Money(lines.net[line] * pieces // lines.quantity[line]),
    }
