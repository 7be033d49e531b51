"""The first channel and the first category of a customer: by head, against pandas, and on any day of the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pyarrow as pa
import pytest

from assistant.conversation import NOTHING_SAID
from assistant.plan import Compute, Refuse
from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.errors import ModelError, UnknownDimension
from semantic_layer.loader import load_texts
from semantic_layer.model import Mask, Policy
from semantic_layer.query import DimensionRef, MetricRef, Who, Window
from semantic_layer.writer import dump_model
from tests.assistant.parser.compact import compact
from tools.arguments import QueryMetricsArgs
from tools.catalog import ToolCall, run_tool
from tools.context import ToolContext
from tools.errors import BadParameter, EmptyWindow
from tools.segments.runs import ensure_run, member_select

MODEL = """\
version: 1
model: bakery
calendar: {timezone: UTC, week: {start: monday, numbering: iso}}
entities:
  - {name: order, default_count: orders, labels: {en: order, zh: 订单}}
  - {name: customer, labels: {en: guest, zh: 客人}}
  - {name: product}
  - {name: line}
datasets:
  - name: orders
    source: orders
    role: fact
    grain: [order]
    time_basis: event
    default_time: order_date
    entities:
      - {name: order, type: primary, columns: [order_id]}
      - {name: customer, type: foreign, columns: [customer_id]}
    dimensions:
      - {name: order_date, type: time, grain: day}
      - {name: way, type: categorical, closed: true, labels: {en: way, zh: 取货方式},
         values: [{code: shop, labels: {en: Shop, zh: 门店}}, {code: van, labels: {en: Van, zh: 送货车}}]}
      - {name: note, type: identifier}
    measures:
      - {name: revenue, agg: sum, expr: amount, additivity: additive, unit: currency(CNY), format: currency(2), null_semantics: absent_is_zero, create_metric: true}
      - {name: orders, agg: count, expr: order_id, additivity: additive, unit: count(order), format: integer, null_semantics: absent_is_zero, create_metric: true}
  - name: lines
    source: lines
    role: fact
    grain: [line]
    time_basis: none
    entities:
      - {name: line, type: primary, columns: [line_id]}
      - {name: order, type: foreign, columns: [order_id]}
      - {name: product, type: foreign, columns: [product_id]}
  - name: products
    source: products
    role: dimension
    grain: [product]
    time_basis: none
    entities: [{name: product, type: primary, columns: [product_id]}]
    dimensions: [{name: kind, type: categorical, labels: {en: kind, zh: 种类}}]
  - name: customers
    source: customers
    role: dimension
    grain: [customer]
    time_basis: none
    entities: [{name: customer, type: primary, columns: [customer_id]}]
    dimensions: [{name: phone, type: text, personal: true}]
roles:
  customer: {dataset: customers, columns: {customer: customer_id}}
  order: {dataset: orders, columns: {customer: customer_id, order: order_id, time: order_date, at: ordered_at, amount: amount}}
  product: {dataset: lines, columns: {order: order_id, product: product_id, amount: amount}}
segmentations:
  - {name: first_way, entity: customer, dataset: seg_first_way, tool: first_order, params: {by: order.way}, run: latest, labels: {en: first way, zh: 首单取货方式}, values: []}
  - {name: first_kind, entity: customer, dataset: seg_first_kind, tool: first_order, params: {by: product.kind}, run: latest, labels: {en: first kind, zh: 首购种类}, values: []}
