"""Retention is told of the period that is asked for; who came back before names one side of the customers."""

from __future__ import annotations

import pytest

from assistant.question import Question
from tools.customer_arguments import CohortArgs, NewAndReturningArgs


def arguments(reader, text):
    outcome = reader.read(Question.of(text)).outcome
    return outcome.calls[0].arguments if hasattr(outcome, "calls") else outcome


@pytest.mark.parametrize(
    ("english", "chinese", "expected"),
    [
        ("retention after 3 months", "三个月后的留存率", CohortArgs(age=3)),
        ("month 3 retention", "第三个月的留存率", CohortArgs(age=3)),
        ("retention after 4 weeks", "4周后的留存率", CohortArgs(grain="week", age=4)),
        ("retention by month", "按月看留存率", CohortArgs()),
    ],
)
def test_the_number_beside_the_unit_is_the_period_that_is_told(english, chinese, expected, demo_reader):
    assert [arguments(demo_reader, text) for text in (english, chinese)] == [expected, expected]


@pytest.mark.parametrize("text", ["30-day retention", "30天留存率"])
def test_what_cohorts_cannot_tell_names_the_number_and_not_the_analysis(text, demo_reader):
    refused = arguments(demo_reader, text)
    assert "30" in "".join(refused.missing)
    assert not {"retention", "留存率"} & set(refused.missing)


def test_repeat_customers_are_those_who_had_bought_before(demo_reader):
    english = arguments(demo_reader, "what percentage of revenue comes from repeat customers")
    chinese = arguments(demo_reader, "老客户销售额占比")
    assert isinstance(english, NewAndReturningArgs)
    assert (english.metric, english.focus) == ("revenue", "returning")
    assert english == chinese
