"""A help desk: open and closed cases, promises kept late, labels tied to cases, and how long things took."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.parser import Parser
from assistant.plan import Refuse
from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.number_ranges import load_ranges
from semantic_layer.query import Who
from semantic_layer.value_index import load_values
from semantic_layer.vocabulary import Vocabulary

from .compact import compact

DAY = date(2024, 1, 3)


def _days(n):
    return DAY + timedelta(days=n)


def _case(n):
    return {
        "case_id": n + 1, "desk_id": 1 + n % 3, "opened_on": _days(n), "due_on": _days(n + 9),
        "closed_on": None if n % 4 == 0 else _days(n + (12 if n % 3 else 4)), "effort": 5 + n % 17,
    }  # fmt: skip


TABLES = {
    "desks": [{"desk_id": n + 1, "desk_name": f"Desk {n + 1}", "contract_until": _days(900 + n)} for n in range(3)],
    "cases": [_case(n) for n in range(90)],
    "labels": [{"label_id": n + 1, "label_name": word} for n, word in enumerate(("refund", "fraud", "repair"))],
    "case_labels": [{"case_id": 1 + n % 60, "label_id": 1 + n % 3} for n in range(100)],
}
PLANS = [
    ("how many open cases", "有多少未关闭的案例", "case_count if case.closed_on is_null"),
    ("how many cases were closed late", "有多少逾期的案例", "case_count if case.closed_late eq True"),
    ("when did we have the most cases", "什么时候案例最多", "case_count per month top 1 case_count desc"),
]
ENGLISH_PLANS = [
    ("how many cases were closed", "case_count if case.closed_on not_null"),
    ("what percentage of cases have closed", "case_count[case.closed_on not_null] /% case_count"),
    ("how many cases were closed in February 2024", "case_count on case.closed_on in month:2024-02"),
    ("late rate by desk", "late_rate of each desk by desk.desk_name"),
    ("average time from opened to closed in days", "opened_to_closed_days"),
    ("how many fraud cases", "case_count if exists case_label label.label_name eq fraud"),
    ("is effort going up or down", "effort per month"),
]


@pytest.fixture(scope="module")
def reader():
    engine, who = DuckDBEngine.memory(TABLES), Who()
    model = propose_model(engine)
    vocabulary = Vocabulary.build(model, load_values(model, engine, who), load_ranges(model, engine, who))
    engine.close()
    return Parser(model, vocabulary, Calendar(model.calendar, date(2024, 6, 1)))


@pytest.mark.parametrize(("english", "chinese", "plan"), PLANS, ids=[row[0] for row in PLANS])
def test_dates_are_read_in_both_languages(reader, english, chinese, plan):
    first, second = (reader.read(Question.of(text)) for text in (english, chinese))
    assert compact(first) == plan
    assert first.to_bytes() == second.to_bytes(), compact(second)


@pytest.mark.parametrize(("text", "plan"), ENGLISH_PLANS, ids=[row[0] for row in ENGLISH_PLANS])
def test_dates_and_ties_are_read_in_english(reader, text, plan):
    assert compact(reader.read(Question.of(text))) == plan


@pytest.mark.parametrize(
    "text",
    [
        "closure rate in February 2024",  # of those opened then, or of those closed then?
        "average time from opened to closed in weeks",  # the figure is told in days
    ],
)
def test_what_could_be_said_of_several_things_is_refused(reader, text):
    assert isinstance(reader.read(Question.of(text)).outcome, Refuse)
