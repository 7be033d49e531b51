"""Fewer people than a policy shows, asked about by name of a condition: by every analysis, every list, every question.

The conditions meet two to four customers of the sample data. What is known of them may come out of nothing that takes
conditions: a refusal, or a table without a row.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from semantic_layer.engines.errors import EngineError
from semantic_layer.errors import PolicyError, QueryError
from semantic_layer.model import Policy
from semantic_layer.query import Compare, DimensionRef, SemanticQuery
from semantic_layer.run import run_query
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
