"""A charity, a chain of hotels and a landlord: questions that managers ask of tables that nobody has tuned on.

The figures are counted from the rows below with plain Python, never with the engine that answers.
"""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.question import Question
from semantic_layer.compiler import compile_query
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.query import Who

from .compact import compact
from .generated import reader_of

CAUSES = ("Clean Wells", "School Meals", "Flood Aid")
METHODS = ("card", "cheque", "paypal", "transfer")
DONORS = [{"donor_id": f"D{n:03}", "donor_name": f"Giver {n}", "gender": ("female", "male")[n % 2]} for n in range(12)]
CAMPAIGNS = [{"campaign_id": n + 1, "campaign_name": name} for n, name in enumerate(CAUSES)]
DONATIONS = [
    {
        "donation_id": n, "donor_id": f"D{n * n % 11:03}", "campaign_id": 1 + n % 3,
        "donated_on": date(2025, 1, 1) + timedelta(days=5 * n), "amount": 10 + 7 * (n % 13),
        "payment_method": METHODS[n % 4],
    }
    for n in range(100)
]  # fmt: skip
EXPENSES = [
    {
        "expense_id": n, "campaign_id": 1 + n % 3, "spent_on": date(2025, 1, 3) + timedelta(days=9 * n),
        "category": ("print", "venue")[n % 2], "cost": 5 + 3 * (n % 7),
    }
    for n in range(50)
]  # fmt: skip
VOLUNTEERS = [{"volunteer_id": n, "name": f"Helper {n}", "team": ("Kitchen", "Office")[n % 2]} for n in range(8)]
SHIFTS = [
    {
        "shift_id": n, "volunteer_id": n % 7, "campaign_id": 1 + n % 3,
        "shift_date": date(2025, 2, 1) + timedelta(days=6 * n), "hours": 2 + n % 5,
    }
    for n in range(80)
]  # fmt: skip
CHARITY = {
    "donors": DONORS, "campaigns": CAMPAIGNS, "donations": DONATIONS, "expenses": EXPENSES, "volunteers": VOLUNTEERS,
    "shifts": SHIFTS,
}  # fmt: skip

HOTELS = [
    {"hotel_id": n, "hotel_name": f"Inn {n}", "city": ("Lyon", "Graz")[n % 2], "stars": 3 + n % 3} for n in range(4)
]
BOOKINGS = [
    {
        "booking_id": 500 + n, "hotel_id": n % 4, "booked_on": date(2025, 1, 1) + timedelta(days=3 * n),
        "check_in": date(2025, 1, 1) + timedelta(days=3 * n + n % 20),
        "check_out": date(2025, 1, 1) + timedelta(days=3 * n + n % 20 + 1 + n % 4),
        "channel": ("Website", "Phone", "Desk")[n % 3], "total_price": 80 + n,
    }
    for n in range(120)
]  # fmt: skip
REVIEWS = [
    {
        "review_id": n,
        "booking_id": 500 + n,
        "reviewed_on": date(2025, 2, 1) + timedelta(days=4 * n),
        "rating": 1 + n % 5,
    }
    for n in range(60)
]
CHAIN = {"hotels": HOTELS, "bookings": BOOKINGS, "reviews": REVIEWS}

LEASES = [
    {
        "lease_id": f"L{n:03}", "start_date": date(2024, 1, 1) + timedelta(days=11 * n),
        "end_date": date(2024, 6, 1) + timedelta(days=18 * n), "monthly_rent": 700 + n,
    }
    for n in range(60)
]  # fmt: skip
PAYMENTS = [
    {
        "payment_id": n, "lease_id": f"L{n % 60:03}", "paid_date": date(2025, 1, 2) + timedelta(days=2 * n),
        "amount_paid": 700 + n % 60,
    }
    for n in range(240)
]  # fmt: skip
LANDLORD = {"leases": LEASES, "rent_payments": PAYMENTS}
WORLDS = {"charity": CHARITY, "chain": CHAIN, "landlord": LANDLORD}


@pytest.fixture(scope="module")
def readers():
    return {name: reader_of(**tables) for name, tables in WORLDS.items()}


def plan_of(readers, world, text):
    return compact(readers[world].read(Question.of(text)))


