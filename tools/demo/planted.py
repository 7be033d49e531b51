"""What is true in the generated sample data, as constants.

Rule: every effect that an analysis should find again stands here once, with its size. The generator reads these
values, the truth files repeat them, and the tests compare the data with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

FIRST_DAY = date(2024, 11, 1)
AS_OF = date(2026, 11, 1)
DAYS = (AS_OF - FIRST_DAY).days

BUYERS = 8_000
PROSPECTS_PER_BUYER = 0.15
SECOND_ACCOUNTS_PER_BUYER = 0.05
CHUNK_CUSTOMERS = 50_000

CHANNELS = ("in_store", "web", "app", "mini_program", "marketplace")


def day_number(day: date) -> int:
    """Return the days between the first day of the data and ``day``.

    Examples
    --------
    >>> day_number(date(2024, 11, 3))
    2
    """
    return (day - FIRST_DAY).days


@dataclass(frozen=True)
class CustomerType:
    """One planted kind of customer.

    ``r, alpha, a, b`` are BG/NBD parameters (alpha in weeks), ``p, q, v`` Gamma-Gamma parameters (CNY). Rates are
    shares of orders; ``decision_hours`` is a median before it is cut at the previous order and at 30 days (big ticket:
    178 hours, observed 150); ``complaints`` are the planted complaints per order apart from those before a dropout.
    """

    name: str
    share: float
    r: float
    alpha: float
    a: float
    b: float
    p: float
    q: float
    v: float
    decision_hours: float
    presale: float
    returns: float
    coupons: float
    complaints: float
    nps: float
    referrals: float
    sharing: float
    channels: tuple[float, float, float, float, float]


TYPES = (
    CustomerType("vip", 0.08, 7, 9, 0.5, 45, 6, 4, 150, 20, 0.06, 0.03, 0.08, 0.004, 9.3, 1.2, 0.40,
                 (0.35, 0.12, 0.33, 0.15, 0.05)),
    CustomerType("regular", 0.25, 4.5, 9, 0.6, 24, 6, 4, 50, 24, 0.04, 0.05, 0.15, 0.008, 8.4, 0.1, 0.15,
                 (0.15, 0.10, 0.55, 0.15, 0.05)),
    CustomerType("bargain", 0.14, 5, 8, 0.8, 22, 6, 4, 20, 12, 0.03, 0.18, 0.55, 0.025, 7.6, 0.1, 0.20,
                 (0.08, 0.17, 0.25, 0.35, 0.15)),
    CustomerType("big_ticket", 0.10, 1.5, 25, 0.6, 10, 3, 4, 800, 178, 0.35, 0.07, 0.05, 0.012, 8.1, 0.1, 0.08,
                 (0.30, 0.45, 0.12, 0.08, 0.05)),
    CustomerType("trial", 0.30, 0.35, 12, 1.2, 3, 6, 4, 35, 2, 0.02, 0.08, 0.35, 0.012, 7.3, 0.1, 0.05,
                 (0.05, 0.10, 0.10, 0.15, 0.60)),
    CustomerType("lapsing", 0.13, 3, 8, 1.5, 7, 6, 4, 60, 18, 0.04, 0.09, 0.15, 0.010, 5.8, 0.1, 0.06,
                 (0.20, 0.25, 0.25, 0.20, 0.10)),
)  # fmt: skip


def by_type(field: str) -> NDArray[np.float64]:
    """Return one attribute of all types, in the order of ``TYPES``.

    Examples
    --------
    >>> by_type("share").sum().round(6).item()
    1.0
    """
    return np.array([getattr(kind, field) for kind in TYPES], dtype=np.float64)


TYPE_NAMES = tuple(kind.name for kind in TYPES)
LAPSING = TYPE_NAMES.index("lapsing")
REGULAR = TYPE_NAMES.index("regular")

# Arrivals: a fifth of all buyers in November and December 2024, the rest evenly afterwards.
EARLY_DAYS, EARLY_SHARE = 61, 0.20
SECOND_ORDER_SHARE = 0.04

# January to December. November holds 11.11, June 618, February the Spring Festival lull.
MONTH_FACTOR = (1.04, 0.84, 0.93, 0.95, 1.00, 1.10, 0.94, 0.95, 1.00, 1.03, 1.18, 1.06)
# Monday to Sunday; regular customers buy on working days, the others at the weekend.
WEEKDAY_FACTOR = (0.93, 0.92, 0.93, 0.95, 1.00, 1.16, 1.11)
WEEKDAY_FACTOR_REGULAR = (1.14, 1.15, 1.15, 1.14, 1.08, 0.66, 0.68)

# Cancellation depends on the channel alone, so that a shift between channels is a pure mix effect.
CANCELLED = (0.01, 0.05, 0.04, 0.03, 0.10)
ON_TIME = (1.00, 0.93, 0.95, 0.94, 0.86)
MIX_MONTH = (date(2026, 3, 1), date(2026, 4, 1))
MIX_FROM = ("web", "app", "mini_program")
MIX_TO = "marketplace"
MIX_MOVED = 0.45

OUTAGE = (date(2026, 4, 14), date(2026, 4, 16))
OUTAGE_CHANNEL = "web"

PRICE_RISE_CATEGORY = "dairy"
PRICE_RISE_FROM = date(2026, 5, 1)
PRICE_RISE = 0.08

FREQUENT_FRESH_ORDERS = 5
HOUSEHOLD_ALL, HOUSEHOLD_FREQUENT_FRESH = 0.40, 0.65


@dataclass(frozen=True)
class PlantedPair:
    """Two subcategories whose joint share of baskets is planted: ``share_a * share_b * lift``."""

    a: str
    b: str
    share_a: float
    share_b: float
    lift: float


PAIRS = (
    PlantedPair("pasta", "sauce", 0.05, 0.06, 4.0),
    PlantedPair("tea", "coffee", 0.09, 0.10, 0.6),
)

EXPERIMENT_DAYS = 30
COUPON_TEST, COUPON_TEST_DAY = "coupon_2026_08", date(2026, 8, 3)
COUPON_ARMS = ("coupon_10", "coupon_5", "no_coupon")
COUPON_CUSTOMERS_PER_ARM = 2_000
COUPON_EFFECT = {"bargain": (0.15, 0.05, 0.0), "regular": (0.08, 0.05, 0.0)}
PAGE_TEST, PAGE_TEST_DAY = "page_2026_09", date(2026, 9, 7)
PAGE_ARMS = ("new_page", "old_page")
PAGE_CUSTOMERS = (3_180, 2_820)

ANSWER_SHARE = 0.15
COMPLAINT_BEFORE_DROPOUT = 0.70

NULL_CUSTOMER_SHARE = 0.005
UNKNOWN_PRODUCT_SHARE = 0.001
UNKNOWN_PRODUCT = 99_999
MISSING_AGE_SHARE = 0.01
MINOR_HIGH_NET_WORTH = 12
# Typing errors of 2026, far enough ahead to stay wrong for decades.
FUTURE_ORDER_DAYS = (date(2062, 3, 14), date(2099, 1, 1), date(2206, 5, 20))
SHOP_PHONES = 3
ACCOUNTS_PER_SHOP_PHONE = 16
