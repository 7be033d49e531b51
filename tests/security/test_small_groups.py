"""Fewer people than a policy shows, asked about by name of a condition: by every analysis, every list, every question.

The conditions meet two to four customers of the sample data. What is known of them may come out of nothing that takes
conditions: a refusal, or a table without a row.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import answer
from assistant.question import Question
from assistant.workspace import open_workspace
from semantic_layer.engines.errors import EngineError
from semantic_layer.errors import PolicyError, QueryError
from semantic_layer.model import Policy
from semantic_layer.query import Compare, DimensionRef, SemanticQuery, Who
from semantic_layer.run import run_query
from tests.security.club_world import build as build_club
from tools.catalog import CATALOG, ToolCall, run_tool
from tools.errors import ToolError

ENOUGH = Policy(name="enough", dataset="customers", min_group_entity="customer", min_group_k=5)
GIVEN = {
    "metric": "revenue", "entity": "product", "a": "customer.rfm", "b": "customer.lifecycle",
}  # fmt: skip
ELSEWHERE = {
    "query_metrics",  # `tests/semantic_layer/test_policy.py`
    "churn_drivers",  # learned from everybody; its conditions are those of `churn_risk`
    "data_quality", "sample_size",  # figures of rules, and of nobody
}  # fmt: skip


def required(spec):
    return {name for name, field in spec.arguments.model_fields.items() if field.is_required()}


WITH_CONDITIONS = [
    spec for spec in CATALOG
    if "filters" in spec.arguments.model_fields and spec.name not in ELSEWHERE and required(spec) <= set(GIVEN)
]  # fmt: skip
FEW = """
    SELECT r.city, c.source, c.gender FROM customers c JOIN regions r USING (city_id) JOIN orders o USING (customer_id)
    WHERE c.source IS NOT NULL AND c.gender IS NOT NULL
    GROUP BY ALL HAVING count(DISTINCT customer_id) BETWEEN 2 AND 4 ORDER BY count(*) DESC, 1, 2, 3 LIMIT 1
"""


@pytest.fixture(scope="module")
def few(demo):
    """A workspace where groups of five are shown, and conditions that fewer customers meet."""
    city, source, gender = demo.tools.engine.run(FEW).rows[0]
    filters = (
        Compare("city.city", "eq", (city,)),
        Compare("customer.source", "eq", (source,)),
        Compare("customer.gender", "eq", (gender,)),
    )
    model = replace(demo.model, policies=(ENOUGH,))
    return replace(demo, tools=replace(demo.tools, model=model)), filters


@pytest.mark.parametrize("spec", WITH_CONDITIONS, ids=lambda spec: spec.name)
def test_no_analysis_tells_anything_of_fewer_customers_than_a_policy_shows(few, spec):
    context, filters = few
    arguments = spec.arguments(filters=filters, **{name: GIVEN[name] for name in required(spec)})
    try:
        result = run_tool(ToolCall(tool=spec.name, arguments=arguments), context.tools)
    except (ToolError, QueryError, EngineError):
        return
    assert [row for table in result.tables for row in table.table.rows] == []


def listed(context, name, *filters):
    tools = context.tools
    query = SemanticQuery(dimensions=(DimensionRef(name),), filters=filters, as_of=tools.as_of, who=tools.who)
    return run_query(query, tools.model, tools.engine, tools.calendar)[0]


def test_a_list_of_values_holds_what_enough_customers_share(few, demo):
    context, filters = few
    everything, here = listed(demo, "order.payment", *filters), listed(context, "order.payment", *filters)
    assert everything.rows and not here.rows
    assert [(item.code, item.rows) for item in here.left_out] == [("suppressed_groups", len(everything.rows))]
    assert listed(context, "order.payment").rows == listed(demo, "order.payment").rows
    assert listed(context, "city.city").rows == listed(demo, "city.city").rows  # places are no people


@pytest.mark.parametrize("name", ["customer.customer_id", "order.order_id"])
def test_keys_are_never_listed_where_groups_have_a_smallest_size(few, name):
    context, filters = few
    for conditions in ((), filters):
        with pytest.raises(PolicyError):
            listed(context, name, *conditions)


# --- how it is said -----------------------------------------------------------------------------------------------

WITHHELD = {
    "amount paid of the small club": "1 row", "amount paid in cash": "1 row", "amount paid by kind": "2 rows",
    "members in small": "1 row", "amount paid on 6 January 2026": "1 row", "share of amount paid by kind": "2 rows",
    "现金付款额": "1 行", "各方式的付款额": "2 行", "2026年1月6日的付款额": "1 行", "small分会的付款额": "1 行",
}  # fmt: skip


@pytest.mark.parametrize("text", WITHHELD)
def test_a_withheld_answer_says_that_it_is_withheld_and_why_and_never_that_there_is_nothing(words_club, text):
    found = answer(Question.of(text, who=words_club.tools.who), words_club)
    is_chinese = found.language == "zh"
    assert found.status == "answered" and not found.sections[0].table.rows
    assert found.headline == ("分组人数过少，不予显示。" if is_chinese else "The groups are too small to show.")
    counted = next(note.text for note in found.caveats if note.code == "rows_left_out")
    why = "人数过少的分组不予显示" if is_chinese else "of groups too small to show"
    assert WITHHELD[text] in counted and why in counted
    said = " ".join((found.headline, *(note.text for note in found.caveats), *found.sections[0].narration))
    assert not re.search(r"no data|nothing|none|¥|没有|无数据|为 0", said.casefold()), said


@pytest.mark.parametrize("text", ["largest payment", "best member", "单个会员最高付款额"])
def test_the_value_of_one_is_refused_with_the_size_and_what_may_be_asked_instead(words_club, text):
    found = answer(Question.of(text, who=words_club.tools.who), words_club)
    assert found.status == "refused"
    assert "5" in found.refusal.reason and ("average" in found.refusal.reason or "平均" in found.refusal.reason)


@pytest.fixture(scope="module")
def words_club(tmp_path_factory):
    folder = build_club(tmp_path_factory.mktemp("words"))
    return open_workspace(folder, who=Who("ann", ("staff",)), as_of=date(2026, 1, 8))
