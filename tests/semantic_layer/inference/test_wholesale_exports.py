"""Exports of a wholesaler and a help desk: amounts of lines, companies that buy, plans, spans of time by their unit."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from assistant.data_range import data_range
from assistant.question import Question
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from tests.assistant.parser.compact import compact
from tests.assistant.parser.generated import reader_of

FIRST = date(2025, 1, 6)
ACCOUNTS = [
    {"Account No": 500 + n, "Account Name": f"Depot {n}", "Rep ID": f"R{n % 3}", "Opened": date(2021, 3, 1 + n)}
    for n in range(1, 21)
]
ORDERS = [
    {"Order No": f"S{n}", "Account No": 501 + n % 18, "Order Date": FIRST + timedelta(days=4 * n)}
    for n in range(1, 121)
]
LINES = [
    {
        "Order No": f"S{1 + n % 120}",
        "Line": n,
        "SKU": f"K{n % 7}",
        "Qty": 1 + n % 5,
        "Net Amount": f"${1000 + 13 * n:,}.50",
    }
    for n in range(1, 301)
]
REPS = [{"Rep ID": f"R{n}", "Rep Name": f"Seller {n}"} for n in range(3)]
QUOTAS = [
    {"Rep ID": f"R{n}", "Quarter Start": date(2025 + q // 4, 1 + 3 * (q % 4), 1), "Quota": 30000 + 5000 * n}
    for n in range(3)
    for q in range(12)  # up to the end of 2027
]
WHOLESALE = {"Accounts": ACCOUNTS, "Orders": ORDERS, "Order Lines": LINES, "Sales Reps": REPS, "Quotas": QUOTAS}
COMPANIES = [
    {"company_id": f"c{n}", "company_name": f"Firm {n}", "plan": ("Free", "Pro", "Enterprise")[n % 3]}
    for n in range(1, 31)
]
TICKETS = [
    {
        "ticket_id": n, "company_id": f"c{1 + n % 25}", "created_at": datetime(2025, 1, 1, 8) + timedelta(hours=31 * n),
        "category": ("bug", "billing", "access")[n % 3], "first_reply_minutes": 5 + 7 * n % 400,
    }
    for n in range(1, 301)
]  # fmt: skip
INVOICES = [
    {
        "invoice_id": f"I{n}", "company_id": f"c{1 + n % 25}", "invoice_date": date(2025, 1, 1) + timedelta(days=2 * n),
        "amount": 50 + n,
    }
    for n in range(1, 201)
]  # fmt: skip
DESK = {"companies": COMPANIES, "tickets": TICKETS, "invoices": INVOICES}


@pytest.fixture(scope="module")
def desk():
    return reader_of(**DESK)


def roles_of(model):
    return {role.name: (role.dataset, dict(role.columns)) for role in model.roles}


def test_the_net_amount_of_lines_is_what_was_sold_and_paid():
    model = propose_model(DuckDBEngine.memory(WHOLESALE))
    dataset, columns = roles_of(model)["order"]

    assert dataset == "order_line" and "Net Amount" in columns["amount"]
    assert {"sales", "revenue"} <= set(model.measure("net_amount").synonyms.en)


def test_companies_that_get_invoices_are_the_customers():
    model = propose_model(DuckDBEngine.memory(DESK))

    assert roles_of(model)["customer"][0] == "company" and roles_of(model)["order"][0] == "invoice"


def test_quotas_add_up_and_lie_ahead():
    model = propose_model(DuckDBEngine.memory(WHOLESALE))

    assert model.measure("quota").agg == "sum" and model.dataset("quota").time_basis == "planned"


def test_today_is_the_day_after_the_last_order_and_no_quota(tmp_path):
    engine = DuckDBEngine.memory(WHOLESALE)
    model = propose_model(engine)

    (first, last), begins = data_range(model, engine, tmp_path)

    assert last == max(order["Order Date"] for order in ORDERS)
    assert first == min(order["Order Date"] for order in ORDERS)
    assert dict(begins)["order_line"] == min(order["Order Date"] for order in ORDERS)


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        # a value of the data before another word for the thing, which nobody gave it here
        ("Enterprise tickets", "Enterprise的工单数", "ticket_count if company.plan eq Enterprise"),
        # people open the tickets themselves
        ("how many tickets were opened last week", "上周提交了多少工单",
         "ticket_count on ticket.created_at in last:1:week"),
        ("median first reply time by category", "各类别首次回复时长的中位数",
         "median(ticket.first_reply_minutes) by ticket.category"),
    ],
)  # fmt: skip
def test_a_question_and_its_translation_have_one_plan(desk, english, chinese, plan):
    assert (compact(desk.read(Question.of(english))), compact(desk.read(Question.of(chinese)))) == (plan, plan)


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("median first reply time in minutes by category", "median(ticket.first_reply_minutes) by ticket.category"),
        ("median first reply time in hours", "! not_supported hours"),
        ("tickets from Enterprise companies", "ticket_count if company.plan eq Enterprise"),
        ("companies with more than 5 bugs",
         "ticket_count[ticket.category eq bug] of each company by company.company_name"
         " among company with ticket_count[ticket.category eq bug] gt 5"),
    ],
)  # fmt: skip
def test_what_a_manager_types_is_read_as_it_is_meant(desk, text, plan):
    assert compact(desk.read(Question.of(text))) == plan