"""  # noqa: E501
# order, customer, day, time, way, amount
ORDERS = [
    (1, "ann", "2025-01-05", "09:00", "van", 30.0),
    (2, "ann", "2025-01-05", "08:00", "shop", 10.0),  # earlier on the same day
    (3, "bob", "2025-01-07", "10:00", "van", -5.0),  # a return is no purchase
    (4, "bob", "2025-01-08", "10:00", "shop", 8.0),
    (6, "cy", "2025-02-01", "12:00", "van", 7.0),
    (5, "cy", "2025-02-01", "12:00", "shop", 7.0),  # the same minute: the smaller order number
    (7, "dan", "2025-03-01", "12:00", "van", 9.0),
    (8, None, "2025-01-01", "12:00", "van", 9.0),
    (9, "eve", "2025-01-09", "12:00", "van", -1.0),  # only returned things
]
# order, product, amount
LINES = [
    (1, 10, 30.0),
    (2, 10, 4.0), (2, 20, 6.0),  # most money on cake
    (4, 20, 4.0), (4, 10, 4.0),  # as much on both: bread is written first
    (5, None, 3.0), (5, 20, 4.0), (6, 10, 7.0), (7, None, 9.0),
]  # fmt: skip
PRODUCTS = [(10, "bread"), (20, "cake")]


def bakery(
    orders: Sequence[tuple[object, ...]] = ORDERS, *, as_of: str = "2025-04-01", model: str = MODEL, home: object = None
) -> ToolContext:
    tables: Mapping[str, tuple[tuple[str, ...], Sequence[tuple[object, ...]]]] = {
        "orders": (
            ("order_id", "customer_id", "order_date", "ordered_at", "way", "amount"),
            [(n, who, date.fromisoformat(day), datetime.fromisoformat(f"{day} {at}"), way, money)
             for n, who, day, at, way, money in orders],
        ),
        "lines": (("line_id", "order_id", "product_id", "amount"), [(i, *line) for i, line in enumerate(LINES)]),
        "products": (("product_id", "kind"), PRODUCTS),
        "customers": (
            ("customer_id", "phone"),
            [(name, f"13{i}") for i, name in enumerate(sorted({str(row[1]) for row in orders if row[1]}))],
        ),
    }  # fmt: skip

    def fill(connection) -> None:
        for name, (columns, rows) in tables.items():
            connection.register(
                "incoming", pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))
            )
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
            connection.unregister("incoming")

    read = load_texts({"model.yaml": model})
    calendar = Calendar(read.calendar, date.fromisoformat(as_of), date(2025, 1, 1), date(2025, 3, 31))
    return ToolContext(read, DuckDBEngine.memory(fill), calendar, home)


def firsts(ctx: ToolContext, name: str, as_of: str = "2025-04-01") -> dict[str, str]:
    day = date.fromisoformat(as_of)
    select = member_select(ctx.model.segmentation(f"customer.{name}"), day, ctx)
    return dict(ctx.engine.run(select.sql(dialect="duckdb")).rows)


def test_the_first_order_is_the_earliest_of_the_day_and_of_one_minute_the_one_with_the_smaller_number(tmp_path):
    assert firsts(bakery(home=tmp_path), "first_way") == {"ann": "shop", "bob": "shop", "cy": "shop", "dan": "van"}


def test_of_several_values_in_the_first_order_the_one_with_the_most_money_counts(tmp_path):
    """Equal money: the first in the order of writing. Dan's only line names no product, so he has no first kind."""
    assert firsts(bakery(home=tmp_path), "first_kind") == {"ann": "cake", "bob": "bread", "cy": "cake"}


def test_a_first_order_on_a_day_knows_nothing_of_later_days(tmp_path):
    later = [*ORDERS, (10, "fay", "2025-02-02", "09:00", "shop", 5.0), (11, "ann", "2025-02-03", "07:00", "van", 500.0)]
    before = firsts(bakery(home=tmp_path / "a"), "first_way", "2025-02-01")

    assert (
        firsts(bakery(later, home=tmp_path / "b"), "first_way", "2025-02-01")
        == before
        == {"ann": "shop", "bob": "shop"}
    )
    assert firsts(bakery(later, home=tmp_path / "c"), "first_way")["fay"] == "shop"


