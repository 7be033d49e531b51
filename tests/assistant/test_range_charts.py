"""Charts of forecasts and usual ranges: what is known is solid, what is not is dashed, what is outside stands out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import run_plan
from assistant.charts.offer import Drawn, choose_chart
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from semantic_layer.query import Compare, Window
from tests.assistant.chart_tables import check_spec
from tools.business_arguments import AnomaliesArgs, ForecastArgs
from tools.catalog import ToolCall


def section(demo, tool, arguments, language="en"):
    plan = Plan(Compute((ToolCall(tool=tool, arguments=arguments),)), Reading(language, ()))
    return run_plan(plan, Question(text="q", language=language, who=demo.tools.who), demo).sections[0]


def rows(spec):
    return spec["data"]["values"]


@pytest.fixture
def ahead(demo):
    return section(demo, "forecast", ForecastArgs(metric="revenue"))


def test_a_forecast_is_a_line_with_a_band_history_solid_and_forecast_dashed(ahead):
    spec = ahead.chart.spec
    check_spec(spec)
    marks = {layer["mark"]["type"]: layer for layer in spec["layer"]}
    assert ahead.chart.type == "line" and marks["area"]["transform"] == [{"filter": "datum.band"}]
    solid, dashed = (layer for layer in spec["layer"] if layer["mark"]["type"] == "line")
    assert "strokeDash" not in solid["mark"] and solid["transform"] == [{"filter": "!datum.estimate"}]
    assert dashed["mark"]["strokeDash"] and dashed["transform"] == [{"filter": "datum.bridge"}]


def test_the_dashed_line_begins_at_the_last_known_value(ahead):
    drawn = rows(ahead.chart.spec)
    first = next(n for n, row in enumerate(drawn) if row["estimate"])
    assert drawn[first - 1]["bridge"] and not drawn[first - 2]["bridge"]
    assert all(row["low"] <= row["value"] <= row["high"] for row in drawn[first:])
    assert drawn[first - 1]["low"] == drawn[first - 1]["value"] == drawn[first - 1]["high"]


def test_the_table_holds_the_periods_ahead_and_says_between_what(ahead):
    assert ahead.shown.headers[2:] == ("from", "to")
    assert len(ahead.shown.rows) == 4


def test_values_outside_their_usual_range_are_marked(demo):
    web = (Compare("channel.channel", "in", ("web",)),)
    april = Window(date(2026, 4, 1), date(2026, 5, 1))
    asked = AnomaliesArgs(metric="web_events", grain="day", filters=web, window=april, threshold=3)
    found = section(demo, "anomalies", asked)
    check_spec(found.chart.spec)
    drawn = rows(found.chart.spec)
    assert len(drawn) == 30 and not any(row["estimate"] for row in drawn)
    assert sum(row["outside"] for row in drawn) == len(found.table.rows)


def test_a_table_of_one_row_has_no_line(demo, ahead):
    short = replace(ahead.table, rows=ahead.table.rows[:1])
    assert choose_chart(Drawn(short), None, demo.wording("en")).type == "none"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_words_of_the_chart_are_there_in_both_languages(demo, language):
    found = section(demo, "forecast", ForecastArgs(metric="revenue"), language)
    assert found.chart.reason and found.chart.alt == found.headline
    assert len(found.headline) > 20
