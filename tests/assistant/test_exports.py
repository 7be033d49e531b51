"""What leaves as a file holds the figures that are shown, and nothing a program could take for a command."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import answer
from assistant.answer_parts import ShownTable
from assistant.exports.text import safe_cell, text_table, to_csv, to_html, to_text, visible, width
from assistant.question import Question
from assistant.workspace import open_workspace
from tests.assistant import tiny

EVIL = '=HYPERLINK("http://evil.example","<b>x</b>")'


@pytest.fixture(scope="module")
def evil_shop(tmp_path_factory):
    rows = (*tiny.ROWS, (13, tiny.ROWS[-1][1], EVIL, "web", 10))
    return open_workspace(tiny.build(tmp_path_factory.mktemp("evil"), rows))


def read(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_csv_has_every_row_in_the_words_of_the_screen_with_exact_numbers(shop):
    rows = read(to_csv(answer(Question.of("revenue by region"), shop)))
    assert rows == [["region", "revenue (¥)"], ["East", "900"], ["West", "300"]]


def test_a_text_that_is_a_formula_is_defused_in_csv_and_escaped_in_html(evil_shop):
    found = answer(Question.of("revenue by region"), evil_shop)
    assert [f"'{EVIL}", "10"] in read(to_csv(found))
    page = to_html(found)
    assert "<b>x" not in page
    assert "&lt;b&gt;x" in page


@given(st.text())
def test_no_text_cell_begins_as_a_formula(text):
    cell = safe_cell(text)
    assert (
        not str(cell).lstrip(" \u3000\u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    )
    assert str(cell).removeprefix("'") == text.removeprefix("'") or cell == text


def test_a_negative_number_stays_a_number():
    assert safe_cell(-5) == -5


def test_a_page_is_one_file_that_loads_and_runs_nothing(shop):
    page = to_html(answer(Question.of("各地区销售额"), shop))
    assert '<html lang="zh">' in page
    assert "华东" in page
    for forbidden in ("<script", "src=", "href=", "@import", "url(h", 'url("', "url('", "http://", "https://"):
        assert forbidden not in page


def test_chinese_columns_are_as_wide_as_they_look():
    table = ShownTable(("地区", "销售额"), (("华东", "¥900.00"), ("West", "¥1.00")), (False, True))
    lines = text_table(table).splitlines()
    assert {width(line) for line in lines} == {4 + 2 + 7}
    assert lines[2:] == ["华东  ¥900.00", "West    ¥1.00"]


def test_the_terminal_shows_restatement_headline_table_and_receipt(shop):
    found = answer(Question.of("revenue by region"), shop)
    text = to_text(found)
    order = [text.index(part) for part in (found.restatement, found.headline, "East ", found.receipt)]
    assert order == sorted(order)


def test_the_terminal_numbers_the_options(shop):
    from assistant.plan import Clarify, Option, Plan
    from assistant.reading import Reading
    from semantic_layer.query import MetricRef
    from tools.arguments import QueryMetricsArgs
    from tools.catalog import ToolCall

    options = tuple(
        Option(
            (ToolCall(tool="query_metrics", arguments=QueryMetricsArgs(metrics=(MetricRef(name),))),), name == "orders"
        )
        for name in ("revenue", "orders")
    )
    from assistant.answer import run_plan

    found = run_plan(
        Plan(Clarify("ambiguous_metric", options, (("word", "x"),)), Reading("en", ())), Question.of("x"), shop
    )
    assert "1. Revenue\n2. Orders (default)\nChoose with --choose N." in to_text(found)


def test_control_and_direction_characters_are_made_visible():
    assert visible("a\u202eb\x1b[31m") == "a\\u202eb\\u001b[31m"
    assert len(visible("x" * 1000)) == 500
