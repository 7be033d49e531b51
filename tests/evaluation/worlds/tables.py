"""The tables of the invented worlds: a few hundred rows each, drawn from a fixed seed.

Rule: every world's data end on 30 June 2025, so that "today" is 1 July 2025 in all of them; the last row of each
table of events lies on that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from tests.evaluation.worlds.draw import Draw

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2025, 6, 30)
Table = tuple[tuple[str, ...], list[tuple[object, ...]]]  # column names, rows
Tables = Mapping[str, Table]

FAMILY = ("Chen", "Li", "Wang", "Zhao", "Novak", "Silva", "Meyer", "Rossi", "Khan", "Okafor", "Larsen", "Dubois")
GIVEN = ("Ana", "Ben", "Clara", "David", "Eva", "Felix", "Grace", "Hugo", "Iris", "Jonas", "Karin", "Leo", "Mona")


def _days(draw: Draw, n: int) -> list[dt.date]:
    """Days of `n` events in order, growing a little over time, the last one on the last day."""
    span = (LAST - FIRST).days
    return sorted(
        [FIRST + dt.timedelta(days=max(draw.below(span), draw.below(span + 1))) for _ in range(n - 1)] + [LAST]
    )


def clinic() -> Tables:
    """Doctors, patients, their visits and what was prescribed."""
    draw = Draw(11)
    departments = ("Cardiology", "Dermatology", "Pediatrics", "Orthopedics")
    doctors = [
        (i + 1, f"Dr. {FAMILY[i]}", departments[i % 4], draw.one(("senior", "junior")), draw.between(2, 30))
        for i in range(12)
    ]
    patients = []
    for i in range(160):
        age = None if draw.chance(0.05) else draw.between(1, 90)
        district = draw.weighted(("North", "South", "Harbor"), (5, 3, 2))
        insurance = draw.weighted(("public", "private", "none"), (6, 3, 1))
        name = f"{GIVEN[i % 13]} {FAMILY[(i * 5 + i // 13) % 12]}"
        patients.append((i + 1, name, draw.one(("female", "male")), age, district, insurance))
    visits = []
    for i, day in enumerate(_days(draw, 760)):
        status = draw.weighted(("done", "cancelled", "no_show"), (85, 9, 6))
        kind = draw.weighted(("first", "follow_up", "emergency"), (4, 5, 1))
        doctor = min(draw.between(1, 12), draw.between(1, 12))
        fee = draw.money(40, 300) if status == "done" else "0.00"
        visits.append((i + 1, day, draw.between(1, 150), doctor, kind, status, fee, draw.between(0, 75)))
    prescriptions = [
        (
            i + 1,
            draw.between(1, 760),
            draw.weighted(("Ibuprofen", "Amoxicillin", "Insulin", "Vitamin D"), (5, 3, 1, 2)),
            draw.between(1, 6),
            draw.money(3, 60),
        )
        for i in range(520)
    ]
    return {
        "doctors": (("doctor_id", "doctor_name", "department", "seniority", "years_of_practice"), doctors),
        "patients": (("patient_id", "patient_name", "gender", "age", "district", "insurance"), patients),
        "visits": (
            ("visit_id", "visit_date", "patient_id", "doctor_id", "visit_type", "status", "fee", "wait_minutes"),
            visits,
        ),
        "prescriptions": (("prescription_id", "visit_id", "drug", "packs", "cost"), prescriptions),
    }


def freight() -> Tables:
    """Depots, clients, shipments and the claims against them."""
    draw = Draw(23)
    places = (
        ("Hamburg", "North"), ("Bremen", "North"), ("Munich", "South"), ("Stuttgart", "South"), ("Leipzig", "East"),
        ("Dresden", "East"), ("Cologne", "West"), ("Essen", "West"),
    )  # fmt: skip
    depots = [(i + 1, f"{city} depot", city, region, draw.between(10, 90)) for i, (city, region) in enumerate(places)]
    clients = [
        (
            i + 1,
            f"{FAMILY[i % 12]} {('Foods', 'Steel', 'Books', 'Pharma', 'Toys')[i % 5]}",
            draw.one(("retail", "manufacturing", "healthcare", "publishing")),
            draw.weighted(("Germany", "France", "Austria"), (6, 3, 2)),
            draw.between(5, 400),
        )
        for i in range(60)
    ]
    shipments = []
    for i, day in enumerate(_days(draw, 820)):
        service = draw.weighted(("express", "standard", "economy"), (3, 5, 2))
        weight, distance = draw.between(5, 900), draw.between(20, 1200)
        freight_cost = f"{(weight * 0.2 + distance * 0.3) * (1.6 if service == 'express' else 1.0):.2f}"
        depot = max(draw.between(1, 8), draw.between(1, 8))
        days = draw.between(1, 3) if service == "express" else draw.between(2, 9)
        late = draw.chance(0.1 if service == "express" else 0.2)
        shipments.append((i + 1, day, draw.between(1, 55), depot, service, weight, distance, freight_cost, days, late))
    claims = [
        (
            i + 1,
            draw.between(1, 820),
            day,
            draw.weighted(("damage", "loss", "delay"), (5, 1, 3)),
            draw.money(20, 900),
            draw.chance(0.6),
        )
        for i, day in enumerate(_days(draw, 110))
    ]
    return {
        "depots": (("depot_id", "depot_name", "city", "region", "staff"), depots),
        "clients": (("client_id", "client_name", "industry", "country", "fleet_size"), clients),
        "shipments": (
            ("shipment_id", "ship_date", "client_id", "depot_id", "service", "weight_kg", "distance_km", "freight",
             "transit_days", "is_late"),
            shipments,
        ),
        "claims": (("claim_id", "shipment_id", "claim_date", "reason", "amount", "is_settled"), claims),
    }  # fmt: skip


def school() -> Tables:
    """Students, courses and exam scores."""
    draw = Draw(37)
    students = [
        (
            i + 1,
            f"{GIVEN[i % 13]} {FAMILY[(i * 7 + i // 13) % 12]}",
            ("7A", "7B", "8A", "8B")[i % 4],
            draw.one(("female", "male")),
            draw.between(12, 15),
            draw.weighted(("Lyon", "Nantes", "Lille"), (5, 3, 2)),
        )
        for i in range(120)
    ]
    courses = [
        (i + 1, name, subject, f"{GIVEN[i]} {FAMILY[11 - i]}", draw.between(1, 3))
        for i, (name, subject) in enumerate(
            (
                ("Algebra", "Math"), ("Geometry", "Math"), ("Poetry", "Literature"), ("Drama", "Literature"),
                ("Optics", "Physics"), ("Mechanics", "Physics"), ("Botany", "Biology"), ("Genetics", "Biology"),
            )
        )
    ]  # fmt: skip
    scores = [
        (i + 1, draw.between(1, 112), min(draw.between(1, 8), draw.between(1, 8)), day, draw.between(35, 100))
        for i, day in enumerate(_days(draw, 900))
    ]
    return {
        "students": (("student_id", "student_name", "class", "gender", "age", "city"), students),
        "courses": (("course_id", "course_name", "subject", "teacher", "level"), courses),
        "exams": (("exam_id", "student_id", "course_id", "exam_date", "score"), scores),
    }


def bistro() -> Tables:
    """A group of restaurants: its stores, their orders and their reviews."""
    draw = Draw(41)
    stores = [
        (i + 1, f"{city} {place}", city, brand, draw.between(20, 140))
        for i, (city, place, brand) in enumerate(
            (
                ("Boston", "Central", "Noodle Bar"), ("Boston", "Seaport", "Taco Club"),
                ("Austin", "Downtown", "Taco Club"),
                ("Austin", "Lakeside", "Noodle Bar"), ("Denver", "Union", "Green Bowl"),
                ("Denver", "Highland", "Taco Club"),
                ("Seattle", "Market", "Green Bowl"), ("Seattle", "Ballard", "Noodle Bar"),
                ("Seattle", "Fremont", "Green Bowl"),
            )
        )
    ]  # fmt: skip
    orders = []
    for i, day in enumerate(_days(draw, 880)):
        channel = draw.weighted(("delivery", "dine-in", "takeaway"), (4, 5, 2))
        payment = draw.weighted(("card", "cash", "wallet"), (6, 2, 3))
        amount = draw.money(8, 140)
        discount = draw.money(1, 8) if draw.chance(0.2) else "0.00"
        orders.append((i + 1, draw.between(1, 9), day, channel, payment, amount, discount, draw.between(1, 6)))
    reviews = [
        (i + 1, draw.between(1, 9), day, max(draw.between(1, 5), draw.between(1, 5)), draw.one(("web", "app")))
        for i, day in enumerate(_days(draw, 340))
    ]
    return {
        "stores": (("store_id", "store_name", "city", "brand", "seats"), stores),
        "orders": (
            ("order_id", "store_id", "order_date", "channel", "payment_method", "amount", "discount", "items"),
            orders,
        ),
        "reviews": (("review_id", "store_id", "review_date", "rating", "platform"), reviews),
    }


def subscription() -> Tables:
    """A software company: customers on a plan, their invoices, their tickets."""
    draw = Draw(53)
    customers = [
        (
            i + 1,
            f"{FAMILY[i % 12]} {('Labs', 'Group', 'Media', 'Works', 'Health', 'Energy', 'Bank')[i // 12]}",
            draw.weighted(("Sweden", "Norway", "Denmark"), (4, 2, 2)),
            draw.one(("finance", "health", "media", "energy")),
            draw.weighted(("free", "team", "business"), (3, 4, 2)),
        )
        for i in range(80)
    ]
    invoices = [
        (i + 1, draw.between(1, 74), day, draw.weighted(("paid", "open", "overdue"), (8, 1, 1)), draw.money(20, 900))
        for i, day in enumerate(_days(draw, 700))
    ]
    tickets = [
        (
            i + 1,
            draw.between(1, 78),
            day,
            draw.weighted(("billing", "bug", "question"), (2, 3, 4)),
            draw.weighted(("low", "high"), (3, 1)),
            draw.between(1, 72),
        )
        for i, day in enumerate(_days(draw, 420))
    ]
    return {
        "customers": (("customer_id", "company_name", "country", "industry", "plan"), customers),
        "invoices": (("invoice_id", "customer_id", "invoice_date", "status", "amount"), invoices),
        "tickets": (("ticket_id", "customer_id", "ticket_date", "type", "level", "duration"), tickets),
    }


TABLES: Mapping[str, Callable[[], Tables]] = {
    "clinic": clinic,
    "freight": freight,
    "school": school,
    "bistro": bistro,
    "subscription": subscription,
}
