"""A rate that the tables hold themselves is that rate, though an analysis has the same name."""

from __future__ import annotations

import pytest

from assistant.question import Question

from .compact import compact
from .generated import reader_of

STAFF = reader_of(
    departments=[{"department": f"D{i}", "retention_rate": 0.5 + i / 20, "region": ("N", "S")[i % 2]} for i in range(8)]
)


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("retention rate", "retention_rate"),
        ("留存率", "retention_rate"),
        ("average retention rate by region", "retention_rate by department.region"),
        ("各地区的平均留存率", "retention_rate by department.region"),
    ],
)
def test_a_retention_rate_of_the_tables_is_no_analysis_of_customers(question, plan):
    assert compact(STAFF.read(Question.of(question))) == plan
