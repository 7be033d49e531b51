"""Turns after an analysis: the same tool runs again with what the words change, or they are refused by name."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.conversation import Past, Turn
from assistant.parser import Parser
from assistant.plan import Compute, Plan, Refuse
from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.loader import load_model
from semantic_layer.vocabulary import Vocabulary
from tools.demo import MODEL_DIR

LINES = (Path(__file__).parent / "analysis_turns.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if line and not line.startswith("#")]
TALKS = [(talk, expected) for en, zh, expected in ROWS for talk in (en, zh)]
EVERY_WORD_NAMED = {"conditions", "period", "days", "number"}  # what a list of churn risks can be changed by


@pytest.fixture(scope="module")
def reader() -> Parser:
    model = load_model(MODEL_DIR)
    days = {"first_day": date(2024, 11, 1), "last_day": date(2026, 10, 31), "as_of": date(2026, 11, 1)}
    return Parser(model, Vocabulary.build(model), Calendar.of(model.calendar, **days))


def _talk(reader: Parser, *texts: str) -> Plan:
    past = Past()
    for text in texts:
        plan = reader.read(Question.of(text), past)
        past = Past((*past.turns, Turn(text, plan)))
    return past.turns[-1].plan


@pytest.mark.parametrize(("talk", "expected"), TALKS)
def test_the_last_turn_of_a_talk_is_read_as_the_call(talk, expected, reader):
    outcome = _talk(reader, *talk.split(" >> ")).outcome

    if expected.startswith("refuse "):
        assert isinstance(outcome, Refuse)
        assert outcome.code == expected.removeprefix("refuse ")
    else:
        assert isinstance(outcome, Compute), outcome
        assert [call.to_json() for call in outcome.calls] == json.loads(expected)


def test_the_table_covers_many_tools():
    tools = {call["tool"] for _, expected in TALKS if expected.startswith("[") for call in json.loads(expected)}

    assert len(tools - {"query_metrics"}) >= 15


def test_what_is_kept_is_recorded(reader):
    plan = _talk(reader, "customer lifetime value by region", "only VIP")

    kept = [item.bound_to for item in plan.reading.assumptions if item.code == "inherited"]
    assert kept == ["argument:tool", "argument:by"]


def test_a_refused_turn_names_the_words_and_what_can_be_changed(reader):
    outcome = _talk(reader, "customer churn risk", "by channel").outcome

    assert isinstance(outcome, Refuse)
    assert dict(outcome.params)["what"] == "by channel"
    assert set(dict(outcome.params)["slots"].split(",")) == EVERY_WORD_NAMED


def test_after_a_refused_turn_the_analysis_before_can_still_be_changed(reader):
    outcome = _talk(reader, "customer churn risk", "by channel", "top 50").outcome

    assert isinstance(outcome, Compute)
    assert outcome.calls[0].to_json() == {"tool": "churn_risk", "arguments": {"limit": 50}}


@pytest.mark.parametrize("turn", ["only Atlantis", "只看亚特兰蒂斯", "by shoe size", "top twenty-ish"])
def test_a_word_that_nothing_explains_is_not_dropped(turn, reader):
    assert isinstance(_talk(reader, "customer churn risk", turn).outcome, Refuse)


@pytest.mark.parametrize(("first", "back"), [("churn rate by month", "go back"), ("按月的客户流失率", "返回")])
def test_going_back_takes_the_change_away(first, back, reader):
    outcome = _talk(reader, first, "by quarter", back).outcome

    assert isinstance(outcome, Compute)
    assert outcome.calls[0].to_json()["arguments"] == {"grain": "month"}


def test_a_chart_holds_for_one_answer(reader):
    outcome = _talk(reader, "customer lifetime value by region", "as a pie chart", "only VIP").outcome

    assert isinstance(outcome, Compute)
    assert "chart" not in outcome.calls[0].to_json()["arguments"]


@pytest.mark.parametrize("why", ["why?", "为什么"])
def test_why_where_there_is_no_answer_before_is_refused(why, reader):
    assert isinstance(reader.read(Question.of(why)).outcome, Refuse)


def test_a_name_with_the_word_reason_in_it_stays_a_grouping(reader):
    outcome = _talk(reader, "refund amount last month", "by reason").outcome

    assert isinstance(outcome, Compute)
    assert outcome.calls[0].tool == "query_metrics"
