"""A thing that says whose a number is, where not every row has one; and values that nothing says how to join."""

from __future__ import annotations

import pytest

from assistant.plan import Refuse
from assistant.question import Question

from .compact import compact

STORED = "if store.store_name not_null"


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("store revenue", "门店销售额", f"revenue {STORED}"),
        ("revenue of stores last month", "上个月的门店销售额", f"revenue in last:1:month {STORED}"),
        ("store return rate", "门店退货率", f"return_rate {STORED}"),
        ("revenue by store", "各门店的销售额", "revenue by store.store_name"),
        ("customer revenue", "客户的销售额", "revenue"),  # every order has a customer
        ("how many stores", "有多少门店", "stores"),
    ],
)
def test_a_thing_that_some_rows_lack_narrows_to_those_that_have_it(english, chinese, plan, demo_reader):
    assert [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


@pytest.mark.parametrize(
    "text", ["online and in-store revenue", "线上和线下门店的销售额", "revenue of East and fresh food"]
)
def test_values_of_different_columns_are_not_joined_on_a_guess(text, demo_reader):
    outcome = demo_reader.read(Question.of(text)).outcome
    assert isinstance(outcome, Refuse) and outcome.code == "unlike_values", compact(demo_reader.read(Question.of(text)))
