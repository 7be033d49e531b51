"""A condition on customers holds for every step of what they did, not for their orders alone."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.question import Question


def steps(found):
    return [row["customers"] for row in found.sections[0].table.records()]


@pytest.mark.parametrize(
    ("asked", "whole"), [("funnel of female customers", "funnel by gender"), ("女性客户的转化漏斗", "按性别的转化漏斗")]
)
def test_the_funnel_of_one_group_is_its_part_of_the_funnel_by_groups(demo, asked, whole):
    alone, groups = (answer(Question.of(text), demo) for text in (asked, whole))
    assert alone.status == groups.status == "answered"
    rows = [row for row in groups.sections[0].table.records() if row["group"] in ("female", "F")]
    assert rows and steps(alone) == [row["customers"] for row in rows]


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("funnel for customers with age over 130", "funnel"),
        ("churn risk of customers with age over 130", "churn_risk"),
        ("年龄超过130岁的客户的终身价值", "clv"),
    ],
)
def test_where_nobody_meets_the_condition_the_same_without_it_is_offered(demo, text, tool):
    found = answer(Question.of(text), demo)
    assert found.status == "refused"
    without = found.refusal.nearest[0]
    assert without.calls[0].tool == tool and without.calls[0].arguments.filters == ()
