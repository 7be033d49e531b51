"""One wide table of order lines, as shops export it: orders are dated, owned and rated, each figure against pandas."""

from __future__ import annotations

import datetime as dt
import random

import pandas as pd
import pytest

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.loader import load_texts
from semantic_layer.query import Who
from semantic_layer.writer import dump_model
from tools.catalog import ToolCall, run_tool
from tools.context import ToolContext

BEGIN = dt.date(2024, 1, 1)
REGIONS, MODES, KINDS = ("East", "West", "South"), ("fast", "slow"), ("tea", "jam", "pans")


def lines(seed=3, orders=260, people=40):
    """Orders of one to four lines; one order in thirty names nobody, one line in forty takes something back."""
    chance = random.Random(seed)
    made = []
    for order in range(orders):
        person, day = chance.randrange(people), BEGIN + dt.timedelta(chance.randrange(600))
        known, mode = chance.random() > 1 / 30, chance.choice(MODES)
        status = chance.choices(("completed", "cancelled"), (9, 1))[0]
        for _ in range(chance.choice((1, 2, 2, 3, 4))):
            sales = round(chance.uniform(5, 900), 2) * (-1 if chance.random() < 1 / 40 else 1)
            made.append(
                {
                    "Row ID": len(made) + 1, "Order ID": f"O{order:04}", "Order Date": day, "Ship Mode": mode,
                    "Customer ID": f"C{person:03}" if known else None, "Segment": ("Home", "Office")[person % 2],
                    "Region": REGIONS[person % 3], "Category": chance.choice(KINDS), "Order Status": status,
                    "Sales": sales, "Quantity": chance.randrange(1, 9), "Discount": chance.choice((0.0, 0.1, 0.2)),
                    "Profit": round(sales * 0.2, 2) if sales > 0 else -1.0,
                }
            )  # fmt: skip
    return made


LINES = lines()
TODAY = max(row["Order Date"] for row in LINES) + dt.timedelta(1)


def world(tables):
    engine = DuckDBEngine.memory(tables)
    model = propose_model(engine, "shop")
    return ToolContext(model, engine, Calendar(model.calendar, TODAY), Who())


@pytest.fixture(scope="module")
def shop():
    return world({"superstore": LINES})


@pytest.fixture(scope="module")
def frame():
    data = pd.DataFrame(LINES)
    return data.assign(month=pd.to_datetime(data["Order Date"]).dt.to_period("M"))


def figures(context, metric, by=(), **arguments):
    """The metric by the value of the only dimension or period; alone under None."""
    named = {"dimensions": tuple({"name": name} for name in by), **arguments}
    result = run_tool(ToolCall.parse("query_metrics", {"metrics": ({"name": metric},), **named}), context)
    table = result.tables[0].table
    keys = [table.index(name) for name in by] or ([table.index("period")] if "grain" in arguments else [])
    return {row[keys[0]] if keys else None: row[table.index(metric)] for row in table.rows}


def approx(found):
    return pytest.approx({key: float(value) for key, value in found.items()})


def test_an_order_has_the_day_and_the_customer_of_its_lines(shop, frame):
    order = shop.model.dataset("order")
    found = figures(shop, "order_count", grain="month")

    assert (order.time_basis, order.default_time) == ("event", "order_date")
    assert {key.name: key.type for key in order.entities} == {"order": "primary", "customer": "foreign"}
    expected = frame.groupby("month")["Order ID"].nunique()
    assert {pd.Period(day, "M"): n for day, n in found.items() if n} == expected.to_dict()


def test_the_lines_keep_every_column_that_people_name(shop, frame):
    assert figures(shop, "sales", ["superstore.segment"]) == approx(frame.groupby("Segment").Sales.sum())
    assert all(d.hidden for d in shop.model.dataset("order").dimensions if d.name != "order_id")


@pytest.mark.parametrize("column", ["Region", "Category", "Ship Mode"])
def test_the_value_of_an_order_is_split_by_any_column_of_its_lines(shop, frame, column):
    found = figures(shop, "average_order_value", [f"superstore.{column.lower().replace(' ', '_')}"])
    groups = frame.groupby(column)

    assert found == approx(groups.Sales.sum() / groups["Order ID"].nunique())


def test_repeat_customers_have_two_orders_and_not_two_lines(shop, frame):
    orders = frame.dropna(subset=["Customer ID"]).groupby(["Region", "Customer ID"])["Order ID"].nunique()
    expected = (orders >= 2).groupby(level=0).mean()
    lines_too = frame.dropna(subset=["Customer ID"]).groupby("Customer ID").size()

    assert figures(shop, "repeat_rate", ["superstore.region"]) == approx(expected)
    assert figures(shop, "repeat_rate")[None] == pytest.approx(float((orders.groupby(level=1).sum() >= 2).mean()))
    assert (lines_too >= 2).mean() >= figures(shop, "repeat_rate")[None]


def test_customers_are_new_in_the_month_of_their_first_order(shop, frame):
    first = frame.dropna(subset=["Customer ID"]).groupby("Customer ID").month.min()
    found = figures(shop, "new_customers", grain="month")

    assert {pd.Period(day, "M"): n for day, n in found.items() if n} == first.value_counts().to_dict()


