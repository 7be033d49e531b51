"""Contacts of campaigns, coupons, referrals and shares.

Rule: a person is referred at most once, by somebody who came earlier, except for the planted cycles and the planted
self-referral, which are listed as truth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.demo import catalogue, planted
from tools.demo.customers import Accounts, People
from tools.demo.orders import COMPLETED, FACE_VALUES, Orders, dates
from tools.demo.parquet import Coded, Ints, Money, Nullable, Table

MEDIA = ("sms", "email", "push", "wechat")
SHARE_TARGETS = ("wechat_moments", "wechat_group", "weibo", "link")
CONTACT_SHARE = 0.22


@dataclass(frozen=True)
class Referrals:
    """Who referred whom, with the planted oddities."""

    table: Table
    cycles: tuple[tuple[int, int], ...]
    self_referrals: tuple[int, ...]


def contact_table(accounts: Accounts, account_kind: Ints, first_id: int, rng: np.random.Generator) -> Table:
    """Return which account was contacted for which campaign, and whether it opened and clicked."""
    accounts_seen, campaigns, days = [], [], []
    for position, row in enumerate(catalogue.CAMPAIGNS):
        start = planted.day_number(row[2])
        known = np.flatnonzero(accounts.signup < start)
        chosen = known[rng.random(len(known)) < CONTACT_SHARE]
        accounts_seen.append(chosen)
        campaigns.append(np.full(len(chosen), position))
        days.append(start + rng.integers(0, min(row[3], 3), len(chosen)))
    account, campaign, day = (np.concatenate(part) for part in (accounts_seen, campaigns, days))
    by_day = np.argsort(day, kind="stable")
    account, campaign, day = account[by_day], campaign[by_day], day[by_day]
    opened = rng.random(len(day)) < np.array([0.55, 0.42, 0.38, 0.25, 0.18, 0.20, 0.15])[account_kind[account]]
    return {
        "contact_id": first_id + np.arange(len(day)),
        "campaign_id": campaign + 1,
        "customer_id": accounts.customer_id[account],
        "contact_date": dates(day),
        "medium": Coded(rng.choice(4, size=len(day), p=[0.35, 0.15, 0.30, 0.20]), MEDIA),
        "is_opened": opened,
        "is_clicked": opened & (rng.random(len(day)) < 0.3),
    }


def coupon_table(orders: Orders, accounts: Accounts, first_id: int, rng: np.random.Generator) -> Table:
    """Return the issued coupons: all used ones, and about as many that were not used."""
    used = np.flatnonzero(orders.face_value > 0)
    spare = rng.choice(orders.count, size=len(used), replace=False) if len(used) else used
    issued = np.concatenate([orders.day[used] - rng.integers(0, 15, len(used)), orders.day[spare]])
    issued = np.maximum(issued, 0)
    account = np.concatenate([orders.account[used], orders.account[spare]])
    face = np.concatenate([orders.face_value[used], np.array(FACE_VALUES)[rng.integers(0, 4, len(spare))]])
    order = np.concatenate([orders.order_id[used], np.zeros(len(spare), np.int64)])
    used_day = np.concatenate([orders.day[used], np.zeros(len(spare), np.int64)])
    by_day = np.argsort(issued, kind="stable")
    order = order[by_day]
    return {
        "coupon_id": first_id + np.arange(len(order)),
        "customer_id": accounts.customer_id[account[by_day]],
        "order_id": Nullable(order, order > 0),
        "issued_date": dates(issued[by_day]),
        "used_date": Nullable(dates(used_day[by_day]), order > 0),
        "face_value": Money(face[by_day]),
        "valid_days": np.full(len(order), 15),
    }


def draw_referrals(
    people: People, accounts: Accounts, first_id: int, holds_dirt: bool, rng: np.random.Generator
) -> Referrals:
    """Draw referrals: 1.2 a VIP, .1 for everybody else."""
    wanted = rng.poisson(planted.by_type("referrals")[people.kind])
    by_arrival = np.argsort(people.arrival, kind="stable")
    rank = np.empty_like(by_arrival)
    rank[by_arrival] = np.arange(people.count)
    open_requests = np.repeat(np.arange(people.count), wanted)
    taken = np.zeros(people.count, dtype=bool)
    referrer = np.empty(0, np.int64)
    referee = np.empty(0, np.int64)
    for _ in range(6):  # each round places most of what is left; six leave under one in a thousand
        open_requests = open_requests[rank[open_requests] < people.count - 1]
        later = rank[open_requests] + 1
        offer = by_arrival[later + np.floor(rng.random(len(later)) * (people.count - later)).astype(np.int64)]
        _, first = np.unique(offer, return_index=True)
        placed = np.zeros(len(offer), dtype=bool)
        placed[first] = True
        placed &= ~taken[offer]
        taken[offer[placed]] = True
        referrer = np.concatenate([referrer, open_requests[placed]])
        referee = np.concatenate([referee, offer[placed]])
        open_requests = open_requests[~placed]
    day = people.arrival[referee]
    cycles: tuple[tuple[int, int], ...] = ()
    alone: tuple[int, ...] = ()
    if holds_dirt:
        free = np.flatnonzero(~taken & ~np.isin(np.arange(people.count), referrer))[:5]
        pairs = [(free[0], free[1]), (free[1], free[0]), (free[2], free[3]), (free[3], free[2]), (free[4], free[4])]
        extra = np.array(pairs, dtype=np.int64)
        referrer, referee = np.r_[referrer, extra[:, 0]], np.r_[referee, extra[:, 1]]
        day = np.r_[day, np.maximum(people.arrival[extra[:, 0]], people.arrival[extra[:, 1]])]
        ids = accounts.customer_id[accounts.first_of[free]].tolist()
        cycles, alone = ((ids[0], ids[1]), (ids[2], ids[3])), (ids[4],)
    by_day = np.argsort(day, kind="stable")
    table: Table = {
        "referral_id": first_id + np.arange(len(day)),
        "referrer_id": accounts.customer_id[accounts.first_of[referrer[by_day]]],
        "referee_id": accounts.customer_id[accounts.first_of[referee[by_day]]],
        "referral_date": dates(day[by_day]),
    }
    return Referrals(table, cycles, alone)


def share_table(orders: Orders, people: People, accounts: Accounts, first_id: int, rng: np.random.Generator) -> Table:
    """Return shares of bought goods: by the persons of a type who share at all, after some of their orders."""
    shares_at_all = rng.random(people.count) < planted.by_type("sharing")[people.kind]
    done = (orders.status == COMPLETED) & (orders.dated_future < 0)
    after = np.flatnonzero(done & shares_at_all[orders.person] & (rng.random(orders.count) < 0.15))
    n = len(after)
    return {
        "share_id": first_id + np.arange(n),
        "customer_id": accounts.customer_id[orders.account[after]],
        "share_date": dates(orders.day[after]),
        "share_target": Coded(rng.choice(4, size=n, p=[0.35, 0.40, 0.10, 0.15]), SHARE_TARGETS),
    }
