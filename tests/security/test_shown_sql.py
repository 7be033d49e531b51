"""SQL shown to somebody of whom a column is kept back: the column and the values asked of it stand nowhere in it.

A shop of fourteen customers (`rights_world.py`). The column of cities does not exist for staff, and a row policy or a
default filter of the model reads it.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.answer import answer
from assistant.answer_json import to_json
from assistant.exports.text import to_html, to_text
from assistant.question import Question
from assistant.sql.editing import editable
from assistant.sql.hints import why_refused
from assistant.workspace import open_workspace
from semantic_layer.policy import View
from semantic_layer.query import Who
from tests.security.rights_world import BOSS, DAY, MODEL, build
from tools.arguments import SqlArgs
from tools.catalog import ToolCall, run_tool
from tools.shown_sql import PART, _Names, shown

PLACED = Who("ann", ("staff",), (("town", "Oslo"),))
ROWS = {
    "a value": "city = 'Oslo'",
    "an attribute": "city = :who.town",
    "one of several": "city = 'Oslo' or region in ('south', 'east')",
    "two conditions": "city <> 'Canaryville' and city is not null",
    "no condition of that column": "region = 'north'",
}
HIDE = "hide: [city]"
QUESTIONS = [
    "revenue by channel",
    "how many customers are there",
    "revenue by region",
    "orders last month",
    "各渠道的销售额",
    "客户数",
]


def world(folder, rows="", *, filters="", model=MODEL):
    build(folder)
    if filters:
        name = "    source: main.customers\n"
        assert name in model
        (folder / "model.yaml").write_text(
            model.replace(name, f'{name}    default_filters: ["{filters}"]\n'), encoding="utf-8"
        )
    rows = f'rows: "{rows}", ' if rows else ""
    policy = f"{{name: later, dataset: customers, {rows}{HIDE}, applies_to: [staff]}}"
    (folder / "policies.yaml").write_text(f"policies:\n  - {policy}\n", encoding="utf-8")
    return {who: open_workspace(folder, who=who, as_of=DAY) for who in (PLACED, BOSS)}


def said(found):
    """Everything of an answer that holds SQL, as text: files, JSON, and what the panel opens with."""
    parts = [to_text(found), to_html(found), json.dumps(to_json(found), ensure_ascii=False, default=str)]
    parts += [sql for section in found.sections for sql in section.derivation.sql]
    parts += [editable(section, "duckdb") for section in found.sections]
    parts += [sql for section in found.sections for lineage in section.lineages for sql in lineage.sql]
    return "\n".join(parts)


@pytest.mark.parametrize("kind", ROWS)
def test_no_statement_names_a_hidden_column_or_the_values_that_a_policy_asks_of_it(tmp_path, kind):
    context = world(tmp_path / "shop", ROWS[kind])[PLACED]
    for text in QUESTIONS:
        found = answer(Question.of(text, who=PLACED), context)
        assert found.status == "answered", text
        told = said(found).casefold()
        assert '"city"' not in told and ".city" not in told and "oslo" not in told and "canaryville" not in told, text


@pytest.mark.parametrize("kind", ROWS)
def test_the_panel_runs_what_is_shown_to_the_same_figures_where_only_a_row_policy_is_left_out(tmp_path, kind):
    context = world(tmp_path / "shop", ROWS[kind])[PLACED]
    for text in QUESTIONS:
        found = answer(Question.of(text, who=PLACED), context)
        sql = editable(found.sections[0], "duckdb")
        assert why_refused(sql, context.tools, "en") is None, sql
        ran = run_tool(ToolCall(tool="run_sql", arguments=SqlArgs(sql=sql)), context.tools)
        assert [tuple(map(str, row)) for row in ran.main.rows] == [
            tuple(map(str, row)) for row in found.sections[0].table.rows
        ]


def test_a_statement_without_a_default_filter_is_not_run_for_something_else(tmp_path):
    context = world(tmp_path / "shop", filters="city <> 'Canaryville'")[PLACED]
    found = answer(Question.of("how many customers are there", who=PLACED), context)
    assert found.sections[0].table.rows == ((12,),)
    sql = editable(found.sections[0], "duckdb")
    assert PART in sql and "city" not in sql and "Canaryville" not in sql
    assert "policy withholds" in why_refused(sql, context.tools, "en")
    assert "权限策略" in why_refused(sql, context.tools, "zh")


def test_who_sees_everything_reads_what_ran(tmp_path):
    context = world(tmp_path / "shop", ROWS["a value"], filters="city <> 'Canaryville'")[BOSS]
    found = answer(Question.of("how many customers are there", who=BOSS), context)
    assert "'Canaryville'" in found.sections[0].derivation.sql[0] and PART not in said(found)


@pytest.mark.parametrize(
    ("sql", "kept"),
    [
        ("SELECT c.city AS x FROM main.customers AS c", "SELECT"),
        ("SELECT CASE WHEN c.city = 'Oslo' THEN 1 ELSE 0 END AS x FROM main.customers AS c", "CASE"),
        ("WITH a AS (SELECT city AS city FROM main.customers) SELECT a.city FROM a", "WITH"),
        ("SELECT count(*) FROM main.orders AS o JOIN main.customers AS c ON o.x = c.city AND c.city <> 'Oslo'", "JOIN"),
        ("SELECT 1 FROM main.orders WHERE customer_id IN (SELECT 1 FROM main.customers WHERE city = 'Oslo')", "IN"),
        ("SELECT substring(city, 1, 2) AS part FROM main.customers GROUP BY city", "GROUP BY"),
        ("SELECT 1 FROM main.customers WHERE region = 'north' OR city LIKE 'Osl%'", "WHERE"),
        ("this is no statement about city and Oslo (", PART),
    ],
)
def test_whatever_the_statement_is_the_name_and_the_values_are_not_in_it(tmp_path, sql, kept):
    tools = world(tmp_path / "shop", ROWS["a value"])[PLACED].tools
    told = shown(sql, _Names(tools, View(tools.model, tools.who)), tools)
    assert "city" not in told and "Osl" not in told and PART in told and kept in told


def test_a_column_of_the_same_name_that_may_be_seen_keeps_its_name(tmp_path):
    tools = world(tmp_path / "shop", ROWS["a value"])[PLACED].tools
    orders = tools.model.dataset("orders")
    channel = orders.dimensions[-1]
    city = replace(channel, name="place", expr="city")
    model = replace(
        tools.model,
        datasets=tuple(
            replace(item, dimensions=(*item.dimensions, city)) if item.name == "orders" else item
            for item in tools.model.datasets
        ),
    )
    tools = replace(tools, model=model)
    sql = "SELECT o.city, c.city FROM main.orders AS o JOIN main.customers AS c ON o.customer_id = c.customer_id"
    told = shown(sql, _Names(tools, View(model, tools.who)), tools)
    assert "o.city" in told and "c.city" not in told
