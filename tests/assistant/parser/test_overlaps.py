"""Of the things that meet one condition, the share that meets another too; and what "also" must not be dropped from."""

from __future__ import annotations

import pytest

from semantic_layer.compiler import compile_query
from semantic_layer.query import Who

from .compact import compact
from .small_worlds import Column, Table, engine_of, small_world

CLUB = (
    Table(
        "members", "member", "member", "会员",
        (Column("member_id", "id", "member id", "会员编号"), Column("city", "text", "city", "城市")),
        rows=(("M1", "Hamar"), ("M2", "Hamar"), ("M3", "Molde"), ("M4", "Molde")),
    ),
    Table(
        "bookings", "booking", "booking", "预订",
        (
            Column("booking_id", "id", "booking id", "预订编号"),
            Column("member_id", "id", "member id", "会员编号"),
            Column("court", "text", "court", "场地"),
        ),
        keys=(("member_id", "member"),),
        rows=(
            ("B1", "M1", "Tennis"), ("B2", "M1", "Squash"), ("B3", "M1", "Tennis"),
            ("B4", "M2", "Tennis"), ("B5", "M3", "Squash"), ("B6", "M3", "Tennis"),
        ),
    ),
)  # fmt: skip
TENNIS, SQUASH = "exists bookings booking.court eq Tennis", "exists bookings booking.court eq Squash"
OVER = f"member_count[{SQUASH}] /% member_count if {TENNIS}"


@pytest.fixture(scope="module")
def club():
    return small_world("club", CLUB)


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("what percentage of members with a Tennis booking also have a Squash booking", OVER),
        ("the share of members who have at least one Tennis booking who also have at least one Squash booking", OVER),
        ("If a member has a Tennis booking, what is the probability that they also have a Squash booking?", OVER),
        ("有Tennis预订的会员中有多少比例也有Squash预订", OVER),
        ("如果一个会员有Tennis预订，他也有Squash预订的概率是多少", OVER),
        (
            "what percentage of members in Hamar also have a Tennis booking",
            f"member_count[{TENNIS}] /% member_count if member.city eq Hamar",
        ),
    ],
)
def test_the_first_condition_chooses_whom_and_the_second_is_the_part(club, question, plan):
    assert compact(club.read(question)) == plan


def test_both_languages_give_the_same_plan(club):
    english = club.read("what percentage of members with a Tennis booking also have a Squash booking")
    chinese = club.read("有Tennis预订的会员中有多少比例也有Squash预订")

    assert english.to_bytes() == chinese.to_bytes()


@pytest.mark.parametrize(
    "question",
    [
        "what percentage of bookings also come from Hamar",
        "what percentage of members with a Tennis booking also like tea",
        "what percentage of members also have a pony",
        "有Tennis预订的会员中有多少比例也养猫",
    ],
)
def test_halves_that_are_no_things_with_conditions_are_not_answered(club, question):
    assert compact(club.read(question)).startswith("!")


def test_the_share_is_that_of_sql_by_hand(club):
    plan = club.read("what percentage of members with a Tennis booking also have a Squash booking")
    query = plan.outcome.calls[0].arguments.to_query(club.calendar.as_of, Who())
    engine = engine_of(CLUB)
    ours = engine.run(compile_query(query, club.model, club.calendar).sql).rows
    hand = engine.run(
        "SELECT avg(squash::INT) FROM (SELECT bool_or(court = 'Squash') AS squash FROM bookings "
        "GROUP BY member_id HAVING bool_or(court = 'Tennis'))"
    ).rows

    assert ours[0][-1] == pytest.approx(float(hand[0][0])) == pytest.approx(2 / 3)