def test_nobody_before_the_first_purchase_is_refused(tmp_path):
    ctx = bakery(home=tmp_path)
    with pytest.raises(EmptyWindow):
        ensure_run(ctx.model.segmentation("customer.first_way"), date(2025, 1, 2), ctx)


def test_what_neither_orders_nor_their_lines_have_is_refused_by_name(tmp_path):
    ctx = bakery(home=tmp_path)
    stray = replace(ctx.model.segmentation("customer.first_way"), params={"by": "customer.phone2"})
    with pytest.raises(BadParameter, match="by"):
        ensure_run(stray, date(2025, 4, 1), ctx)


def test_the_order_of_rows_changes_no_first_order(tmp_path):
    turned = bakery(ORDERS[::-1], home=tmp_path / "turned")
    assert firsts(turned, "first_way") == firsts(bakery(home=tmp_path / "plain"), "first_way")


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("{by: order.way}", "{by: order.wy}", "no dimension 'order.wy'"),
        ("{by: order.way}", "{by: customer.phone}", "personal"),
        ("{by: order.way}", "{by: order.note}", "identifier"),
        ("{by: order.way}", "{}", "by"),
        ("首单取货方式}, values: []", "首单取货方式}, values: [{code: shop}]", "are those of 'order.way'"),
    ],
)
def test_a_first_order_that_cannot_be_is_refused_when_the_model_is_loaded(written, instead, said):
    assert MODEL.count(written) == 1
    with pytest.raises(ModelError, match=said):
        load_texts({"model.yaml": MODEL.replace(written, instead)})


def test_values_and_labels_are_those_of_the_dimension_and_are_not_written_again():
    model = load_texts({"model.yaml": MODEL})
    read = model.segmentation("customer.first_way")
    assert [value.labels.zh for value in read.values] == ["门店", "送货车"]
    again = load_texts(dump_model(model))
    assert again.segmentation("customer.first_way") == read


# --- the sample data ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def first_rows(raw) -> pd.DataFrame:
    """Per customer the first completed order before the day after the data, and its dearest category."""
    orders = raw.execute(
        "SELECT order_id, customer_id, order_date, ordered_at, channel, net_amount FROM orders "
        "WHERE status = 'completed' AND customer_id IS NOT NULL AND order_date < DATE '2026-11-01' AND net_amount >= 0"
    ).df()
    first = orders.sort_values(["order_date", "ordered_at", "order_id"]).drop_duplicates("customer_id")
    lines = raw.execute(
        "SELECT l.order_id, p.category, l.net_amount FROM order_lines l JOIN products p USING (product_id)"
    ).df()
    money = lines[lines.order_id.isin(first.order_id)].groupby(["order_id", "category"])["net_amount"].sum()
    money = money.reset_index().sort_values(["order_id", "net_amount", "category"], ascending=[True, False, True])
    dearest = money.drop_duplicates("order_id").set_index("order_id")["category"]
    return first.assign(category=first.order_id.map(dearest)).set_index("customer_id")


def by(ctx: ToolContext, metric: str, dimension: str, **wanted: object) -> dict[object, float]:
    arguments = QueryMetricsArgs(metrics=(MetricRef(metric),), dimensions=(DimensionRef(dimension),), **wanted)
    table = run_tool(ToolCall(tool="query_metrics", arguments=arguments), ctx).main
    return {row[0]: float(row[1]) for row in table.rows}


def test_first_channel_and_first_category_of_customers_are_those_of_pandas(demo, first_rows):
    for dimension, column in (("customer.first_channel", "channel"), ("customer.first_category", "category")):
        found = by(demo.tools, "customers", dimension)
        found.pop(None)  # who never bought
        assert found == first_rows[column].value_counts().to_dict()


