"""The parts of the agent by themselves: references, schemas, limits, cache, preview, look-ups, usage, SQL."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.agent.closed_names import refuse_closed
from assistant.agent.lookup import catalogue, find_names, find_values
from assistant.agent.preview import preview
from assistant.agent.references import Cell, Handle, References, UnknownReference
from assistant.agent.reply_cache import ReplyCache
from assistant.agent.schemas import schema_of
from assistant.agent.session import AgentUnavailable, Session
from assistant.agent.settings import ModelSettings
from assistant.agent.usage import Price, cost
from assistant.answer import answer
from assistant.checking.sql_shape import Hidden, shape_of
from assistant.question import Question
from semantic_layer.engines.errors import QueryInterrupted
from semantic_layer.errors import UnknownDimension
from semantic_layer.model import Format, Unit
from semantic_layer.query import Who
from semantic_layer.result import Column, ResultTable
from tests.assistant.agent.runs import notes, settings_for, turn
from tests.assistant.scripted_model import ScriptedModel
from tools.catalog import CATALOG, ToolCall

GOOD = {"query": {"metrics": ["revenue"], "by": ["channel.channel"]}}
LOOSE = "sales by zorbo"


@pytest.fixture
def session(demo) -> Session:
    nowhere = ModelSettings(model="m", base_url="http://127.0.0.1:9/v1", api_key="k")
    return Session(nowhere, demo.tools, demo.reader.vocabulary)


class Stopped:
    def is_stopped(self):
        return True

    def stage(self, _, place=0):
        pass


def test_a_reference_gives_the_value_and_where_it_came_from():
    table = ResultTable(
        (
            Column("city.region", "dimension", Unit("none"), Format("text")),
            Column("revenue", "metric", Unit("count"), Format("integer")),
        ),
        (("east", 5),),
    )
    references = References()
    name = references.keep(table)
    given, pointers = references.resolve({"values": [f"@{name}.row1.city.region"], "n": 3})
    assert given == {"values": ["east"], "n": 3}
    assert pointers == (Cell("r1", 1, "city.region", "east"),)


@pytest.mark.parametrize("text", ["@r2.row1.x", "@r1.row9.revenue", "@r1.row1.nothing", "@last.1", "@v1", "@", "@r1"])
def test_a_reference_to_nothing_is_an_error_and_never_a_value(text):
    references = References()
    references.keep(ResultTable((Column("revenue", "metric", Unit("count"), Format("integer")),), ((5,),)))
    with pytest.raises(UnknownReference):
        references.resolve([text])


def test_a_value_that_may_not_be_told_has_one_name():
    references = References()
    assert references.handle("east", "city.region") == references.handle("east", "city.region") == "@v1"
    assert references.handle("east", "city.region", "East") == "@v2"
    assert references.resolve("@v2")[1] == (Handle("east", "city.region", ("East",)),)


@pytest.mark.parametrize("spec", CATALOG, ids=[spec.name for spec in CATALOG])
def test_every_schema_is_whole_and_tells_only_fields_that_the_tool_takes(spec):
    schema = schema_of(spec.arguments)
    assert set(schema["properties"]) <= set(spec.arguments.model_fields)
    required = {name for name, info in spec.arguments.model_fields.items() if info.is_required()}
    assert required == set(schema.get("required", []))
    text = json.dumps(schema)
    assert all(f'"{part}"' in json.dumps(schema.get("$defs", {})) for part in refs(text))


def refs(text: str) -> set[str]:
    return {part.split('"')[0] for part in text.split("#/$defs/")[1:]}


@pytest.mark.parametrize("spec", CATALOG, ids=[spec.name for spec in CATALOG])
def test_a_call_made_from_a_schema_is_a_valid_call(spec):
    schema = schema_of(spec.arguments)
    made = {name: example(schema["properties"][name], schema) for name in schema.get("required", [])}
    made |= MORE.get(spec.name, {})
    assert ToolCall.parse(spec.name, made).tool == spec.name


CONDITION = {"field": "frequency", "op": "ge", "quantile": 0.8}
MORE = {  # what a schema cannot say: a rule needs a condition, two shares may not be equal
    "rule_segment": {"rules": [{"name": "many", "all_of": [CONDITION]}]},
    "sample_size": {"base": 0.2, "target": 0.3},
}


def example(node: dict, schema: dict) -> object:
    """The smallest value that a schema describes."""
    if "$ref" in node:
        return example(schema["$defs"][node["$ref"].rpartition("/")[2]], schema)
    if "anyOf" in node:
        return example(node["anyOf"][0], schema)
    if "enum" in node:
        return node["enum"][0]
    if "const" in node:
        return node["const"]
    if node.get("type") == "object":
        return {name: example(node["properties"][name], schema) for name in node.get("required", [])}
    if node.get("type") == "array":
        least = max(node.get("minItems", 1), 1)
        places = node.get("prefixItems")
        return [example(item, schema) for item in places] if places else [example(node["items"], schema)] * least
    return {"integer": node.get("minimum", 1), "number": 0.5, "boolean": True}.get(
        node.get("type"), "2026-10-01" if node.get("format") == "date" else "revenue"
    )


def test_hidden_and_personal_names_are_never_found_nor_taken(session):
    names = catalogue(session)
    assert not {"customer.name", "customer.phone", "customer.email", "purchase_entry.entry_date"} & set(names)
    for words in ("phone number", "手机号", "customer name", "e-mail"):
        assert "customer.phone" not in json.dumps(find_names(words, session))
        assert "customer.email" not in json.dumps(find_names(words, session))
    call = ToolCall.parse(
        "query_metrics", {"metrics": [{"name": "revenue"}], "dimensions": [{"name": "customer.phone"}]}
    )
    with pytest.raises(UnknownDimension):
        refuse_closed(call, session)


def test_a_value_is_found_as_a_reference(session):
    found = find_values("East China", session)["found"]
    assert found[0] == {"dimension": "city.region", "value": "@v1", "exact": True}
    assert "east" not in json.dumps(found)


@pytest.mark.parametrize(
    ("changes", "state", "code"),
    [
        ({"total_s": 0.0}, {}, "model_timeout"),
        ({"reply_bytes": 10}, {"received_bytes": 11}, "model_babbles"),
        ({"tokens": 10}, {"sent": 6, "received": 5}, "model_limit"),
        ({"max_cost": 0.001, "price": Price(1.0, 1.0)}, {"sent": 2_000, "received": 0}, "model_limit"),
    ],
)
def test_the_first_limit_that_is_reached_ends_the_question(session, changes, state, code):
    session.settings = replace(session.settings, **changes)
    for name, value in state.items():
        setattr(session, name, value)
    with pytest.raises(AgentUnavailable) as trouble:
        session.check()
    assert trouble.value.code == code


def test_a_stop_comes_before_every_limit(session):
    session.watch = Stopped()
    with pytest.raises(QueryInterrupted):
        session.check()


def test_what_is_unknown_costs_nothing_that_could_be_told():
    assert cost(None, 1, 1) is None
    assert cost(Price(1.0, 2.0), None, 5) is None
    assert cost(Price(1.0, 2.0, "CNY"), 1_000_000, 500_000) == 2.0


def test_the_second_time_nothing_is_asked_but_for_another_person_or_day_it_is(demo):
    with ScriptedModel([turn(GOOD), turn("done")] * 5) as endpoint:
        context = replace(demo, settings=settings_for(endpoint), replies=ReplyCache())
        first = answer(Question.of(LOOSE), context)
        asked = len(endpoint.requests)
        again = answer(Question.of(LOOSE), context)
        assert len(endpoint.requests) == asked
        other = answer(Question.of(LOOSE, who=Who("anna")), context)
        assert len(endpoint.requests) > asked
        asked = len(endpoint.requests)
        answer(Question.of(LOOSE, as_of=demo.as_of.replace(day=2)), context)
        assert len(endpoint.requests) > asked
    assert [a.status for a in (first, again, other)] == ["answered"] * 3
    assert again.table == first.table
    assert again.usage.is_cached and not first.usage.is_cached


def test_the_oldest_plan_is_forgotten_first(demo):
    cache, plan = ReplyCache(2), demo.reader.read(Question.of("revenue"), answer_past())
    for key in ("a", "b", "c"):
        cache.put(key, plan)
    assert cache.get("a") is None
    assert cache.get("b") is plan and cache.get("c") is plan


def answer_past():
    from assistant.conversation import Past

    return Past()


def test_the_preview_is_the_request_and_nothing_leaves(demo):
    with ScriptedModel([turn(GOOD), turn("done")]) as endpoint:
        context = replace(demo, settings=settings_for(endpoint))
        shown = preview(Question.of(LOOSE), context)
        assert endpoint.requests == []
        answer(Question.of(LOOSE), context)
        assert shown["body"] == endpoint.requests[0]


@pytest.mark.parametrize(
    ("replies", "changes", "code"),
    [
        ([{"babble": 3_000_000, "text": "x"}], {"reply_bytes": 100_000}, "model_babbles"),
        ([{"raw": "data: not json\n\n"}], {}, "model_failed"),
        ([429], {}, "model_failed"),
        ([401], {}, "model_key_refused"),
        ([{"sleep": 100, "text": "late"}], {"timeout_s": 0.5}, "model_timeout"),
        ([{"use": ["query_metrics", {"metrics": [{"name": "nonsense"}]}]}], {"tool_calls": 3}, "model_limit"),
        ([GOOD, "done"], {"tokens": 100}, "model_limit"),
        ([GOOD, "done"], {"max_cost": 0.0001, "price": Price(10.0, 10.0)}, "model_limit"),
    ],
)
@pytest.mark.parametrize("text", [LOOSE, "销售额按佐尔博"])
def test_a_failure_leaves_the_parser_s_outcome_and_its_code(demo, replies, changes, code, text):
    with ScriptedModel([turn(reply) for reply in replies]) as endpoint:
        found = answer(Question.of(text), replace(demo, settings=settings_for(endpoint, **changes)))
    assert (found.status, found.reader) == ("refused", "parser")
    assert code in notes(found)
    assert "sk-" not in json.dumps(found.to_json(), default=str)


def test_an_error_that_passes_is_tried_again(demo):
    with ScriptedModel([500, turn(GOOD), turn("done")]) as endpoint:
        found = answer(Question.of(LOOSE), replace(demo, settings=settings_for(endpoint)))
    assert found.status == "answered"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT COUNT(*) FROM t WHERE a = 'x' OR b = 'y'",
        "SELECT COUNT(*) FROM t WHERE upper(a) = 'X'",
        "SELECT COUNT(*) FROM t WHERE a = 'x' || 'y'",
        "SELECT COUNT(*) FROM t WHERE a > 1 + 1",
        "SELECT COUNT(*) FROM t WHERE a = b",
        "SELECT COUNT(*) FROM t WHERE is_it",
        "SELECT COUNT(*) FROM t WHERE d > current_date - 30",
        "SELECT 1 UNION SELECT 2",
        "SELECT SUM(a) * 2 FROM t",
        "SELECT COUNT(*) FROM t, u",
        "SELECT COUNT(*) FROM t CROSS JOIN u",
        "SELECT COUNT(*) FROM t JOIN u ON t.id = u.id AND u.k = 'z'",
        "SELECT row_number() OVER () FROM t",
        "SELECT CASE WHEN a = 'x' THEN 0 END FROM t",
        "SELECT COUNT(*) FROM t WHERE a IN (SELECT b FROM u)",
        "SELECT a FROM t LIMIT 3 OFFSET 3",
    ],
)
def test_sql_that_may_hide_something_has_no_shape(sql):
    import sqlglot

    with pytest.raises(Hidden):
        shape_of(sqlglot.parse_one(sql, read="duckdb"))


def test_a_plain_select_has_its_conditions_as_leaves():
    import sqlglot

    sql = "SELECT k, ROUND(100.0 * SUM(a) / COUNT(*), 2) FROM t JOIN u ON t.i = u.i WHERE r = 'East' AND NOT s IN ('x')"
    shape = shape_of(
        sqlglot.parse_one(f"{sql} AND d >= DATE '2026-10-01' GROUP BY 1 ORDER BY 2 DESC LIMIT 5", read="duckdb")
    )
    found = {(leaf.column, leaf.op, leaf.value, leaf.is_denied) for leaf in shape.leaves}
    assert found == {("r", "eq", "east", False), ("s", "in", "x", True), ("d", "ge", "2026-10-01", False)}
    assert shape.limits == (5.0,)
    assert shape.has_division and shape.directions == {"desc"}
