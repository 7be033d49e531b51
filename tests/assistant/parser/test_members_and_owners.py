"""Whose number it is, which groups are asked for, whose "ID" it is, and where members come from."""

from __future__ import annotations

import pytest

from assistant.parser.told.stages import read_stage
from assistant.plan import Compute, Refuse
from assistant.question import Question
from semantic_layer.query import MetricRef

from .compact import compact
from .figures_worlds import CLINIC
from .small_worlds import small_world

PAIRS = [
    (
        "Which city doctors have the highest fee?",
        "哪个城市的医生费用最高？",
        "visit_fee by doctor.city top 1 visit_fee desc",
    ),
    (
        "how many visits did doctors in Graz have",
        "Graz的医生有多少就诊",
        "visit_count if doctor.city eq Graz",
    ),
    ("where do doctors come from", "医生来自哪里", "doctor_count by doctor.city"),
    (
        "which department has the most visits, and how many visits are in each department?",
        "哪个科室的就诊最多，各科室分别有多少就诊？",
        "visit_count by doctor.department order visit_count desc",
    ),
    (
        "which department has the highest fee, and how many visits does each department have?",
        "哪个科室的费用最高，各科室分别有多少就诊？",
        "visit_fee, visit_count by doctor.department order visit_fee desc",
    ),
    (
        'number of visits for the doctor with id "d1"',
        "编号为“d1”的医生的就诊数",
        "visit_count if doctor.doctor_id eq D1",
    ),
    (
        "fee by department, from the highest to the lowest",
        "各科室费用，从最高到最低",
        "visit_fee by doctor.department order visit_fee desc",
    ),
    ("fee for each month and city", "各月各城市的费用", "visit_fee by doctor.city per month"),
    (
        "number of doctors that had at least 2 visits",
        "就诊数至少2的医生数",
        "doctor_count among doctor with visit_count ge 2",
    ),
]
STEPS = [
    "You must compute the average fee of each doctor before computing the average fee of a city",
    "First, calculate the average fee for every doctor",
    "Assume the fee of a doctor to be its average fee, and compute it before computing other aggregates",
    "先计算每个医生的平均费用，再取平均",
]


@pytest.fixture(scope="module")
def clinic():
    return small_world("clinic", CLINIC)


@pytest.mark.parametrize(("english", "chinese", "plan"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_a_question_and_its_translation_give_the_expected_plan(clinic, english, chinese, plan):
    first, second = clinic.read(english), clinic.read(chinese)

    assert compact(first) == plan
    assert first.to_bytes() == second.to_bytes()


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("which doctor city has the highest fee", "visit_fee by doctor.city top 1 visit_fee desc"),
        ("how many visits do doctors have", "visit_count"),
        ("how many points do doctors have", "! not_supported points"),
        ("where did fee fall", "explain_change metric=visit_fee premise=down window=last:1:month"),
    ],
)
def test_owners_are_not_counted_and_where_is_not_passed_over(clinic, question, plan):
    assert compact(clinic.read(question)) == plan


@pytest.mark.parametrize("hint", STEPS)
def test_a_hint_may_ask_for_a_number_of_each_member_first(clinic, hint):
    number = {"average fee": MetricRef("visit_rating"), "平均费用": MetricRef("visit_rating")}.get
    stage = read_stage(hint, clinic.parser.vocabulary, number)

    assert stage is not None
    assert (stage.metric, stage.entity) == ("visit_rating", "doctor")


def test_the_steps_of_a_hint_are_taken_or_the_question_is_refused(clinic):
    def read(text, hints):
        return clinic.parser.read(Question.of(text, hints=hints))

    step = "You must compute the average rating of each doctor before computing the average rating of a city."
    staged = read("average rating by city", step)
    shown = read("average rating of each doctor", step)
    strange = read("average rating by city", "The average rating must be weighted by the hours of the day.")
    joined = read("average rating by city", "You must always join doctors with visits before the average rating.")

    assert compact(staged) == "avg(visit_rating per doctor) by doctor.city"
    assert isinstance(shown.outcome, Compute)
    assert "per doctor)" not in compact(shown)
    assert isinstance(strange.outcome, Refuse)
    assert strange.outcome.code == "hint_not_followed"
    assert compact(joined) == "visit_rating by doctor.city"
