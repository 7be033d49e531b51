"""Lists of single rows: how many there are, who is first, and where a long list ends."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from semantic_layer.errors import NoDataInWindow
from semantic_layer.model import Dimension
from semantic_layer.query import Compare, Comparison, DimensionRef, MetricRef, Order, Top, Window
from tests.tools.conftest import build_model
from tools.arguments import QueryMetricsArgs
from tools.metrics import query as metrics
from tools.metrics.query import query_metrics

REGIONS = {"ann": "West", "bob": "East", "cy": "East", "dan": None}
ORDERS = [
    ("ann", "2025-01-10", 500), ("ann", "2025-01-10", 500), ("bob", "2025-01-20", 100),
    ("bob", "2025-02-20", 150), ("cy", "2025-01-25", 60), (None, "2025-02-02", 500),
]  # fmt: skip
DAY, REGION = DimensionRef("order.order_date"), DimensionRef("customer.region")


def ask(ctx, *names, by=(), **rest):
    return query_metrics(QueryMetricsArgs(metrics=tuple(map(MetricRef, names)), dimensions=by, **rest), ctx)


def facts(result, kind):
    return {name: fact.value for name, fact in next(f for f in result.findings if f.kind == kind).facts}


def caveats(result):
    return {caveat.code: dict(caveat.params) for caveat in result.caveats}


@pytest.fixture
def shop(world):
    return world(ORDERS, as_of="2025-03-01", regions=REGIONS, registered=("dan",))


def test_a_list_is_counted_and_nothing_else_is_run(shop):
    result = ask(shop, "revenue", by=(DAY, REGION), rows="orders")

    assert len(result.main.rows) == 6
    assert [finding.kind for finding in result.findings] == ["listing"]
    assert facts(result, "listing") == {"count": 6}
    assert len(result.lineage.queries) == 1
    assert [table.name for table in result.tables] == ["main"]


def test_the_first_row_is_told_by_its_columns_and_the_value_it_is_ranked_by(shop):
    result = ask(shop, by=(REGION, DAY), rows="orders", top=Top(1, "order.order_date"))
    told = facts(result, "leader")
    assert (told["group"], told["value"], told["direction"]) == ("East", date(2025, 2, 20), "desc")
    assert len(result.lineage.queries) == 1


def test_rows_that_share_the_first_place_are_a_tie(shop):
    result = ask(shop, "revenue", by=(DAY,), rows="orders", top=Top(1, "revenue"))
    told = facts(result, "tie")
    assert told["n"] == 3
    assert told["groups"] == (date(2025, 1, 10), date(2025, 1, 10), date(2025, 2, 2))
    assert float(told["value"]) == 500
    assert "tie_at_cut" not in caveats(result)


def test_the_first_rows_are_told_in_their_order(shop):
    result = ask(shop, "revenue", by=(REGION,), rows="customers", top=Top(2, "revenue"))
    assert facts(result, "top_n")["groups"] == ("West", "East")
    assert [float(value) for value in facts(result, "top_n")["values"]] == [1000, 250]


def test_a_later_place_has_no_part_of_the_whole_and_nobody_after_it(shop):
    result = ask(shop, "revenue", by=(REGION,), top=Top(1, "revenue", skip=1))
    assert facts(result, "leader")["group"] == "East"
    assert facts(result, "leader")["place"] == 2
    assert [finding.kind for finding in result.findings] == ["leader"]


def test_no_row_is_no_list(shop):
    none = ask(shop, by=(DAY,), rows="orders", filters=(Compare("order.order_date", "lt", (date(2020, 1, 1),)),))
    assert [finding.kind for finding in none.findings] == ["empty"]


def test_a_long_list_ends_and_says_how_many_there_are_in_all(shop, monkeypatch):
    monkeypatch.setattr(metrics, "LISTED_ROWS", 4)
    result = ask(shop, "revenue", by=(DAY,), rows="orders", order=(Order("revenue", "desc"),))

    assert [float(value) for value in result.main.values("revenue")] == [500, 500, 500, 150]
    assert facts(result, "listing") == {"count": 6}
    assert caveats(result)["truncated_list"] == {"rows": 4, "total": 6}
    assert "truncated" in result.main.flags
    asked = ask(shop, by=(DAY,), rows="orders", limit=3)
    assert len(asked.main.rows) == 3
    assert "truncated_list" not in caveats(asked)
    exact = ask(shop, by=(DAY,), rows="orders", filters=(Compare("order.order_date", "le", (date(2025, 1, 25),)),))
    assert len(exact.main.rows) == 4
    assert "truncated_list" not in caveats(exact)


def test_ten_thousand_rows_are_a_list_and_one_more_is_too_many(world):
    start = date(2024, 1, 1)
    orders = [("ann", str(start + timedelta(days=i % 300)), i) for i in range(10_001)]
    result = ask(world(orders, as_of="2025-01-01"), by=(DAY,), rows="orders")
    assert len(result.main.rows) == 10_000
    assert caveats(result)["truncated_list"] == {"rows": 10_000, "total": 10_001}


def test_what_belongs_to_no_listed_row_is_said(shop):
    result = ask(shop, "orders", by=(REGION,), rows="customers")
    assert sorted(row[1] for row in result.main.rows) == [0, 1, 2, 2]
    assert caveats(result)["rows_left_out"]["code"] == "null_key"
    assert "unknown_bucket" not in caveats(result)


def test_a_window_counts_in_the_window_and_lists_everybody(shop):
    february = Window(date(2025, 2, 1), date(2025, 3, 1))
    result = ask(shop, "orders", by=(REGION,), rows="customers", window=february)
    assert sorted(row[1] for row in result.main.rows) == [0, 0, 0, 1]


def test_a_segment_is_a_column_of_rows(shop):
    result = ask(shop, "orders", by=(DimensionRef("customer.tier"),), rows="customers")
    assert len(result.main.rows) == 4
    assert result.lineage.queries[0].runs


def test_people_may_be_older_than_the_first_event(world):
    model = build_model()
    registered = Dimension(
        name="registered", type="time", dataset="customers", prefix="customer", expr="registered", grain="day"
    )
    people = replace(
        model.dataset("customers"),
        time_basis="event",
        default_time="registered",
        dimensions=(*model.dataset("customers").dimensions, registered),
    )
    shop = world(
        ORDERS, as_of="2025-03-01", model=replace(model, datasets=(model.dataset("orders"), people)), regions=REGIONS
    )
    year = Window(date(2020, 1, 1), date(2021, 1, 1))
    assert len(ask(shop, by=(REGION,), rows="customers", window=year).main.rows) == 3
    with pytest.raises(NoDataInWindow):
        ask(shop, "orders", by=(REGION,), rows="customers", window=year)


def test_a_period_before_the_data_is_nothing_to_compare_with(shop):
    year = Window(date(2025, 1, 1), date(2026, 1, 1), rule="this:year")
    with pytest.raises(NoDataInWindow):
        ask(shop, "orders", window=year, compare=(Comparison("year_ago"),))
