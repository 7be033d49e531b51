"""One row per customer: what counts as a purchase, and who may see which rows."""

from dataclasses import replace
from datetime import date

import pytest

from semantic_layer.model import Dataset, Policy, Role
from semantic_layer.query import Compare, Who
from tools import trees
from tools.arguments import TiersArgs
from tools.customers.base import BaseScope, base_steps, count_left_out
from tools.errors import BadParameter, EmptyWindow, MissingRole
from tools.roles import order_role
from tools.segments.runs import ensure_run
from tools.segments.summary import scope_of
from tools.value.tiers import tiers

ORDERS = [
    ("ann", "2025-01-10", 100), ("ann", "2025-01-10", 50), ("ann", "2025-02-01", -30), ("ann", "2025-03-01", 20),
    ("bob", "2025-02-15", 80), ("cy", "2025-02-20", -10), (None, "2025-02-21", 7), ("bob", "2025-04-05", 999),
]  # fmt: skip
REGIONS = {"ann": "West", "bob": "East", "cy": "West"}


def base(ctx, as_of="2025-04-01", start=None, filters=()):
    scope = BaseScope(order_role("test", ctx, filters), date.fromisoformat(as_of), start)
    names = ("key", "recency_days", "frequency", "monetary")
    select = trees.with_steps(trees.from_step("customers", *trees.columns(*names)), base_steps(scope))
    return {row[0]: row[1:] for row in ctx.engine.run(trees.render(select, "duckdb")).rows}


@pytest.fixture
def shop(world):
    return world(ORDERS, as_of="2025-04-10", regions=REGIONS)


def test_value_that_sees_returns_two_orders_of_a_day_are_one_purchase(shop):
    assert base(shop) == {"ann": (31, 2, 140.0), "bob": (45, 1, 80.0)}


def test_a_purchase_on_the_day_before_as_of_is_one_day_old(shop):
    assert base(shop, "2025-03-02")["ann"][0] == 1


def test_what_the_base_leaves_out_is_counted_by_reason(shop):
    scope = BaseScope(order_role("test", shop), date(2025, 4, 1))
    assert {item.code: (item.rows, item.value) for item in count_left_out(scope, shop)} == {
        "null_key": (1, 7.0),
        "future_rows": (1, None),
        "returns_only": (1, None),
    }


def test_a_window_starts_with_its_first_day(shop):
    assert base(shop, start=date(2025, 2, 1)) == {"ann": (31, 1, -10.0), "bob": (45, 1, 80.0)}


def test_a_filter_reaches_the_orders_through_the_customer(shop):
    west = (Compare("customer.region", "eq", ("West",)),)
    assert set(base(shop, filters=west)) == {"ann"}


def test_default_filters_of_the_dataset_hold(shop):
    orders = replace(shop.model.dataset("orders"), default_filters=("amount < 100",))
    model = replace(shop.model, datasets=(orders, shop.model.dataset("customers")))
    assert base(replace(shop, model=model))["ann"] == (31, 2, 40.0)


def test_orders_may_be_written_as_a_select(shop):
    source = "SELECT order_id, customer_id, order_date, amount * 2 AS amount FROM orders"
    orders: Dataset = replace(shop.model.dataset("orders"), source=source)
    model = replace(shop.model, datasets=(orders, shop.model.dataset("customers")))
    assert base(replace(shop, model=model))["ann"] == (31, 2, 280.0)


def test_a_role_without_a_needed_column_is_refused(shop):
    parts = (("customer", "customer_id"), ("time", "order_date"))
    with pytest.raises(MissingRole) as refusal:
        base(replace(shop, model=replace(shop.model, roles=(Role("order", "orders", parts),))))
    assert refusal.value.params["role"] == "order.amount"


# --- rights -----------------------------------------------------------------------------------------------------

OWN_REGION = Policy(name="own_region", dataset="customers", rows="region = :who.region")
MIA = Who("mia", (), (("region", "West"),))


def test_a_row_policy_limits_a_tool_to_visible_customers(shop):
    limited = replace(shop, model=replace(shop.model, policies=(OWN_REGION,)), who=MIA)
    assert set(base(limited)) == {"ann"}


def test_a_kept_run_covers_all_customers_whoever_asked_first(world):
    orders = [(name, "2025-01-05", amount) for name, amount in (("ann", 9), ("bob", 8), ("cy", 7), ("di", 6))]
    ctx = world(orders, as_of="2025-04-01", regions=REGIONS)
    limited = replace(ctx, model=replace(ctx.model, policies=(OWN_REGION,)), who=MIA)
    assert ensure_run(limited.model.segmentation("customer.tier"), date(2025, 4, 1), limited).customers == 4


def test_groups_below_the_policys_size_are_not_shown_but_counted(world):
    orders = [(f"c{i}", "2025-01-05", 100 - i) for i in range(10)]
    ctx = world(orders, as_of="2025-04-01")
    sized = Policy(name="sized", dataset="customers", min_group_entity="customer", min_group_k=3)
    table = tiers(TiersArgs(), replace(ctx, model=replace(ctx.model, policies=(sized,)))).main
    assert table.values("segment") == ("low",)  # with the three of the middle, all ten would tell the two at the top
    assert table.values("share") == (None,)  # 5 and its share would tell that they are ten
    assert ("suppressed_groups", 2) in [(item.code, item.rows) for item in table.left_out]


# --- scope ------------------------------------------------------------------------------------------------------


def test_a_day_after_the_data_is_refused(shop):
    with pytest.raises(BadParameter):
        scope_of("tiers", TiersArgs(as_of=date(2025, 5, 1)), shop)


def test_a_window_without_customers_is_refused(world):
    ctx = world(ORDERS, as_of="2025-04-10")
    with pytest.raises(EmptyWindow):
        tiers(TiersArgs(as_of=date(2025, 1, 2)), ctx)
