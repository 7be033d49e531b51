"""Members who bought in one period and did, or did not, in another: each period is a condition of its own."""

from __future__ import annotations

import pandas as pd
import pytest

from assistant.answer import answer
from assistant.plan import Compute, Refuse
from assistant.question import Question

from .compact import compact

SEPTEMBER_NOT_OCTOBER = (
    "customers among customer with orders ge 1 in month:2026-09 among customer with orders eq 0 in month:2026-10"
)
BOTH = "customers among customer with orders ge 1 in month:2026-09 among customer with orders ge 1 in month:2026-10"
NEITHER = "customers among customer with orders eq 0 in month:2026-09 among customer with orders eq 0 in month:2026-10"
FIRST = "customers among customer with orders eq 0 in until:2026-08-31 among customer with orders ge 1 in month:2026-09"


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("how many customers bought in September but not in October", SEPTEMBER_NOT_OCTOBER),
        ("How many customers bought in September but did not buy in October?", SEPTEMBER_NOT_OCTOBER),
        ("number of customers who ordered in September but not in October", SEPTEMBER_NOT_OCTOBER),
        ("9月买过、10月没买的客户有多少", SEPTEMBER_NOT_OCTOBER),
        ("9月买过但10月没有买的客户有多少", SEPTEMBER_NOT_OCTOBER),
        ("9月买过但没有在10月买的客户有多少", SEPTEMBER_NOT_OCTOBER),
        ("how many customers bought in both September and October", BOTH),
        ("how many customers bought in September and again in October", BOTH),
        ("9月和10月都买过的客户有多少", BOTH),
        ("9月买过、10月又买了的客户有多少", BOTH),
        ("9月和10月都没买过的客户有多少", NEITHER),
        ("how many customers first bought in September", FIRST),
        ("how many customers bought for the first time in September", FIRST),
        ("how many customers bought in September but never before", FIRST),
        ("9月首次购买的客户有多少", FIRST),
        ("9月下单、此前没有下过单的客户有多少", FIRST),
        (
            "revenue this year from customers who bought in 2025 but not in January 2026",
            "revenue in this:year among customer with orders ge 1 in year:2025 "
            "among customer with orders eq 0 in month:2026-01",
        ),
        (
            "去年买过今年没买的客户有多少",
            "customers among customer with orders ge 1 in last:1:year among customer with orders eq 0 in this:year",
        ),
        (
            "revenue of customers who first bought in September and again in October",
            "revenue among customer with orders eq 0 in until:2026-08-31 "
            "among customer with orders ge 1 in month:2026-09 among customer with orders ge 1 in month:2026-10",
        ),
    ],
)
def test_each_period_is_a_condition_of_its_own(text, plan, demo_reader):
    read = demo_reader.read(Question.of(text))
    assert compact(read) == plan


@pytest.mark.parametrize(
    "text", ["revenue in 2025 but not in 2024", "2025年有、2024年没有的销售额", "bought in May but no returns in June"]
)
def test_a_denial_between_two_periods_is_never_lost(text, demo_reader):
    outcome = demo_reader.read(Question.of(text)).outcome
    assert isinstance(outcome, Refuse), outcome


@pytest.mark.parametrize(
    "text", ["revenue in September and October", "9月和10月的销售额", "orders in 2025 and in 2026"]
)
def test_periods_without_a_verb_are_shown_side_by_side(text, demo_reader):
    read = demo_reader.read(Question.of(text))
    assert isinstance(read.outcome, Compute)
    assert "among" not in compact(read)


def test_the_number_is_that_of_pandas(demo, raw):
    orders = raw.execute("SELECT customer_id, order_date FROM orders WHERE status <> 'cancelled'").df()
    month = pd.to_datetime(orders["order_date"]).dt.strftime("%Y-%m")
    september, october = (set(orders["customer_id"][month == m].dropna()) for m in ("2026-09", "2026-10"))
    for text in ("how many customers bought in September but not in October", "9月买过、10月没买的客户有多少"):
        assert answer(Question.of(text), demo).table.rows == ((len(september - october),),)
