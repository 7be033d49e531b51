"""How many members a period had: counted are those who came in it, and the answer says so."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.question import Question

TOLD = {"en": "only those whose", "zh": "不是期间内的全部"}


def notes(text, context):
    return [note.text for note in answer(Question.of(text), context).caveats if note.code == "counted_by_date"]


@pytest.mark.parametrize(
    ("language", "text", "date"),
    [
        ("en", "number of customers last month", "sign-up date"),
        ("zh", "上个月有多少门店", "开店日期"),
        ("en", "customers by month this year", "sign-up date"),
        ("zh", "每月上海客户数", "注册日期"),
    ],
)
def test_the_date_is_said_that_puts_a_member_in_the_period(demo, language, text, date):
    [told] = notes(text, demo)
    assert TOLD[language] in told and date in told


@pytest.mark.parametrize(
    "text",
    ["how many customers", "new customers last month", "how many customers bought last month", "orders last month",
     "每月下单的客户数"],
)  # fmt: skip
def test_what_says_its_date_itself_is_not_explained(demo, text):
    assert notes(text, demo) == []
