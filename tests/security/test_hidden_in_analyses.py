"""What a person may not see, asked for by name in every analysis and told of by none: names, keys, amounts, watches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import run_plan
from assistant.exports.rights import may_leave, names_persons
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from assistant.watch import evaluate
from assistant.workspace import open_workspace
from semantic_layer.errors import QueryError
from semantic_layer.model import Mask, Policy, Watch
from semantic_layer.policy import View
from semantic_layer.query import Compare, Who, Window
from tests.security.club_world import build
from tools.catalog import CATALOG, ToolCall, run_tool
from tools.errors import CoversAll, MissingRole, NotAllowed, ToolError

HIDE = (
    Policy(name="no_cost", dataset="order_lines", hide=("cost",)),
    Policy(name="no_ages", dataset="customers", hide=("age", "income_band")),
)
METRICS, FIELDS = ("cost", "gross_margin"), ("customer.age", "customer.income_band", "age")
BY = {"cohort_retention", "churn_rate", "funnel", "lifetime_length", "purchase_gaps", "clv", "referral"}
METRIC_OF = ("anomalies", "forecast", "explain_change", "new_and_returning")


def naming(name, is_metric):
    """Every analysis that takes the name of a metric, or of a dimension, with what else it needs."""
    rule = ({"name": "rule", "all_of": [{"field": name, "op": "gt", "values": [1]}]},)
    yield "cluster_customers", {"features": (name, "frequency")}
    yield "tree_segments", {"features": (name, "frequency")}
    yield "rule_segment", {"rules": rule}
    yield "value_score", {"indicators": ({"metric": name, "weight": 1.0},)}
    yield "describe", {"kind": "metric" if is_metric else "dimension", "name": name}
    if is_metric:
        yield from ((tool, {"metric": name}) for tool in METRIC_OF)
        yield "pareto", {"metric": name, "entity": "product"}
    else:
        yield from ((tool, {"by": name}) for tool in sorted(BY) if "." in name)
        yield "explain_change", {"metric": "revenue", "by": (name,)}
        yield "anomalies", {"metric": "revenue", "by": name}
        yield "basket_pairs", {"level": name}
        yield "profile", {"filters": (Compare(name, "not_null"),)}


NAMING = [(tool, given) for names, is_metric in ((METRICS, True), (FIELDS, False)) for name in names
          for tool, given in naming(name, is_metric)]  # fmt: skip


def outcome(tool, given, context):
    spec = next(spec for spec in CATALOG if spec.name == tool)
    try:
        return run_tool(ToolCall(tool=tool, arguments=spec.arguments(**given)), context)
    except (ToolError, QueryError) as error:
        return type(error), error.code, str(error), error.params, error.possible


TOGETHER = """
    WITH held AS (SELECT DISTINCT order_id, o.customer_id, p.category FROM order_lines
        JOIN orders o USING (order_id) JOIN products p USING (product_id))
    SELECT a.category || '|' || b.category, count(DISTINCT a.customer_id)
    FROM held a JOIN held b ON a.order_id = b.order_id AND a.category < b.category GROUP BY 1
