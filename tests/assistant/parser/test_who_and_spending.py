"""Who spends the most, and lists ordered by what was spent."""

from __future__ import annotations

import pytest

from assistant.question import Question

from .compact import compact

CUSTOMERS = "revenue by customer.customer_id"


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("who spends the most", "谁消费最高", f"{CUSTOMERS} top 1 revenue desc"),
        ("top 5 customers by spending", "按消费金额排名前5的客户", f"{CUSTOMERS} top 5 revenue desc"),
        (
            "top 3 customers by amount spent this year",
            "今年按消费总额前3的客户",
            f"{CUSTOMERS} in this:year top 3 revenue desc",
        ),
    ],
)
def test_spending_is_what_the_members_are_ordered_by(english, chinese, plan, demo_reader):
    assert [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


@pytest.mark.parametrize("text", ["who are you", "谁", "top products by spending habits"])
def test_nobody_is_put_where_nobody_buys(text, demo_reader):
    assert compact(demo_reader.read(Question.of(text))).startswith("!")


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("the customer who spent the most", "消费最多的客户是谁", f"{CUSTOMERS} top 1 revenue desc"),
        (
            "the customer who spent the most last month",
            "上个月消费最高的客户",
            f"{CUSTOMERS} in last:1:month top 1 revenue desc",
        ),
        ("the 3 customers who spent the least", "消费最少的3个客户", f"{CUSTOMERS} top 3 revenue asc"),
    ],
)
def test_who_spent_the_most_is_asked_for_without_a_word_for_it(english, chinese, plan, demo_reader):
    assert [compact(demo_reader.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]
