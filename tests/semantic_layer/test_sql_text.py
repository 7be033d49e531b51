"""The SQL that analysts read: reviewed as text, the same for the same query, and readable on every dialect.

After a wanted change run this file with `WENSHU_UPDATE_SNAPSHOTS=1`, then read the difference.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from semantic_layer.compiler import compile_query
from semantic_layer.errors import UnsupportedOnEngine
from semantic_layer.query import (
    Combination,
    Compare,
    Comparison,
    Cumulate,
    EntitySet,
    Exists,
    Members,
    MetricFilter,
    MetricRef,
    Reference,
    Share,
    Streak,
    Top,
    Who,
)
from tests.semantic_layer.trap_world import CALENDAR, MODEL, between, query

SNAPSHOTS = Path(__file__).parent / "snapshots"
DIALECTS = ("spark", "clickhouse", "postgres", "snowflake", "bigquery", "trino", "databricks")
CUPS, TEA = (Compare("product.category", "eq", (name,)) for name in ("Cups", "Tea"))
CANCELLED = Compare("order.status", "eq", ("cancelled",))
MANAGER = Who("li", ("regional_manager",), (("region", "West"),))

QUERIES = {
    "revenue_by_month": query("revenue", grain="month"),
    "two_facts_by_region": query("revenue", "refund_rate", by="customer.region"),
    "three_facts": query("revenue", "refund", "customers", by="customer.region"),
    "month_against_previous": query("revenue", grain="month", compare=(Comparison("previous"),)),
    "top_two_of_every_region": query(
        "line_revenue", by=("customer.region", "product.category"), top=Top(2, "line_revenue", per=("customer.region",))
    ),
    "share_within_region": query("revenue", by=("customer.region", "campaign.name"), share=Share("parent")),
    "cups_and_never_tea": query(
        "customers", members=(EntitySet("customer", "order_lines", has=(CUPS,), never=(TEA,)),)
    ),
    "frequent_customers_with_returns": query(
        "revenue", where=[Exists("returns")], members=(Members("customer", MetricRef("orders"), "ge", (2,)),)
    ),
    "repurchase_rate": query(
        MetricRef("repurchase_rate", t0=date(2024, 2, 16), horizon_days=46), by="customer.region"
    ),
    "stock_at_month_end": query("stock_carried", grain="month", window=between("2024-01-01", "2024-03-01")),
    "running_revenue": query(
        "revenue", grain="month", cumulate=Cumulate(), having=(MetricFilter("revenue", "gt", (0,)),)
    ),
    "west_manager": query("revenue", by="customer.region", who=MANAGER),
    "signup_conversion": query("signup_conversion"),
    "share_of_cancelled_orders": query(
        MetricRef("orders", filters=(CANCELLED,), combine=Combination("divide", MetricRef("orders"), as_share=True)),
        by="customer.region",
    ),
    "average_revenue_per_customer": query(MetricRef("revenue", agg="avg", per="customer"), by="customer.region"),
    "above_average_months": query(
        "revenue", grain="month", having=(MetricFilter("revenue", "gt", (), Reference("avg")),)
    ),
    "late_in_their_region": query(
        "customers", where=[Compare("customer.signup_date", "ge", than=Reference("max", ("customer.region",)))]
    ),
    "rising_categories": query(
        "line_revenue", by="product.category", streak=Streak("line_revenue", "month", 2)
    ),
}  # fmt: skip


def compile_(name, dialect="duckdb"):
    return compile_query(QUERIES[name], MODEL, CALENDAR, dialect=dialect)


@pytest.mark.parametrize("name", QUERIES)
def test_the_sql_is_what_was_reviewed(name):
    path = SNAPSHOTS / f"{name}.sql"
    text = compile_(name).sql + "\n"
    if os.environ.get("WENSHU_UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")

    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_sql_of_a_dialect_is_what_was_reviewed(dialect):
    path = SNAPSHOTS / f"month_against_previous.{dialect}.sql"
    text = compile_("month_against_previous", dialect).sql + "\n"
    if os.environ.get("WENSHU_UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")

    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", QUERIES)
def test_every_dialect_reads_its_own_sql_again(name, dialect):
    text = compile_(name, dialect).sql
    tree = sqlglot.parse_one(text, read=dialect)

    assert isinstance(tree, exp.Select)
    assert not list(tree.find_all(exp.Command))
    assert sqlglot.parse_one(tree.sql(dialect), read=dialect) == tree


@pytest.mark.parametrize("name", QUERIES)
def test_the_same_query_gives_the_same_text(name):
    assert compile_(name) == compile_(name)


def test_no_statement_selects_everything_or_excludes_by_not_in():
    for name in QUERIES:
        tree = sqlglot.parse_one(compile_(name).sql, read="duckdb")
        assert not any(
            isinstance(item, exp.Star) for select in tree.find_all(exp.Select) for item in select.expressions
        )
        assert not [node for node in tree.find_all(exp.Not) if isinstance(node.this, exp.In)]
        assert {join.side or join.kind for join in tree.find_all(exp.Join)} <= {"LEFT", "CROSS"}


def test_an_engine_without_an_exact_median_refuses_it():
    median = query(MetricRef("revenue", agg="median"))

    assert "PERCENTILE_CONT" in compile_query(median, MODEL, CALENDAR, dialect="postgres").sql
    for dialect in ("clickhouse", "trino", "bigquery"):
        with pytest.raises(UnsupportedOnEngine):
            compile_query(median, MODEL, CALENDAR, dialect=dialect)


def test_lineage_names_tables_columns_joins_and_times():
    lineage = compile_("two_facts_by_region").lineage

    assert lineage.tables == ("main.orders", "main.customers", "main.returns")
    assert {"orders.amount", "customers.region", "returns.refund"} <= set(lineage.columns)
    assert "orders.customer_id = customers.customer_id" in lineage.joins
    assert ("refund", "return.return_date") in lineage.times
    assert any(text.startswith("orders: ") for text in lineage.filters)


def test_columns_know_their_unit_and_what_they_are_compared_with():
    columns = {column.name: column for column in compile_("month_against_previous").columns}

    assert list(columns) == [
        "period", "revenue", "revenue__previous", "revenue__previous_change", "revenue__previous_rate",
    ]  # fmt: skip
    assert (columns["period"].kind, columns["period"].grain) == ("period", "month")
    assert str(columns["revenue__previous_change"].unit) == "currency(CNY)"
    assert columns["revenue__previous_rate"].unit.kind == "share"
    assert columns["revenue__previous"].compared_to == "previous"
