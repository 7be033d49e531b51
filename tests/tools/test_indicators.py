"""The indicators that customer analysis names, each against plain SQL over the tables of the sample data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.loader import load_model
from semantic_layer.query import Combination, Combine, Compare, DimensionRef, EntitySet, MetricRef, Window
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall, run_tool
from tools.context import ToolContext
from tools.demo import MODEL_DIR
from tools.demo.generate import generate

FROM, TO = date(2026, 1, 1), date(2026, 11, 1)
IN = f"BETWEEN DATE '{FROM}' AND DATE '{TO}' - 1"
DONE = f"status = 'completed' AND order_date {IN}"


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> Path:
    return generate(tmp_path_factory.mktemp("sample"), 0.05, 3).tables_dir


@pytest.fixture(scope="module")
def demo(tables, tmp_path_factory) -> ToolContext:
    model = load_model(MODEL_DIR)
    calendar = Calendar(model.calendar, TO, date(2024, 11, 1), date(2026, 10, 31))
    engine = DuckDBEngine.memory(lambda connection: _fill(connection, tables))
    return ToolContext(model, engine, calendar, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def plain(tables):
    """One value of plain SQL, by a connection that the product does not know."""
    connection = duckdb.connect()
    _fill(connection, tables)
    return lambda sql: connection.execute(sql).fetchone()[0]


def _fill(connection, tables: Path) -> None:
    for path in sorted(tables.glob("*.parquet")):
        connection.execute(f"CREATE TABLE {path.stem} AS FROM read_parquet('{path}')")


def value(ctx: ToolContext, *metrics: MetricRef | str, **wanted: object) -> float:
    """The only value of a query over the ten months."""
    refs = tuple(item if isinstance(item, MetricRef) else MetricRef(item) for item in metrics)
    arguments = QueryMetricsArgs(metrics=refs, window=Window(FROM, TO), **wanted)
    table = run_tool(ToolCall(tool="query_metrics", arguments=arguments), ctx).main
    assert len(table.rows) == 1
    return float(next(v for v, column in zip(table.rows[0], table.columns, strict=True) if column.kind == "metric"))


def by(ctx: ToolContext, metric: str, dimension: str) -> dict[object, float]:
    arguments = QueryMetricsArgs(
        metrics=(MetricRef(metric),), dimensions=(DimensionRef(dimension),), window=Window(FROM, TO)
    )
    table = run_tool(ToolCall(tool="query_metrics", arguments=arguments), ctx).main
    return {row[0]: float(row[table.index(metric)]) for row in table.rows if row[table.index(metric)] is not None}


def same(found: float, wanted: object) -> bool:
    assert wanted is not None and float(str(wanted)) != 0  # a comparison with nothing proves nothing
    return found == pytest.approx(float(str(wanted)), rel=1e-9)


def test_repeat_rate_is_buyers_of_two_orders_of_all_buyers(demo, plain):
    sql = f"""SELECT avg(CASE WHEN n >= 2 THEN 1.0 ELSE 0 END) FROM
              (SELECT count(*) AS n FROM orders WHERE {DONE} AND customer_id IS NOT NULL GROUP BY customer_id)"""
    assert same(value(demo, "repeat_rate"), plain(sql))


def test_purchase_frequency_average_order_value_and_arpu(demo, plain):
    buyers = f"(SELECT count(DISTINCT customer_id) FROM orders WHERE {DONE})"
    revenue = f"(SELECT sum(l.net_amount) FROM order_lines l JOIN orders o USING (order_id) WHERE o.{DONE})"
    orders = f"(SELECT count(*) FROM orders WHERE {DONE})"
    assert same(value(demo, "purchase_frequency"), plain(f"SELECT 1.0 * {orders} / {buyers}"))
    assert same(value(demo, "aov"), plain(f"SELECT {revenue} / {orders}"))
    assert same(value(demo, "arpu"), plain(f"SELECT {revenue} / {buyers}"))


def test_total_spend_gmv_and_profit_contribution(demo, plain):
    lines = f"FROM order_lines l JOIN orders o USING (order_id) WHERE o.{DONE}"
    refunds = f"(SELECT sum(refund_amount) FROM returns WHERE return_date {IN})"
    assert same(value(demo, "revenue"), plain(f"SELECT sum(l.net_amount) {lines}"))
    assert same(value(demo, "net_revenue"), plain(f"SELECT sum(l.net_amount) - {refunds} {lines}"))
    assert same(value(demo, "gross_profit"), plain(f"SELECT sum(l.net_amount - l.cost_amount) {lines}"))


def test_trial_to_paid_renewal_and_win_rate(demo, plain):
    trials = f"FROM subscriptions WHERE trial_date {IN}"
    due = f"FROM subscriptions WHERE renewal_due_date {IN}"
    closed = f"FROM opportunities WHERE opened_date {IN}"
    assert same(value(demo, "trial_conversion_rate"), plain(f"SELECT sum(paid_date IS NOT NULL) / count(*) {trials}"))
    assert same(value(demo, "renewal_rate"), plain(f"SELECT sum(renewed_date IS NOT NULL) / count(*) {due}"))
    won = f"SELECT sum(stage = 'deal_won') / count(closed_date) {closed}"
    assert same(value(demo, "win_rate"), plain(won))


def test_sales_cycle_length_is_the_median_from_opened_to_won(demo, plain):
    sql = f"""SELECT median(closed_date - opened_date) FROM opportunities
              WHERE stage = 'deal_won' AND opened_date {IN}"""
    assert same(value(demo, "sales_cycle"), plain(sql))


def test_return_rate_by_orders_and_by_amount(demo, plain):
    orders = f"(SELECT count(*) FROM orders WHERE {DONE})"
    revenue = f"(SELECT sum(l.net_amount) FROM order_lines l JOIN orders o USING (order_id) WHERE o.{DONE})"
    returned = f"FROM returns WHERE return_date {IN}"
    assert same(value(demo, "return_rate"), plain(f"SELECT count(DISTINCT order_id) / {orders} {returned}"))
    assert same(value(demo, "refund_rate"), plain(f"SELECT sum(refund_amount) / {revenue} {returned}"))


def test_complaints_by_type_satisfaction_and_nps(demo, plain):
    topics = by(demo, "complaints", "complaint.topic")
    assert len(topics) > 1
    for topic, n in topics.items():
        assert same(n, plain(f"SELECT count(*) FROM complaints WHERE topic = '{topic}' AND complaint_date {IN}"))
    surveys = f"FROM surveys WHERE survey_date {IN}"
    assert same(value(demo, "satisfaction"), plain(f"SELECT avg(satisfaction_score) {surveys}"))
    nps = f"SELECT 100.0 * (sum(nps_score >= 9) - sum(nps_score <= 6)) / count(*) {surveys}"
    assert same(value(demo, "nps"), plain(nps))


def test_share_rate_and_interaction_frequency(demo, plain):
    buyers = f"(SELECT count(DISTINCT customer_id) FROM orders WHERE {DONE})"
    sharers = f"SELECT count(DISTINCT customer_id) / {buyers} FROM shares WHERE share_date {IN}"
    assert same(value(demo, "share_rate"), plain(sharers))
    per_month = Combination("divide", MetricRef("visitors"))
    sql = f"""SELECT count(*) / count(DISTINCT customer_id) FROM web_events
              WHERE CAST(event_at AS DATE) {IN} AND event_type = 'visited'"""
    assert same(value(demo, MetricRef("visits", combine=per_month)), plain(sql.replace("count(*)", "1.0 * count(*)")))


def test_penetration_is_buyers_of_a_category_of_all_buyers(demo, plain):
    fresh = Compare("product.category", "eq", ("fresh_food",))
    done = Compare("order.status", "eq", ("completed",))
    bought = EntitySet("customer", "order_lines", has=(Combine("all_of", (fresh, done)),), window=Window(FROM, TO))
    joined = "FROM orders o JOIN order_lines l USING (order_id) JOIN products p USING (product_id)"
    sql = f"SELECT count(DISTINCT o.customer_id) {joined} WHERE o.{DONE} AND p.category = 'fresh_food'"
    assert same(value(demo, "active_customers", members=(bought,)), plain(sql))


def test_visits_per_month_are_days_with_a_visit_per_customer_who_visited(demo, plain):
    visited = f"FROM web_events WHERE event_type = 'visited' AND event_date {IN}"
    days = f"(SELECT count(*) FROM (SELECT DISTINCT customer_id, event_date {visited} AND customer_id IS NOT NULL))"
    assert same(value(demo, "days_visited"), plain(f"SELECT {days}"))
    assert same(value(demo, "visit_frequency"), plain(f"SELECT {days} / count(DISTINCT customer_id) {visited}"))
    arguments = QueryMetricsArgs(metrics=(MetricRef("visit_frequency"),), grain="month", window=Window(FROM, TO))
    months = run_tool(ToolCall(tool="query_metrics", arguments=arguments), demo).main.records()
    september = "FROM web_events WHERE event_type = 'visited' AND date_trunc('month', event_date) = DATE '2026-09-01'"
    sql = f"""SELECT (SELECT count(*) FROM (SELECT DISTINCT customer_id, event_date {september}
              AND customer_id IS NOT NULL)) / count(DISTINCT customer_id) {september}"""
    found = {row["period"]: row["visit_frequency"] for row in months}
    assert same(float(str(found[date(2026, 9, 1)])), plain(sql))


def test_promotion_roi_is_margin_less_cost_over_cost(demo, plain):
    cost = f"(SELECT sum(cost) FROM campaigns WHERE start_date {IN})"
    sql = f"""SELECT (sum(net_amount - cost_amount) - {cost}) / {cost}
              FROM orders WHERE {DONE} AND campaign_id IS NOT NULL"""
    assert same(value(demo, "campaign_roi"), plain(sql))


def test_order_fulfilment_and_service_response(demo, plain):
    on_time = f"SELECT sum(delivered_at <= promised_at) / count(delivered_at) FROM orders WHERE order_date {IN}"
    assert same(value(demo, "fulfilment_rate"), plain(on_time))
    hours = f"SELECT avg(date_diff('second', ordered_at, delivered_at)) / 3600 FROM orders WHERE order_date {IN}"
    assert same(value(demo, "delivery_time"), plain(hours))
    median = f"SELECT median(first_response_minutes) FROM complaints WHERE complaint_date {IN}"
    assert same(value(demo, "first_response"), plain(median))


def test_profit_by_customer_type_adds_up(demo):
    parts = by(demo, "gross_profit", "customer.customer_kind")
    assert len(parts) > 1
    assert sum(parts.values()) == pytest.approx(value(demo, "gross_profit"))


def test_channel_and_time_of_day_of_orders(demo, plain):
    for dimension, column in (("order.day_part", "day_part"), ("channel.channel", "channel")):
        found = by(demo, "orders", dimension)
        assert len(found) > 2
        for name, n in found.items():
            assert same(n, plain(f"SELECT count(*) FROM orders WHERE {DONE} AND {column} = '{name}'"))


def test_orders_of_a_store_are_those_of_that_store(demo, plain):
    found = by(demo, "orders", "store.store_name")
    assert len(found) > 2
    assert sum(n for name, n in found.items() if name) == plain(
        f"SELECT count(*) FROM orders WHERE {DONE} AND store_id IS NOT NULL"
    )


@pytest.mark.parametrize(
    "name",
    ["customer.age_band", "customer.gender", "customer.income_band", "customer.industry", "customer.company_size",
     "city.region"],
)  # fmt: skip
def test_age_gender_income_industry_and_size_are_dimensions(demo, name):
    found = by(demo, "customers", name)
    assert len(found) > 1 and sum(found.values()) == value(demo, "customers")


@pytest.mark.parametrize("column", ["decision_role", "decision_style"])
def test_decision_role_and_style_are_dimensions_of_surveys(demo, plain, column):
    found = by(demo, "survey_answers", f"survey.{column}")
    assert sum(found.values()) == plain(f"SELECT count(*) FROM surveys WHERE survey_date {IN}") and len(found) > 1


def test_core_indicators_are_few_and_shown(demo):
    core = [metric for metric in demo.model.metrics if metric.core]
    assert 3 <= len(core) <= 10 and not any(metric.hidden for metric in core)


def test_recommended_content_of_a_segment_is_what_it_buys_more_than_others(demo):
    call = ToolCall.parse("profile", {"filters": [{"field": "customer.rfm", "op": "eq", "values": ["champions"]}]})
    rows = {str(row["trait"]): row for row in run_tool(call, demo).main.records() if row["area"] == "interest"}
    of_products = {name: row for name, row in rows.items() if name.startswith("product.category=")}
    assert of_products
    for row in of_products.values():
        assert row["index"] == pytest.approx(100 * row["share_here"] / row["share_base"]) and row["index"] > 100


def test_retention_cost_is_campaign_cost_per_customer_who_came_back_by_a_campaign(demo, plain):
    came_back = (
        "SELECT DISTINCT o.customer_id, o.campaign_id FROM orders o JOIN orders b ON b.customer_id = o.customer_id "
        "AND b.status = 'completed' AND b.order_date < o.order_date "
        f"WHERE o.status = 'completed' AND o.campaign_id IS NOT NULL AND o.order_date {IN}"
    )
    retained = plain(f"SELECT count(DISTINCT customer_id) FROM ({came_back})")
    spent = plain(f"SELECT sum(cost) FROM campaigns WHERE start_date {IN}")
    assert retained > 0
    assert same(value(demo, "retained_customers"), retained)
    assert same(value(demo, "retention_cost"), float(spent) / retained)

    kinds = by(demo, "retention_cost", "campaign.campaign_type")
    assert len(kinds) > 2
    for kind, cost in kinds.items():
        mine = f"campaign_id IN (SELECT campaign_id FROM campaigns WHERE campaign_type = '{kind}')"
        n = plain(f"SELECT count(DISTINCT customer_id) FROM ({came_back}) WHERE {mine}")
        spent = plain(f"SELECT sum(cost) FROM campaigns WHERE campaign_type = '{kind}' AND start_date {IN}")
        assert same(cost, float(spent) / n)


def test_channel_by_segment_and_source_of_new_customers(demo, plain):
    sources = by(demo, "new_customers", "customer.source")
    assert len(sources) > 2
    for source, n in sources.items():
        assert same(n, plain(f"SELECT count(*) FROM customers WHERE source = '{source}' AND signup_date {IN}"))
    arguments = QueryMetricsArgs(
        metrics=(MetricRef("orders"),),
        dimensions=(DimensionRef("customer.rfm"), DimensionRef("channel.channel")),
        window=Window(FROM, TO),
    )
    rows = run_tool(ToolCall(tool="query_metrics", arguments=arguments), demo).main.records()
    assert sum(float(str(row["orders"] or 0)) for row in rows) == plain(f"SELECT count(*) FROM orders WHERE {DONE}")


def test_referred_customers_are_counted_by_the_day_of_the_referral(demo, plain):
    assert same(value(demo, "referrals"), plain(f"SELECT count(*) FROM referrals WHERE referral_date {IN}"))
