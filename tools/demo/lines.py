"""What lies in the orders: lines with quantities, prices and discounts.

Rule: amounts are whole fen, and a line's net amount is what an order's amount is summed from. The price steps of the
assortment are chosen so that an order comes close to the value that its customer spends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.demo import catalogue, planted
from tools.demo.baskets import BasketLines, draw_baskets, household_lines
from tools.demo.catalogue import Products
from tools.demo.customers import Accounts, People, running_position
from tools.demo.orders import COMPLETED, Orders
from tools.demo.parquet import Bools, Ints


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
