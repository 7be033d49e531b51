"""A table that points to itself: who is above whom, and how many are below."""

from __future__ import annotations

import pytest

from assistant.plan import Refuse
from assistant.question import Question

from .compact import compact
from .generated import reader_of

NAMES = ("Ada", "Ben", "Cleo", "Dov", "Edda", "Finn", "Gita", "Hugo")
STAFF = [
    {
        "employee_id": n, "name": name, "manager_id": n // 2 or None, "team": ("Yard", "Dock")[n % 2],
        "wage": 2000 + 10 * n,
    }
    for n, name in enumerate(NAMES, 1)
]  # fmt: skip
KNOWN = "if manager.name not_null"
PLANS = [
    ("Who reports to Ben?", "谁向Ben汇报？", "list of each employee by employee.name if manager.name eq Ben"),
    ("How many employees report to Ben?", "有多少员工向Ben汇报？", "employee_count if manager.name eq Ben"),
    (
        "How many direct reports does each manager have?",
        "每位经理有多少下属？",
        f"employee_count by manager.name {KNOWN}",
    ),
    ("average wage by manager", "各经理的平均工资", "wage by manager.name"),
    ("average wage of employees managed by Ben", "由Ben管理的员工的平均工资", "wage if manager.name eq Ben"),
    (
        "name and manager of all employees",
        "所有员工的名称和经理",
        "list of each employee by employee.name, manager.name",
    ),
]


@pytest.fixture(scope="module")
def reader():
    return reader_of(employees=STAFF)


@pytest.mark.parametrize(("english", "chinese", "plan"), PLANS, ids=[row[0] for row in PLANS])
def test_the_one_above_is_found_through_the_table_itself(reader, english, chinese, plan):
    first, second = (reader.read(Question.of(text)) for text in (english, chinese))

    assert compact(first) == plan
    assert first.to_bytes() == second.to_bytes(), compact(second)


def test_a_name_behind_the_word_for_the_one_above_is_that_one(reader):
    assert (
        compact(reader.read(Question.of("employees with manager name Ben"))) == "employee_count if manager.name eq Ben"
    )


def test_the_manager_of_somebody_is_looked_up(reader):
    assert (
        compact(reader.read(Question.of("Who is the manager of Dov?")))
        == "list by manager.name if employee.name eq Dov"
    )


@pytest.mark.parametrize("text", ["the wage of Dov's manager", "Dov的经理的工资"])
def test_a_figure_of_the_one_above_is_not_taken_from_the_one_below(reader, text):
    assert isinstance(reader.read(Question.of(text)).outcome, Refuse)
