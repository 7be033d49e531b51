"""Members that a grouping would repeat are counted as different ones among the rows that have the grouping."""

from __future__ import annotations

import pytest

from assistant.question import Question
from semantic_layer.compiler import compile_query
from semantic_layer.query import Who

from .compact import compact
from .small_worlds import LIBRARY, SCHOOL, engine_of, small_world

AMONG = "student_count over enrollments"
PAIRS = [
    ("number of students by course level", "各课程级别的学生数", f"{AMONG} by course.level"),
    (
        "which course level has the most students",
        "哪个课程级别的学生最多",
        f"{AMONG} by course.level top 1 student_count desc",
    ),
    ("number of students by city", "各城市的学生数", "student_count by student.city"),
]


@pytest.fixture(scope="module")
def school():
    return small_world("school", SCHOOL)


@pytest.fixture(scope="module")
def library():
    return small_world("library", LIBRARY)


@pytest.mark.parametrize(("english", "chinese", "plan"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_both_languages_count_members_where_the_grouping_is(school, english, chinese, plan):
    first, second = school.read(english), school.read(chinese)

    assert compact(first) == plan
    assert first.to_bytes() == second.to_bytes()


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("number of members by genre", "member_count over loans by book.genre"),
        ("number of members by genre in 2025", "member_count over loans by book.genre in year:2025"),
        (
            "genres with more than 1 member",
            "member_count over loans by book.genre having member_count gt 1",
        ),
        ("number of members and loans by genre", "member_count over loans, loan_count by book.genre"),
        ("number of members by genre excluding Crime",
         "member_count over loans by book.genre if book.genre ne Crime"),
        ("members with more than 1 loan by genre",  # of all their loans or of these alone: not said
         "member_count by book.genre among member with loan_count gt 1"),
    ],
)  # fmt: skip
def test_conditions_of_such_rows_are_kept_and_others_leave_the_count_alone(library, question, plan):
    assert compact(library.read(question)) == plan


def test_a_member_with_two_rows_of_a_group_is_counted_once(library):
    plan = library.read("number of members by genre")
    query = plan.outcome.calls[0].arguments.to_query(library.calendar.as_of, Who())
    engine = engine_of(LIBRARY)
    ours = engine.run(compile_query(query, library.model, library.calendar).sql).rows
    hand = engine.run(
        "SELECT b.genre, count(DISTINCT l.member_id) FROM loans l JOIN books b USING (book_id) GROUP BY 1"
    ).rows

    assert sorted(ours) == sorted(hand)
    assert dict(hand)["Crime"] == 2  # three loans of two members


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        (
            "how many times did each student enroll",
            "enrollment_count of each student",
        ),
        ("how many times did students enroll", "enrollment_count"),
        ("how many courses did each student take", "course_count over enrollments of each student"),
        ("各学生的课程数量", "course_count over enrollments of each student"),
    ],
)
def test_times_are_rows_and_things_are_different_ones(school, question, plan):
    assert compact(school.read(question)).startswith(plan)


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("number of customers by category", "各品类的客户数", "customers over order_lines by product.category"),
        ("how many customers per store", "各门店的客户数", "customers over orders by store.store_name"),
        (
            "how many customers bought in each category last month",
            "上个月各品类有多少客户购买",
            "customers over order_lines by product.category in last:1:month",
        ),
        ("return rate by category", "各品类的退货率", "returned_orders /% orders over order_lines by product.category"),
        ("average order value by category", "各品类的客单价", "revenue / orders over order_lines by product.category"),
    ],
)
def test_a_described_model_counts_among_the_rows_of_its_orders(english, chinese, plan, demo_reader):
    assert [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


@pytest.mark.parametrize("text", ["which channel has the most new customers", "哪个渠道的新客最多"])
def test_new_members_are_not_all_that_the_rows_belong_to(text, demo_reader):
    assert "over" not in compact(demo_reader.read(Question.of(text))).split()


def test_a_store_is_not_counted_by_the_orders_of_a_region(demo_reader):
    plan = compact(demo_reader.read(Question.of("how many stores are there in each region")))

    assert "over" not in plan.split()


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("how many customers bought fresh food but not household goods", "买过生鲜但没买过家居日用的客户有多少"),
        ("customers who bought beauty but not appliances", "买过美妆但没买过家电的客户"),
    ],
)
def test_not_the_other_is_said_of_members_and_not_of_their_rows(english, chinese, demo_reader):
    first, second = (compact(demo_reader.read(Question.of(text))) for text in (english, chinese))

    assert first.count(" eq 0 if ") == 1 and " ne " not in first
    assert first == second
