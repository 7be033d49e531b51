"""Columns as people keep them by hand: months without a day, id cards, balances beside moves, targets of a month."""

from __future__ import annotations

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model


def proposed(**tables):
    engine = DuckDBEngine.memory(tables)
    try:
        return propose_model(engine)
    finally:
        engine.close()


@pytest.mark.parametrize("written", ["2025年{}月", "2025-{:02}", "2025/{:02}"])
def test_a_month_without_its_day_is_a_time_of_months(written):
    rows = [{"店名": f"店{n % 3}", "月份": written.format(1 + n % 12), "销售额": 10.5 * n} for n in range(1, 40)]
    data = proposed(月报=rows).datasets[0]
    month = next(d for d in data.dimensions if d.name == "月份")
    assert (month.type, month.grain, data.default_time) == ("time", "month", "月份")


@pytest.mark.parametrize("code", ["1203-{:02}", "2025-{:02}-A"])
def test_a_code_that_looks_like_a_month_is_none(code):
    rows = [{"门牌": code.format(20 + n % 30), "面积": 10.5 * n} for n in range(1, 40)]
    assert all(d.type != "time" for d in proposed(房屋=rows).datasets[0].dimensions)


def test_the_digits_of_an_id_card_are_no_date():
    rows = [{"姓名": f"客户{n}", "身份证号": f"310101199001{1 + n % 28:02}123{n % 10}"} for n in range(1, 40)]
    data = proposed(客户=rows).datasets[0]
    assert all(d.type != "time" for d in data.dimensions) and data.default_time is None


@pytest.mark.parametrize(("table", "agg"), [("交易流水", "avg"), ("贷款", "sum")])
def test_a_balance_beside_moves_is_not_added_and_that_of_loans_is(table, agg):
    rows = [
        {"编号": f"L{n:03}", "日期": f"2025-01-{n:02}", "账户余额": 100.5 * n, "金额": 3.5 * n} for n in range(1, 29)
    ]
    measures = {m.name: m.agg for m in proposed(**{table: rows}).datasets[0].measures}
    assert (measures["账户余额"], measures["金额"]) == (agg, "sum")


def test_a_table_of_targets_means_its_one_amount():
    rows = [{"门店编号": n % 4, "月份": f"2025-{1 + n % 6:02}", "目标营业额(万元)": 3.5 * n} for n in range(1, 25)]
    model = proposed(月度目标=rows)
    amount = next(m for m in model.datasets[0].measures if m.name == "目标营业额_万元")
    assert {"目标", "总月度目标"} <= set(amount.synonyms.zh)
