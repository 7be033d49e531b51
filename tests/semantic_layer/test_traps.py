"""The trap set: questions that make a plausible wrong number easy, each with its right answer counted by hand.

The tables are drawn in `trap_world.py`, the model in `trap_model.yaml`.
"""

from __future__ import annotations

from datetime import date

import pytest

from semantic_layer.errors import (
    FanOut,
    HorizonIncomplete,
    ManyToMany,
    NotAdditiveOverTime,
    UnknownValue,
)
from semantic_layer.query import (
    Compare,
    Comparison,
    Cumulate,
    EntitySet,
    Exists,
    MetricRef,
    Share,
    TimeRef,
    Top,
    Window,
)
from tests.semantic_layer.trap_world import AS_OF, ask, groups, month, one

JANUARY, FEBRUARY, MARCH, APRIL = (month(n) for n in (1, 2, 3, 4))


def test_revenue_by_region_keeps_orders_of_unknown_customers():
    table = ask("revenue", by="customer.region")

    assert groups(table) == {"East": 200, "West": 50, None: 42}
    reasons = {item.code: (item.rows, float(item.value)) for item in table.left_out}
    assert reasons == {"null_key": (1, 5), "orphan_key": (1, 7), "null_attribute": (1, 30)}


def test_two_facts_by_region_do_not_multiply_each_other():
    assert groups(ask("revenue", "refund", by="customer.region")) == {"East": (200, 30), "West": (50, 5), None: (42, 0)}


def test_a_refund_rate_divides_totals_and_is_zero_without_refunds():
    assert groups(ask("refund_rate", by="customer.region")) == {"East": 0.15, "West": 0.1, None: 0}
    assert one(ask("refund_rate")) == round(35 / 292, 5)


def test_counting_customers_beside_revenue_counts_those_without_orders():
    assert groups(ask("customers", "revenue", by="customer.region")) == {
        "East": (1, 200),
        "West": (2, 50),
        None: (1, 42),
    }


def test_metrics_of_several_facts_without_groups():
    assert [float(value) for value in ask("revenue", "customers").rows[0]] == [292, 4]
    assert [float(value) for value in ask("revenue", "orders", "refund").rows[0]] == [292, 6, 35]


def test_a_filter_and_its_negation_are_the_whole():
    west = ask("revenue", "refund", where=[("customer.region", "West")])
    not_west = ask("revenue", "refund", where=[Compare("customer.region", "ne", ("West",))])

    assert [float(value) for value in west.rows[0]] == [50, 5]
    assert [float(value) for value in not_west.rows[0]] == [242, 30]


def test_revenue_by_return_reason_would_count_an_order_twice():
    with pytest.raises(FanOut, match="order can have several return") as refused:
        ask("revenue", by="return.reason")

    assert "refund" in refused.value.possible
    assert refused.value.code == "fan_out"


def test_revenue_by_tag_needs_a_bridge_with_weights():
    with pytest.raises(ManyToMany, match="order_tags") as refused:
        ask("revenue", by="order_tags.tag")

    assert refused.value.code == "many_to_many"


def test_revenue_of_orders_with_a_return_counts_each_order_once():
    having = ask("revenue", "orders", where=[Exists("returns")])
    without = ask("revenue", "orders", where=[Exists("returns", negated=True)])

    assert [float(value) for value in having.rows[0]] == [150, 2]
    assert [float(value) for value in without.rows[0]] == [142, 4]


def test_revenue_by_category_is_refused_and_offered_by_line():
    with pytest.raises(FanOut) as refused:
        ask("revenue", by="product.category")

    assert refused.value.possible[0] == "line_revenue"
    assert groups(ask("line_revenue", by="product.category")) == {"Tea": 185, "Cups": 100, None: 7}


def test_margin_is_a_ratio_of_totals():
    assert groups(ask("margin", by="product.category")) == {"Tea": 0.52973, "Cups": 0.66, None: 0.28571}
    assert one(ask("margin")) == 0.56849


def test_distinct_orders_by_category_overlap_and_the_total_is_counted_again():
    table = ask("line_orders", by="product.category", totals=True)

    assert groups(table) == {"Tea": 4, "Cups": 3, None: 1}
    assert table.total == (None, 6)
    assert "parts_overlap" in table.flags


def test_a_month_without_orders_is_zero_and_the_month_that_as_of_cuts_is_incomplete():
    table = ask("revenue", grain="month")

    assert groups(table) == {JANUARY: 200, FEBRUARY: 50, MARCH: 0, APRIL: 42}
    assert table.incomplete == (3,)
    shipped = ask("revenue", grain="month", time=TimeRef("order.ship_date"))
    assert groups(shipped) == {JANUARY: 100, FEBRUARY: 150, MARCH: 0, APRIL: 42}


def test_change_on_the_previous_month_is_undefined_after_an_empty_month():
    table = ask("revenue", grain="month", compare=(Comparison("previous"),))

    changes = groups(table, "revenue__previous_change", "revenue__previous_rate")
    assert changes[FEBRUARY] == (-150, -0.75)
    assert changes[MARCH] == (-50, -1)
    assert changes[APRIL] == (42, None)


