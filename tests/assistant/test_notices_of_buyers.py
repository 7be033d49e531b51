"""What is said of those who bought, where a file names them poorly."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.onboarding.notices import notices
from semantic_layer.engines.duckdb import DuckDBEngine
from semantic_layer.inference import propose_model
from tests.semantic_layer.inference.test_exports_of_shops import SHOP


def told(**tables):
    engine = DuckDBEngine.memory(tables)
    model = propose_model(engine, "m")
    return [text for text in notices(model, engine, tuple(tables)) if text.en]


def sales(**more):
    day = dt.date(2025, 1, 1)
    return [
        {"Receipt No": f"R{n // 2:04}", "Date": day + dt.timedelta(n % 90), "Item": "tea", "Line Total": 5.5}
        | {name: value(n) for name, value in more.items()}
        for n in range(300)
    ]


def test_buyers_known_by_name_alone_are_said_to_be_so():
    said = [text for text in told(orders=SHOP) if "count as one" in text.en]

    assert [(text.en, text.zh) for text in said] == [
        (
            "Each buyer is known by buyer member name alone: two with the same name count as one.",
            "买家仅以买家会员名区分：同名者计为同一位。",
        )
    ]


def test_a_phone_number_tells_nobody_apart_and_the_way_on_is_said():
    rows = sales(**{"Customer Phone": lambda n: f"139{n % 50:08}" if n % 5 else None})
    said = [text for text in told(pos_sales=rows) if "customer numbers" in text.en]

    assert len(said) == 1 and "customer phone" in said[0].en and "客户电话" in said[0].zh


@pytest.mark.parametrize(
    "rows",
    [
        sales(),
        sales(**{"Customer ID": lambda n: f"C{n % 50}", "Customer Phone": lambda n: f"139{n % 50:08}"}),
        sales(**{"Shop Phone": lambda n: f"139{n % 3:08}"}),
    ],
)
def test_nothing_is_said_where_nobody_is_named_or_a_number_does_it(rows):
    assert not [text for text in told(pos_sales=rows) if "customer numbers" in text.en or "count as one" in text.en]
