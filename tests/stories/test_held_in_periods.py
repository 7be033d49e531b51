"""Who meets a condition in which period: each period of a member by itself, and the headline counts both."""

from __future__ import annotations

import pytest

from assistant.answer import answer
from assistant.question import Question

SPENT = 2_000
BY_MONTH = """
    SELECT date_trunc('month', order_date), customer_id, sum(net_amount) AS spent
    FROM orders
    WHERE status = 'completed' AND order_date <= DATE '2026-11-01' AND customer_id IS NOT NULL
    GROUP BY ALL HAVING spent > {bound}
"""


def held(raw):
    return raw.execute(BY_MONTH.format(bound=SPENT)).fetchall()


@pytest.mark.parametrize(
    "text",
    [
        f"customers with monthly revenue over {SPENT}",
        f"which customers spent more than {SPENT} in any month",
        f"months in which a customer had revenue over {SPENT}",
        f"每月销售额超过{SPENT}元的客户",
        f"客户中每月消费超过{SPENT}元的有哪些",
    ],
)
def test_the_condition_is_of_each_month_and_rows_of_nobody_are_no_customer(demo, raw, text):
    found, rows = answer(Question.of(text), demo), held(raw)
    table = found.sections[0].table
    assert len(table.rows) == len(rows)
    assert sorted(round(float(row[-1]), 2) for row in table.rows) == sorted(round(float(row[2]), 2) for row in rows)
    months, customers = ({row[at] for row in rows} for at in (0, 1))
    for number in (len(rows), len(customers), len(months)):
        assert f"{number:,}" in found.headline.replace("**", "")


@pytest.mark.parametrize("text", ["channels and regions with revenue over 10000", "销售额超过1万的渠道和大区"])
def test_pairs_of_groups_are_no_groups(demo, raw, text):
    found = answer(Question.of(text), demo)
    pairs = raw.execute(
        """SELECT o.channel, g.region, sum(o.net_amount) AS amount
           FROM orders o LEFT JOIN customers c USING (customer_id) LEFT JOIN regions g USING (city_id)
           WHERE o.status = 'completed' AND order_date <= DATE '2026-11-01' GROUP BY ALL HAVING amount > 10000"""
    ).fetchall()
    assert len(found.sections[0].table.rows) == len(pairs) > len({region for _, region, _ in pairs})
    assert str(len(pairs)) in found.headline
    assert ("combinations" in found.headline) or ("组合" in found.headline)


@pytest.mark.parametrize("text", ["products with more than 60 orders last quarter", "上季度订单数超过60的商品"])
def test_products_are_chosen_by_the_orders_that_hold_them(demo, raw, text):
    rows = raw.execute(
        """SELECT p.name, count(DISTINCT o.order_id) AS held
           FROM order_lines l JOIN orders o USING (order_id) JOIN products p USING (product_id)
           WHERE o.status = 'completed' AND o.order_date BETWEEN DATE '2026-07-01' AND DATE '2026-09-30'
           GROUP BY ALL HAVING held > 60"""
    ).fetchall()
    found = answer(Question.of(text), demo)
    assert dict(found.sections[0].table.rows) == dict(rows) and rows
    assert f"{len(rows):,}" in found.headline.replace("**", "")