def test_a_status_of_the_order_is_rated_in_orders(shop, frame):
    cancelled = frame[frame["Order Status"] == "cancelled"]
    expected = cancelled.groupby("Region")["Order ID"].nunique() / frame.groupby("Region")["Order ID"].nunique()

    assert figures(shop, "cancellation_rate", ["superstore.region"]) == approx(expected)


def test_a_status_that_lines_of_one_order_do_not_share_is_rated_in_lines():
    own = [{**row, "Order Status": ("completed", "cancelled")[n % 7 == 0]} for n, row in enumerate(LINES)]
    rate = world({"superstore": own}).model.metric("cancellation_rate")

    assert rate.denominator.metric == "superstore_count"


def test_what_was_taken_back_hides_no_margin(shop, frame):
    kinds = frame.groupby("Category")

    assert figures(shop, "profit_margin", ["superstore.category"]) == approx(kinds.Profit.sum() / kinds.Sales.sum())


def test_returns_beside_the_orders_give_their_rate():
    back = sorted({row["Order ID"] for row in LINES})[::9]
    returns = [{"return_id": n, "order_id": key, "returned_on": TODAY} for n, key in enumerate([*back, *back[:4]])]
    context = world({"superstore": LINES, "returns": returns})

    assert figures(context, "return_rate")[None] == pytest.approx(len(back) / len({r["Order ID"] for r in LINES}))


def test_a_customer_has_what_is_the_same_in_all_their_rows_and_nothing_else(shop, frame):
    kept = {d.name for d in shop.model.dataset("customer").dimensions if d.hidden}
    result = run_tool(ToolCall.parse("churn_rate", {"by": "customer.segment", "days": 120}), shop)
    table = result.tables[0].table

    assert {"segment", "region"} <= kept and kept.isdisjoint({"ship_mode", "category", "order_status"})
    assert {row[table.index("group")] for row in table.rows} == set(frame.Segment)


def test_an_order_of_several_days_is_of_none():
    entered = [{**row, "Order Date": row["Order Date"] + dt.timedelta(n % 2)} for n, row in enumerate(LINES)]

    assert world({"superstore": entered}).model.dataset("order").default_time is None


def test_a_table_where_every_order_has_one_line_proves_nothing():
    alone = list({row["Order ID"]: row for row in LINES}.values())
    kept = world({"superstore": [*alone, {**alone[0], "Row ID": 0}]}).model.dataset("order")

    assert kept.default_time is None and [key.name for key in kept.entities] == ["order"]


def test_rows_of_a_table_that_is_called_after_its_shop_are_order_lines(shop):
    line = shop.model.entity("superstore")

    assert (line.labels.en, line.labels.zh) == ("order line", "订单明细") and "superstores" in line.synonyms.en
    assert all("superstore" not in str(example) for example in shop.model.examples)


def test_a_table_that_says_what_it_holds_keeps_its_name():
    named = propose_model(DuckDBEngine.memory({"sales_records": LINES}))

    assert "order line" not in {entity.labels.en for entity in named.entities}


def test_the_proposal_is_written_and_loaded_the_same(shop):
    again = load_texts(dump_model(shop.model))

    assert (again.datasets, again.metrics, again.roles) == (shop.model.datasets, shop.model.metrics, shop.model.roles)


INVOICES = [
    {
        "InvoiceNo": row["Order ID"], "StockCode": f"S{n % 30}", "Quantity": row["Quantity"], "UnitPrice": 1.5 + n % 7,
        "InvoiceDate": row["Order Date"], "CustomerID": row["Customer ID"], "Country": row["Region"],
    }
    for n, row in enumerate(LINES)
]  # fmt: skip


def test_pieces_times_price_is_what_a_line_came_to_where_nothing_else_says_it():
    context, data = world({"online_retail": INVOICES}), pd.DataFrame(INVOICES)
    sold = (data.Quantity * data.UnitPrice).groupby(data.Country).sum()

    assert figures(context, "sales", ["online_retail.country"]) == approx(sold)
    assert dict(context.model.role("order").columns)["amount"] == "Quantity * UnitPrice"
    assert "quantity times unit_price" in context.model.metric("sales").evidence
    segments = run_tool(ToolCall.parse("rfm_segments", {}), context).tables[0].table
    known = data[data.CustomerID.notna()]
    total = float((known.Quantity * known.UnitPrice).sum())
    assert sum(float(row[segments.index("revenue")]) for row in segments.rows) == pytest.approx(total)


@pytest.mark.parametrize("column", ["Discount", "Tax", "Cost"])
def test_beside_a_discount_or_another_sum_nothing_is_multiplied(column):
    changed = [{**row, column: 0.5} for row in INVOICES]

    assert not propose_model(DuckDBEngine.memory({"online_retail": changed})).has_metric("sales")


@pytest.mark.parametrize(("name", "values"), [("折扣", (1, 0.9, 0.8)), ("Discount", (0.0, 0.1, 0.2))])
def test_a_discount_is_averaged_unless_it_is_money(name, values):
    rate = [{"订单号": f"A{n}", name: values[n % 3], "销售额": 5 + n} for n in range(60)]
    money = [{**row, name: 120.5 + n} for n, row in enumerate(rate)]
    measures = [propose_model(DuckDBEngine.memory({"销售": rows})).dataset("销售").measures for rows in (rate, money)]

    assert [next(m.agg for m in own if m.expr.strip('"') == name) for own in measures] == ["avg", "sum"]