def rows(readers, world, text):
    """The rows that the answer's query gives."""
    reader = readers[world]
    query = reader.read(Question.of(text)).outcome.calls[0].arguments.to_query(reader.calendar.as_of, Who())
    return list(DuckDBEngine.memory(WORLDS[world]).run(compile_query(query, reader.model, reader.calendar).sql).rows)


def raised(campaign, *, year=None, column="amount"):
    """Each donor's amount, or number of donations, for one campaign."""
    found = {}
    for gift in DONATIONS:
        if gift["campaign_id"] == 1 + CAUSES.index(campaign) and year in (None, gift["donated_on"].year):
            found[gift["donor_id"]] = found.get(gift["donor_id"], 0) + (gift["amount"] if column == "amount" else 1)
    return found


@pytest.mark.parametrize(
    ("world", "english", "chinese", "plan"),
    [
        (
            "charity",
            "card, cheque and paypal amount",
            "card、cheque和paypal的金额",
            "amount by donation.payment_method if donation.payment_method in card,cheque,paypal",
        ),
        ("charity", "total expenses by category", "各类别的费用", "cost by expense.category"),
        ("charity", "how much did we raise in 2025", "2025年筹到多少", "amount in year:2025"),
        (
            "charity",
            "did Clean Wells beat School Meals in amount",
            "Clean Wells的金额超过School Meals了吗",
            "amount[campaign.campaign_name eq Clean Wells], amount[campaign.campaign_name eq School Meals],"
            " amount[campaign.campaign_name eq Clean Wells] - amount[campaign.campaign_name eq School Meals]",
        ),
        (
            "charity",
            "how many donors have more than 3 donations for Clean Wells",
            "Clean Wells的捐款超过3笔的捐赠者有多少",
            "donor_count among donor with donation_count gt 3 if campaign.campaign_name eq Clean Wells",
        ),
        (
            "charity",
            "growth in donations from 2025 to Q2 2026",
            "2025年到2026年第二季度捐款的增长",
            "! unlike_periods",
        ),
        (
            "landlord",
            "how many leases end in 2027",
            "2027年结束的租约有多少",
            "lease_count if lease.end_date ge 2027-01-01 if lease.end_date lt 2028-01-01",
        ),
        (
            "chain",
            "average length of stay by city",
            "各城市的平均入住天数",
            "check_in_to_check_out_days by hotel.city",
        ),
    ],
)
def test_a_question_and_its_translation_have_one_plan(readers, world, english, chinese, plan):
    first, second = plan_of(readers, world, english), plan_of(readers, world, chinese)

    if plan.startswith("!"):
        assert first.startswith(plan) and second.startswith(plan)
    else:
        assert (first, second) == (plan, plan)


@pytest.mark.parametrize(
    ("world", "text", "plan"),
    [
        # each of what is listed, unless a word asks for all of it
        ("charity", "card, cheque and paypal donations combined", "donation_count if donation.payment_method in card,cheque,paypal"),
        ("charity", "card or cheque donations", "donation_count if donation.payment_method in card,cheque"),
        (
            "charity",
            "monthly amount for card, cheque and paypal",
            "amount by donation.payment_method per month if donation.payment_method in card,cheque,paypal",
        ),
        # one donation is money, several are rows
        ("charity", "median donation by gender", "median(amount) by donor.gender"),
        ("charity", "largest donation in 2025", "max(amount) in year:2025"),
        ("charity", "average number of donations per donor", "avg(donation_count per donor)"),
        ("charity", "how many donations", "donation_count"),
        ("charity", "which donor made the largest donation", "max(amount) of each donor by donor.donor_name top 1 max_amount desc"),
        ("charity", "how many expenses", "expense_count"),
        ("charity", "expenses over 15", "expense_count if expense.cost gt 15"),
        # verbs of what is recorded
        ("charity", "how many donors gave more than 5 times", "donor_count among donor with donation_count gt 5"),
        ("charity", "volunteers who worked more than 30 hours", "hours of each volunteer by volunteer.name among volunteer with hours gt 30"),
        ("landlord", "how much rent did we collect in March 2026", "amount_paid in month:2026-03"),
        ("landlord", "leases ending in 2024", "lease_count on lease.end_date in year:2024"),
        ("landlord", "leases starting in 2025", "lease_count on lease.start_date in year:2025"),
        ("landlord", "rent payments starting in March 2026", "rent_payment_count in since:2026-03-01"),
        # whose bound it is, and what is shown
        ("charity", "female donors with more than 8 donations", "donor_count if donor.gender eq female among donor with donation_count gt 8"),
        ("charity", "hours of volunteers with more than 10 shifts", "hours among volunteer with shift_count gt 10"),
        # stars of a hotel and of a review
        ("chain", "how many 5 star reviews", "review_count if review.rating eq 5"),
        ("chain", "5 star hotels", "hotel_count if hotel.stars eq 5"),
        ("chain", "bookings via Phone", "booking_count if booking.channel eq Phone"),
        ("chain", "whats the total price by channel", "total_price by booking.channel"),
        (
            "chain",
            "did Phone have fewer bookings than Desk",
            "booking_count[booking.channel eq Desk], booking_count[booking.channel eq Phone],"
            " booking_count[booking.channel eq Desk] - booking_count[booking.channel eq Phone]",
        ),
    ],
)  # fmt: skip
def test_what_a_manager_types_is_read_as_it_is_meant(readers, world, text, plan):
    assert plan_of(readers, world, text) == plan


