"""Retention cost as people ask for it."""

from __future__ import annotations

import pytest

from assistant.conversation import NOTHING_SAID
from assistant.question import Question
from tests.assistant.parser.compact import compact

ASKED = [
    ("what is our retention cost", "客户留存成本是多少", "retention_cost"),
    ("how much is the cost per retained customer", "单客留存成本是多少", "retention_cost"),
    ("retention cost by campaign type", "留存成本按活动类型", "retention_cost by campaign.campaign_type"),
    ("which campaign has the lowest retention cost", "哪个活动的留存成本最低",
     "retention_cost by campaign.campaign_name top 1 retention_cost asc"),
    ("retention cost this year", "今年的客户维系成本", "retention_cost in this:year"),
    ("cost of retention by quarter", "按季度看挽留成本", "retention_cost per quarter"),
]  # fmt: skip


@pytest.mark.parametrize(("en", "zh", "plan"), ASKED)
def test_retention_cost_is_asked_for_in_both_languages(demo, en, zh, plan):
    assert [compact(demo.reader.read(Question.of(text), NOTHING_SAID)) for text in (en, zh)] == [plan, plan]
