"""Dates that may be day/month or month/day are not used as a time, and nothing steps in for them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.plan import Refuse
from assistant.question import Question

from .compact import compact
from .generated import reader_of

VISITS = [
    {
        "visit_id": n, "visit_date": f"{1 + n % 12:02}/{1 + (5 * n) % 12:02}/2026", "room": "AB"[n % 2],
        "entered_on": date(2026, 1, 1) + timedelta(days=n), "fee": 10 + n,
    }
    for n in range(40)
]  # fmt: skip


@pytest.fixture(scope="module")
def reader():
    return reader_of(visits=VISITS)


@pytest.mark.parametrize(
    "text",
    [
        "total fee by month",
        "fee in March 2026",
        "number of visits last month",
        "fee over time",
        "number of visits on weekends",
        "the latest visit",
        "list visits in March 2026",
        "每月费用",
        "2026年3月的费用",
        "上个月的访问数量",
    ],
)
def test_a_question_of_time_is_refused_and_says_which_column_to_confirm(reader, text):
    outcome = reader.read(Question.of(text)).outcome

    assert isinstance(outcome, Refuse)
    assert (outcome.code, outcome.missing) == ("doubtful_date", ("visit.visit_date",))


def test_questions_without_time_are_answered(reader):
    assert compact(reader.read(Question.of("fee by room"))) == "fee by visit.room"


def test_one_value_that_can_be_read_in_one_way_only_decides_the_column():
    decided = [*VISITS, {**VISITS[0], "visit_id": 99, "visit_date": "03/25/2026"}]

    plan = reader_of(visits=decided).read(Question.of("fee in March 2026"))

    assert compact(plan) == "fee in month:2026-03"
