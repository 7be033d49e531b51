"""The chart and the table of a card: what can be changed, and that nothing is computed for it."""

from __future__ import annotations

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
