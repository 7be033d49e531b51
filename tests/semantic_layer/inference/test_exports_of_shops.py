"""Tables as shops and billing programs export them: who bought, what an order is called, what counts as buying again.

Figures are counted a second time with pandas.
"""

from __future__ import annotations

import datetime as dt
import random

import pandas as pd
import pytest

from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.inference.naming import entity_name
from semantic_layer.nicknames import called
from semantic_layer.query import Who
from tools.catalog import ToolCall, run_tool
from tools.context import ToolContext

BEGIN = dt.datetime(2024, 1, 1, 9)


def rows(names, seed=5, orders=300, people=60):
    """One row an order; one in fifteen takes money back, one in ten was never paid."""
    order, day, paid_on, buyer, amount, status = names
    chance = random.Random(seed)
    made = []
    for n in range(orders):
        at = BEGIN + dt.timedelta(days=chance.randrange(400), hours=n % 9)
        value = round(chance.uniform(5, 500), 2) * (-1 if chance.random() < 1 / 15 else 1)
        made.append(
            {
                order: f"A{n:05}", day: at, paid_on: at + dt.timedelta(minutes=5) if n % 10 else None,
                buyer: f"nick{int(people * chance.random() ** 2)}", amount: value, status: ("done", "open")[n % 2],
            }
        )  # fmt: skip
    return made


SHOP = rows(("订单编号", "订单创建时间", "订单付款时间", "买家会员名", "总金额", "订单状态"))
BILLS = rows(("Invoice Number", "Invoice Date", "Paid On", "Account ID", "Total", "Status"))


def model_of(**tables):
    return propose_model(DuckDBEngine.memory(tables), "m")


def role(model, name):
    return dict(next(role for role in model.roles if role.name == name).columns)


def test_buyers_whom_only_a_name_tells_apart_are_the_customers():
    model = model_of(ExportOrderList202506=SHOP)

    assert role(model, "order") == {
        "customer": "买家会员名", "time": "订单创建时间", "order": "订单编号", "amount": "总金额",
    }  # fmt: skip
    assert [item.name for item in model.segmentations] == ["rfm", "value_tier"]


def test_a_number_of_customers_is_a_better_key_than_their_names():
    model = model_of(orders=[{**row, "客户编码": f"C{hash(row['买家会员名']) % 97}"} for row in SHOP])

    assert role(model, "order")["customer"] == "客户编码"


def test_a_column_of_buyers_in_rows_that_are_no_orders_makes_nobody_a_customer():
    model = model_of(visits=[{"buyer name": row["买家会员名"], "day": row["订单创建时间"]} for row in SHOP])

    assert model.roles == ()
    assert [thing.name for thing in model.entities] == ["visit"]


def test_the_day_an_order_was_made_comes_before_a_payment_that_some_never_made():
    model = model_of(orders=SHOP)
    paid = model_of(orders=[row for row in SHOP if row["订单付款时间"]])

    assert model.datasets[0].default_time == "订单创建时间"
    assert paid.datasets[0].default_time == "订单付款时间"  # all paid: as before


def test_accounts_that_are_billed_are_customers_and_invoices_are_orders():
    model = model_of(invoices_export=BILLS)
    order, customer = (next(e for e in model.entities if e.name == name) for name in ("invoice", "account"))

    assert role(model, "order")["amount"] == "Total"
    assert {"orders", "订单"} <= called(order)
    assert {"customers", "客户"} <= called(customer)


def test_accounts_between_which_money_moves_buy_nothing():
    moved = [{"Transaction ID": r["Invoice Number"], "Date": r["Invoice Date"], **r} for r in BILLS]
    model = model_of(transactions=[{k: r[k] for k in ("Transaction ID", "Date", "Account ID", "Total")} for r in moved])

    assert model.roles == ()


def test_the_word_orders_stays_with_a_table_of_orders():
    orders = [{"order_id": n, "placed": dt.date(2024, 1, 1 + n % 28), "amount": n} for n in range(40)]
    bills = [{"receipt_id": f"R{n}", "printed": dt.date(2024, 1, 1 + n % 28)} for n in range(40)]
    model = model_of(orders=orders, receipts=bills)

    assert "order" not in called(next(e for e in model.entities if e.name == "receipt"))


@pytest.mark.parametrize(("tables", "names"), [(BILLS, ("Account ID", "Invoice Date", "Total", "Invoice Number"))])
def test_a_refund_is_no_repurchase(tables, names):
    buyer, day, amount, order = names
    engine = DuckDBEngine.memory({"invoices": tables})
    model = propose_model(engine, "m")
    frame = pd.DataFrame(tables).assign(day=lambda d: pd.to_datetime(d[day]).dt.normalize())
    today = frame.day.max() + pd.Timedelta(days=1)
    context = ToolContext(model, engine, Calendar(model.calendar, today.date()), Who())
    found = run_tool(
        ToolCall.parse("query_metrics", {"metrics": ({"name": "repurchase_rate"}, {"name": "repeat_rate"})}), context
    )
    row = next(iter(found.tables[0].table.records()))
    bought = frame[frame[amount] >= 0]
    gaps = bought.drop_duplicates([buyer, "day"]).sort_values("day").groupby(buyer).day.diff().dt.days.dropna()
    horizon = next(days for days in (7, 14, 30, 60, 90, 180, 365) if gaps.quantile(0.75) <= days)
    t0 = today - pd.Timedelta(days=horizon)
    known = set(bought[bought.day < t0][buyer])
    again = known & set(bought[bought.day >= t0][buyer])
    counts = bought.groupby(buyer)[order].nunique()

    assert (frame[amount] < 0).sum() > 5  # the world can tell
    assert float(row["repurchase_rate"]) == pytest.approx(len(again) / len(known))
    assert float(row["repeat_rate"]) == pytest.approx((counts >= 2).mean())


@pytest.mark.parametrize(
    ("table", "others", "name"),
    [
        ("ExportOrderList202506", (), "order"),
        ("pos_sales_2025H1", (), "pos_sales"),
        ("销售出库明细表", (), "销售出库明细"),
        ("sales_2024", ("sales_2025",), "sales_2024"),  # two years of one table keep apart
        ("list", (), "list"),
        ("2024", (), "2024"),
    ],
)
def test_the_period_of_an_export_is_no_name_of_its_rows(table, others, name):
    assert entity_name(table, (table, *others)) == name
