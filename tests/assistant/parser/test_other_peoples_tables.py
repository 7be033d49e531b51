"""Questions of a manager, an analyst and a support lead over tables of others: orders with lines, tickets, admissions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from assistant.question import Question

from .compact import compact
from .generated import reader_of

STARTED = date(2025, 1, 6)


@pytest.fixture(scope="module")
def depot():
    """Orders hold no amount but their freight; what was sold stands in their lines, what was paid beside them."""
    reps = [{"rep_id": f"R{n}", "rep_name": f"Rep {n}", "branch": "NS"[n % 2]} for n in range(4)]
    buyers = [{"cust_id": n, "cust_name": f"Works {n}", "industry": ("food", "steel")[n % 2]} for n in range(10)]
    orders = [
        {"so_no": f"SO{n:03d}", "cust_id": n % 9, "rep_id": f"R{n % 3}", "order_dt": STARTED + timedelta(days=3 * n),
         "ship_dt": STARTED + timedelta(days=3 * n + 2) if n % 4 else None, "freight_amt": 2.5 + n}
        for n in range(60)
    ]  # fmt: skip
    lines = [
        {"so_no": f"SO{n // 2:03d}", "line_no": 1 + n % 2, "item_no": f"I{n % 5}", "qty": 1 + n % 4,
         "disc_pct": (0, 5, 10)[n % 3], "line_amount": 10.25 + n}
        for n in range(120)
    ]  # fmt: skip
    items = [{"item_no": f"I{n}", "item_desc": f"Tool {n}", "product_line": ("hand", "power")[n % 2]} for n in range(5)]
    payments = [
        {"payment_id": 700 + n, "so_no": f"SO{n:03d}", "paid_on": STARTED + timedelta(days=3 * n + 9), "amount": 20.5 + n}
        for n in range(40)
    ]
    return reader_of(
        sales_reps=reps, customers=buyers, sales_orders=orders, sales_order_lines=lines, items=items, payments=payments
    )


@pytest.fixture(scope="module")
def desk():
    accounts = [
        {"account_id": f"a{n}", "company_name": f"Firm {n}", "country": ("US", "Japan")[n % 2],
         "signup_date": STARTED + timedelta(days=4 * n)}
        for n in range(30)
    ]  # fmt: skip
    plans = [
        {"subscription_id": n, "account_id": f"a{n % 25}", "plan_name": ("Starter", "Growth")[n % 2],
         "start_date": STARTED + timedelta(days=4 * n), "mrr": 29.5 + n}
        for n in range(40)
    ]  # fmt: skip
    tickets = [
        {"ticket_id": n, "account_id": f"a{n % 12}", "opened_at": datetime(2025, 1, 6, 9) + timedelta(hours=30 * n),
         "closed_at": datetime(2025, 1, 6, 12) + timedelta(hours=31 * n) if n % 5 else None,
         "priority": ("low", "urgent")[n % 2], "category": ("bug", "billing", "how-to")[n % 3]}
        for n in range(90)
    ]  # fmt: skip
    events = [
        {"event_id": n, "account_id": f"a{n % 7}", "event_date": STARTED + timedelta(days=n), "minutes_used": 3 + n}
        for n in range(50)
    ]
    invoices = [
        {"invoice_id": n, "account_id": f"a{n % 20}", "issued_date": STARTED + timedelta(days=2 * n),
         "due_date": STARTED + timedelta(days=2 * n + 14), "amount_due": 40.5 + n,
         "paid_date": STARTED + timedelta(days=2 * n + (9, 20)[n % 2]) if n % 3 else None}
        for n in range(50)
    ]  # fmt: skip
    return reader_of(
        accounts=accounts, subscriptions=plans, support_tickets=tickets, usage_events=events, invoices=invoices
    )


@pytest.fixture(scope="module")
def clinic():
    wards = [{"ward_cd": f"W{n}", "ward_name": name, "bed_count": 9 + n} for n, name in enumerate(("Heart", "Bone", "Eye"))]
    doctors = [
        {"dr_cd": f"D{n}", "dr_name": f"Dr. {n}", "specialty": ("Surgery", "Internal")[n % 2],
         "grade": ("Consultant", "Resident")[n % 3 % 2]}
        for n in range(8)
    ]  # fmt: skip
    patients = [
        {"pat_no": f"P{n:02d}", "pat_name": f"Patient {n}", "sex": "FM"[n % 2], "dob": date(1950 + n, 1, 1)} for n in range(30)
    ]
    admissions = [
        {"adm_no": f"A{n:03d}", "pat_no": f"P{n % 30:02d}", "ward_cd": f"W{n % 3}", "dr_cd": f"D{n % 7}",
         "adm_dt": STARTED + timedelta(days=2 * n),
         "disch_dt": STARTED + timedelta(days=2 * n + 4 + n % 20) if n % 9 else None,
         "adm_type": ("emergency", "elective", "transfer")[n % 3], "diag_cd": ("I21", "S72")[n % 2],
         "total_charge": 300.25 + 11 * n}
        for n in range(70)
    ]  # fmt: skip
    procedures = [
        {"proc_no": n, "adm_no": f"A{n % 50:03d}", "dr_cd": f"D{n % 6}", "proc_dt": STARTED + timedelta(days=n),
         "proc_type": ("MRI", "X-ray")[n % 2], "cost": 40.25 + n} for n in range(90)
    ]
    return reader_of(wards=wards, doctors=doctors, patients=patients, admissions=admissions, procedures=procedures)


def read(reader, text: str) -> str:
    return compact(reader.read(Question.of(text)))


