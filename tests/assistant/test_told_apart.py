"""Several answers to one question say which is which: no two figures stand side by side without what each is of."""

from __future__ import annotations

import pytest

from assistant.answer import answer, run_plan
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from semantic_layer.query import Compare, DimensionRef, MetricRef
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall


def query(*metrics, **fields):
    return ToolCall(tool="query_metrics", arguments=QueryMetricsArgs(metrics=tuple(map(MetricRef, metrics)), **fields))


def said(context, *calls, language="en"):
    question = Question("", language)
    return run_plan(Plan(Compute(calls), Reading(language, ())), question, context).sections


def of(region):
    return {"filters": (Compare("order.region", "eq", (region,)),)}


@pytest.mark.parametrize(
    ("language", "begins"),
    [("en", ["Region = East: ", "Region = West: "]), ("zh", ["地区为华东：", "地区为华西："])],
)
def test_two_answers_about_one_figure_begin_with_what_differs(shop, language, begins):
    sections = said(shop, query("orders", **of("E")), query("orders", **of("W")), language=language)
    for section, begin in zip(sections, begins, strict=True):
        assert section.headline.startswith(begin)
        assert str(section.table.rows[0][0]) in section.headline


def test_answers_about_different_figures_and_one_alone_stay_as_they_are(shop):
    for sections in (said(shop, query("orders", **of("E"))), said(shop, query("orders"), query("revenue"))):
        assert not any(": " in section.headline.split("¥")[0] for section in sections)


def test_what_both_are_about_and_what_is_said_already_is_not_said_again(shop):
    by = {"dimensions": (DimensionRef("order.region"),)}
    first, second = said(shop, query("revenue", **by), query("revenue", **by, **of("E")))
    assert not first.headline.startswith("By ")
    assert second.headline.startswith("Region = East: ")


@pytest.mark.parametrize(
    "text", ["how many customers are in East China and how many in South China", "华东有多少客户，华南有多少客户？"]
)
def test_two_counts_of_one_question_are_told_apart(demo, text):
    found = answer(Question.of(text), demo)
    first, second = (section.headline for section in found.sections)
    assert ("East China" in first and "South China" in second) or ("华东" in first and "华南" in second)
