"""Two counts in one sentence: both are answered, or it is said which one is not; none is dropped in silence."""

from __future__ import annotations

import pytest

from assistant.question import Question

from .compact import compact

OF_MONTH = "in month:2026-09"
BUSY = "customers among customer with orders gt 2"
PAIRS = [
    (
        "how many orders did we have in September 2026 and how many were cancelled",
        "2026年9月有多少订单，取消订单有多少",
        f"orders {OF_MONTH} ; cancelled_orders {OF_MONTH}",
    ),
    (
        "how many orders in September 2026 and how many customers do we have",
        "2026年9月有多少订单，现在有多少客户",
        f"orders {OF_MONTH} ; customers",
    ),
    (
        "how many customers do we have and how many of them ordered more than twice",
        "有多少客户，其中下单超过2次的有多少",
        f"customers ; {BUSY}",
    ),
    (
        "how many orders in September 2026 and how many of those were on the app",
        "2026年9月有多少订单，其中App的有多少",
        f"orders {OF_MONTH} ; orders {OF_MONTH} if channel.channel eq app",
    ),
]


@pytest.mark.parametrize(("english", "chinese", "plan"), PAIRS)
def test_both_counts_are_in_the_plan(english, chinese, plan, demo_reader):
    assert [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


def test_of_those_is_a_part_of_the_same_rows(demo_reader):
    read = demo_reader.read(Question.of("how many orders in September 2026 and how many of those were returned"))
    assert compact(read) == f"orders {OF_MONTH} ; orders {OF_MONTH} among order set returns"


def test_a_period_of_the_second_holds_for_the_first_and_is_told(demo_reader):
    read = demo_reader.read(
        Question.of("how many orders were cancelled and how many customers returned something in September 2026")
    )
    assert compact(read).startswith(f"cancelled_orders {OF_MONTH} ; customers among")
    assert any(item.code == "inherited" for item in read.reading.assumptions)


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("how many customers do we have and how many bought more than twice", "how many bought more than twice"),
        ("2026年9月有多少订单，去掉了多少", "去掉"),
    ],
)
def test_the_one_that_is_not_read_is_named(text, unread, demo_reader):
    assert compact(demo_reader.read(Question.of(text))) == f"! not_supported {unread}"


def test_what_became_of_them_is_counted_beside_all_of_them(demo_reader):
    read = demo_reader.read(Question.of("2026年9月有多少订单，取消了多少"))

    assert compact(read) == f"orders {OF_MONTH} ; cancelled_orders {OF_MONTH}"
