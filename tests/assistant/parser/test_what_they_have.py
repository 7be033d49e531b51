"""What members have: so many of a value, one more thing beside them, a rank by some rows only, a tally in a turn."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from assistant.question import Question
from semantic_layer.compiler import compile_query
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.query import Who
from tests.assistant.parser.compact import compact
from tests.assistant.parser.generated import reader_of

PICK = random.Random(5)
TOWNS = ("Ashby", "Corwen", "Tenby")
BREEDS = ("Cob", "Shire", "Arab")
CUSTOMERS = [{"customer_id": n, "customer_name": f"Customer {n}", "town": TOWNS[n % 3]} for n in range(1, 31)]
PETS = [
    {
        "pet_id": n, "customer_id": PICK.randint(1, 25), "pet_name": f"Pet {n}", "breed": PICK.choice(BREEDS),
        "birth_date": date(2012, 1, 1) + timedelta(days=37 * n), "insured": PICK.choice(("Y", "N")),
    }
    for n in range(1, 91)
]  # fmt: skip
TRAINERS = [{"trainer_id": n, "trainer_name": f"Trainer {n}", "yard": ("North", "South")[n % 2]} for n in range(1, 6)]
LESSONS = [
    {
        "lesson_id": n, "pet_id": PICK.randint(1, 85), "trainer_id": PICK.randint(1, 5),
        "lesson_date": date(2025, 1, 1) + timedelta(days=PICK.randint(0, 500)),
        "lesson_kind": PICK.choice(("jumping", "dressage", "hacking")), "charge": 20 + n % 45,
        "length_minutes": 30 + 15 * (n % 4),
    }
    for n in range(1, 701)
]  # fmt: skip
TABLES = {"customers": CUSTOMERS, "pets": PETS, "trainers": TRAINERS, "lessons": LESSONS}


@pytest.fixture(scope="module")
def stable():
    return reader_of(**TABLES)


def plan_of(reader, text):
    return compact(reader.read(Question.of(text)))


def rows(reader, text):
    query = reader.read(Question.of(text)).outcome.calls[0].arguments.to_query(reader.calendar.as_of, Who())
    return list(DuckDBEngine.memory(TABLES).run(compile_query(query, reader.model, reader.calendar).sql).rows)


def herd(breed=None):
    """How many pets, or pets of one breed, each customer has."""
    found = {}
    for pet in PETS:
        if breed in (None, pet["breed"]):
            found[pet["customer_id"]] = found.get(pet["customer_id"], 0) + 1
    return found


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        # a number right before a value counts the rows that hold it
        (
            "how many customers have more than 1 Arab",
            "有超过1个Arab的客户有多少",
            "customer_count among customer with pet_count[pet.breed eq Arab] gt 1",
        ),
        # a value with an article or a verb of its own is one more thing that each must have
        (
            "how many customers with more than 3 pets have an Arab",
            "有超过3只宠物并且有Arab的客户有多少",
            "customer_count among customer with pet_count gt 3 among customer set pet has pet.breed eq Arab",
        ),
        # ranked by the number of some of the rows
        (
            "top 3 trainers by number of jumping lessons",
            "jumping课程数最多的3个教练",
            "lesson_count of each trainer by trainer.trainer_name if lesson.lesson_kind eq jumping "
            "top 3 lesson_count desc",
        ),
        # a number beside its own rows is averaged over them, whoever stands behind "per"
        (
            "average lesson charge per trainer",
            "每位教练的平均课程收费",
            "avg(charge) of each trainer by trainer.trainer_name",
        ),
        (
            "busiest weekday for lessons",
            "课程最多的是星期几",
            "lesson_count by metric_time.weekday top 1 lesson_count desc",
        ),
        (
            "lessons at North excluding jumping",
            "North的课程，不含jumping",
            "lesson_count if lesson.lesson_kind ne jumping if trainer.yard eq North",
        ),
    ],
)
def test_a_question_and_its_translation_have_one_plan(stable, english, chinese, plan):
    assert (plan_of(stable, english), plan_of(stable, chinese)) == (plan, plan)


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("top 3 trainers by jumping charge",
         "charge of each trainer by trainer.trainer_name if lesson.lesson_kind eq jumping top 3 charge desc"),
        ("median lesson charge per trainer", "median(charge) of each trainer by trainer.trainer_name"),
        ("average charge per trainer", "avg(charge per trainer)"),
        ("number of pets that are neither Arab nor in Ashby",
         "pet_count if customer.town ne Ashby if pet.breed ne Arab"),
        ("既不是Arab也不是Cob的宠物有多少", "pet_count if pet.breed ne Arab if pet.breed ne Cob"),
        ("insured share by breed", "pet_count[pet.insured eq Y] /% pet_count by pet.breed"),
        ("best weekday for charge", "charge by metric_time.weekday top 1 charge desc"),
        ("charge on weekdays", "charge if metric_time.weekday in 1,2,3,4,5"),
        # ages stay refused; what people have is no age of theirs
        ("customers with pets over 5", "! age_of_birth"),
        ("pets under 5", "! age_of_birth"),
    ],
)  # fmt: skip
def test_what_a_manager_types_is_read_as_it_is_meant(stable, text, plan):
    assert plan_of(stable, text) == plan


def test_who_has_more_than_one_of_a_breed_is_counted_by_that_breed(stable):
    wanted = sum(count > 1 for count in herd("Arab").values())

    assert 0 < wanted < len(herd())
    assert rows(stable, "how many customers have more than 1 Arab") == [(wanted,)]


def test_a_pet_that_they_have_as_well_narrows_nothing_that_is_counted(stable):
    many = {owner for owner, count in herd().items() if count > 3}

    found = rows(stable, "how many customers with more than 3 pets have an Arab")

    assert found == [(len(many & set(herd("Arab"))),)]
    assert found != rows(stable, "how many customers have more than 3 Arab")


def test_the_share_of_insured_pets_is_that_of_each_breed(stable):
    wanted = {
        breed: sum(p["insured"] == "Y" for p in PETS if p["breed"] == breed) / sum(p["breed"] == breed for p in PETS)
        for breed in BREEDS
    }

    assert dict(rows(stable, "insured share by breed")) == pytest.approx(wanted)
