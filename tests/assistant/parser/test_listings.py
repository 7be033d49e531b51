"""Rows, attributes and sets of members: both languages give one plan, and its rows are those of hand-written SQL."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from assistant.plan import Clarify, Compute, Refuse
from semantic_layer.query import Who
from semantic_layer.run import run_query

from .compact import compact
from .small_worlds import AS_OF, LIBRARY, SCHOOL, engine_of, small_world

PAIRS = yaml.safe_load(Path(__file__).with_name("listings.yaml").read_text(encoding="utf-8"))
TABLES = {"school": SCHOOL, "library": LIBRARY}


@pytest.fixture(scope="module")
def worlds():
    return {name: small_world(name, tables) for name, tables in TABLES.items()}


@pytest.fixture(scope="module")
def engines():
    return {name: engine_of(tables) for name, tables in TABLES.items()}


@pytest.mark.parametrize("row", PAIRS, ids=[row["en"] for row in PAIRS])
def test_a_listing_and_its_translation_give_the_expected_plan(worlds, row):
    english, chinese = worlds[row["world"]].read(row["en"]), worlds[row["world"]].read(row["zh"])

    assert compact(english) == row["plan"]
    assert compact(chinese) == row["plan"]
    assert english.to_bytes() == chinese.to_bytes()


@pytest.mark.parametrize("row", PAIRS, ids=[row["en"] for row in PAIRS])
def test_no_word_of_a_listing_is_left_without_a_place(worlds, row):
    for text in (row["en"], row["zh"]):
        plan = worlds[row["world"]].read(text)
        covered = {i for span in plan.reading.spans for i in range(span.start, span.end)}
        assert not plan.reading.unknown
        assert {i for i, character in enumerate(text) if character.isalnum()} <= covered


ANSWERS = [
    ("school", "What are the names of the students in Oslo", "SELECT name FROM students WHERE city = 'Oslo'"),
    ("school", "list the names of all students", "SELECT name FROM students"),
    ("school", "list the distinct cities of the students", "SELECT DISTINCT city FROM students"),
    (
        "school",
        "name and city of the student with the highest score",
        "SELECT name, city, score FROM students WHERE score = 95.5",
    ),
    (
        "school",
        "show all teachers hired after 2015",
        "SELECT first_name, last_name FROM teachers WHERE hire_date >= DATE '2016-01-01'",
    ),
    (
        "school",
        "show all teachers hired before 2017",
        "SELECT first_name, last_name FROM teachers WHERE hire_date < DATE '2017-01-01'",
    ),
    (
        "school",
        "which students have never enrolled",
        "SELECT name FROM students WHERE student_id NOT IN (SELECT student_id FROM enrollments)",
    ),
    (
        "school",
        "which students have not enrolled since April 2025",
        """SELECT name FROM students WHERE student_id NOT IN
           (SELECT student_id FROM enrollments WHERE enrolled_on >= DATE '2025-04-01')""",
    ),
    (
        "school",
        "which students enrolled in Optics but never in Vikings",
        """SELECT name FROM students WHERE student_id IN (SELECT student_id FROM enrollments WHERE course_id = 'C1')
           AND student_id NOT IN (SELECT student_id FROM enrollments WHERE course_id = 'C2')""",
    ),
    (
        "school",
        "show the name and number of enrollments of each student",
        "SELECT name, (SELECT count(*) FROM enrollments e WHERE e.student_id = s.student_id) FROM students s",
    ),
    (
        "school",
        "list all students from Oslo with a score above 80 or an age below 16",
        "SELECT name FROM students WHERE city = 'Oslo' AND (score > 80 OR age < 16)",
    ),
    (
        "library",
        "title, genre and price of the books borrowed in May 2025",
        """SELECT title, genre, price FROM books WHERE book_id IN
           (SELECT book_id FROM loans WHERE loan_date BETWEEN DATE '2025-05-01' AND DATE '2025-05-31')""",
    ),
    (
        "library",
        "which authors have not written any Crime books",
        "SELECT name FROM authors WHERE author_id NOT IN (SELECT author_id FROM books WHERE genre = 'Crime')",
    ),
    (
        "library",
        "list all members who joined in 2024 and never borrowed a book",
        """SELECT name FROM members WHERE joined_on BETWEEN DATE '2024-01-01' AND DATE '2024-12-31'
           AND member_id NOT IN (SELECT member_id FROM loans)""",
    ),
    (
        "library",
        "how many members have never borrowed a book",
        "SELECT count(*) FROM members WHERE member_id NOT IN (SELECT member_id FROM loans)",
    ),
    (
        "library",
        "which books were borrowed by members from Hamar",
        """SELECT title FROM books WHERE book_id IN
           (SELECT book_id FROM loans JOIN members USING (member_id) WHERE city = 'Hamar')""",
    ),
]


@pytest.mark.parametrize(("world", "text", "by_hand"), ANSWERS, ids=[text for _, text, _ in ANSWERS])
def test_the_rows_of_a_listing_are_those_of_hand_written_sql(worlds, engines, world, text, by_hand):
    plan = worlds[world].read(text)
    assert isinstance(plan.outcome, Compute), compact(plan)

    query = plan.outcome.calls[0].arguments.to_query(AS_OF, Who())
    table, _ = run_query(query, worlds[world].model, engines[world], worlds[world].calendar)

    assert Counter(map(tuple, table.rows)) == Counter(map(tuple, engines[world].run(by_hand).rows))


UNANSWERED = [
    ("school", "list courses fired by Ann", "列出Ann解雇的课程"),
    ("school", "which students live on Mars", "哪些学生住在火星"),
    ("school", "list the name of each student and the title of their courses", "列出各学生的姓名和课程标题"),
    ("library", "which members borrowed more than one book", "哪些会员借阅了超过1本图书"),
    ("library", "members cancelled", "取消的会员"),
    ("library", "list the titles of the stolen books", "列出被盗图书的书名"),
]


@pytest.mark.parametrize(("world", "english", "chinese"), UNANSWERED, ids=[row[1] for row in UNANSWERED])
def test_what_the_model_has_no_word_for_is_not_answered(worlds, world, english, chinese):
    for text in (english, chinese):
        assert isinstance(worlds[world].read(text).outcome, Refuse | Clarify), compact(worlds[world].read(text))


def test_a_condition_changes_the_plan_by_itself_and_the_rows_shrink(worlds, engines):
    plain = worlds["library"].read("list the title and price of all books").outcome.calls[0].arguments
    limited = (
        worlds["library"].read("list the title and price of all books with a price over 10").outcome.calls[0].arguments
    )

    assert limited.model_copy(update={"filters": ()}) == plain
    library = worlds["library"]
    tables = [
        run_query(q.to_query(AS_OF, Who()), library.model, engines["library"], library.calendar)[0]
        for q in (plain, limited)
    ]
    assert [len(table.rows) for table in tables] == [4, 3]


def test_students_of_one_name_are_kept_apart(worlds, engines):
    query = worlds["school"].read("which student has the most enrollments").outcome.calls[0].arguments
    assert query.rows == "students"

    everyone = worlds["school"].read("list the names of all students").outcome.calls[0].arguments
    table, _ = run_query(
        everyone.to_query(AS_OF, Who()), worlds["school"].model, engines["school"], worlds["school"].calendar
    )
    assert [row[0] for row in table.rows].count("Li Wei") == 2
