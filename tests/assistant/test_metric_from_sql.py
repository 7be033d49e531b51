"""A metric proposed from SQL: what the model would gain, what is refused and why, and that nothing is written to it."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.learning.proposals import Proposals
from assistant.metric_pages.from_sql import Aggregate, NotAMetric, aggregate_of
from assistant.metric_pages.proposal import BadName, propose
from assistant.question import Question
from assistant.sql.editing import bare, editable
from assistant.workspace import open_workspace
from semantic_layer.model import Text
from tests.assistant import tiny
from tools.arguments import SqlArgs
from tools.sql import run_sql

WEB = "SELECT SUM(amount) AS web_sales FROM sales WHERE channel = 'web'"
NAMES = Text("Web sales", "网店销售额")


@pytest.fixture
def folder(tmp_path):
    return tiny.build(tmp_path / "shop")


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        (WEB, Aggregate("sales", "sum", "amount", "channel = 'web'")),
        ("SELECT region, AVG(s.amount) FROM sales AS s GROUP BY region", Aggregate("sales", "avg", "amount")),
        ("SELECT COUNT(DISTINCT channel) FROM sales", Aggregate("sales", "count_distinct", "channel")),
        ("SELECT COUNT(*) FROM sales WHERE amount > 50", Aggregate("sales", "count", "order_id", "amount > 50")),
        ("SELECT MEDIAN(amount) FROM main.sales", Aggregate("sales", "median", "amount")),
        ("SELECT region AS r, MAX(amount) FROM sales GROUP BY 1 ORDER BY 2", Aggregate("sales", "max", "amount")),
    ],
)
def test_one_aggregate_over_one_table_is_a_metric(folder, sql, found):
    context = open_workspace(folder)
    assert aggregate_of(sql, context.model, "duckdb") == found


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT FROM", "not_read"),
        ("SELECT 1 UNION SELECT 2", "not_one_select"),
        ("SELECT SUM(a.amount) FROM sales a JOIN sales b ON a.order_id = b.order_id", "join"),
        ("WITH x AS (SELECT amount FROM sales) SELECT SUM(amount) FROM x", "step"),
        ("SELECT SUM(amount) FROM (SELECT * FROM sales)", "step"),
        ("SELECT SUM(amount) OVER () FROM sales", "window"),
        ("SELECT region, SUM(amount) FROM sales GROUP BY region HAVING SUM(amount) > 5", "having"),
        ("SELECT SUM(amount) FROM sales LIMIT 1", "limit"),
        ("SELECT DISTINCT region FROM sales", "distinct"),
        ("SELECT SUM(amount), COUNT(*) FROM sales", "several_figures"),
        ("SELECT SUM(amount) / COUNT(*) FROM sales", "arithmetic"),
        ("SELECT amount FROM sales", "no_aggregate"),
        ("SELECT SUM(x) FROM elsewhere", "no_table"),
        ("SELECT SUM(amount) FROM sales WHERE sold_on >= DATE '2026-10-01'", "period"),
    ],
)
def test_what_no_metric_can_say_is_refused_with_the_reason(folder, sql, reason):
    with pytest.raises(NotAMetric) as refused:
        aggregate_of(sql, open_workspace(folder).model, "duckdb")
    assert refused.value.reason == reason


def keep(folder, sql=WEB, names=NAMES):
    return propose(sql, names, Proposals(folder, open_workspace(folder).model), dialect="duckdb", author="Ann")


def test_a_proposal_is_a_draft_and_the_model_stays_as_it_is(folder):
    before = {path.name: path.read_bytes() for path in folder.glob("*.yaml")}
    found = keep(folder)
    assert (found.state, found.author, found.name) == ("draft", "Ann", "web_sales")
    assert {path.name: path.read_bytes() for path in folder.glob("*.yaml")} == before
    assert not open_workspace(folder).model.has_metric("web_sales")
    assert [item.id for item in Proposals(folder, open_workspace(folder).model).waiting()] == [found.id]


def test_the_patch_holds_the_measure_and_the_metric(folder):
    patch = keep(folder).yaml()
    assert "channel = 'web'" in patch and "measure: web_sales" in patch and "网店销售额" in patch
    assert "with_measure" not in patch


def test_confirmed_by_the_owner_it_gives_the_figure_of_the_sql(folder):
    found = keep(folder)
    ran = run_sql(SqlArgs(sql=WEB), open_workspace(folder).tools).main.rows[0][0]
    Proposals(folder, open_workspace(folder).model).decide(found.id, "confirmed", "Owner")
    context = open_workspace(folder)
    for text in ("web sales", "网店销售额"):
        assert answer(Question.of(text), context).sections[0].table.rows[0][0] == ran == 710
    assert "measure: web_sales" in (folder / "metrics_web_sales.yaml").read_text("utf-8")


def test_a_measure_that_is_there_is_used_again(folder):
    model = tiny.MODEL.replace("create_metric: true, labels: {en: orders", "labels: {en: orders").replace(
        "metrics:\n", "metrics:\n  - {name: n, type: simple, measure: orders, filter: \"order.region = 'E'\", "
        "direction: neutral, labels: {en: eastern, zh: 东部单数}}\n"
    ).replace("default_count: orders", "default_count: n").replace("denominator: orders", "denominator: n")  # fmt: skip
    tiny.build(folder, model=model)
    found = keep(folder, "SELECT COUNT(order_id) FROM sales", Text("All orders", "全部单数"))
    assert found.lines["measure"] == "orders" and "with_measure" not in found.lines


def test_what_is_a_metric_already_is_named(folder):
    with pytest.raises(NotAMetric) as refused:
        keep(folder, "SELECT SUM(amount) FROM sales")
    assert (refused.value.reason, refused.value.what) == ("already", "revenue")


@pytest.mark.parametrize(("names", "reason"), [(Text("", "销售"), "no_name"), (Text("x", " "), "no_name"),
                                               (Text("Revenue", "营收"), "taken")])  # fmt: skip
def test_a_name_is_needed_in_both_languages_and_must_be_free(folder, names, reason):
    with pytest.raises(BadName) as bad:
        keep(folder, names=names)
    assert bad.value.reason == reason


# --- the SQL of an answer, to be edited ----------------------------------------------------------------------


@pytest.mark.parametrize("text", ["revenue by region last month", "各地区销售额", "revenue by month", "order value"])
def test_the_sql_of_an_answer_runs_again_as_it_stands(folder, text):
    context = open_workspace(folder)
    section = answer(Question.of(text), context).sections[0]
    again = run_sql(SqlArgs(sql=editable(section, "duckdb")), context.tools)
    width = len(section.result.main.columns)
    assert tuple(row[:width] for row in again.main.rows) == section.result.main.rows


def test_only_the_names_of_tables_change():
    assert bare('SELECT "a" FROM "main"."t" AS "t"', "duckdb") == 'SELECT\n  "a"\nFROM "t" AS "t"'
    assert bare("not sql (", "duckdb") == "not sql ("


def test_what_was_typed_comes_back_as_it_was_typed(folder):
    from assistant.answer import run_plan
    from assistant.plan import Compute, Plan
    from assistant.reading import Reading
    from tools.catalog import ToolCall

    context = open_workspace(folder)
    plan = Plan(Compute((ToolCall(tool="run_sql", arguments=SqlArgs(sql=WEB)),)), Reading("en", ()))
    found = run_plan(plan, Question.of("Ad hoc SQL"), context)
    assert editable(found.sections[0], "duckdb") == WEB
    assert [note.code for note in found.caveats] == ["ad_hoc_sql"] and found.receipt
    assert ("ad_hoc_sql", "Ad hoc SQL", 1) in context.audit.gaps()
