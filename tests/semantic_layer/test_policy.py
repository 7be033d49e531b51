"""Who may see what: policies inside every branch, on the trap set."""

from __future__ import annotations

from dataclasses import replace

import pytest

from semantic_layer.compiler import compile_query
from semantic_layer.errors import PolicyError, UnknownDimension, UnknownMetric, UnknownValue
from semantic_layer.model import Mask, Policy
from semantic_layer.query import (
    Compare,
    DimensionRef,
    EntitySet,
    Exists,
    Members,
    MetricRef,
    Share,
    Top,
    Who,
)
from tests.semantic_layer.trap_world import CALENDAR, MODEL, ask, groups, one, query

MANAGER = Who("li", ("regional_manager",), (("region", "West"),))
WEST_ONLY = Policy(name="own_region", dataset="customers", rows="region = :who.region")


def with_policies(*policies):
    return replace(MODEL, policies=policies)


def test_a_policy_on_customers_hides_their_orders_instead_of_making_them_unknown():
    table = ask("revenue", "refund", "customers", by="customer.region", who=MANAGER)

    assert groups(table) == {"West": (50, 5, 2)}
    assert one(ask("revenue", who=MANAGER)) == 50


def test_null_and_orphan_keys_follow_the_policy():
    visible = with_policies(replace(WEST_ONLY, null_keys="visible"))

    assert groups(ask("revenue", by="customer.region", who=MANAGER, model=visible)) == {"West": 50, None: 12}


def test_the_policy_holds_in_every_branch():
    total = ask("revenue", by="customer.region", who=MANAGER, totals=True, share=Share("total"))
    others = ask("line_revenue", by="product.category", who=MANAGER, top=Top(1, "line_revenue", others=True))
    listed = ask(by="customer.region", who=MANAGER)
    rate = ask("repeat_rate", who=MANAGER)
    never = ask("customers", who=MANAGER, members=(Members("customer", MetricRef("orders"), "eq", (0,)),))
    with_events = ask("customers", who=MANAGER, members=(EntitySet("customer", "orders"),))
    with_returns = ask("orders", who=MANAGER, where=[Exists("returns")])

    assert total.total is not None
    assert float(total.total[1]) == 50
    assert groups(total, "revenue__share") == {"West": 1}
    assert groups(others) == {"Cups": 50}
    assert listed.rows == (("West",),)
    assert rate.rows[0] == (0.0, 1, 0)
    assert (one(never), one(with_events), one(with_returns)) == (1, 1, 1)


def test_what_is_counted_beside_the_answer_is_policed_too():
    table = ask("revenue", by="customer.region", who=MANAGER)

    assert table.left_out == ()


def test_a_value_that_one_may_not_see_is_unknown():
    with pytest.raises(UnknownValue) as hidden:
        ask("revenue", who=MANAGER, where=[("customer.region", "East")])
    with pytest.raises(UnknownValue) as missing:
        ask("revenue", who=MANAGER, where=[("customer.region", "Eest")])

    assert hidden.value.possible == missing.value.possible


def test_a_policy_without_its_attribute_refuses_the_query():
    with pytest.raises(PolicyError, match="region"):
        ask("revenue", who=Who("li", ("regional_manager",)))
    twice = (("region", "West"), ("region", "East"))
    with pytest.raises(PolicyError, match="more than one"):
        ask("revenue", who=Who("li", ("regional_manager",), twice))


def test_nobody_sees_no_row_where_a_policy_exists():
    nobody = Who(name="")

    assert one(ask("orders", who=nobody)) == 0
    assert one(ask("stock_level", who=nobody)) == 9


def test_other_roles_see_everything_and_the_policy_is_not_listed():
    analyst = query("revenue", who=Who("wang", ("analyst",)))

    assert compile_query(analyst, MODEL, CALENDAR).policies == ()
    assert compile_query(replace(analyst, who=MANAGER), MODEL, CALENDAR).policies == ("own_region",)


def test_an_all_visible_policy_is_no_policy():
    everything = with_policies(Policy(name="open", dataset="customers", rows="1 = 1", null_keys="visible"))

    assert groups(ask("revenue", by="customer.region", model=everything)) == {"East": 200, "West": 50, None: 42}


def test_an_attribute_is_a_value_and_never_sql():
    injected = Who("x", ("regional_manager",), (("region", "West' OR '1' = '1"),))

    assert one(ask("revenue", who=injected)) == 0


def test_a_hidden_name_behaves_like_an_unknown_one():
    hidden = with_policies(Policy(name="secret", dataset="customers", hide=("region",)))

    def message(name):
        with pytest.raises(UnknownDimension) as refused:
            ask("revenue", by=name, model=hidden)
        return str(refused.value).replace(name, "x")

    assert message("customer.region") == message("customer.qegion")
    with pytest.raises(UnknownDimension):
        ask("revenue", model=hidden, where=[Compare("customer.region", "not_null")])
    with pytest.raises(UnknownDimension):
        ask(MetricRef("customer.region", agg="count"), by=("customer.region",), model=hidden)


def test_a_hidden_measure_hides_its_metric():
    hidden = with_policies(Policy(name="secret", dataset="order_lines", hide=("cost",)))

    with pytest.raises(UnknownMetric) as refused:
        ask("cost", model=hidden)

    assert "cost" not in refused.value.possible
    with pytest.raises(UnknownMetric):
        ask("margin", model=hidden)


@pytest.mark.parametrize(
    ("mask", "expected"),
    [("prefix(1)", {"E": 200, "W": 50, None: 42}), ("null", {None: 292})],
)
def test_a_masked_dimension_is_grouped_by_its_mask(mask, expected):
    masked = with_policies(Policy(name="masked", dataset="customers", mask=(Mask("region", mask),)))

    assert groups(ask("revenue", by="customer.region", model=masked)) == expected


def test_a_masked_dimension_cannot_be_filtered_beyond_its_mask():
    masked = with_policies(Policy(name="masked", dataset="customers", mask=(Mask("region", "hash"),)))

    with pytest.raises(UnknownValue) as refused:
        ask("revenue", model=masked, where=[("customer.region", "West")])
    assert "West" not in refused.value.possible
    assert ask(by="customer.region", model=masked).rows[0][0] not in ("East", "West")


def test_small_groups_are_suppressed_counted_and_take_the_total_with_them():
    guarded = with_policies(Policy(name="enough", dataset="customers", min_group_entity="customer", min_group_k=2))
    table = ask("revenue", by="customer.region", model=guarded, totals=True)

    # East is one customer, West one buyer; the unknown bucket holds customers 3 and 99.
    assert groups(table) == {None: 42}
    assert [(item.code, item.rows) for item in table.left_out if item.code == "suppressed_groups"] == [
        ("suppressed_groups", 2)
    ]
    assert table.total is None


def test_a_rate_of_a_small_group_is_suppressed():
    guarded = with_policies(Policy(name="enough", dataset="customers", min_group_entity="customer", min_group_k=2))

    assert list(groups(ask("repeat_rate", by=[DimensionRef("customer.region")], model=guarded))) == [None]
    assert ask("orders_per_customer", by="customer.region", model=guarded).rows == ()  # a median amid two takes four
