"""A water utility, imported as files and asked unedited: levels, first bills, own dates, namesakes, both languages."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal

import pytest

from assistant.answer import answer
from assistant.cli import main
from assistant.conversation import Past
from assistant.question import Question
from assistant.workspace import open_workspace
from tests.assistant.parser.compact import compact

MONTH_ENDS = [date(2024, m % 12 + 1, 1) - timedelta(days=1) if m < 12 else date(2024, 12, 31) for m in range(1, 7)]
CUSTOMERS = [  # two are called Ann Moss
    (1, "Ann Moss", "home", "North", date(2019, 3, 2)),
    (2, "Bob Kerr", "home", "South", date(2020, 7, 9)),
    (3, "Ann Moss", "farm", "North", date(2020, 8, 1)),
    (4, "Cara Holt", "farm", "South", date(2022, 1, 5)),
]
BALANCES = [(c[0], day, 100 * c[0] + n) for c in CUSTOMERS for n, day in enumerate(MONTH_ENDS)]
BILLS = [
    (n, c[0], date(2024, m, 3 + c[0]), date(2024, m, 20) if (n % 3) else "", 10 * c[0] + m)
    for n, (m, c) in enumerate(((m, c) for m in range(1, 7) for c in CUSTOMERS), start=1)
]
PEOPLE = [(d, y, base + 100 * (y - 2019)) for d, base in (("North", 5000), ("South", 9000)) for y in range(2019, 2024)]
CREW = [
    (1, "Rita Vale", "", date(2012, 5, 1), "A"),
    (2, "Sam Oduya", 1, date(2014, 2, 1), "A"),
    (3, "Tara Quinn", 1, date(2014, 6, 1), "B"),
    (4, "Uwe Brandt", 2, date(2015, 1, 1), "B"),
]
FILES = {
    "customers": (("customer_id", "customer_name", "tariff", "zone", "connected_on"), CUSTOMERS),
    "account_balances": (("customer_id", "month_end", "balance"), BALANCES),
    "bills": (("bill_id", "customer_id", "billed_on", "paid_on", "amount"), BILLS),
    "city_population": (("city", "year", "population"), PEOPLE),
    "employees": (("employee_id", "name", "team_lead_id", "hired_on", "depot"), CREW),
}


@pytest.fixture(scope="module")
def water(tmp_path_factory):
    folder = tmp_path_factory.mktemp("water")
    (folder / "files").mkdir()
    for name, (head, rows) in FILES.items():
        with (folder / "files" / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([head, *rows])
    assert main(["init", "--data", str(folder / "files"), "--out", str(folder / "model"), "--yes"]) == 0
    return open_workspace(folder / "model")


def asked(context, text, past=None):
    return answer(Question.of(text), context, past or Past())


def rows(found):
    return [tuple(float(v) if isinstance(v, Decimal) else v for v in row) for row in found.table.rows]


def codes(found):
    return {note.code for note in found.caveats}


@pytest.mark.parametrize("text", ["total balance by month", "account balances by month", "各月的余额"])
def test_balances_take_the_last_of_each_month_and_say_so(water, text):
    found = asked(water, text)

    expected = [(date(2024, n + 1, 1), float(sum(100 * c[0] + n for c in CUSTOMERS))) for n in range(6)]
    assert rows(found)[:6] == expected
    assert "level_last" in codes(found)


@pytest.mark.parametrize("text", ["total population", "总人口"])
def test_a_population_by_year_is_that_of_the_last_year_and_never_added_over_years(water, text):
    assert rows(asked(water, text)) == [(5400 + 9400,)]


@pytest.mark.parametrize("text", ["population by year", "各年的人口"])
def test_a_year_that_stands_as_a_number_is_the_time_of_its_levels(water, text):
    found = rows(asked(water, text))

    assert [(row[0].year, row[1]) for row in found if row[1]] == [
        (y, 14000 + 200 * (y - 2019)) for y in range(2019, 2024)
    ]


@pytest.mark.parametrize("text", ["population of North in 2021", "2021年North的人口"])
def test_a_value_that_only_one_reachable_column_holds_is_not_asked_about(water, text):
    assert rows(asked(water, text)) == [(5200,)]


@pytest.mark.parametrize("text", ["average balance by tariff", "各tariff的平均余额"])
def test_an_average_level_of_several_holders_is_asked_about(water, text):
    found = asked(water, text)

    assert compact(found.plan) == (
        "? ambiguous_role: avg(balance per customer) by customer.tariff | avg(balance) by customer.tariff"
    )


@pytest.mark.parametrize("text", ["how many customers have a balance above 203", "有多少客户的余额超过203"])
def test_a_condition_on_a_level_is_about_the_last_one(water, text):
    assert rows(asked(water, text)) == [(3,)]  # 205, 305 and 405 in June


@pytest.mark.parametrize("text", ["first bill of each customer", "每个客户的第一笔账单", "每个客户最早的账单"])
def test_the_first_bill_of_each_customer_is_a_row_each(water, text):
    found = asked(water, text)

    assert sorted(row[2:4] for row in rows(found)) == [bill[:1] + bill[2:3] for bill in BILLS[:4]]
    assert "top 1 bill.billed_on asc per customer.customer_id" in compact(found.plan)


def test_what_is_computed_beside_first_rows_is_refused(water):
    assert asked(water, "average amount of the first bill of each customer").status == "refused"


@pytest.mark.parametrize("text", ["employees hired per year", "每年入职的员工数"])
def test_a_verb_says_which_date_the_periods_are_of(water, text):
    found = asked(water, text)

    assert [(row[0].year, row[1]) for row in rows(found) if row[1]] == [(2012, 1), (2014, 2), (2015, 1)]


def test_bills_paid_per_month_are_dated_by_their_payment_and_it_is_said(water):
    found = asked(water, "bills paid per month")

    assert compact(found.plan) == "bill_count per month on bill.paid_on"
    assert "paid on" in found.restatement
    assert asked(water, "bills billed and paid per month").status == "refused"


def test_the_periods_of_a_figure_begin_with_its_own_table(water):
    found = rows(asked(water, "number of bills per month"))

    assert found[0] == (date(2024, 1, 1), 4)  # employees were hired from 2012 on


def test_namesakes_under_one_name_are_told(water):
    found = asked(water, "total amount by customer name")

    assert "namesakes" in codes(found)
    assert "namesakes" not in codes(asked(water, "total amount by customer"))
    assert len(rows(asked(water, "total amount by customer"))) == 4


@pytest.mark.parametrize("text", ["who reports to Rita Vale", "Rita Vale的下属有哪些"])
def test_those_below_are_found_by_a_team_lead(water, text):
    assert sorted(rows(asked(water, text))) == [("Sam Oduya",), ("Tara Quinn",)]


@pytest.mark.parametrize("text", ["amount growth from February 2024 to May 2024", "2024年2月到5月金额的变化"])
def test_growth_from_one_month_to_another_compares_these_two(water, text):
    assert compact(asked(water, text).plan) == "amount in month:2024-05 vs window month:2024-02"


@pytest.mark.parametrize(
    ("english", "chinese", "order"),
    [
        ("amount sorted by tariff", "金额按tariff排序", "customer.tariff asc"),
        ("amount sorted by tariff descending", "金额按tariff降序排列", "customer.tariff desc"),
        ("amount ranked by tariff", "金额按tariff排名", "amount desc"),
        ("amount sorted by tariff from highest to lowest", "金额按tariff从高到低排序", "amount desc"),
    ],
)
def test_sorted_by_a_grouping_is_its_own_order_and_ranked_is_the_figures(water, english, chinese, order):
    plans = {compact(asked(water, text).plan) for text in (english, chinese)}

    assert plans == {f"amount by customer.tariff order {order}"}


def test_a_ranking_that_goes_on_with_a_filter_says_that_it_ranks_anew(water):
    past = Past()
    past = past.after(asked(water, "top 2 zones by amount", past))
    found = asked(water, "only farm", past)

    assert any(note.code == "ranked_anew" for note in found.notes)


def test_moving_sums_by_group_are_told_of_the_groups_in_the_last_period(water):
    found = asked(water, "2-month rolling amount by tariff")

    assert "moving sum" in found.headline and "farm" in found.headline and "home" in found.headline
