"""Rates of which a table holds both parts are proposed; what could be several rates, or none, is not."""

from __future__ import annotations

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.model import RatioMetric


def rates(table, **columns):
    rows = [{"name": f"N{i}"} | {key: values[i] for key, values in columns.items()} for i in range(3)]
    model = propose_model(DuckDBEngine.memory({table: rows}))
    return [metric for metric in model.metrics if isinstance(metric, RatioMetric)]


@pytest.mark.parametrize(
    ("table", "columns", "name", "words"),
    [
        ("驾校", {"报名人数": (10, 20, 30), "通过人数": (8, 5, 30)}, "pass_rate", {"通过率", "及格率", "报名通过率"}),
        (
            "courses",
            {"registered_count": (10, 20, 30), "passed_count": (8, 5, 30)},
            "pass_rate",
            {"pass rate", "通过率"},
        ),
        ("训练机构", {"总人数": (10, 20, 30), "成功人数": (8, 5, 30)}, "success_rate", {"成功率"}),
    ],
)
def test_a_part_and_its_whole_make_a_rate(table, columns, name, words):
    (rate,) = rates(table, **columns)

    assert rate.name == name
    assert words <= {rate.labels.en, rate.labels.zh, *rate.synonyms.all()}
    assert (rate.unit.kind, rate.format.kind, rate.state) == ("share", "percent", "generated")
    assert "part of" in rate.evidence


@pytest.mark.parametrize(
    "columns",
    [
        {"报名人数": (10, 20, 30), "通过人数": (8, 25, 30)},  # more passed than registered: not its whole
        {"报名人数": (10, 20, 30), "服务人数": (9, 19, 30), "通过人数": (8, 5, 30)},  # two could be the whole
        {"报名人数": (10, 20, 30), "通过次数": (8, 5, 30)},  # people and times
        {"报名人数（万）": (10, 20, 30), "通过人数": (8, 5, 30)},  # other units
        {"报名人数": (10, 20, 30), "通过人数": (8, 5, 30), "通过率": (0.8, 0.25, 1.0)},  # held already
        {"报名人数": (10, 20, 30), "咨询人数": (8, 5, 30)},  # nothing became of those who asked
    ],
)
def test_what_is_not_certain_makes_none(columns):
    assert rates("驾校", **columns) == []
