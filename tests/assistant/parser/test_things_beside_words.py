"""Whose column, whose average, who is asked for: two tables that share column names, as `init` proposes them."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.parser import Parser
from assistant.plan import Clarify, Refuse
from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.query import Who
from semantic_layer.value_index import load_values
from semantic_layer.vocabulary import Vocabulary

from .compact import compact

TOWNS = ("Graz", "Linz", "Wels")
TABLES = {
    "trainers": [{"trainer_id": 100 + n, "name": f"Trainer {n}", "city": TOWNS[n % 3], "age": 30 + n % 9, "status": ("Active", "Inactive")[n % 4 == 0]} for n in range(24)],
    "lessons": [
        {"lesson_id": n + 1, "trainer_id": 100 + n % 20, "city": TOWNS[n % 2], "held_on": date(2024, 1, 1) + timedelta(days=n), "duration_min": 30 + n % 40, "fee": 10.0 + n % 7}
        for n in range(200)
    ],
}  # fmt: skip
PAIRS = [
    ("lessons of trainers in Graz", "Graz教练的课程数", "lesson_count if trainer.city eq Graz"),
    ("lessons of active Graz trainers", "Graz的活跃教练的课程数", "lesson_count if trainer.city eq Graz if trainer.status eq Active"),
    ("total fee of lessons in Graz", "Graz课程的总费用", "fee if lesson.city eq Graz"),
    ("average lesson duration of active trainers", "活跃教练的平均课程时长", "avg(duration_min) if trainer.status eq Active"),
    ("average duration of lessons of active trainers", "活跃教练的课程平均时长", "avg(duration_min) if trainer.status eq Active"),
    ("average lesson duration by trainer", "各教练的平均课程时长", "avg(duration_min) of each trainer by trainer.name"),
    ("average number of lessons of active trainers", "活跃教练的平均课程次数", "avg(lesson_count per trainer) if trainer.status eq Active"),
    ("average number of lessons per trainer", "平均每个教练的课程数量", "avg(lesson_count per trainer)"),
    ("among active trainers, who has more than 9 lessons", "活跃教练中，谁的课程数超过9", "lesson_count of each trainer by trainer.name if trainer.status eq Active among trainer with lesson_count gt 9"),
    ("of the active trainers, which ones have a total fee above 100", "活跃教练中，哪些人的总费用超过100", "fee of each trainer by trainer.name if trainer.status eq Active among trainer with fee gt 100"),
    ("among active trainers, which city has the most trainers", "活跃教练中，哪个城市的教练最多", "trainer_count by trainer.city if trainer.status eq Active top 1 trainer_count desc"),
    ("list lesson ids sorted by trainer age", "按教练年龄从高到低列出课程编号", "list of each lesson by lesson.lesson_id, trainer.age order trainer.age desc"),
]  # fmt: skip


@pytest.fixture(scope="module")
def parser() -> Parser:
    engine, who = DuckDBEngine.memory(TABLES), Who()
    model = propose_model(engine)
    vocabulary = Vocabulary.build(model, load_values(model, engine, who))
    return Parser(model, vocabulary, Calendar.of(model.calendar, as_of=date(2024, 9, 1)))


@pytest.mark.parametrize(("english", "chinese", "plan"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_a_question_and_its_translation_give_the_expected_plan(parser, english, chinese, plan):
    first, second = parser.read(Question.of(english)), parser.read(Question.of(chinese))

    assert compact(first) == plan
    assert compact(second) == plan
    assert first.reading.is_closed
    assert second.reading.is_closed


@pytest.mark.parametrize("question", ["average fee of active trainers", "活跃教练的平均费用"])
def test_an_average_that_names_no_rows_is_asked_about(parser, question):
    plan = parser.read(Question.of(question))

    assert isinstance(plan.outcome, Clarify)
    assert {option.calls[0].arguments.metrics[0].per for option in plan.outcome.options} == {None, "trainer"}


def test_a_column_that_members_and_their_rows_share_is_asked_about_where_no_noun_says_whose(parser):
    plan = parser.read(Question.of("average number of lessons per trainer by city"))

    assert isinstance(plan.outcome, Clarify)


@pytest.mark.parametrize("question", ["哪些人的总时长超过500分钟", "谁的课程最多"])
def test_a_pronoun_for_people_never_asks_for_the_noun_after_it(question):
    rows = {"machines": [{"machine_id": n, "site": TOWNS[n % 3]} for n in range(9)],
            "lessons": [{"lesson_id": n, "machine_id": n % 9, "duration_min": 30 + n} for n in range(40)]}  # fmt: skip
    engine = DuckDBEngine.memory(rows)
    model = propose_model(engine)
    parser = Parser(
        model,
        Vocabulary.build(model, load_values(model, engine, Who())),
        Calendar.of(model.calendar, as_of=date(2024, 9, 1)),
    )

    assert isinstance(parser.read(Question.of(question)).outcome, Refuse)


@pytest.mark.parametrize(
    "question",
    [
        "列出时长前三的课程，并统计这些课程的总费用超过20的教练",
        "top 3 trainers by number of lessons and which of these trainers have a total fee above 20",
    ],
)
def test_picks_of_what_was_picked_are_not_read_as_one_flat_question(parser, question):
    assert isinstance(parser.read(Question.of(question)).outcome, Refuse)
