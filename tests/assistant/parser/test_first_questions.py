"""The first questions to tables that nobody has described: states, absences, both ends, people, verbs of their rows."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.parser import Parser
from assistant.plan import Compute
from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.number_ranges import load_ranges
from semantic_layer.query import Who
from semantic_layer.value_index import load_values
from semantic_layer.vocabulary import Vocabulary

from .compact import compact

START = date(2025, 1, 6)
TABLES = {
    "halls": [{"hall_id": n, "hall_name": name, "waived": n == 2} for n, name in enumerate(("Nave", "Loft", "Barn", "Crypt"), 1)],
    "employees": [
        {
            "employee_id": n, "first_name": f"F{n}", "hall_id": 1 + n % 3, "gender": "FM"[n % 2], "salary": 30_000 + 700 * n,
            "job_title": ("Usher", "Technician")[n % 2], "is_active": n % 3 > 0, "hire_date": START + timedelta(days=n),
        }
        for n in range(30)
    ],
    "memberships": [
        {
            "membership_id": n, "hall_id": 1 + n % 3, "start_date": START + timedelta(days=3 * n), "mrr": 10 + n,
            "end_date": START + timedelta(days=3 * n + 40) if n % 3 == 0 else None,
            "status": "cancelled" if n % 3 == 0 else ("active", "paused")[n % 2], "billing": ("monthly", "weekly")[n % 2],
        }
        for n in range(60)
    ],
    "invoices": [
        {
            "invoice_id": n, "hall_id": 1 + n % 3, "issued_on": START + timedelta(days=n), "due_on": START + timedelta(days=n + 30),
            "paid_on": START + timedelta(days=n + 9) if n % 4 else None, "amount": 100 + n, "status": "paid" if n % 4 else "open",
        }
        for n in range(80)
    ],
}  # fmt: skip
SAME = [
    ("employees that are not active", "不活跃的员工有多少", None),
    ("how many active employees", "活跃的员工有多少", "employee_count if employee.is_active eq True"),
    (
        "lowest and highest salary per job title",
        "各职位的最低和最高工资",
        "min(employee.salary), max(employee.salary) by employee.job_title",
    ),
    ("headcount by job title", "各职位人数", "employee_count by employee.job_title"),
    ("headcount", "有多少人", "employee_count"),
    ("halls without employees", "没有员工的礼堂", None),
    ("invoiced amount by status", "各状态的开票金额", None),
    ("how many memberships were cancelled in 2025", None, "membership_count on membership.end_date in year:2025"),
    ("new memberships per month", None, "membership_count per month"),
    ("memberships still paused", None, "membership_count if membership.status eq paused"),
    ("how many memberships are still paused", None, "membership_count if membership.status eq paused"),
    ("how many invoices are due in February 2025", None, "invoice_count on invoice.due_on in month:2025-02"),
    ("monthly invoices in 2025", None, "invoice_count per month in year:2025"),
    ("monthly memberships", None, "membership_count if membership.billing eq monthly"),
    ("gender split", None, "employee_count by employee.gender"),
    ("breakdown by gender", None, "employee_count by employee.gender"),
    ("top 2 halls by invoiced amount", None, "amount of each hall by hall.hall_name top 2 amount desc"),
    ("waived halls", None, "hall_count if hall.waived eq True"),
    ("how many halls are not waived", None, "hall_count if hall.waived eq False"),
    ("which halls have no employees", None, "list of each hall by hall.hall_name if no employee"),
    ("halls with no employees", None, "list of each hall by hall.hall_name if no employee"),
    ("how many halls have no employees", None, "hall_count if no employee"),
    ("how many halls", None, "hall_count"),
]


@pytest.fixture(scope="module")
def parser():
    engine, who = DuckDBEngine.memory(TABLES), Who()
    model = propose_model(engine)
    vocabulary = Vocabulary.build(model, load_values(model, engine, who), load_ranges(model, engine, who))
    engine.close()
    return Parser(model, vocabulary, Calendar(model.calendar, date(2025, 7, 1)))


def plan_of(parser, text):
    return compact(parser.read(Question.of(text)))


CASES = [(text, plan) for en, zh, plan in SAME for text in (en, zh) if text and plan]


@pytest.mark.parametrize(("text", "plan"), CASES)
def test_a_question_reads_as_what_it_says(parser, text, plan):
    assert plan_of(parser, text) == plan


def test_what_is_said_of_the_thing_comes_before_a_value_of_what_belongs_to_it(parser):
    said = plan_of(parser, "how many employees are not active")
    assert said == "employee_count if employee.is_active eq False"
    assert "membership" not in plan_of(parser, "active employees")


def test_a_yes_or_no_column_without_a_chinese_label_takes_no_name_of_its_rows(parser):
    assert "waived" not in plan_of(parser, "employees without halls") + plan_of(parser, "halls")


def test_two_opposite_extents_are_never_read_as_one(parser):
    for text in ("which hall has the highest and lowest salary", "哪个礼堂的工资最高和最低"):
        assert not isinstance(parser.read(Question.of(text)).outcome, Compute)


def test_a_verb_that_chooses_rows_is_not_dropped_before_their_number(parser):
    said = plan_of(parser, "paid amount")
    assert said != "amount"


def test_new_without_a_period_is_not_dropped(parser):
    assert not isinstance(parser.read(Question.of("new memberships")).outcome, Compute)
