"""What managers ask in everyday words, over tables that were proposed and that nobody has edited."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.question import Question

from .compact import compact
from .generated import reader_of

STARTED = date(2025, 1, 6)


@pytest.fixture(scope="module")
def theatre():
    patrons = [
        {"patron_id": n, "patron_name": f"Guest {n}", "birth_date": date(1960 + n, 1, 1), "sex": "FM"[n % 2]}
        for n in range(12)
    ]
    bookings = [
        {
            "booking_id": n,
            "patron_id": n % 9,
            "booked_date": STARTED + timedelta(days=7 * n),
            "refunded_date": STARTED + timedelta(days=7 * n + 3) if n % 5 == 0 else None,
            "sales_channel": ("web", "phone", "desk")[n % 3],
            "tickets": 1 + n % 4,
            "amount": 20.5 + n,
            "discount_amount": 2.25 if n % 4 == 0 else 0.0,
            "rating": None if n % 3 else 1 + n % 5,
        }
        for n in range(60)
    ]
    return reader_of(patrons=patrons, bookings=bookings)


@pytest.fixture(scope="module")
def lawyers():
    matters = [
        {
            "matter_id": n,
            "area": ("tax", "ip")[n % 2],
            "opened_date": STARTED + timedelta(days=5 * n),
            "close_date": STARTED + timedelta(days=5 * n + 40) if n % 3 else None,
            "outcome": ("won", "settled", "lost")[n % 7 % 3] if n % 3 else None,
        }
        for n in range(60)
    ]
    invoices = [
        {"invoice_id": n, "matter_id": n % 60, "invoiced_on": STARTED + timedelta(days=3 * n),
         "invoice_amount": 100.25 + 7 * n, "invoice_status": ("paid", "unpaid")[n % 2]}
        for n in range(90)
    ]  # fmt: skip
    return reader_of(matters=matters, invoices=invoices)


@pytest.fixture(scope="module")
def insurer():
    holders = [{"holder_id": f"H{n}", "holder_name": f"Person {n % 4}", "town": "AB"[n % 2]} for n in range(9)]
    policies = [
        {"policy_no": f"P{n:03d}", "holder_id": f"H{n % 9}", "start_date": STARTED + timedelta(days=9 * n),
         "product": ("motor", "home", "pet")[n % 3], "premium": 99.5 + n}
        for n in range(40)
    ]  # fmt: skip
    claims = [
        {"claim_id": n, "policy_no": f"P{n % 20:03d}", "opened_date": STARTED + timedelta(days=6 * n),
         "settled_date": STARTED + timedelta(days=6 * n + 9) if n % 4 else None, "claimed_amount": 50.25 + 3 * n,
         "claim_status": ("paid", "rejected", "paid", "open")[n % 4]}
        for n in range(50)
    ]  # fmt: skip
    return reader_of(policyholders=holders, policies=policies, claims=claims)


def both(reader, english: str, chinese: str) -> list[str]:
    return [compact(reader.read(Question.of(text))) for text in (english, chinese) if text]


HAD = "booking.discount_amount gt 0"


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("how many bookings had a discount", "有折扣的预订有多少", f"booking_count if {HAD}"),
        (
            "what percentage of bookings had a discount",
            "有折扣的预订占比",
            f"booking_count[{HAD}] /% booking_count",
        ),
        ("bookings without a discount", "没有折扣的预订有多少", "booking_count if booking.discount_amount le 0"),
        ("bookings with a discount over 2", "", "booking_count if booking.discount_amount gt 2"),
        ("how many bookings have a rating", "有评分的预订有多少", "booking_count if booking.rating not_null"),
    ],
)
def test_rows_that_had_an_amount_have_more_than_nothing_of_it(theatre, english, chinese, plan):
    assert set(both(theatre, english, chinese)) == {plan}


@pytest.mark.parametrize(
    ("english", "plan"),
    [
        ("how many patrons never came back", "patron_count among patron with booking_count eq 1"),
        ("one-time patrons", "patron_count among patron with booking_count eq 1"),
        (
            "first-time patrons in March 2025",
            "patron_count among patron with booking_count eq 0 in until:2025-02-28 "
            "among patron with booking_count ge 1 in month:2025-03",
        ),
        ("patrons who never came back in 2025", "! not_supported never came back 2025"),
        ("first-time patrons", "! not_supported first time"),
    ],
)
def test_who_never_came_back_came_once(theatre, english, plan):
    assert compact(theatre.read(Question.of(english))) == plan


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("how many customers never came back", "再也没来过的客户有多少", "customers among customer with orders eq 1"),
        ("one-time customers", "一次性客户有多少", "customers among customer with orders eq 1"),
        ("most profitable category", "最赚钱的品类", "gross_profit by product.category top 1 gross_profit desc"),
        ("least profitable channel", "最不赚钱的渠道", "gross_profit by channel.channel top 1 gross_profit asc"),
        (
            "which category lost the most money",
            "哪个品类亏得最多",
            "gross_profit by product.category having gross_profit lt 0 top 1 gross_profit asc",
        ),
        (
            "which products are we losing money on",
            "哪些商品亏钱",
            "gross_profit by product.product_name among product with gross_profit lt 0",
        ),
        ("how are we doing on revenue this year", "今年收入做得怎么样", "revenue in this:year vs previous"),
        (
            "performance by category",
            "各品类表现怎么样",
            "revenue, gross_profit, gross_margin by product.category in last:1:month vs previous",
        ),
        ("stores ranked by revenue", "门店按销售额排名", "revenue by store.store_name order revenue desc"),
    ],
)  # fmt: skip
def test_everyday_words_of_managers_have_one_plan_in_both_languages(demo_reader, english, chinese, plan):
    assert both(demo_reader, english, chinese) == [plan, plan]


def test_how_things_perform_is_not_answered_by_their_number(theatre, demo_reader):
    assert both(theatre, "performance by sales channel", "各销售渠道表现怎么样") == [
        "! not_supported performance",
        "! not_supported 表现怎么样",
    ]
    assert compact(demo_reader.read(Question.of("how are our stores doing"))).startswith("revenue, gross_profit")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("how many patrons are under 30", "age_of_birth"),
        ("how old are our patrons", "age_of_birth"),
        ("average amount over 90 days", "not_supported"),
        ("平均金额超过90天", "not_supported"),
        ("how many days had an amount over 30", "not_supported"),
        ("bookings by amount", "not_supported"),
        ("break that down by sales channel", "nothing_before"),
    ],
)
def test_what_the_words_do_not_say_is_refused(theatre, text, code):
    assert theatre.read(Question.of(text)).outcome.code == code


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("how many tickets did we sell in 2025", "tickets in year:2025"),
        ("total discount by channel", "discount_amount by booking.sales_channel"),
        ("refunds by month in 2025", "booking_count per month on booking.refunded_date in year:2025"),
        ("refunds by channel", "booking_count by booking.sales_channel if booking.refunded_date not_null"),
    ],
)
def test_counts_in_a_column_add_up_and_nouns_of_dates_are_counted(theatre, text, plan):
    assert compact(theatre.read(Question.of(text))) == plan
    assert theatre.model.measure("tickets").agg == theatre.model.measure("discount_amount").agg == "sum"


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("win rate by area", "各领域的胜率", "win_rate by matter.area"),
        (
            "how many matters settled in 2025",
            "",
            "matter_count on matter.close_date in year:2025 if matter.outcome eq settled",
        ),
        ("unpaid invoices total", "", "invoice_amount if invoice.invoice_status eq unpaid"),
        ("how many unpaid invoices total", "", "invoice_count if invoice.invoice_status eq unpaid"),
    ],
)
def test_outcomes_are_of_what_was_decided_and_totals_of_money(lawyers, english, chinese, plan):
    assert compact(lawyers.read(Question.of(english))) == plan
    rate = lawyers.model.metric("win_rate")
    assert rate.denominator.filter == "NOT matter.outcome IS NULL"
    assert rate.labels.en == "win rate (outcome: won, of those decided)"


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        (
            "holders with more than one policy",
            "policy_count of each policyholder by policyholder.holder_name among policyholder with policy_count gt 1",
        ),
        ("how long does it take to settle a claim", "opened_to_settled_days"),
        ("claims that took more than 9 days to settle", "claim_count if claim.opened_to_settled_days gt 9"),
        (
            "rejected claims by town, worst one",
            "claim_count by policyholder.town if claim.claim_status eq rejected top 1 claim_count desc",
        ),
        ("average premium for motor and home", "avg(premium) by policy.product if policy.product in home,motor"),
        ("motor和home的平均保费", "avg(premium) by policy.product if policy.product in home,motor"),
        ("average premium for motor or home", "avg(premium) if policy.product in home,motor"),
        ("premium for motor and home", "premium if policy.product in home,motor"),
        ("what percentage of policies have had a claim", "policy_count[exists claim] /% policy_count"),
    ],
)  # fmt: skip
def test_an_insurer_asks_in_words_of_its_own(insurer, text, plan):
    assert compact(insurer.read(Question.of(text))) == plan
