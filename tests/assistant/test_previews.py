"""What an option of a question back would answer stands beside it, computed afterwards and under the same rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer import run_plan
from assistant.exports.text import to_text
from assistant.plan import Clarify, Option, Plan, choose
from assistant.question import Question
from assistant.reading import Reading
from assistant.records.audit_view import asked
from assistant.ways_on.previews import has_previews, with_previews
from semantic_layer.query import DimensionRef, MetricRef, Window
from tests.assistant import tiny
from tools.arguments import DescribeArgs, QueryMetricsArgs
from tools.catalog import ToolCall

PLENTY_S = 60.0


def query(**fields):
    return ToolCall(tool="query_metrics", arguments=QueryMetricsArgs(metrics=(MetricRef("revenue"),), **fields))


TOTAL, BY_REGION = query(), query(dimensions=(DimensionRef("order.region"),))
NO_DATA = query(window=Window(rule="month:2030-01"))
UNKNOWN = query(dimensions=(DimensionRef("nothing"),))


def asked_back(context, *calls, text="best"):
    options = tuple(Option((call,), default=n == 0) for n, call in enumerate(calls))
    plan = Plan(Clarify("ambiguous_metric", options, (("word", text),)), Reading(Question.of(text).language, ()))
    return run_plan(plan, Question.of(text), context)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("best", ["¥1,200", "Revenue is highest for East with ¥900, lowest for West with ¥300."]),
        ("最好", ["¥1,200", "销售额最高的是华东，为 ¥900；最低的是华西，为 ¥300。"]),
    ],
)
def test_a_number_is_its_own_value_and_a_table_its_headline(shop, text, values):
    before = asked_back(shop, TOTAL, BY_REGION, text=text)
    assert [choice.value for choice in before.clarification.choices] == ["", ""], "options never wait for their values"
    assert has_previews(before)

    found = with_previews(before, shop, PLENTY_S)

    assert [choice.value for choice in found.clarification.choices] == values
    assert not has_previews(found)
    assert found.plan == before.plan


@pytest.mark.parametrize(("text", "why"), [("best", "There are no data for"), ("最好", "没有")])
def test_an_option_that_turns_out_to_be_refused_says_why_and_cannot_be_taken(shop, text, why):
    before = asked_back(shop, NO_DATA, TOTAL, text=text)
    total, none = before.clarification.choices  # what can be computed comes first, and is the default
    assert (total.default, total.blocked, none.default) == (True, "", False)
    assert why in none.blocked
    found = with_previews(before, shop, PLENTY_S)
    assert [choice.value for choice in found.clarification.choices] == ["¥1,200", ""]
    assert found.clarification.choices[1].blocked == none.blocked


def test_an_option_that_cannot_be_computed_is_not_offered_while_there_is_a_choice(shop):
    found = asked_back(shop, NO_DATA, TOTAL, BY_REGION, UNKNOWN)
    assert [choice.calls for choice in found.clarification.choices] == [(TOTAL,), (BY_REGION,)]
    assert [choice.default for choice in found.clarification.choices] == [True, False]
    assert choose(found.plan, 2).outcome.calls == (BY_REGION,)  # a number means what was shown


def test_where_no_option_can_be_computed_each_says_why(shop):
    found = asked_back(shop, NO_DATA, UNKNOWN)
    assert all(choice.blocked for choice in found.clarification.choices)
    assert "nothing" in found.clarification.choices[1].blocked
    assert all(choice.blocked in to_text(found) for choice in found.clarification.choices)
    assert [option["blocked"] for option in found.to_json()["clarify"]["options"]] == [
        choice.blocked for choice in found.clarification.choices
    ]


def test_what_takes_too_long_has_no_value(shop, monkeypatch):
    from semantic_layer.engines.duckdb import DuckDBEngine
    from semantic_layer.engines.errors import QueryTimeout

    given = []

    def slow(self, sql, *, timeout_s, **rest):
        given.append(timeout_s)
        raise QueryTimeout(timeout_s=timeout_s)

    before = asked_back(shop, TOTAL, BY_REGION)
    monkeypatch.setattr(DuckDBEngine, "run", slow)
    found = with_previews(before, shop)
    assert set(given) == {0.5}
    assert [choice.value for choice in found.clarification.choices] == ["", ""]


def test_an_analysis_is_not_computed_to_be_looked_at(shop):
    listed = ToolCall(tool="describe", arguments=DescribeArgs(kind="catalogue"))
    assert not has_previews(asked_back(shop, listed, listed))


def test_values_are_on_record_as_figures_of_the_page_under_the_persons_rights(tmp_path):
    from assistant.workspace import open_workspace
    from semantic_layer.query import Who

    policy = 'policies:\n  - {name: own_region, dataset: sales, rows: "region = :who.region", applies_to: [manager]}\n'
    who = Who("ada", ("manager",), (("region", "E"),))
    context = open_workspace(tiny.build(tmp_path, model=tiny.MODEL + policy), who=who)
    before = replace(asked_back(replace(context, audit=None), TOTAL, BY_REGION), question=Question.of("best", who=who))
    found = with_previews(before, context, PLENTY_S)

    assert found.clarification.choices[0].value == "¥900"
    rows = asked(context.audit.records())
    assert [row.question for row in rows] == ["Revenue, by region", "Revenue"]
    assert all(row.is_by_page and row.person == "ada" for row in rows)
