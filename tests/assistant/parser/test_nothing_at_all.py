"""Those who bought nothing: in a window, after they bought before, and among people who are named by what they are."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.plan import Refuse
from assistant.question import Question

from .compact import compact

NOTHING = "customers among customer with orders eq 0 in this:year"
VIP_90 = "customers if customer.value_tier eq high among customer with orders eq 0 in last:90:day"
LEFT = "customers among customer with orders ge 1 in last:1:year among customer with orders eq 0 in this:year"
SPENT = "customers among customer with revenue gt 5000 in last:1:year among customer with orders eq 0 in this:year"
OFTEN = "customers among customer with orders gt 3 in last:1:year among customer with orders eq 0 in this:year"
BOTH = "customers among customer with revenue gt 5000 in last:1:year among customer with revenue gt 3000 in this:year"
SHANGHAI = "customers if city.city eq shanghai among customer with orders eq 0 in this:year"

PAIRS = (
    ("How many customers bought nothing this year?", "今年一单没有的客户有多少", NOTHING),
    ("how many customers ordered nothing at all this year", "今年一单都没下的客户有几个", NOTHING),
    ("How many VIP customers bought nothing in the last 90 days?", "90天没买东西的VIP有多少人", VIP_90),
    ("How many VIPs haven't bought in 90 days", "最近90天没下单的VIP有多少", VIP_90),
    ("How many customers ordered last year but nothing this year?", "去年买过今年再没买过的客户有多少", LEFT),
    ("customers who spent over 5000 last year but nothing this year", "去年消费超过5000但今年一单没有的客户", SPENT),
    (
        "how many customers ordered more than 3 times last year but nothing this year",
        "去年下单超过3次但今年一单没下的客户有多少",
        OFTEN,
    ),
    (
        "how many customers spent over 5000 last year and over 3000 this year",
        "去年消费超过5000且今年消费超过3000的客户有多少",
        BOTH,
    ),
    ("customers in Shanghai who never bought this year", "今年没买过的上海客户有多少", SHANGHAI),
)


@pytest.mark.parametrize(("english", "chinese", "plan"), PAIRS)
def test_nothing_at_all_is_a_denied_purchase_in_its_own_period(english, chinese, plan, demo):
    assert [compact(demo.reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


def test_a_period_without_a_single_row_is_asked_of_any_thing(demo_reader):
    expected = "customers among customer set orders never all_of() in this:year"
    assert compact(demo_reader.read(Question.of("customers without a single order this year"))) == expected


@pytest.mark.parametrize(
    "text", ["nothing", "revenue nothing", "customers who did not spend over 5000 last year but bought"]
)
def test_nothing_of_nobody_knows_what_is_refused(text, demo_reader):
    assert isinstance(demo_reader.read(Question.of(text)).outcome, Refuse)


def test_the_numbers_are_those_of_plain_sql(demo, raw):
    (gone,) = raw.execute(
        "SELECT count(*) FROM (SELECT customer_id FROM orders WHERE status <> 'cancelled' AND customer_id IS NOT NULL"
        " AND order_date BETWEEN '2025-01-01' AND '2025-12-31' GROUP BY 1 HAVING sum(net_amount) > 5000)"
        " WHERE customer_id NOT IN (SELECT customer_id FROM orders WHERE status <> 'cancelled'"
        " AND customer_id IS NOT NULL AND order_date BETWEEN '2026-01-01' AND '2026-11-01')"
    ).fetchone()
    for text in (PAIRS[5][0], PAIRS[5][1]):
        assert answer(Question.of(text), demo).table.rows == ((gone,),)
    (shanghai,) = raw.execute(
        "SELECT count(*) FROM customers JOIN regions USING (city_id) WHERE city = 'shanghai' AND customer_id NOT IN"
        " (SELECT customer_id FROM orders WHERE status <> 'cancelled' AND customer_id IS NOT NULL"
        " AND order_date BETWEEN '2026-01-01' AND '2026-11-01')"
    ).fetchone()
    assert answer(Question.of(PAIRS[8][0]), demo).table.rows == ((shanghai,),)
