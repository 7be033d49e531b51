"""Sets of members by what they did, everyday words that are values, and how often something happened."""

from __future__ import annotations

import pytest

from assistant.parser.text.everyday_values import Phrase, is_weak
from assistant.parser.text.normalise import normalise
from assistant.plan import Compute
from assistant.question import Question
from semantic_layer.vocabulary import Meaning

from .compact import compact


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        (
            "customers who bought only once last year",
            "去年只买过一次的客户",
            "customers among customer with orders eq 1 in last:1:year",
        ),
        (
            "how many customers bought exactly twice in 2025",
            "2025年买过2次的客户有多少",
            "customers among customer with orders eq 2 in year:2025",
        ),
        (
            "how many customers bought more than once in 2025",
            "2025年买过超过1次的客户有多少",
            "customers among customer with orders gt 1 in year:2025",
        ),
    ],
)
def test_how_often_something_was_bought_is_a_condition_on_members(shop_world, english, chinese, plan):
    assert compact(shop_world.read(english)) == plan
    assert compact(shop_world.read(chinese)) == plan


def test_how_high_asks_for_the_figure_and_names_no_value(shop_world):
    assert compact(shop_world.read("how high was the revenue last week")) == "revenue in last:1:week"


@pytest.mark.parametrize("text", ["how large is the customer", "how big are our customers"])
def test_the_extent_of_a_thing_without_a_figure_is_not_counted(shop_world, text):
    assert not isinstance(shop_world.read(text).outcome, Compute)


def test_over_the_past_months_is_a_period_and_no_comparison(shop_world):
    plan = compact(shop_world.read("revenue over the past three months"))

    assert plan == "revenue in last:3:month"


@pytest.mark.parametrize(
    ("text", "word", "cues", "weak"),
    [
        ("score of 7B", "7b", frozenset(), False),
        ("7B的分数", "7b", frozenset(), False),
        ("score of 7b", "7b", frozenset(), True),
        ("total of business", "business", frozenset({"filler"}), True),
        ("high", "high", frozenset(), True),
        ("overdue", "overdue", frozenset(), False),
    ],
)
def test_codes_as_stored_are_values_and_everyday_words_need_a_neighbour(text, word, cues, weak):
    question = normalise(text)
    stored = word.upper() if word == "7b" else word

    phrase = Phrase(word, cues, (Meaning("value", "a.b", stored),))

    assert is_weak(phrase, question, question.text.index(word)) is weak


@pytest.mark.parametrize("text", ["从没提的客户有多少", "没提的客户"])
def test_a_repair_swallows_no_negation(shop_world, text):
    plan = shop_world.read(text)

    assert not any(span.status == "repair" and "没" in span.text for span in plan.reading.spans)
    assert Question.of(text).language == "zh"