def test_revenue_by_first_channel_is_that_of_all_orders_of_these_customers(demo, first_rows, raw):
    spent = raw.execute(
        "SELECT o.customer_id, sum(l.net_amount) AS money FROM orders o JOIN order_lines l USING (order_id) "
        "WHERE o.status = 'completed' AND o.order_date < DATE '2026-11-01' GROUP BY 1"
    ).df()
    joined = spent.merge(first_rows[["channel"]], left_on="customer_id", right_index=True, how="left")
    wanted = joined.groupby("channel")["money"].sum()

    found = by(demo.tools, "revenue", "customer.first_channel")

    assert {k: round(v, 2) for k, v in found.items() if k} == {k: round(float(v), 2) for k, v in wanted.items()}


def test_repeat_rate_by_first_category_is_that_of_pandas(demo, first_rows, raw):
    counts = raw.execute(
        "SELECT customer_id, count(DISTINCT order_id) AS n FROM orders WHERE status = 'completed' "
        "AND order_date < DATE '2026-11-01' AND customer_id IS NOT NULL GROUP BY 1"
    ).df()
    joined = counts.merge(first_rows[["category"]], left_on="customer_id", right_index=True)
    wanted = joined.assign(again=joined.n >= 2).groupby("category")["again"].mean()

    found = by(demo.tools, "repeat_rate", "customer.first_category")

    assert {k: round(v, 9) for k, v in found.items() if k} == {k: round(float(v), 9) for k, v in wanted.items()}


def test_a_rate_that_looks_ahead_takes_the_first_order_from_before_it_begins(demo):
    arguments = QueryMetricsArgs(
        metrics=(MetricRef("repurchase_rate"),), dimensions=(DimensionRef("customer.first_channel"),)
    )
    result = run_tool(ToolCall(tool="query_metrics", arguments=arguments), demo.tools)
    told = dict(result.lineage.parameters)
    assert told["customer.first_channel.run"] == told["repurchase_rate.t0"] < demo.tools.as_of


def test_customers_who_came_later_than_the_window_began_have_their_first_channel_too(demo):
    found = by(demo.tools, "new_customers", "customer.first_channel", window=Window(date(2026, 1, 1), date(2026, 7, 1)))
    assert sum(n for channel, n in found.items() if channel) > 0


def test_not_the_app_is_another_first_channel_and_never_nobody_at_all(demo, first_rows):
    read = demo.reader.read(Question.of("how many customers' first order was not on the app"), NOTHING_SAID)
    assert isinstance(read.outcome, Compute)
    table = run_tool(read.outcome.calls[0], demo.tools).main
    assert int(table.rows[0][0]) == int((first_rows.channel != "app").sum())


def test_who_may_not_see_the_channel_may_not_see_the_first_channel(demo):
    rules = (
        Policy(name="no_channel", dataset="channels", hide=("channel",)),
        Policy(name="masked", dataset="channels", mask=(Mask("channel", "hash"),)),
    )
    for policy in rules:
        model = replace(demo.model, policies=(policy,))
        ctx = replace(demo.tools, model=model, who=Who("someone"))
        with pytest.raises(UnknownDimension):
            by(ctx, "revenue", "customer.first_channel")


# --- questions ----------------------------------------------------------------------------------------------------

