"""A formula over sales and the list of wares they are about is computed only where its meaning is settled."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.plan import Refuse
from assistant.question import Question

from .compact import compact
from .generated import reader_of

WARES = [{"ware_id": n, "name": f"ware {n}", "kind": "AB"[n % 2], "cost": 2 * n} for n in range(1, 7)]
SALES = [
    {
        "sale_id": n, "ware_id": 1 + n % 6, "sold_on": date(2026, 1, 1) + timedelta(days=n), "revenue": 9 + n,
        "discount_amount": n,
    }
    for n in range(1, 31)
]  # fmt: skip
TEAMS = [{"team_id": n, "name": f"team {n}", "budget": 1000 * n} for n in range(1, 5)]
SPENDINGS = [
    {"spending_id": n, "team_id": 1 + n % 4, "spent_on": date(2026, 1, 1) + timedelta(days=n), "amount": 10 * n}
    for n in range(1, 31)
]


@pytest.fixture(scope="module")
def shop():
    return reader_of(wares=WARES, sales=SALES)


@pytest.mark.parametrize(
    "text",
    [
        "revenue minus cost",
        "revenue minus cost by kind",
        "difference between revenue and cost",
        "revenue divided by cost",
        "销售额减去成本",
        "销售额与成本之差",
        "各种类的销售额减成本",
    ],
)
def test_the_cost_of_one_piece_is_not_set_off_against_all_sales(shop, text):
    outcome = shop.read(Question.of(text)).outcome

    assert isinstance(outcome, Refuse), text
    assert (outcome.code, outcome.missing) == ("open_formula", ("cost",))


def test_two_figures_of_the_same_rows_are_combined(shop):
    plan = shop.read(Question.of("revenue minus discount amount"))

    assert compact(plan) == "revenue - discount_amount"


def test_a_budget_that_each_team_has_once_is_set_off_against_what_was_spent():
    reader = reader_of(teams=TEAMS, spendings=SPENDINGS)

    assert compact(reader.read(Question.of("budget minus amount by team"))).startswith("budget - amount")


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("revenue - discount amount", "revenue - discount_amount"),
        ("revenue / number of sales", "revenue / sales_count"),
        ("revenue - by kind", "revenue by ware.kind"),
        ("revenue - January 2026", "revenue in month:2026-01"),
    ],
)
def test_one_sign_between_two_numbers_is_read_and_any_other_dash_is_none(shop, text, plan):
    assert compact(shop.read(Question.of(text))) == plan


@pytest.mark.parametrize(
    "text", ["(revenue - discount amount) / revenue", "revenue - discount amount - discount amount", "revenue - cost"]
)
def test_a_sign_that_is_not_computed_is_not_dropped(shop, text):
    assert isinstance(shop.read(Question.of(text)).outcome, Refuse)
