"""What is drawn along one axis is of one unit: every series of a chart is a column of the table, and they agree."""

from __future__ import annotations

from collections import defaultdict

import pytest

from assistant.answer import answer
from assistant.question import Question

DRAWN = (
    "churn rate by month", "流失率走势", "churn rate by region", "new and returning customers' revenue last quarter",
    "新老客户的销售额", "new and returning customers by month", "repurchase rate by month", "各地区复购率",
    "conversion funnel", "why did revenue rise last month", "预测未来三个月的销售额",
    "revenue by channel last month vs the month before", "今年各月销售额同比", "revenue and orders by month this year",
    "average order value and orders by region", "RFM segments", "ABC analysis of products", "time between purchases",
    "customer lifetime value by region",
)  # fmt: skip


def units_of_series(section):
    """Series -> the units of the columns that hold all of its values."""
    drawn = defaultdict(list)
    for mark in (section.chart.spec or {}).get("data", {}).get("values", []):
        if isinstance(mark.get("row"), int) and isinstance(mark.get("value"), int | float):
            drawn[mark.get("series", "")].append((mark["row"], mark["value"]))
    rows = section.table.rows
    return {
        series: {
            str(column.unit)
            for place, column in enumerate(section.table.columns)
            if all(is_same(rows[row][place], value) for row, value in marks)
        }
        for series, marks in drawn.items()
    }


def is_same(cell, value):
    try:
        return float(cell) == pytest.approx(float(value), rel=1e-6)
    except (TypeError, ValueError):
        return False


@pytest.mark.parametrize("text", DRAWN)
def test_all_series_of_a_chart_are_of_one_unit(demo, text):
    found = answer(Question.of(text), demo)
    assert found.status == "answered", found.headline
    for section in found.sections:
        units = units_of_series(section)
        if section.chart.type != "heatmap" and len(units) > 1:
            assert set.intersection(*units.values()), (section.chart.type, units)
