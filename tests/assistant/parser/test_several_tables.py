"""Several tables that nobody has reviewed: places of values, keys of pairs, sold things, months beside years, directions."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.parser import Parser
from assistant.plan import Refuse
from assistant.question import Question
from semantic_layer.calendar import Calendar
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.number_ranges import load_ranges
from semantic_layer.query import Who
from semantic_layer.value_index import load_values
from semantic_layer.vocabulary import Vocabulary

from .compact import compact

CITIES = (("Oslo", "Oslo", "Norway"), ("Bergen", "Vestland", "Norway"), ("Lund", "Skane", "Sweden"))
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
TABLES = {
    "towns": [{"town_name": town, "county": county, "country": country} for town, county, country in CITIES],
    "boats": [{"id": n + 1, "maker": ("Fjord", "Viking", "Norse")[n % 3], "cost": 900 + 10 * n} for n in range(30)],
    "sellers": [{"id": n + 1, "first_name": f"First{n}", "last_name": f"Last{n % 5}", "town_name": CITIES[n % 3][0]} for n in range(8)],
    "sales": [
        {"id": n + 1, "boat_id": n % 30 + 1, "seller_id": n % 7 + 1, "sale_price": 1_000 + 7 * n, "sale_date": date(2024, 1, 1) + timedelta(days=3 * n)}
        for n in range(200)
    ],
    "payments_received": [
        {"id": n + 1, "sale_id": n % 200 + 1, "payment_amount": 100 + n, "payment_date": date(2024, 1, 2) + timedelta(days=2 * n), "payment_method": ("card", "cash")[n % 2]}
        for n in range(300)
    ],
    "inspections": [{"id": n + 1, "boat_id": n % 30 + 1, "score": 1 + n % 5, "year": 2022 + n % 3, "month": MONTHS[n % 12]} for n in range(60)],
}  # fmt: skip
PLANS = [
    ("sellers in Oslo", "seller_count if town.town_name eq Oslo"),
    ("how many boats were sold in 2024", "sales_count in year:2024"),
    ("total quarterly sales in 2024 by maker", "sale_price by boat.maker per quarter in year:2024"),
    ("total revenue (based on sale price) by maker", "sale_price by boat.maker"),
    ("total sales amount by maker, rounded to 2 decimal places", "sale_price by boat.maker"),
    ("how many inspections in April 2023", "inspection_count if inspection.month eq April if inspection.year eq 2023"),
    ("total amount of payments received by payment method", "payment_amount by payments_received.payment_method"),
    ("How many sales did each seller make", "sales_count of each seller by seller.first_name, seller.last_name"),
    ("which maker has the highest number of sales", "sales_count by boat.maker top 1 sales_count desc"),
]  # fmt: skip


@pytest.fixture(scope="module")
def parser() -> Parser:
    engine, who = DuckDBEngine.memory(TABLES), Who()
    model = propose_model(engine)
    vocabulary = Vocabulary.build(model, load_values(model, engine, who), load_ranges(model, engine, who))
    engine.close()
    return Parser(model, vocabulary, Calendar(model.calendar, date(2025, 9, 1)))


@pytest.mark.parametrize(("text", "expected"), PLANS)
def test_a_question_over_several_tables_gives_the_expected_plan(parser, text, expected):
    assert compact(parser.read(Question.of(text))) == expected


def test_a_total_of_payments_may_be_their_number_or_their_amount_and_is_asked_back(parser):
    for text in ("total payments received per month", "What is the total payments received per month?"):
        assert compact(parser.read(Question.of(text))).startswith("? ambiguous_metric")


def test_a_sentence_that_names_another_metric_than_the_answer_holds_is_not_dropped(parser):
    plan = parser.read(Question.of("number of sales by maker. Use the sale_price metric."))

    assert isinstance(plan.outcome, Refuse)