def test_a_bound_with_a_value_is_of_what_was_given_there(readers):
    amounts = raised("Clean Wells")

    listed = rows(readers, "charity", "donors who gave more than 300 to Clean Wells")

    wanted = {f"Giver {int(donor[1:])}": amount for donor, amount in amounts.items() if amount > 300}
    assert 0 < len(wanted) < len(amounts)
    assert dict(listed) == wanted


def test_members_are_counted_by_what_they_gave_there_in_the_period(readers):
    given = raised("Clean Wells", year=2025)

    assert rows(readers, "charity", "how many donors gave more than 100 to Clean Wells in 2025") == [
        (sum(amount > 100 for amount in given.values()),)
    ]


def test_another_figure_of_such_members_keeps_its_value_to_itself(readers):
    often = {
        donor for donor in {g["donor_id"] for g in DONATIONS} if sum(g["donor_id"] == donor for g in DONATIONS) > 9
    }
    amount = sum(g["amount"] for g in DONATIONS if g["donor_id"] in often and g["campaign_id"] == 1)

    assert rows(readers, "charity", "amount for Clean Wells from donors with more than 9 donations") == [(amount,)]


def test_a_stay_begins_where_the_guest_arrives_and_not_where_the_room_is_booked(readers):
    nights = {}
    for booking in BOOKINGS:
        city = HOTELS[booking["hotel_id"]]["city"]
        nights.setdefault(city, []).append((booking["check_out"] - booking["check_in"]).days)

    found = dict(rows(readers, "chain", "average length of stay by city"))

    assert found == {city: sum(days) / len(days) for city, days in nights.items()}
    assert "booked_to_check_in_days" in plan_of(readers, "chain", "average days from booking to check in")


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        (
            "which cities bought the most last month",
            "上个月哪些城市买得最多",
            "units_sold by city.city in last:1:month top 1 units_sold desc",
        ),
        (
            "how many customers have more than 3 orders in the app",
            "有多少客户在App的订单超过3单",
            "customers among customer with orders gt 3 if channel.channel eq app",
        ),
    ],
)
def test_the_sample_is_read_alike(demo_reader, english, chinese, plan):
    assert [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


@pytest.mark.parametrize("text", ["what is the average age of our members", "members by age group", "会员的平均年龄"])
def test_an_age_is_refused_for_what_it_is_where_births_are_known(text):
    members = [
        {"member_id": n, "full_name": f"Member {n}", "birth_date": date(1960 + n, 2, 3), "plan": "ab"[n % 2]}
        for n in range(30)
    ]

    assert compact(reader_of(members=members).read(Question.of(text))) == "! age_of_birth"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("how many leases expire in 2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("leases with end date in 2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("leases ending in 2027", date(2027, 1, 1), date(2028, 1, 1)),
        ("leases that ended this year", date(2026, 1, 1), date(2026, 7, 1)),  # those that are over
    ],
)
def test_an_end_that_was_agreed_on_counts_before_it_comes(readers, text, start, end):
    ends = sum(start <= lease["end_date"] < end for lease in LEASES if lease["start_date"] <= date(2026, 7, 1))

    assert ends > 0
    assert rows(readers, "landlord", text) == [(ends,)]
