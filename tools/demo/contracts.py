"""Sales opportunities of company customers, and the paid delivery subscription.

Rule: a state is known only if its day lies inside the data; what would happen later is left open.
"""

from __future__ import annotations

import numpy as np

from tools.demo import planted
from tools.demo.customers import Accounts
from tools.demo.orders import dates
from tools.demo.parquet import Bools, Coded, Ints, Money, Nullable, Table

STAGES = ("deal_open", "deal_won", "deal_lost")
PLANS = ("monthly_plan", "annual_plan")
SUBSCRIPTION_SHARE = 0.15
PAID_SHARE = (0.75, 0.45, 0.35, 0.25, 0.10, 0.30, 0.15)
RENEWAL_SHARE = (0.93, 0.85, 0.75, 0.70, 0.50, 0.55, 0.50)
TRIAL_DAYS = 30


def opportunity_table(accounts: Accounts, company: Bools, first_id: int, rng: np.random.Generator) -> Table:
    """Return one to three opportunities per company; sales cycles have a median of 40 days, 35 % are won."""
    account = np.repeat(np.flatnonzero(company), rng.integers(1, 4, int(company.sum())))
    opened = accounts.signup[account] + np.floor(
        (planted.DAYS - accounts.signup[account]) * rng.random(len(account))
    ).astype(np.int64)
    by_day = np.argsort(opened, kind="stable")
    account, opened = account[by_day], opened[by_day]
    days = np.maximum(1, np.round(np.exp(rng.normal(np.log(40), 0.7, len(account))))).astype(np.int64)
    closed = opened + days
    won = rng.random(len(account)) < 0.35
    inside = closed < planted.DAYS
    return {
        "opportunity_id": first_id + np.arange(len(account)),
        "customer_id": accounts.customer_id[account],
        "opened_date": dates(opened),
        "closed_date": Nullable(dates(closed), inside),
        "stage": Coded(np.where(inside, np.where(won, 1, 2), 0), STAGES),
        "cycle_days": Nullable(days, inside),
        "amount": Money(np.round(np.exp(rng.normal(np.log(20_000), 0.8, len(account)))).astype(np.int64) * 100),
    }


def subscription_table(accounts: Accounts, account_kind: Ints, first_id: int, rng: np.random.Generator) -> Table:
    """Return subscriptions: a 30-day trial, perhaps a paid start, perhaps the first renewal."""
    chosen = np.flatnonzero((accounts.person >= 0) & (rng.random(accounts.count) < SUBSCRIPTION_SHARE))
    kind = account_kind[chosen]
    start = accounts.signup[chosen] + rng.integers(0, 120, len(chosen))
    keep = np.flatnonzero(start < planted.DAYS)
    keep = keep[np.argsort(start[keep], kind="stable")]
    chosen, kind, start = chosen[keep], kind[keep], start[keep]
    n = len(chosen)
    plan = (rng.random(n) < 0.35).astype(np.int64)
    paid_day = start + TRIAL_DAYS
    paid = (rng.random(n) < np.array(PAID_SHARE)[kind]) & (paid_day < planted.DAYS)
    due_day = paid_day + np.where(plan == 1, 365, 30)
    due = paid & (due_day < planted.DAYS)
    renewed = due & (rng.random(n) < np.array(RENEWAL_SHARE)[kind])
    return {
        "subscription_id": first_id + np.arange(n),
        "customer_id": accounts.customer_id[chosen],
        "plan": Coded(plan, PLANS),
        "trial_date": dates(start),
        "paid_date": Nullable(dates(paid_day), paid),
        "renewal_due_date": Nullable(dates(due_day), due),
        "renewed_date": Nullable(dates(due_day), renewed),
        "is_paid": paid,
        "is_renewal_due": due,
        "is_renewed": renewed,
        "monthly_fee": Money(np.where(plan == 1, 1500, 1900)),
    }
