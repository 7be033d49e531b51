"""A question with several readings is answered where all of them give the same figures, and asked back elsewhere."""

from __future__ import annotations

import pytest

from assistant.answer import run_plan
from assistant.plan import Clarify, Compute, Option, Plan
from assistant.question import Question
from assistant.reading import Reading
from semantic_layer.query import Compare, DimensionRef, MetricRef, Window
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall


def call(metric="revenue", **arguments):
    return ToolCall(tool="query_metrics", arguments=QueryMetricsArgs(metrics=(MetricRef(metric),), **arguments))


EVERYTHING = call()
ALL_DAYS = call(window=Window(rule="last:12:month"))
BY_REGION = call(dimensions=(DimensionRef("order.region"),))
NOWHERE = call(filters=(Compare("order.region", "eq", ("nowhere",)),))


def ask(shop, *calls, code="ambiguous_time", text="how much"):
    options = tuple(Option((item,), default=n == 0) for n, item in enumerate(calls))
    question = Question.of(text)
    return run_plan(Plan(Clarify(code, options, (("word", "much"),)), Reading(question.language, ())), question, shop)


@pytest.mark.parametrize(
    ("text", "told"), [("how much", "It can also be read as “Revenue, "), ("多少", "也可理解为“销售额，")]
)
def test_readings_with_the_same_figures_are_answered_and_the_others_are_named(shop, text, told):
    found = ask(shop, EVERYTHING, ALL_DAYS, text=text)
    assert (found.status, found.plan.outcome.calls) == ("answered", (EVERYTHING,)) and found.receipt
    assert [note.text.startswith(told) for note in found.caveats if note.code == "same_figures"] == [True]


@pytest.mark.parametrize(
    ("calls", "code"),
    [
        ((EVERYTHING, BY_REGION), "ambiguous_time"),  # they differ
        ((EVERYTHING, ALL_DAYS), "did_you_mean"),  # a guess at an unknown word
        ((NOWHERE, NOWHERE), "ambiguous_value"),  # nothing agrees with nothing
    ],
)
def test_all_other_readings_are_asked_about(shop, calls, code):
    found = ask(shop, *calls, code=code)
    assert found.status == "clarify" and len(found.clarification.choices) == 2


def test_a_choice_that_was_made_is_never_asked_about_again(shop):
    for choice in ask(shop, EVERYTHING, BY_REGION).clarification.choices:
        chosen = run_plan(Plan(Compute(choice.calls), Reading("en", ())), Question.of(choice.label), shop)
        assert chosen.status == "answered"
