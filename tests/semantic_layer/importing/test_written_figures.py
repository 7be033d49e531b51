"""Figures and dates as people write them into cells: a sign of money, a dash for nothing, a clock behind the day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.importing.typing import type_column
from semantic_layer.inference import propose_model
from semantic_layer.loader import load_texts
from semantic_layer.writer import dump_model


@pytest.mark.parametrize(
    ("values", "typed"),
    [
        (["¥1,200.50", "￥3", "-¥4"], [Decimal("1200.50"), Decimal("3"), Decimal("-4")]),
        (["12元", "1300元", "0"], [Decimal("12"), Decimal("1300"), Decimal("0")]),
        (["$1,000", "$2.5"], [Decimal("1000"), Decimal("2.5")]),
        (["7", "-", "—"], [7, None, None]),
        (["2024/01/02", "-"], [date(2024, 1, 2), None]),
        (["2023/6/5 8:05", "2023.12.31 23:59:01"], [datetime(2023, 6, 5, 8, 5), datetime(2023, 12, 31, 23, 59, 1)]),
        (["10003.0", "", "7.0"], [10003, None, 7]),
        (["Jan 5, 2024", "December 31 2023"], [date(2024, 1, 5), date(2023, 12, 31)]),
        (["05-Jan-2024", "1 February 2024"], [date(2024, 1, 5), date(2024, 2, 1)]),
        (["1/31/2024 2:05 PM", "2/1/2024 12:00 AM"], [datetime(2024, 1, 31, 14, 5), datetime(2024, 2, 1)]),
        (["2024年3月5日 8:05", "2024年3月5日12时30分"], [datetime(2024, 3, 5, 8, 5), datetime(2024, 3, 5, 12, 30)]),
    ],
)
def test_a_column_of_figures_or_dates_is_read_as_written(values, typed):
    assert type_column("x", values)[0] == typed


@pytest.mark.parametrize("values", [["$5", "¥6"], ["A", "-"], ["-", "/"], ["1,2元"], ["2024/3/58:05"]])
def test_what_does_not_fit_one_rule_stays_text(values):
    assert type_column("x", values)[0] == values


def test_a_text_of_day_and_clock_makes_a_model_that_loads():
    def fill(connection):
        connection.execute("CREATE TABLE visits (visit_id INTEGER, arrived_at VARCHAR)")
        connection.execute("INSERT INTO visits VALUES (1,'2024-03-01 08:00:00'),(2,'2024-03-02 09:30:00')")

    proposed = propose_model(DuckDBEngine.memory(fill), "visits")
    time = load_texts(dump_model(proposed)).dimension("visit.arrived_at")
    assert (time.type, time.expr) == ("time", "CAST(arrived_at AS TIMESTAMP)")
