"""The customer table: who the accounts say they are.

Rule: every personal value is invented and lies outside allocated ranges: phone numbers begin with 100 (no subscriber
number does), e-mail addresses end in ``example.com`` (reserved for documentation), streets are called "sample".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.demo import catalogue, planted
from tools.demo.customers import Accounts, People
from tools.demo.orders import dates
from tools.demo.parquet import Bools, Coded, Ints, Nullable, Table, Texts

SURNAMES = tuple("林陈赵苏许何罗梁宋郑谢韩唐冯于董萧程曹袁邓傅沈曾彭吕苗卢蒋蔡")
GIVEN = tuple("知夏安然若水子墨一诺语桐书瑶景行思远明澈清和乐言星野千寻初晴云舒慕白雨泽")
LEVELS = ("basic", "silver", "gold", "platinum")
GENDERS = ("female", "male")
INCOMES = ("under_5k", "5k_10k", "10k_20k", "20k_50k", "over_50k")
INDUSTRIES = ("retail", "catering", "education", "healthcare", "technology", "manufacturing")
COMPANY_SIZES = ("micro", "small", "medium", "large")
SOURCES = ("search_engine", "social_media", "word_of_mouth", "walk_in", "platform_traffic", "paid_ads")
WEALTH = ("standard", "affluent", "high_net_worth")
COMPANY_SHARE = 0.06
# Columns: basic, silver, gold, platinum. Rows: the planted types, then prospects.
LEVEL_SHARES = (
    (0.05, 0.15, 0.35, 0.45), (0.25, 0.40, 0.28, 0.07), (0.40, 0.40, 0.17, 0.03),
    (0.45, 0.30, 0.18, 0.07), (0.92, 0.07, 0.01, 0.00), (0.45, 0.38, 0.14, 0.03), (1.00, 0.00, 0.00, 0.00),
)  # fmt: skip
INCOME_SHARES = (
    (0.02, 0.10, 0.30, 0.38, 0.20), (0.10, 0.32, 0.38, 0.16, 0.04), (0.28, 0.42, 0.24, 0.05, 0.01),
    (0.03, 0.15, 0.35, 0.32, 0.15), (0.25, 0.38, 0.26, 0.09, 0.02), (0.15, 0.35, 0.33, 0.14, 0.03),
    (0.22, 0.38, 0.28, 0.10, 0.02),
)  # fmt: skip
PROSPECT = len(planted.TYPES)


@dataclass(frozen=True)
class Profiles:
    """What other tables need to know of the accounts."""

    kind: Ints
    city: Ints
    company: Bools
    minor_tagged: Ints


def draw_cities(accounts: Accounts, people: People, rng: np.random.Generator) -> Ints:
    """Return the city of each account; all accounts of a person live in one city."""
    weight = np.array([row[4] for row in catalogue.CITIES], dtype=np.float64)
    city = rng.choice(len(weight), size=accounts.count, p=weight / weight.sum())
    owned = accounts.person >= 0
    city[owned] = city[accounts.first_of[accounts.person[owned]]]
    return city


def draw_profiles(
    people: People, accounts: Accounts, city: Ints, holds_dirt: bool, rng: np.random.Generator
) -> tuple[Profiles, Table]:
    """Draw the customer table."""
    n = accounts.count
    owned = accounts.person >= 0
    kind = np.where(owned, people.kind[accounts.person], PROSPECT)
    age = np.clip(np.round(rng.normal(np.array([42, 36, 31, 45, 29, 38, 33])[kind], 9)), 18, 78).astype(np.int64)
    company = (rng.random(n) < COMPANY_SHARE) & (accounts.is_second == 0)
    wealth = (rng.random(n)[:, None] > np.array([0.80, 0.96])).sum(axis=1)
    tagged = np.empty(0, np.int64)
    if holds_dirt:
        private = np.flatnonzero(~company)
        tagged = np.sort(rng.choice(private, min(planted.MINOR_HIGH_NET_WORTH, len(private)), replace=False))
        age[tagged] = rng.integers(13, 18, len(tagged))
        wealth[tagged] = 2
    known_age = rng.random(n) >= planted.MISSING_AGE_SHARE
    known_age[tagged] = True
    birth = np.datetime64(planted.AS_OF, "D") - (age * 365.25).astype(np.int64) - rng.integers(1, 360, n)

    def banded(shares: tuple[tuple[float, ...], ...]) -> Ints:
        limits = np.array(shares)[kind].cumsum(axis=1)[:, :-1]
        band: Ints = (rng.random(n)[:, None] > limits).sum(axis=1)
        return band

    phone, device = _contacts(accounts, holds_dirt, rng)
    table: Table = {
        "customer_id": accounts.customer_id,
        "name": _names(n, rng),
        "phone": _numbered("100", phone, 8),
        "email": np.char.add(_numbered("user", accounts.customer_id, 8), "@example.com"),
        "device_id": _numbered("dev-", device, 9),
        "address": np.char.add(_numbered("示例路 Sample Road ", rng.integers(1, 900, n), 0), " 号"),
        "birth_date": Nullable(birth, known_age),
        "age": Nullable(age, known_age),
        "gender": Coded((rng.random(n) < 0.44).astype(np.int64), GENDERS),
        "city_id": city + 1,
        "signup_date": dates(accounts.signup),
        "source": Coded(np.where(kind == planted.TYPE_NAMES.index("trial"), 4, rng.integers(0, 6, n)), SOURCES),
        "member_level": Coded(banded(LEVEL_SHARES), LEVELS),
        "income_band": Coded(banded(INCOME_SHARES), INCOMES),
        "wealth_tag": Coded(wealth, WEALTH),
        "customer_kind": Coded(company.astype(np.int64), ("individual", "company")),
        "industry": Coded(np.where(company, rng.integers(0, 6, n), -1), INDUSTRIES),
        "company_size": Coded(np.where(company, rng.integers(0, 4, n), -1), COMPANY_SIZES),
        "marketing_consent": rng.random(n) < 0.8,
    }
    return Profiles(kind, city, company, accounts.customer_id[tagged]), table


def _contacts(accounts: Accounts, holds_dirt: bool, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return phone and device numbers; a second account shares one of the two with the first.

    The last three phone numbers of the first chunk are shop phones, entered for many unrelated accounts.
    """
    phone = accounts.customer_id.copy()
    device = accounts.customer_id * 7 + 3
    second = np.flatnonzero(accounts.is_second == 1)
    first = accounts.first_of[accounts.person[second]]
    same_phone = rng.random(len(second)) < 0.5
    phone[second] = np.where(same_phone, phone[first], phone[second])
    device[second] = np.where(same_phone, device[second], device[first])
    if holds_dirt:
        plain = np.flatnonzero((accounts.person < 0) | (accounts.second_of[accounts.person] < 0))
        size = planted.ACCOUNTS_PER_SHOP_PHONE
        members = rng.permutation(plain)[: planted.SHOP_PHONES * size]
        phone[members] = 99_999_990 + np.arange(len(members)) // size
    return phone, device


def _numbered(prefix: str, numbers: Ints, width: int) -> Texts:
    digits = numbers.astype(str)
    return np.char.add(prefix, np.char.zfill(digits, width) if width else digits)


def _names(count: int, rng: np.random.Generator) -> Texts:
    surname = np.array(SURNAMES)[rng.integers(0, len(SURNAMES), count)]
    given = np.array(GIVEN)[rng.integers(0, len(GIVEN), (count, 2))]
    return np.char.add(np.char.add(surname, given[:, 0]), given[:, 1])
