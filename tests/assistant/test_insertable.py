"""What the page puts into the input is read as the very name or value that was clicked, alike in both languages."""

from __future__ import annotations

import pytest

from assistant.metric_pages.insertable import insertables, joined
from assistant.plan import Compute
from assistant.question import Question

PERIODS = ("revenue_growth_yoy", "revenue_growth")  # read as the comparison that they are
NOT_OF_SALES = "order_status"  # revenue counts completed orders only, and says so


def read(text, demo):
    outcome = demo.reader.read(Question.of(text)).outcome
    assert isinstance(outcome, Compute), (text, outcome)
    return outcome.calls


def named(items):
    return {item.name: item for item in items}


@pytest.fixture(scope="module")
def offered(demo):
    """Every metric, grouping and value in both languages: names and groupings without words, values by a column."""
    columns = ("channel", "gender", "acquisition source", "member level", "category", "web step")
    found = {}
    for language in ("en", "zh"):
        found[language] = named(insertables("", demo, language))
        for column in columns:
            found[language] |= named(insertables(column, demo, language))
    return found


def test_the_same_is_offered_in_both_languages(offered):
    assert set(offered["en"]) == set(offered["zh"])
    assert {item.kind for item in offered["en"].values()} == {"metric", "group", "value"}


def test_metrics_are_read_as_that_metric(demo, offered):
    metrics = [item.name for item in offered["en"].values() if item.kind == "metric" and item.name not in PERIODS]
    for name in metrics[::4]:
        calls = read(joined([offered["en"][name].inserted], "en"), demo)
        assert calls == read(joined([offered["zh"][name].inserted], "zh"), demo), name
        assert name in str(calls), (name, calls)


def test_groupings_and_values_go_with_a_metric(demo, offered):
    fitting = [
        name
        for name, item in offered["en"].items()
        if item.kind != "metric" and not name.startswith(("event_type", "web_event")) and NOT_OF_SALES not in name
    ]
    for name in fitting[::3]:
        calls = [
            read(joined([offered[language]["revenue"].inserted, offered[language][name].inserted], language), demo)
            for language in ("en", "zh")
        ]
        assert calls[0] == calls[1], name
        query = calls[0][0].arguments
        column, _, value = name.partition("=")
        if value:
            assert [(item.field, item.values) for item in query.filters] == [(column, (value,))]
        else:
            assert [item.name for item in query.dimensions] == [column]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "revenue by gender for channel app or channel web shop"), ("zh", "销售额，按性别，渠道为 App或渠道为网店")],
)
def test_two_values_of_one_column_are_either_of_them(demo, offered, language, text):
    names = ("revenue", "customer.gender", "channel.channel=app", "channel.channel=web", "revenue")
    made = joined([offered[language][name].inserted for name in names], language)
    assert made == text
    (call,) = read(made, demo)
    assert call.arguments.filters[0].values == ("app", "web")


@pytest.mark.parametrize("words", ["复购", "repurchase", "RFM", "女", "female", "gender 女"])
def test_names_and_values_are_found_by_the_words_of_both_languages(demo, words):
    assert named(insertables(words, demo, "en")).keys() == named(insertables(words, demo, "zh")).keys() != set()


def test_nothing_personal_and_nothing_hidden_is_offered(demo):
    assert not [item for item in insertables("phone", demo, "en") if item.kind == "group"]
    hidden = {item.name for item in demo.model.metrics if item.hidden}
    assert hidden.isdisjoint(named(insertables("", demo, "en")))
