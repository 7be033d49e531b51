"""Who did something month by month, and what was cancelled when: dated by the events, in both languages."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

from datetime import date
from operator import itemgetter

import pytest

from assistant.plan import Refuse
from assistant.question import Question
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.query import SemanticQuery
from semantic_layer.run import run_query

from .compact import compact
from .generated import reader_of

USERS = [{"user_id": n, "user_name": f"U{n}", "signup_date": f"2025-0{1 + n % 9}-01"} for n in range(1, 41)]
SUBSCRIPTIONS = [
    {
        "subscription_id": n, "user_id": 1 + n % 38, "plan": ("Pro", "Basic", "Team")[n % 3],
        "start_date": f"2025-0{1 + n % 9}-05", "cancel_date": f"2026-0{1 + n % 5}-1{n % 9}" if n % 4 == 0 else None,
        "status": "Cancelled" if n % 4 == 0 else "Active",
    }
    for n in range(1, 121)
]  # fmt: skip
WORLD = reader_of(users=USERS, subscriptions=SUBSCRIPTIONS)


def plan(text):
    return compact(WORLD.read(Question.of(text)))


@pytest.mark.parametrize(
    ("english", "chinese", "expected"),
    [
        ("cancelled subscriptions per month", "每月取消的订阅数", "subscription_count per month on subscription.cancel_date if subscription.status eq Cancelled"),
        ("how many subscriptions were cancelled on weekends", "周末取消的订阅数", "subscription_count on subscription.cancel_date if metric_time.weekday in 6,7 if subscription.status eq Cancelled"),
        ("how many users cancelled per month", "每月取消订阅的用户数", "user_count over subscription per month on subscription.cancel_date if subscription.status eq Cancelled"),
        ("users with a cancelled subscription last month", "上个月取消订阅的用户有多少", "user_count over subscription on subscription.cancel_date in last:1:month if subscription.status eq Cancelled"),
    ],
)  # fmt: skip
def test_what_was_cancelled_is_dated_by_the_day_it_was(english, chinese, expected):
    assert (plan(english), plan(chinese)) == (expected, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("how many users subscribed per month", "user_count over subscription per month"),
        ("users with a Pro subscription by month", "user_count over subscription per month if subscription.plan eq Pro"),
        ("how many users signed up per month", "user_count per month on user.signup_date"),
        ("每月注册的用户数", "user_count per month on user.signup_date"),
    ],
)  # fmt: skip
def test_months_of_members_are_those_of_what_they_did_unless_they_joined(text, expected):
    assert plan(text) == expected


def test_each_user_counts_once_in_the_month_of_cancelling():
    call = WORLD.read(Question.of("how many users cancelled per month")).outcome.calls[0]
    asked = SemanticQuery(**{name: getattr(call.arguments, name) for name in ("metrics", "grain", "time", "filters")}, as_of=date(2026, 7, 1))  # fmt: skip
    engine = DuckDBEngine.memory({"users": USERS, "subscriptions": SUBSCRIPTIONS})
    table, *_ = run_query(asked, WORLD.model, engine, WORLD.calendar)
    engine.close()
    months = [s["cancel_date"][:7] for s in SUBSCRIPTIONS if s["cancel_date"]]
    users = {m: {s["user_id"] for s in SUBSCRIPTIONS if str(s["cancel_date"]).startswith(m)} for m in months}
    assert {f"{day:%Y-%m}": n for day, n in map(itemgetter(0, 1), table.rows) if n} == {
        m: len(u) for m, u in users.items()
    }


def test_how_often_they_did_it_has_no_months(demo_reader):
    for text in (
        "每月下单3次以上的客户数",
        "每月消费超过500的客户数",
        "number of customers who ordered at least 3 times per month",
    ):
        assert isinstance(demo_reader.read(Question.of(text)).outcome, Refuse)


def test_the_sample_counts_who_ordered_in_the_month(demo_reader):
    assert (
        compact(demo_reader.read(Question.of("how many customers ordered per month")))
        == "customers over orders per month"
    )
    read = compact(demo_reader.read(Question.of("how many customers bought tea per month")))
    assert read == "customers over order_lines per month if product.subcategory eq tea"
