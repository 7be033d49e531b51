"""One member by its number: alone it is shown, beside a figure it restricts."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.plan import Compute
from assistant.question import Question

from .compact import compact
from .generated import reader_of


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("revenue of customer 612", "客户612的销售额", "revenue if customer.customer_id eq 612"),
        ("customer 612 orders", "客户612的订单数", "orders if customer.customer_id eq 612"),
        (
            "compare revenue of customer 612 and customer 613",
            "对比客户612和客户613的销售额",
            "revenue by customer.customer_id if customer.customer_id in 612,613",
        ),
        ("orders with order number 1234", "订单编号1234的订单数", "orders if order.order_id eq 1234"),
    ],
)
def test_a_number_right_behind_a_thing_is_its_key(english, chinese, plan, demo_reader):
    assert [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("show me order 1234", "订单1234"),
        ("details of order 1234", "订单1234的详情"),
        ("order number 1234", "订单号1234"),
    ],
)
def test_a_member_named_alone_is_shown_with_its_columns(english, chinese, demo, raw):
    one, other = (answer(Question.of(text), demo) for text in (english, chinese))
    assert one.sections[0].call.arguments == other.sections[0].call.arguments
    row = next(one.table.records())
    expected = raw.cursor().sql("select order_date, status from orders where order_id = 1234").fetchall()
    assert [(row["order.order_date"], row["order.status"])] == expected


@pytest.mark.parametrize(
    "text",
    [
        "orders 2025",
        "top 10 customers by revenue",
        "customers with more than 10 orders",
        "客户10个",
        "revenue per customer 5",
    ],
)
def test_other_numbers_are_no_keys(text, demo_reader):
    outcome = demo_reader.read(Question.of(text)).outcome
    calls = outcome.calls if isinstance(outcome, Compute) else ()
    assert not any("_id" in str(item.field) for call in calls for item in call.arguments.filters)


def test_a_code_is_a_key_as_it_was_typed():
    reader = reader_of(
        orders=[{"order_no": f"SO{n:05}", "city": "ab"[n % 2], "amount": n} for n in range(900)],
        payments=[{"payment_id": n, "order_no": f"SO{n:05}", "paid": n} for n in range(900)],
    )
    shown = reader.read(Question.of("show me order SO00002")).outcome.calls[0].arguments
    assert [(item.op, item.values) for item in shown.filters] == [("eq", ("SO00002",))]
    assert reader.read(Question.of("订单SO00002")).outcome.calls[0].arguments == shown
    assert compact(reader.read(Question.of("show me SO00002"))) == "! unknown_word SO00002"
