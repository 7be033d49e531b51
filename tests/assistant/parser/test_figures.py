"""Arithmetic, shares of parts, averages of sums, conditions against the data: one plan in both languages.

Rule: what is certain from the wording is computed, what is not is asked or refused, and no condition is ever dropped.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.plan import Clarify, Compute, Refuse

from .compact import compact
from .figures_worlds import CHANNEL, CLINIC
from .small_worlds import small_world
from .world import world

LINES = Path(__file__).with_name("figures.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if line and not line.startswith("#")]
UNSURE = [
    ("clinic", "percentage of kept visits by department", "ambiguous_role"),
    ("clinic", "what percent of visits were kept in Graz", "ambiguous_role"),
    ("clinic", "average fee and refund by city", "ambiguous_role"),
    ("clinic", "各城市的平均费用和退费", "ambiguous_role"),
]
REFUSED = [
    ("clinic", "ratio of kept visits in Graz to missed visits", "not_supported"),
    ("clinic", "ratio of revenue to fee", "unknown_word"),
    ("clinic", "收入与费用之比", "unknown_word"),
    ("clinic", "ratio of visits to visits", "not_supported"),
    ("clinic", "visits in the morning", "not_supported"),
    ("clinic", "早上的就诊数", "not_supported"),
    ("clinic", "percentile of fee", "not_supported"),
    ("clinic", "费用的分位数", "not_supported"),
    ("clinic", "90th percentile of visits", "not_supported"),
    ("clinic", "departments above the flibber average", "unknown_word"),
    ("clinic", "standard deviation of fee", "outside_analysis"),
    ("shop", "revenue grew three quarters in a row", "not_supported"),
    ("shop", "regions where revenue rose by more than 2 points", "not_supported"),
]


@pytest.fixture(scope="module")
def worlds():
    return {"shop": world(), "clinic": small_world("clinic", CLINIC), "channel": small_world("channel", CHANNEL)}


@pytest.mark.parametrize(("name", "english", "chinese", "plan"), ROWS, ids=[row[1] for row in ROWS])
def test_a_question_and_its_translation_give_the_expected_plan(worlds, name, english, chinese, plan):
    first, second = worlds[name].read(english), worlds[name].read(chinese)

    assert compact(first) == plan
    assert compact(second) == plan
    assert first.to_bytes() == second.to_bytes()
    assert first.reading.is_closed
    assert second.reading.is_closed


@pytest.mark.parametrize(("name", "english", "chinese", "plan"), ROWS, ids=[row[1] for row in ROWS])
def test_every_word_of_the_question_lies_in_a_span(worlds, name, english, chinese, plan):
    for text in (english, chinese):
        read = worlds[name].read(text)
        covered = {i for span in read.reading.spans for i in range(span.start, span.end)}
        assert {i for i, character in enumerate(text) if character.isalnum()} <= covered


@pytest.mark.parametrize(("name", "text", "code"), UNSURE)
def test_a_word_that_could_be_about_the_part_or_the_whole_is_asked_about(worlds, name, text, code):
    outcome = worlds[name].read(text).outcome

    assert isinstance(outcome, Clarify)
    assert outcome.code == code
    assert len(outcome.options) == 2


@pytest.mark.parametrize(("name", "text", "code"), REFUSED)
def test_what_cannot_be_computed_is_refused_by_its_reason(worlds, name, text, code):
    outcome = worlds[name].read(text).outcome

    assert isinstance(outcome, Refuse), compact(worlds[name].read(text))
    assert outcome.code == code


@pytest.mark.parametrize("word", ["flibber", "zonk"])
@pytest.mark.parametrize(
    "question",
    ["ratio of {} visits to kept visits", "percentage of visits that were {} by city", "average {} fee per doctor",
     "total fee minus {}", "departments with fee above the {} average", "{} percentile of fee"],
)  # fmt: skip
def test_an_unknown_word_inside_a_construction_refuses_it_by_name(worlds, question, word):
    outcome = worlds["clinic"].read(question.format(word)).outcome

    assert isinstance(outcome, Refuse)
    assert word in outcome.missing


def test_when_one_of_two_questions_cannot_be_read_the_other_is_offered(worlds):
    outcome = worlds["clinic"].read("What is the fee by city? What is the flibber by department?").outcome

    assert isinstance(outcome, Refuse)
    assert "flibber" in outcome.missing
    assert len(outcome.nearest) == 1


def test_an_instruction_belongs_to_the_question_before_it(worlds):
    plan = worlds["clinic"].read("What is the fee by city? Show it as a bar chart.")

    assert compact(plan) == "visit_fee by doctor.city as bar"


def test_a_second_question_that_speaks_of_the_first_is_not_read_without_it(worlds):
    plan = worlds["shop"].read("What is revenue by region? How many orders do they have?")

    assert compact(plan) == "revenue, orders by customer.region"


def test_a_second_question_that_goes_on_keeps_the_period(worlds):
    plan = worlds["shop"].read("What was revenue in 2025? And how many orders did we get?")

    assert compact(plan) == "revenue in year:2025 ; orders in year:2025"
    assert isinstance(plan.outcome, Compute)
    assert any(a.code == "inherited" for a in plan.reading.assumptions)
