"""Missing values that are taken from other sources: in order, never silently, never instead of what is recorded."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import run_plan
from assistant.context import Context
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.errors import ModelError
from semantic_layer.loader import load_texts
from semantic_layer.query import Compare, DimensionRef, MetricRef, Who
from semantic_layer.writer import dump_model
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall, run_tool
from tools.context import ToolContext

MODEL = """\
version: 1
model: small
calendar: {timezone: UTC, week: {start: monday, numbering: iso}}
entities:
  - {name: customer, labels: {en: customer, zh: 客户}, default_count: customers}
datasets:
  - name: customers
    source: customers
    role: dimension
    grain: [customer]
    time_basis: none
    labels: {en: customers, zh: 客户}
    entities: [{name: customer, type: primary, columns: [customer_id]}]
    dimensions:
      - name: age_band
        type: categorical
        labels: {en: age band, zh: 年龄段}
        fill:
          - {expr: survey_band, labels: {en: survey, zh: 问卷}}
          - {expr: lower(activity_band), labels: {en: activity, zh: 活动}}
      - {name: region, type: geography, labels: {en: region, zh: 地区}}
    measures:
      - {name: customers, agg: count, expr: customer_id, additivity: additive, unit: count(customer), format: integer,
         null_semantics: absent_is_zero, create_metric: true, labels: {en: customers, zh: 客户数}}
metrics:
  - {name: young_customers, type: simple, measure: customers, filter: customer.age_band = 'young',
     direction: neutral, labels: {en: young customers, zh: 年轻客户数}}
roles:
  customer: {dataset: customers, columns: {customer: customer_id}}
"""
# who: recorded, survey, activity -> what counts
ROWS = [
    (1, "young", "old", "OLD", "east"),  # young: what is recorded wins
    (2, None, "old", "YOUNG", "east"),  # old: the survey goes before the activity
    (3, None, None, "YOUNG", "west"),  # young
    (4, None, None, None, "west"),  # unknown
    (5, "old", None, None, "west"),  # old
    (6, None, "young", None, None),  # young
]
POLICIES = """\
policies:
  - {name: east_only, dataset: customers, rows: "region = 'east'", applies_to: [east]}
  - {name: masked, dataset: customers, mask: [{dimension: age_band, with: "null"}], applies_to: [masked]}
  - {name: groups, dataset: customers, min_group: {entity: customer, k: 2}, applies_to: [groups]}
"""


def fill(connection) -> None:
    connection.execute(
        "CREATE TABLE customers (customer_id INTEGER, age_band VARCHAR, survey_band VARCHAR, activity_band VARCHAR, "
        "region VARCHAR)"
    )
    connection.executemany("INSERT INTO customers VALUES (?, ?, ?, ?, ?)", ROWS)


@pytest.fixture
def context(tmp_path):
    def make(*roles: str, text: str = MODEL + POLICIES) -> ToolContext:
        model = load_texts({"model.yaml": text})
        calendar = Calendar(model.calendar, date(2026, 1, 1), date(2025, 1, 1), date(2025, 12, 31))
        return ToolContext(model, DuckDBEngine.memory(fill), calendar, tmp_path, Who("mei", roles=roles))

    return make


def query(**wanted) -> ToolCall:
    return ToolCall(tool="query_metrics", arguments=QueryMetricsArgs(**wanted))


BY_BAND = query(metrics=(MetricRef("customers"),), dimensions=(DimensionRef("customer.age_band"),))


def said(result) -> list[dict[str, object]]:
    return [dict(item.params) for item in result.caveats if item.code == "filled_values"]


def test_missing_values_are_filled_from_ranked_sources_and_shown(context):
    result = run_tool(BY_BAND, context())
    assert {row[0]: row[1] for row in result.main.rows} == {"young": 3, "old": 2, None: 1}
    assert said(result) == [
        {
            "name": "customer.age_band",
            "rows": 6,
            "filled": 3,
            "unknown": 1,
            "sources_en": "survey 2, activity 1",
            "sources_zh": "问卷 2、活动 1",
        }
    ]


def test_a_condition_and_the_filter_of_a_metric_say_it_as_well(context):
    young = Compare("customer.age_band", "eq", ("young",))
    by_condition = run_tool(query(metrics=(MetricRef("customers"),), filters=(young,)), context())
    by_metric = run_tool(query(metrics=(MetricRef("young_customers"),)), context())
    assert by_condition.main.rows[0][-1] == by_metric.main.rows[0][-1] == 3
    assert len(said(by_condition)) == len(said(by_metric)) == 1


def test_an_answer_that_does_not_rest_on_it_does_not_speak_of_it(context):
    assert said(run_tool(query(metrics=(MetricRef("customers"),)), context())) == []


def test_it_is_said_in_the_language_of_the_question(context):
    here = Context(context(), lambda *_: pytest.fail("nothing is read"))
    for text, wanted in (
        ("customers by age band", "3 of 6 are filled in from other sources (survey 2, activity 1), 1 remain unknown"),
        ("各年龄段的客户数", "6 条中有 3 条由其他来源补全（问卷 2、活动 1），仍有 1 条未知"),
    ):
        question = Question.of(text)
        answer = run_plan(Plan(Compute((BY_BAND,)), Reading(question.language, ())), question, here)
        assert any(wanted in note.text for note in answer.caveats), [note.text for note in answer.caveats]


def test_the_quality_report_lists_every_source_with_its_rows(context):
    rows = run_tool(ToolCall.parse("data_quality", {}), context()).main.records()
    found = {
        row["rule_en"]: (row["quality_state"], row["broken_rows"]) for row in rows if "filled in" in row["rule_en"]
    }
    assert found == {
        "age band is recorded itself, not filled in from survey": ("doubtful", 2),
        "age band is recorded itself, not filled in from activity": ("doubtful", 1),
    }


def test_only_visible_rows_are_counted_and_small_groups_and_masked_values_are_not(context):
    (east,) = said(run_tool(BY_BAND, context("east")))
    assert (east["rows"], east["filled"], east["sources_en"]) == (2, 1, "survey 1")
    assert said(run_tool(BY_BAND, context("masked"))) == []
    grouped = run_tool(BY_BAND, context("groups"))
    assert said(grouped) == [] and [c.code for c in grouped.caveats].count("filled_uncounted") == 1


def test_a_filled_dimension_is_written_back_as_it_was_read(context):
    model = context().model
    again = load_texts(dump_model(model))
    assert again.dimension("customer.age_band") == model.dimension("customer.age_band")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("expr: survey_band", "expr: order.band", "names its own columns only"),
        ("expr: survey_band", "expr: age_band", "is asked before already"),
        ("expr: survey_band", "expr: lower(", "not one SQL expression"),
        ("labels: {en: survey, zh: 问卷}", "labels: {en: survey}", "'zh' is missing"),
        ("{expr: survey_band, labels", "{labels", "'expr' is missing"),
        ("type: categorical", "type: identifier", "is never filled in"),
        ("expr: survey_band", "from: survey_band, expr: survey_band", "The key 'from' is unknown"),
    ],
)
def test_sources_that_make_no_sense_are_refused_with_their_line(context, old, new, rule):
    with pytest.raises(ModelError) as caught:
        context(text=MODEL.replace(old, new, 1))
    (mistake,) = caught.value.mistakes
    assert rule in mistake.rule and mistake.line in (15, 18, 19) and mistake.remedy
