"""Customers whom one wide table names in its rows: a column that is the same in all rows of each is theirs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.question import Question
from tests.assistant.parser.compact import compact
from tests.assistant.parser.generated import reader_of


@pytest.fixture(scope="module")
def reader():
    return reader_of(
        superstore=[
            {
                "Row ID": n, "Order ID": f"O{n // 2}", "Order Date": date(2023, 1, 1) + timedelta(2 * (n // 2)),
                "Ship Mode": ("fast", "slow")[n // 2 % 2], "Customer ID": f"C{n // 2 % 25}",
                "Segment": ("Home", "Office")[n // 2 % 25 % 2], "Sales": 3.5 * n,
            }
            for n in range(900)
        ]
    )  # fmt: skip


@pytest.mark.parametrize("text", ["churn rate by segment", "各细分的流失率", "cohort retention by segment"])
def test_what_each_customer_has_one_of_splits_them(reader, text):
    assert "by=customer.segment" in compact(reader.read(Question.of(text)))


@pytest.mark.parametrize("text", ["churn rate by ship mode", "各运输方式的流失率"])
def test_what_a_customer_has_several_of_does_not(reader, text):
    assert compact(reader.read(Question.of(text))).startswith("! not_of_members")


def test_figures_of_rows_are_still_split_by_the_column_of_the_rows(reader):
    assert compact(reader.read(Question.of("sales by segment"))) == "sales by superstore.segment"
