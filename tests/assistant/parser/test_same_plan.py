"""The same question in both languages is one plan: two numbers with a period each, and the best customers."""

from __future__ import annotations

import pytest

from assistant.plan import Clarify, Refuse
from assistant.question import Question
from tests.assistant.parser.compact import compact


def plan(text, demo):
    return compact(demo.reader.read(Question.of(text)))


@pytest.mark.parametrize(
    ("english", "chinese", "said"),
    [
        ("revenue by channel last month, and how many new customers this year?",
         "上个月各渠道的销售额，今年有多少新客户？",
         "revenue by channel.channel in last:1:month ; new_customers in this:year"),
        ("how many new customers this year, and revenue by channel last month?",
         "今年有多少新客户，上个月各渠道的销售额？",
         "new_customers in this:year ; revenue by channel.channel in last:1:month"),
        ("who are our best customers", "哪些是我们最好的客户", "profile filters=['customer.rfm eq champions']"),
        ("list our best customers", "列出我们最好的客户", "list by customer.customer_id if customer.rfm eq champions"),
    ],
)  # fmt: skip
def test_a_question_is_read_alike_in_both_languages(demo, english, chinese, said):
    assert plan(english, demo) == plan(chinese, demo) == said


@pytest.mark.parametrize("text", ["who is our best customer", "谁是我们最好的客户", "我们最好的客户是谁"])
def test_who_the_best_one_is_is_asked_back_because_best_can_mean_several_numbers(demo, text):
    assert isinstance(demo.reader.read(Question.of(text)).outcome, Clarify)


@pytest.mark.parametrize("text", ["last month by revenue", "last week by revenue"])
def test_a_period_is_never_cut_into_a_ranking(demo, text):
    assert isinstance(demo.reader.read(Question.of(text)).outcome, Refuse)