def test_buyers_are_distinct_in_every_month_and_in_all():
    assert one(ask("buyers")) == 4
    assert groups(ask("buyers", grain="month")) == {JANUARY: 1, FEBRUARY: 1, MARCH: 0, APRIL: 2}


def test_cumulative_revenue_shows_the_end_of_each_month_and_stops_at_as_of():
    expected = {JANUARY: 200, FEBRUARY: 250, MARCH: 250, APRIL: 292}

    assert groups(ask("cumulative_revenue", grain="month")) == expected
    assert groups(ask("revenue", grain="month", cumulate=Cumulate()), "revenue__cumulated") == expected


def test_month_to_date_is_compared_with_the_same_days_of_the_month_before():
    window = Window(date(2024, 4, 1), AS_OF, "to_date:month")
    table = ask("revenue", window=window, compare=(Comparison("previous"),))

    assert [float(value) for value in table.rows[0][:2]] == [42, 0]
    assert "like_for_like" in table.flags


def test_average_order_value_is_never_an_average_of_averages():
    assert groups(ask("aov", by="customer.region")) == {"East": 100, "West": 50, None: 14}
    assert one(ask("aov")) == round(292 / 6, 5)


def test_stock_takes_the_last_level_of_each_item_and_then_adds():
    assert groups(ask("stock_level", grain="month")) == {JANUARY: 7, FEBRUARY: 7, MARCH: 8, APRIL: None}
    assert groups(ask("stock_carried", grain="month")) == {JANUARY: 7, FEBRUARY: 7, MARCH: 9, APRIL: 9}
    with pytest.raises(NotAdditiveOverTime):
        ask(MetricRef("stock_level", agg="sum"))
    with pytest.raises(NotAdditiveOverTime):
        ask("stock_level", grain="month", cumulate=Cumulate())


def test_repeat_rate_is_judged_among_buyers_with_a_key():
    table = ask("repeat_rate", by="customer.region")

    assert one(ask("repeat_rate"), "repeat_rate") == 0.25
    assert groups(table, "repeat_rate__hits", "repeat_rate__n") == {"East": (1, 1), "West": (0, 1), None: (0, 2)}


def forward(t0, horizon, lookback=None):
    return MetricRef("repurchase_rate", t0=t0, horizon_days=horizon, lookback_days=lookback)


def test_a_forward_rate_fixes_its_members_before_it_judges_them():
    early = ask(forward(date(2024, 1, 15), 30, 14))
    later = ask(forward(date(2024, 2, 16), 46))
    nobody = ask(forward(date(2024, 1, 1), 30))

    assert early.rows[0] == (1.0, 1, 1)
    assert later.rows[0] == (0.0, 2, 0)
    assert nobody.rows[0] == (None, 0, 0)


def test_a_member_of_a_group_succeeds_by_any_event_in_whatever_group():
    """Customer 1 came by a campaign and came again without one; both ways to ask about it agree."""
    rate = forward(date(2024, 1, 15), 30)
    grouped = ask(rate, by="campaign.name")
    limited = ask(rate, where=[("campaign.name", "New year")])

    assert groups(grouped, "repurchase_rate__hits", "repurchase_rate__n") == {"New year": (1, 1)}
    assert limited.rows[0] == (1.0, 1, 1)


def test_a_horizon_that_is_not_over_is_refused():
    with pytest.raises(HorizonIncomplete) as refused:
        ask(forward(date(2024, 4, 1), 30))

    assert refused.value.until == date(2024, 5, 1)


def test_customers_who_bought_cups_and_never_tea():
    cups, tea = (Compare("product.category", "eq", (name,)) for name in ("Cups", "Tea"))
    members = (EntitySet("customer", "order_lines", has=(cups,), never=(tea,)),)

    assert one(ask("customers", members=members)) == 1
    assert groups(ask("customers", by="customer.region", members=members)) == {"West": 1}


def test_shares_of_revenue_add_to_one():
    table = ask("revenue", by="customer.region", share=Share())

    shares = groups(table, "revenue__share")
    assert shares == {"East": 0.68493, "West": 0.17123, None: 0.14384}
    assert sum(shares.values()) == pytest.approx(1)


def test_top_and_others_and_unknown_are_the_whole():
    table = ask("revenue", by="customer.region", top=Top(1, "revenue", others=True))

    assert [(row[0], float(row[1])) for row in table.rows] == [("East", 200), (None, 50), (None, 42)]
    assert table.others == 1


def test_top_category_of_every_region():
    top = Top(1, "line_revenue", per=("customer.region",))
    table = ask("line_revenue", by=("customer.region", "product.category"), top=top)

    assert groups(table) == {("East", "Tea"): 160, ("West", "Cups"): 50, (None, "Tea"): 25}


def test_a_misspelt_value_is_never_an_empty_answer():
    with pytest.raises(UnknownValue) as refused:
        ask("revenue", where=[("customer.region", "Wset")])

    assert refused.value.possible[0] == "West"


def test_orders_after_as_of_are_left_out_and_counted():
    table = ask("revenue", as_of=date(2024, 4, 3))

    assert one(table) == 287
    assert [(item.code, item.rows, float(item.value)) for item in table.left_out] == [("future_rows", 1, 5)]
