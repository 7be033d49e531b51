"""The chart and the table of a card: what can be changed, and that nothing is computed for it."""

from __future__ import annotations

import json

import pytest

from semantic_layer.engines.duckdb import DuckDBEngine
from tests.ui.pages import open_page, texts


def asked(text, language="en"):
    page = open_page("ask", language)
    page.chat_input[0].set_value(text).run()
    assert not page.exception
    return page


def charts(page):
    return page.get("vega_lite_chart")


@pytest.mark.parametrize(
    ("text", "views"), [("revenue and orders by region", 2), ("revenue by month by region in 2026", 8)]
)
def test_views_of_one_chart_are_drawn_one_by_one(demo_home, text, views):
    page = asked(text)
    assert len(charts(page)) == views


def test_drawing_the_page_again_runs_no_query(demo_home, monkeypatch):
    page = asked("revenue by region")

    def refuse(*_arguments, **_named):
        raise AssertionError("a query ran")

    for name in ("run", "run_strict", "fetch_arrow"):
        monkeypatch.setattr(DuckDBEngine, name, refuse)
    page.run()
    assert not page.exception and len(charts(page)) == 1


def test_a_definition_is_read_as_names_and_values_and_not_cut_in_a_grid(demo_home):
    page = asked("what is repurchase rate?")
    assert not page.dataframe and "meaning" in texts(page)


@pytest.mark.parametrize(("language", "text"), [("en", "revenue last month"), ("zh", "上个月销售额")])
def test_the_number_stands_once_above_the_table_with_its_change_beside_the_line(demo_home, language, text):
    page = asked(text, language)
    (headline,) = [item.value for item in page.markdown if item.value.startswith("####")]
    figure = headline.split("**")[1]
    assert figure and not page.metric and not any(figure in item.value for item in page.caption)
    assert any("%" in item.value for item in page.caption) and len(charts(page)) == 1


def test_a_longer_name_further_down_has_room_and_what_is_not_known_is_a_dash(demo_home):
    page = asked("what metrics are there")
    columns = json.loads(page.dataframe[0].proto.columns)
    longest = max(len(name) for name in page.dataframe[0].value["name"])
    assert columns["name"]["width"] >= 7 * longest
    assert "width" not in columns["meaning"] or columns["meaning"]["width"] is None, "a sentence takes what is left"
    assert page.dataframe[0].proto.placeholder == "–"
