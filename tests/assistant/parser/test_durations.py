"""How long something took, asked by its two events in both languages."""

# ruff: noqa: E501  (tables: one question a line)

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assistant.plan import Clarify, Refuse
from assistant.question import Question

from .compact import compact
from .generated import reader_of

FIRST = date(2026, 1, 1)
PARCELS = [
    {
        "order_no": f"K{n:03}", "town": ("Lund", "Bonn", "Pisa")[n % 3], "order_date": FIRST + timedelta(days=n),
        "ship_date": FIRST + timedelta(days=n + n % 3), "delivery_date": FIRST + timedelta(days=n + 2 + n % 7),
        "weight_kg": 1 + n % 5,
    }
    for n in range(60)
]  # fmt: skip
STAYS = [
    {
        "stay_id": n, "ward": ("Heart", "Bone")[n % 2], "admission_date": FIRST + timedelta(days=n),
        "discharge_date": FIRST + timedelta(days=n + 1 + n % 6),
    }
    for n in range(40)
]  # fmt: skip
DELIVERY, SHIPPING = "order_to_delivery_days", "order_to_ship_days"
PLANS = [
    ("average time from order to shipping", "从下单到发货平均几天", SHIPPING),
    ("average days between order and shipping by town", "各城镇从下单到发货平均几天", f"{SHIPPING} by order.town"),
    ("median time from order to delivery", "从下单到送达时间的中位数", f"median(order.{DELIVERY})"),
    ("how long does it take from order to delivery", "从下单到送达要多久", DELIVERY),
    ("average time from order to delivery in January 2026", "2026年1月从下单到送达平均几天", f"{DELIVERY} in month:2026-01"),
    ("How many orders were delivered more than 5 days after the order?", "下单后超过5天才送达的订单有多少", f"order_count if order.{DELIVERY} gt 5"),
    ("How many orders were delivered within 3 days of the order?", "下单后3天内送达的订单有多少", f"order_count if order.{DELIVERY} le 3"),
]  # fmt: skip


@pytest.fixture(scope="module")
def parcels():
    return reader_of(orders=PARCELS)


@pytest.fixture(scope="module")
def stays():
    return reader_of(stays=STAYS)


@pytest.mark.parametrize(("english", "chinese", "plan"), PLANS, ids=[row[0] for row in PLANS])
def test_a_duration_is_named_by_its_two_events(parcels, english, chinese, plan):
    first, second = (parcels.read(Question.of(text)) for text in (english, chinese))

    assert compact(first) == plan
    assert first.to_bytes() == second.to_bytes(), compact(second)


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("average length of stay by ward", "各病房的平均住院天数", "admission_to_discharge_days by stay.ward"),
        ("average time between admission and discharge", "从入院到出院平均多少天", "admission_to_discharge_days"),
    ],
)
def test_a_stay_lasts_from_admission_to_discharge(stays, english, chinese, plan):
    first, second = (stays.read(Question.of(text)) for text in (english, chinese))

    assert compact(first) == plan
    assert first.to_bytes() == second.to_bytes(), compact(second)


def test_rows_are_compared_by_how_long_they_took(parcels):
    plan = parcels.read(Question.of("orders that took more than 2 days to ship"))

    assert compact(plan) == f"order_count if order.{SHIPPING} gt 2"


def test_a_process_between_several_dates_is_asked_about(parcels):
    assert isinstance(parcels.read(Question.of("average delivery time")).outcome, Clarify)


@pytest.mark.parametrize(
    "text",
    [
        "average time from delivery to order",
        "average time from order to payment",
        "从下单到付款平均几天",
        "orders that took more than 5 hours to ship",
        "orders that took more than 2 weeks to ship",
    ],
)
def test_other_events_other_units_and_the_wrong_way_round_are_refused(parcels, text):
    assert isinstance(parcels.read(Question.of(text)).outcome, Refuse), text


@pytest.mark.parametrize("text", ["how long does delivery take", "how long do deliveries usually take", "配送要多久"])
def test_how_long_it_takes_is_asked_where_it_is_measured_from_two_dates(text, parcels):
    plan = compact(parcels.read(Question.of(text)))
    assert plan == f"? ambiguous_metric: {DELIVERY} | ship_to_delivery_days"


def test_a_filter_that_only_says_that_the_end_is_known_is_no_other_figure(demo_reader):
    for text in ("how long does delivery take by city", "各城市配送需要多久"):
        assert compact(demo_reader.read(Question.of(text))) == "delivery_time by city.city"
