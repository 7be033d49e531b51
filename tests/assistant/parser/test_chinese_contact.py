"""Words that managers use for tables they have never seen: demand, rates of a state, heads, ways; one plan in both languages."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

import pytest

from assistant.plan import Clarify, Compute, Refuse
from assistant.question import Question

from .compact import compact
from .generated import reader_of

CITIES = ("Beijing", "Shanghai", "Wuhan")
WORLD = reader_of(
    customers=[{"customer_id": n, "customer_name": f"Firm {n}", "city": CITIES[n % 3]} for n in range(1, 13)],
    drivers=[
        {"driver_id": n, "driver_name": f"Driver {n}", "gender": "MF"[n % 2], "monthly_salary": 5000 + 100 * n}
        for n in range(1, 9)
    ],
    shipments=[
        {
            "shipment_id": n + 1, "customer_id": 1 + n % 10, "driver_id": 1 + n % 7, "origin_city": CITIES[n % 3],
            "destination_city": CITIES[(n // 3) % 3], "ship_date": f"2026-0{1 + n % 6}-{1 + n % 27:02d}",
            "freight_amount": 100.5 + n, "service_type": ("Express", "Standard", "Economy", "Standard")[n % 4],
            "status": ("Delivered", "Cancelled", "Delivered", "In Transit", "Delivered")[n % 5],
        }
        for n in range(120)
    ],
)  # fmt: skip
PLANS = [
    ("most popular service type", "最受欢迎的服务类型是什么", "shipment_count by shipment.service_type top 1 shipment_count desc"),
    ("the 3 most popular service types", "最受欢迎的3种服务类型", "shipment_count by shipment.service_type top 3 shipment_count desc"),
    ("which driver is the busiest", "哪个司机最忙", "shipment_count of each driver by driver.driver_name top 1 shipment_count desc"),
    ("busiest month", "哪个月最忙", "shipment_count per month top 1 shipment_count desc"),
    ("cancellation rate by service type", "各服务类型的取消率", "cancellation_rate by shipment.service_type"),
    ("largest single shipment", "单笔最大运单", "max(freight_amount)"),
    ("how many shipments from Beijing to Shanghai", "从北京到上海的运单有多少", "shipment_count if shipment.destination_city eq Shanghai if shipment.origin_city eq Beijing"),
    ("how many shipments to Wuhan", "发往武汉的运单有多少", "shipment_count if shipment.destination_city eq Wuhan"),
    ("share of customers by city", "各城市的客户占比", "customer_count by customer.city share filtered"),
    ("top5 customers by freight", "运费TOP5的客户", "freight_amount of each customer by customer.customer_name top 5 freight_amount desc"),
    ("average monthly salary", "人均月薪", "monthly_salary"),
]  # fmt: skip


def plan_of(text: str) -> str:
    return compact(WORLD.read(Question.of(text)))


@pytest.mark.parametrize(("english", "chinese", "plan"), PLANS)
def test_both_languages_make_the_plan(english, chinese, plan):
    assert (plan_of(english), plan_of(chinese)) == (plan, plan)


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("男司机和女司机各有多少人", "driver_count by driver.gender if driver.gender in F,M"),
        ("有没有客户从来没发过货", "list of each customer by customer.customer_name among customer set shipment never all_of()"),
        ("上个月收了多少运费", "freight_amount in last:1:month"),
        ("2026年发货次数", "shipment_count in year:2026"),
    ],
)  # fmt: skip
def test_chinese_ways_of_asking_are_read(text, plan):
    assert plan_of(text) == plan


def test_who_paid_is_not_answered_with_an_amount():
    assert isinstance(WORLD.read(Question.of("哪些客户交了钱")).outcome, Refuse)


def test_an_everyday_word_is_no_misspelled_name():
    tickets = reader_of(
        tickets=[{"ticket_id": n, "owner": ("褚丽", "王芳", "李强")[n % 3], "hours": 1 + n % 9} for n in range(1, 61)]
    )
    outcome = tickets.read(Question.of("处理的工单有多少")).outcome

    assert not (isinstance(outcome, Compute) and "褚丽" in repr(outcome))


def test_takings_of_two_tables_are_asked_about():
    gym = reader_of(
        members=[{"member_id": n, "member_name": f"Member {n}", "age": 20 + n} for n in range(1, 21)],
        payments=[
            {"payment_id": n, "member_id": 1 + n % 20, "payment_date": f"2026-0{1 + n % 6}-03", "amount": 50.5 + n}
            for n in range(1, 61)
        ],
        sessions=[
            {"session_id": n, "member_id": 1 + n % 20, "session_date": f"2026-0{1 + n % 6}-04", "fee": 20.5 + n}
            for n in range(1, 61)
        ],
    )
    outcome = gym.read(Question.of("上个月收入多少")).outcome

    assert isinstance(outcome, Clarify) and len(outcome.options) == 2
    assert (
        compact(gym.read(Question.of("会员平均年龄")))
        == compact(gym.read(Question.of("average age of members")))
        == "age"
    )
