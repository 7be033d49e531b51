"""Who bought, found in tables of one's own: customer analyses work on them at once, and say what they rest on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.loader import load_texts
from semantic_layer.model import Mask, Policy
from semantic_layer.query import Who
from semantic_layer.writer import dump_model
from tests.assistant.parser.compact import compact
from tests.assistant.parser.generated import reader_of
from tools.catalog import ToolCall, run_tool
from tools.context import ToolContext
from tools.errors import MissingRole, NotAllowed
from tools.rights import ensure_listable

BEGIN = dt.date(2025, 1, 1)


def buys(key, customer, day, amount):
    """120 orders of 30 customers over a year."""
    days = [BEGIN + dt.timedelta(i * (1 + i % 3)) for i in range(120)]
    return [{key: 1000 + i, customer: i % 30, day: days[i], amount: Decimal(5 + i % 40)} for i in range(120)]


def renamed(rows, **names):
    return [{names.get(name, name): value for name, value in row.items()} for row in rows]


def without(rows, column):
    return [{name: value for name, value in row.items() if name != column} for row in rows]


ORDERS = buys("order_id", "client_id", "order_date", "total")
SHOP = {
    "clients": [{"client_id": n, "city": ("Rome", "Oslo")[n % 2]} for n in range(30)],
    "orders": ORDERS,
    "order_items": [
        {"line_id": i, "order_id": 1000 + i % 120, "product_id": i % 7, "quantity": 1 + i % 3} for i in range(300)
    ],
    "products": [{"product_id": n, "category": ("tea", "jam")[n % 2]} for n in range(7)],
}
WIDE = [
    {
        "Line": i,
        "Order ID": f"A{i // 2}",
        "Customer ID": f"C{i // 2 % 25}",
        "Order Date": BEGIN + dt.timedelta(i),
        "Sales": 3.5 * i,
        "Profit": 1.0 * i,
        "Segment": ("Home", "Office")[i // 2 % 2],
    }
    for i in range(200)
]
CHINESE = {
    "会员": [{"会员编号": n, "城市": ("北京", "上海")[n % 2], "注册日期": BEGIN} for n in range(30)],
    "订单": buys("订单编号", "会员编号", "下单日期", "实付金额"),
}
PAID_BY_LINE = {
    **SHOP,
    "orders": without(ORDERS, "total"),
    "order_items": [{**row, "amount": 2 + i % 9} for i, row in enumerate(SHOP["order_items"])],
}
TWO_AMOUNTS = [{**row, "paid_amount": 1, "amount_paid": 2} for row in without(ORDERS, "total")]
INVOICES = [{"invoice_id": n, "client_id": n % 30, "issued_on": BEGIN, "total": n} for n in range(50)]


def world(tables):
    engine = DuckDBEngine.memory(tables)
    model = propose_model(engine, "shop")
    calendar = Calendar(model.calendar, dt.date(2026, 1, 10))
    return ToolContext(model, engine, calendar, Who())


def roles(tables):
    return {role.name: (role.dataset, dict(role.columns)) for role in world(tables).model.roles}


def run(context, name, **arguments):
    return run_tool(ToolCall.parse(name, arguments), context)


def rows(result, *names):
    table = result.tables[0].table
    return [tuple(row[table.index(name)] for name in names) for row in table.rows]


def test_orders_customers_and_lines_of_a_shop_are_found():
    assert roles(SHOP) == {
        "order": ("order", {"customer": "client_id", "time": "order_date", "order": "order_id", "amount": "total"}),
        "customer": ("client", {"customer": "client_id"}),
        "product": ("order_item", {"order": "order_id", "product": "product_id", "quantity": "quantity"}),
    }


def test_one_wide_table_and_chinese_headers_tell_as_much():
    wide, chinese = roles({"sales_lines": WIDE}), roles(CHINESE)
    columns = {"customer": "Customer ID", "time": '"Order Date"', "order": "Order ID", "amount": "Sales"}
    assert wide["order"] == (wide["order"][0], columns)
    assert wide["customer"] == ("customer", {"customer": "Customer ID"})
    assert chinese["order"][1] == {
        "customer": "会员编号",
        "time": "下单日期",
        "order": "订单编号",
        "amount": "实付金额",
    }
    assert chinese["customer"][1] == {"customer": "会员编号", "registered": "注册日期"}


def test_where_the_lines_say_what_was_paid_the_order_says_who_and_when():
    assert roles(PAID_BY_LINE)["order"] == (
        "order_item",
        {"customer": "order.client_id", "time": "order.order_date", "order": "order_id", "amount": "amount"},
    )
    context = world(PAID_BY_LINE)
    result = run(context, "rfm_segments")
    assert sum(count for (count,) in rows(result, "customers")) == 30
    assert sum(money for (money,) in rows(result, "revenue")) == sum(2 + i % 9 for i in range(300))
    assert run(context, "new_and_returning").tables[0].table.rows


def test_a_person_who_may_not_see_who_ordered_gets_no_analysis_by_way_of_the_lines():
    context = world(PAID_BY_LINE)
    policy = Policy(name="keys", dataset="order", hide=("order.client_id",))
    guarded = replace(context, model=replace(context.model, policies=(policy,)))
    with pytest.raises(MissingRole):
        run(guarded, "rfm_segments")


@pytest.mark.parametrize(
    "tables",
    [
        {**SHOP, "orders": TWO_AMOUNTS},
        {**SHOP, "invoices": INVOICES},
        {**SHOP, "orders": without(ORDERS, "order_date")},
        {**SHOP, "orders": without(ORDERS, "total")},
        {"suppliers": [{"supplier_id": n} for n in range(30)], "orders": renamed(ORDERS, client_id="supplier_id")},
    ],
    ids=["two amounts", "two tables", "no date", "no amount", "nobody buys"],
)
def test_where_it_could_be_one_thing_or_another_nothing_is_proposed(tables):
    model = world(tables).model
    assert (model.roles, model.segmentations) == ((), ())
    assert not model.has_metric("repurchase_rate")


def test_the_proposal_is_written_and_loaded_the_same():
    model = world(SHOP).model
    again = load_texts(dump_model(model))
    assert (again.roles, again.segmentations) == (model.roles, model.segmentations)
    assert {role.state for role in again.roles} == {"generated"} and all(role.evidence for role in again.roles)


def test_rfm_of_tables_nobody_described_is_that_of_pandas():
    result = run(world(SHOP), "rfm_segments")
    orders = pd.DataFrame(ORDERS)
    assert sum(count for (count,) in rows(result, "customers")) == orders.client_id.nunique()
    assert sum(money for (money,) in rows(result, "revenue")) == pytest.approx(float(sum(orders.total)))


def test_every_answer_that_rests_on_a_found_role_says_so():
    context = world(SHOP)
    said = [caveat for caveat in run(context, "cohort_retention").caveats if caveat.code == "generated_roles"]
    assert [dict(caveat.params) for caveat in said] == [{"dataset": "order", "amount": "total"}]
    query = run(context, "query_metrics", metrics=({"name": "total"},))
    assert "generated_roles" not in {caveat.code for caveat in query.caveats}


def test_a_column_called_segment_stays_what_segment_means():
    reader = reader_of(sales_lines=WIDE)
    found = [compact(reader.read(Question.of(text))) for text in ("sales by segment", "sales by RFM segment")]
    assert found == ["sales by sales_line.segment", "sales by customer.rfm"]


def test_a_masked_key_with_a_blank_in_its_name_lists_nobody():
    context = world({"sales_lines": WIDE})
    policy = Policy(name="keys", dataset="customer", mask=(Mask("customer.customer_id", "null"),))
    guarded = replace(context, model=replace(context.model, policies=(policy,)))
    ensure_listable(context)
    with pytest.raises(NotAllowed):
        ensure_listable(guarded)