SAME = [
    ("revenue by first channel", "按首单渠道看收入", "revenue by customer.first_channel"),
    ("revenue by channel of the first order", "按首购渠道统计收入", "revenue by customer.first_channel"),
    ("repeat rate by first category", "各首购品类的重复购买率", "repeat_rate by customer.first_category"),
    ("customers by first purchase channel", "各首次下单渠道的客户数", "customers by customer.first_channel"),
    ("customers whose first order came through the app", "首单渠道是APP的客户有多少",
     "customers if customer.first_channel eq app"),
    ("how many customers placed their first order on the app", "首单在App下的客户有多少",
     "customers if customer.first_channel eq app"),
    ("how many customers' first order was not on the app", "首单不在App的客户有多少",
     "customers if customer.first_channel ne app if customer.first_channel not_null"),
    ("customers whose first order was in the app or web", "首单在App或网店的客户数",
     "customers if customer.first_channel in app,web"),
    ("revenue from customers whose first purchase was in fresh food", "首购品类为生鲜的客户的收入",
     "revenue if customer.first_category eq fresh_food"),
    ("churn rate by first channel", "各首单渠道的流失率", "churn_rate by=customer.first_channel"),
    ("clv by first channel", "按首单渠道看客户生命周期价值", "clv by=customer.first_channel"),
    ("which first channel has the highest repurchase rate", "哪个首单渠道的复购率最高",
     "repurchase_rate by customer.first_channel top 1 repurchase_rate desc"),
    ("rfm segments of customers with first channel app", "首单渠道是App的客户的RFM分群",
     "rfm_segments filters=['customer.first_channel eq app']"),
    ("cohort retention for customers whose first order was in the app", "首单渠道为App的客户的同期群留存",
     "cohort_retention filters=['customer.first_channel eq app']"),
    ("revenue by first channel in Beijing", "北京按首单渠道看收入",
     "revenue by customer.first_channel if city.city eq beijing"),
]  # fmt: skip


@pytest.mark.parametrize(("en", "zh", "plan"), SAME)
def test_questions_about_first_orders_in_both_languages_give_one_plan(demo, en, zh, plan):
    for text in (en, zh):
        read = demo.reader.read(Question.of(text), NOTHING_SAID)
        assert compact(read) == plan, text
        assert isinstance(read.outcome, Compute)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("首单渠道为短信的客户有多少", "unknown_value"),  # a value of another column
        ("first channel is SMS, how many customers", "unknown_value"),
        ("revenue by first city", ""),  # the model says nothing of it
        ("首单支付宝的客户有多少", ""),
        ("history of the rfm segments of customers whose first order was flibber", ""),
    ],
)
def test_what_is_not_known_of_first_orders_is_refused(demo, text, code):
    outcome = demo.reader.read(Question.of(text), NOTHING_SAID).outcome
    assert isinstance(outcome, Refuse) and code in ("", outcome.code)


def test_the_first_order_of_each_customer_is_still_a_list_of_orders(demo):
    read = demo.reader.read(Question.of("the first order of each customer"), NOTHING_SAID)
    assert compact(read).startswith("list of each orders")


# --- retention ----------------------------------------------------------------------------------------------------


def test_retention_by_first_channel_is_that_of_pandas(demo, first_rows, raw):
    days = raw.execute(
        "SELECT DISTINCT customer_id, order_date FROM orders WHERE status = 'completed' AND net_amount >= 0 "
        "AND customer_id IS NOT NULL AND order_date < DATE '2026-11-01'"
    ).df()
    days["month"] = pd.to_datetime(days.order_date).dt.to_period("M")
    cohort = days.groupby("customer_id")["month"].min()
    days["age"] = days.month.astype("int64") - days.customer_id.map(cohort).astype("int64")
    last = pd.Period("2026-10", "M")
    over = cohort[cohort < last]  # of the newest month the next one is not over
    channel = first_rows.channel
    sizes = channel[channel.index.isin(over.index)].value_counts()
    back = days[(days.age == 1) & days.customer_id.isin(over.index)].customer_id
    active = channel[channel.index.isin(back)].value_counts()

    call = ToolCall.parse("cohort_retention", {"by": "customer.first_channel"})
    result = run_tool(call, demo.tools)
    found = {row["group"]: (row["customers"], row["active"]) for row in result.main.records() if row["age"] == 1}

    assert found == {name: (int(sizes[name]), int(active[name])) for name in sizes.index}
    assert result.findings[0].kind.startswith("cohort_group")


def test_retention_by_segments_that_later_purchases_make_is_refused(demo):
    with pytest.raises(BadParameter, match="by"):
        run_tool(ToolCall.parse("cohort_retention", {"by": "customer.rfm"}), demo.tools)
