"""Complaints and surveys.

Rule: dissatisfaction precedes a dropout: most lapsing customers complain about the order before their last one.
"""

from __future__ import annotations

import numpy as np

from tools.demo import planted
from tools.demo.customers import NO_DAY, Accounts, People
from tools.demo.orders import COMPLETED, Orders, dates, timestamps
from tools.demo.parquet import Coded, Ints, Nullable, Table

TOPICS = ("slow_delivery", "product_quality", "staff_service", "price_dispute", "app_problem", "return_problem")
ROLES = ("decider", "influencer", "end_user", "payer")
STYLES = ("cautious", "fast", "price_led", "brand_led", "balanced")
# Which style a type mostly names; the rest answers at random.
STYLE_OF_TYPE = (3, 4, 2, 0, 1, 4, 1)


def complaint_table(
    people: People, accounts: Accounts, orders: Orders, first_id: int, rng: np.random.Generator
) -> tuple[Table, Ints]:
    """Return the complaints, and the persons (positions) with a planted complaint before their dropout."""
    done = (orders.status == COMPLETED) & (orders.dated_future < 0)
    usual = np.flatnonzero(done & (rng.random(orders.count) < planted.by_type("complaints")[orders.kind]))
    usual_moment = orders.moment[usual] + rng.integers(3_600, 8 * 86_400, len(usual))

    before, before_moment = _before_dropout(people, orders, done, rng)
    order = np.concatenate([usual, before])
    moment = np.concatenate([usual_moment, before_moment])
    keep = np.flatnonzero(moment < planted.DAYS * 86_400)
    keep = keep[np.argsort(moment[keep], kind="stable")]
    order, moment = order[keep], moment[keep]
    n = len(order)
    minutes = np.round(np.exp(rng.normal(np.log(45), 0.9, n))).astype(np.int64) + 1
    response = moment + minutes * 60
    closed = response + np.round(np.exp(rng.normal(np.log(20), 0.8, n)) * 3_600).astype(np.int64)
    end = planted.DAYS * 86_400
    table: Table = {
        "complaint_id": first_id + np.arange(n),
        "customer_id": accounts.customer_id[orders.account[order]],
        "order_id": orders.order_id[order],
        "complaint_date": dates(moment // 86_400),
        "created_at": timestamps(moment),
        "topic": Coded(rng.choice(len(TOPICS), size=n, p=[0.28, 0.26, 0.16, 0.10, 0.08, 0.12]), TOPICS),
        "first_response_minutes": Nullable(minutes, response < end),
        "resolved_at": Nullable(timestamps(closed), closed < end),
    }
    return table, np.unique(orders.person[before])


def _before_dropout(people: People, orders: Orders, done: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return, for 70 % of the lapsed persons, the order before the last and a moment between the two."""
    rows = np.flatnonzero(done & (orders.caused == 0))
    rows = rows[np.lexsort((orders.moment[rows], orders.person[rows]))]
    person = orders.person[rows]
    is_last = np.r_[person[1:] != person[:-1], True] if len(person) else np.empty(0, bool)
    last = np.flatnonzero(is_last)
    last = last[(last > 0) & (person[last - 1] == person[last])]
    owner = person[last]
    lapsed = (people.kind[owner] == planted.LAPSING) & (people.dropout_day[owner] != NO_DAY)
    lapsed &= rng.random(len(owner)) < planted.COMPLAINT_BEFORE_DROPOUT
    previous, final = rows[last[lapsed] - 1], rows[last[lapsed]]
    gap = orders.moment[final] - orders.moment[previous]
    back = np.minimum(gap * rng.uniform(0.1, 0.9, len(gap)), rng.uniform(1, 10, len(gap)) * 86_400)
    return previous, (orders.moment[final] - back).astype(np.int64)


def survey_table(accounts: Accounts, account_kind: Ints, first_id: int, rng: np.random.Generator) -> Table:
    """Return one answer of about 15 % of the accounts that ever bought."""
    answered = np.flatnonzero((accounts.person >= 0) & (rng.random(accounts.count) < planted.ANSWER_SHARE))
    kind = account_kind[answered]
    day = accounts.signup[answered] + np.floor(
        (planted.DAYS - accounts.signup[answered]) * rng.random(len(answered))
    ).astype(np.int64)
    by_day = np.argsort(day, kind="stable")
    answered, kind, day = answered[by_day], kind[by_day], day[by_day]
    n = len(answered)
    score = np.clip(np.round(rng.normal(planted.by_type("nps")[kind], 1.5)), 0, 10).astype(np.int64)
    satisfaction = np.clip(np.round(score / 2 + rng.normal(0.1, 0.5, n)), 1, 5).astype(np.int64)
    own = rng.random(n) < 0.7
    style = np.where(own, np.array(STYLE_OF_TYPE)[kind], rng.integers(0, len(STYLES), n))
    return {
        "survey_id": first_id + np.arange(n),
        "customer_id": accounts.customer_id[answered],
        "survey_date": dates(day),
        "satisfaction_score": satisfaction,
        "nps_score": score,
        "decision_role": Coded(rng.choice(len(ROLES), size=n, p=[0.5, 0.15, 0.25, 0.1]), ROLES),
        "decision_style": Coded(style, STYLES),
    }