"""


@pytest.fixture(scope="module")
def demos(demo):
    """The sample under policies that hide something, and the same without policies where it was never defined."""
    hidden = replace(demo.model, policies=HIDE)
    view = View(hidden, Who())
    datasets = tuple(
        replace(item, dimensions=tuple(d for d in item.dimensions if view.has_field(d.qualified)))
        for item in demo.model.datasets
    )
    never = replace(
        demo.model,
        metrics=tuple(item for item in demo.model.metrics if view.has_metric(item.name)),
        datasets=datasets,
        policies=(),
    )
    return tuple(replace(demo.tools, model=model) for model in (hidden, never))


@pytest.mark.parametrize(("tool", "given"), NAMING, ids=[f"{tool} {given}" for tool, given in NAMING])
def test_a_hidden_name_is_to_every_analysis_what_was_never_defined(demos, tool, given):
    hidden, never = (outcome(tool, given, context) for context in demos)
    assert isinstance(hidden, tuple), "it was computed"
    assert hidden == never


LISTS = {
    "rfm_scores": {}, "value_score": {}, "churn_risk": {}, "clv": {}, "alerts": {"show": "members"}, "snapshot": {},
}  # fmt: skip


@pytest.mark.parametrize("tool", LISTS)
@pytest.mark.parametrize(
    "policy",
    [
        Policy(name="hidden", dataset="customers", hide=("customer_id",)),
        Policy(name="masked", dataset="customers", mask=(Mask("customer_id", "hash"),)),
        Policy(name="groups", dataset="customers", min_group_entity="customer"),
    ],
    ids=lambda policy: policy.name,
)
def test_a_key_that_may_not_be_seen_is_listed_by_no_analysis(demo, tool, policy):
    tools = replace(demo.tools, model=replace(demo.model, policies=(policy,)))
    found = outcome(tool, LISTS[tool], tools)
    assert isinstance(found, tuple) and issubclass(found[0], NotAllowed), found


def test_a_snapshot_of_everybody_is_not_for_who_sees_some(demo):
    rows = Policy(name="east", dataset="regions", rows="region = 'east'", null_keys="hidden")
    found = outcome("snapshot", {}, replace(demo.tools, model=replace(demo.model, policies=(rows,))))
    assert found[0] is NotAllowed


def test_things_bought_together_are_those_of_enough_customers(demo):
    people = dict(
        demo.tools.engine.run(TOGETHER).rows
    )  # of all orders, so never fewer than behind a pair that is shown
    k = sorted(people.values())[len(people) // 2]
    sized = Policy(name="groups", dataset="customers", min_group_entity="customer", min_group_k=k)
    given = {"level": "product.category", "min_count": 5, "limit": 500}
    shown, plain = (
        outcome("basket_pairs", given, replace(demo.tools, model=replace(demo.model, policies=policies)))
        for policies in ((sized,), ())
    )

    def pairs(result):
        return {"|".join(sorted((row["item_a"], row["item_b"]))) for row in result.table("most_frequent").records()}

    assert pairs(shown) and all(people[pair] >= k for pair in pairs(shown))
    assert any(people[pair] < k for pair in pairs(plain))


# --- a model that calls its customers otherwise ------------------------------------------------------------------

STAFF = Who("ann", ("staff",))


@pytest.fixture(scope="module")
def club(tmp_path_factory):
    return open_workspace(build(tmp_path_factory.mktemp("club")), who=STAFF, as_of=date(2026, 1, 8))


@pytest.mark.parametrize("tool", ["rfm_scores", "value_score", "churn_risk", "clv", "snapshot"])
def test_groups_have_their_size_whatever_the_model_calls_its_customers(club, tool):
    found = outcome(tool, {}, club.tools)
    assert isinstance(found, tuple) and issubclass(found[0], NotAllowed), found


@pytest.mark.parametrize("tool", ["rfm_segments", "tiers", "lifecycle_stages", "cluster_customers", "clv"])
def test_no_analysis_adds_up_an_amount_that_is_hidden(club, tool):
    policy = Policy(name="no_money", dataset="payments", hide=("paid",))
    tools = replace(club.tools, model=replace(club.model, policies=(policy,)))
    assert outcome(tool, {}, tools)[0] is MissingRole


def test_conditions_of_an_analysis_are_sized_whatever_the_model_calls_its_customers(club):
    found = outcome("rfm_segments", {"filters": (Compare("member.club", "eq", ("small",)),)}, club.tools)
    assert found[0] is NotAllowed


def test_a_list_of_members_is_a_list_of_persons_by_whatever_name(tmp_path):
    boss = open_workspace(build(tmp_path / "club"), who=Who("boss"), as_of=date(2026, 1, 8))
    spec = next(spec for spec in CATALOG if spec.name == "value_score")
    calls = (ToolCall(tool="value_score", arguments=spec.arguments()),)
    found = run_plan(Plan(Compute(calls), Reading("en", ())), Question.of("value of members", who=Who("boss")), boss)
    assert found.status == "answered"
    assert names_persons(found, boss.model) and not may_leave(found, boss)


# --- reports ------------------------------------------------------------------------------------------------------


def test_a_report_of_all_rows_refuses_a_condition_and_a_period_by_name(demo):
    city = {"filters": (Compare("city.city", "eq", ("shanghai",)),)}
    for given, name in ((city, "city.city"), ({"window": Window(date(2026, 1, 1), date(2026, 2, 1))}, "period")):
        kind, _, _, params, _ = outcome("data_quality", given, demo.tools)
        assert (kind, params["name"]) == (CoversAll, name)


@pytest.mark.parametrize(("language", "said"), [("en", "city"), ("zh", "城市")])
def test_the_refusal_names_the_condition_in_the_language_of_the_question(demo, language, said):
    spec = next(spec for spec in CATALOG if spec.name == "data_quality")
    call = ToolCall(tool="data_quality", arguments=spec.arguments(filters=(Compare("city.city", "eq", ("shanghai",)),)))
    question = Question("data quality", language, Who())
    found = run_plan(Plan(Compute((call,)), Reading(language, ())), question, demo)
    assert found.status == "refused"
    assert said in found.refusal.reason


def test_the_report_of_the_data_has_no_line_about_a_hidden_column(demos):
    told = str(outcome("data_quality", {}, demos[0]).main.rows).lower()
    assert "the age is known" not in told and "income" not in told


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_digest_names_no_watch_of_what_is_hidden(demo, language):
    watches = (
        Watch(name="secret", labels=replace(demo.model.labels, en="margin canary", zh="margin canary"),
              metric="gross_margin", schedule="daily", condition="unusual", grain="month"),
        *demo.model.watches,
    )  # fmt: skip
    for policies, told in ((HIDE, False), ((), True)):
        tools = replace(demo.tools, model=replace(demo.model, watches=watches[:1], policies=policies))
        digest = evaluate(replace(demo, tools=tools), language)
        assert ("margin canary" in str(digest.watched)) == told
