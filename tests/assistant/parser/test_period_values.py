"""Words for periods that the data also hold, and names that end like words: 每月工单数, "monthly plans", 各类别的."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.question import Question

from .compact import compact
from .generated import reader_of

BEGIN = date(2026, 1, 1)


@pytest.fixture(scope="module")
def reader():
    return reader_of(
        subscriptions=[
            {
                "Subscription ID": f"S{n}", "User ID": f"U{n % 20}", "Start Date": BEGIN + timedelta(n),
                "Billing Cycle": ("monthly", "annual")[n % 2],
            }
            for n in range(60)
        ],
        tickets=[
            {
                "Ticket ID": f"T{n}", "User ID": f"U{n % 20}", "Created At": BEGIN + timedelta(n),
                "Category": ("bug", "billing", "how-to")[n % 3],
            }
            for n in range(90)
        ],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("tickets per month", "每月工单数", "ticket_count per month"),
        ("monthly tickets", "月度工单数", "ticket_count per month"),
        ("new subscriptions per month", "每月订阅数", "subscription_count per month"),
        ("tickets by category", "各类别的工单数", "ticket_count by ticket.category"),
    ],
)
def test_a_period_is_a_period_where_no_value_of_the_table_can_be_meant(reader, english, chinese, plan):
    assert [compact(reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


def test_beside_the_things_that_have_it_the_word_is_their_value(reader):
    found = compact(reader.read(Question.of("monthly subscriptions")))

    assert found == "subscription_count if subscription.billing_cycle eq monthly"
