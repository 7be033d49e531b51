"""Beside a compared value, part of a name is its sibling; elsewhere the word says what it always says."""

from __future__ import annotations

import pytest

from assistant.question import Question

from .compact import compact

BOTH = "revenue by channel.channel in this:year if channel.channel in app,in_store"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("compare revenue of App and Store this year", "今年App和门店的销售额对比"),
        ("compare revenue of stores and the app this year", "对比今年门店和App的销售额"),
        ("revenue of App vs store this year", "今年App与门店销售额对比"),
    ],
)
def test_a_word_of_the_name_is_the_sibling_of_the_value_beside_it(english, chinese, demo_reader):
    read = [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)]
    assert [text.replace("in_store,app", "app,in_store") for text in read] == [BOTH, BOTH]


@pytest.mark.parametrize(
    "text", ["revenue of App and store", "revenue of store and App", "App和门店的销售额", "门店和App的销售额"]
)
def test_so_it_is_where_they_are_only_joined(text, demo_reader):
    read = compact(demo_reader.read(Question.of(text)))
    assert read.replace("in_store,app", "app,in_store") == "revenue if channel.channel in app,in_store"


@pytest.mark.parametrize(
    "text",
    [
        "compare revenue of App and unicorns",  # in no name
        "revenue of App and number of stores",  # nothing is compared
        "今年App和独角兽的销售额对比",
    ],
)
def test_other_words_are_no_siblings(text, demo_reader):
    assert "in_store" not in compact(demo_reader.read(Question.of(text)))
