"""One wide table of lines: its orders, customers and products are things that can be asked about, in both languages."""

from __future__ import annotations

import pytest

from assistant.question import Question
from semantic_layer.compiler import compile_query
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from semantic_layer.query import Who

from .compact import compact
from .generated import reader_of

COLUMNS = (
    "line_id", "order_id", "order_date", "customer_id", "customer_name", "department", "region", "sales", "profit",
    "discount",
)  # fmt: skip
LINES = (
    (1, "A1", "2025-01-05", "C1", "Ann", "Garden", "North", 10.5, 2.0, 0.0),
    (2, "A1", "2025-01-05", "C1", "Ann", "Kitchen", "North", 30.0, 3.0, 0.2),
    (3, "A2", "2025-02-07", "C2", "Bob", "Garden", "South", 20.0, -4.0, 0.5),
    (4, "A3", "2025-02-09", "C1", "Ann", "Garden", "North", 40.0, 8.0, 0.0),
    (5, "A4", "2025-03-11", "C3", "Cleo", "Kitchen", "South", 50.0, 5.0, 0.1),
    (6, "A4", "2025-03-11", "C3", "Cleo", "Kitchen", "South", 25.0, 1.0, 0.3),
)
ROWS = [dict(zip(COLUMNS, line, strict=True)) for line in LINES]
STALL = reader_of(superstall=ROWS)


def rows(question):
    query = STALL.read(Question.of(question)).outcome.calls[0].arguments.to_query(STALL.calendar.as_of, Who())
    return sorted(
        DuckDBEngine.memory({"superstall": ROWS}).run(compile_query(query, STALL.model, STALL.calendar).sql).rows
    )


@pytest.mark.parametrize(
    ("english", "chinese", "plan"),
    [
        ("how many orders", "有多少订单", "order_count"),
        (
            "number of customers by department",
            "各部门的客户数",
            "customer_count over superstall by superstall.department",
        ),
        ("profit margin by region", "各地区的利润率", "profit_margin by superstall.region"),
        ("sales where discount is at least 20%", "折扣不低于20%的销售额", "sales if superstall.discount ge 0.2"),
        (
            "how many customers bought Garden but not Kitchen",
            "买过Garden但没买过Kitchen的客户有多少",
            "customer_count among customer with superstall_count ge 1 if superstall.department eq Garden"
            " among customer with superstall_count eq 0 if superstall.department eq Kitchen",
        ),
    ],
)
def test_things_of_a_wide_table_are_asked_about_in_both_languages(english, chinese, plan):
    assert [compact(STALL.read(Question.of(text))) for text in (english, chinese)] == [plan, plan]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how many orders", [(4,)]),
        ("number of customers by department", [("Garden", 2), ("Kitchen", 2)]),
        ("number of orders by department", [("Garden", 3), ("Kitchen", 2)]),
        ("how many customers bought Garden but not Kitchen", [(1,)]),  # Bob: Ann bought both
    ],
)
def test_each_thing_counts_once(question, expected):
    assert rows(question) == expected


def test_a_margin_is_all_profit_by_all_sales():
    assert rows("profit margin") == [(pytest.approx(15 / 175.5),)]


def test_names_go_with_their_keys_only_where_each_key_has_one():
    two_names = [row | {"customer_name": f"{row['customer_name']} {row['line_id']}"} for row in ROWS]
    model = propose_model(DuckDBEngine.memory({"superstall": two_names}))

    assert model.has_entity("order") and not model.has_entity("customer")
    assert model.has_dimension("superstall.customer_name")


def test_keys_of_two_tables_without_a_table_of_their_own_are_one_thing():
    visits = [{"visit_id": n, "user_id": f"U{n % 5}", "page": "ab"[n % 2]} for n in range(20)]
    payments = [{"payment_id": n, "user_id": f"U{n % 3 + 3}", "amount": 5 + n} for n in range(12)]
    model = propose_model(DuckDBEngine.memory({"visits": visits, "payments": payments}))

    (home,) = (dataset for dataset in model.datasets if dataset.prefix == "user")
    found = DuckDBEngine.memory({"visits": visits, "payments": payments}).run(home.source).rows
    assert sorted(found) == [(f"U{n}",) for n in range(6)]
