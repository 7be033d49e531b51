"""Every kind of metric and every operator of a query, on the trap set; the numbers are counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from semantic_layer.errors import (
    BadQuery,
    FanOut,
    FilterUnreachable,
    NoPath,
    NotAdditive,
    NoTime,
    UnknownDimension,
    UnknownMetric,
    UnknownValue,
)
from semantic_layer.query import (
    Combine,
    Compare,
    Comparison,
    Cumulate,
    DimensionRef,
    EntitySet,
    Exists,
    Members,
    MetricFilter,
    MetricRef,
    Offset,
    Order,
    Share,
    Top,
    Window,
)
from tests.semantic_layer.trap_world import ask, between, groups, month, one

JANUARY, FEBRUARY, MARCH, APRIL = (month(n) for n in (1, 2, 3, 4))
FIRST_QUARTER = between("2024-01-01", "2024-04-01")


# Filters


def test_having_keeps_groups_by_their_metric():
    table = ask("revenue", by="customer.region", having=(MetricFilter("revenue", "gt", (45,)),))

    assert groups(table) == {"East": 200, "West": 50}


def test_a_negated_list_and_none_of_keep_rows_without_a_value():
    not_in = ask("revenue", where=[Compare("customer.region", "not_in", ("East", "West"))])
    none_of = ask("revenue", where=[Combine("none_of", (Compare("customer.region", "eq", ("East",)),))])
    known = ask("revenue", where=[Compare("customer.region", "not_null")])

    assert (one(not_in), one(none_of), one(known)) == (42, 92, 250)


def test_text_is_matched_whatever_its_case_and_signs_are_not_patterns():
    assert one(ask("revenue", where=[Compare("customer.region", "contains", ("eA",))])) == 200
    assert one(ask("revenue", where=[Compare("customer.region", "starts_with", ("W",))])) == 50
    assert one(ask("revenue", where=[Compare("customer.region", "contains", ("%",))])) == 0
    assert one(ask("revenue", where=[Compare("customer.region", "not_contains", ("st",))])) == 42


def test_numbers_and_dates_are_compared_as_such():
    late = Compare("order.ship_date", "gt", (date(2024, 4, 4),))
    between_days = Compare("order.order_date", "between", (date(2024, 1, 31), date(2024, 4, 2)))

    assert one(ask("revenue", where=[late])) == 35
    assert one(ask("orders", where=[between_days])) == 3


def test_a_metric_may_have_a_filter_of_its_own_beside_the_whole():
    cancelled = MetricRef("orders", alias="cancelled", filters=(Compare("order.status", "eq", ("cancelled",)),))
    table = ask("orders", cancelled)

    assert table.rows == ((6, 1),)
    assert one(ask("completed_revenue")) == 287


def test_exists_reads_related_rows_through_the_entity_they_share():
    late = Exists("returns", Compare("return.reason", "eq", ("late",)))

    assert one(ask("revenue", where=[late])) == 150
    assert one(ask("customers", where=[Exists("returns")])) == 2
    assert one(ask("line_revenue", where=[late])) == 150
    assert one(ask("customers", where=[Exists("orders", negated=True)])) == 1


def test_members_are_entities_whose_own_metric_meets_a_condition():
    twice = Members("customer", MetricRef("orders"), "ge", (2,))
    in_january = Members("customer", MetricRef("orders"), "ge", (2,), window=between("2024-01-01", "2024-02-01"))

    assert one(ask("revenue", members=(twice,))) == 200
    assert one(ask("revenue", members=(in_january,), window=between("2024-02-01", "2024-03-01"))) == 0
    assert one(ask("customers", members=(twice,))) == 1


def test_members_below_a_number_include_entities_without_any_row():
    never = Members("customer", MetricRef("orders"), "eq", (0,))
    few = Members("customer", MetricRef("orders"), "lt", (2,))

    assert one(ask("customers", members=(never,))) == 1
    assert one(ask("customers", members=(few,))) == 3
    assert one(ask("revenue", members=(few,))) == 87


def test_a_set_may_ask_for_several_events_and_a_window():
    cups, tea = (Compare("product.category", "eq", (name,)) for name in ("Cups", "Tea"))
    both = EntitySet("customer", "order_lines", has=(cups, tea))
    early = EntitySet("customer", "order_lines", has=(cups,), window=between("2024-01-01", "2024-02-01"))

    assert one(ask("customers", members=(both,))) == 2
    assert one(ask("customers", members=(early,))) == 1


def test_a_set_of_customers_cannot_filter_what_has_no_customer():
    members = (EntitySet("customer", "orders"),)

    with pytest.raises(FilterUnreachable):
        ask("stock_level", members=members)


def test_a_filter_that_one_metric_cannot_take_is_refused_for_all():
    with pytest.raises(FilterUnreachable) as refused:
        ask("revenue", "refund", where=[("return.reason", "late")])

    assert refused.value.possible == ("refund",)


def test_a_closed_dimension_knows_its_values_without_asking_the_data():
    with pytest.raises(UnknownValue) as refused:
        ask("revenue", where=[("order.status", "canceled")])

    assert refused.value.possible[0] == "cancelled"


# Groups


def test_values_are_listed_once_and_only_those_that_exist():
    table = ask(by="customer.region")

    assert table.rows == (("East",), ("West",), (None,))
    assert ask(by=("product.category",), where=[("product.category", "Tea")]).rows == (("Tea",),)


def test_two_dimensions_are_listed_from_what_points_to_both():
    table = ask(by=("customer.region", "campaign.name"))

    assert set(table.rows) == {
        ("East", "New year"), ("East", None), ("West", None), (None, "Spring"), (None, None),
    }  # fmt: skip


def test_weekdays_and_months_of_a_year_are_groups_too():
    weekdays = ask("revenue", by=[DimensionRef("order.order_date", part="weekday")])
    months = ask("revenue", "refund", by=[DimensionRef("metric_time", part="month_of_year")])

    assert groups(weekdays) == {2: 35, 3: 207, 4: 50}
    assert groups(months) == {1: (200, 10), 2: (50, 25), 4: (42, 0)}


def test_a_second_time_may_be_grouped_beside_the_periods():
    table = ask("orders", grain="month", by=[DimensionRef("order.ship_date", grain="month", alias="shipped")])

    assert groups(table)[JANUARY, FEBRUARY] == 1
    assert groups(table)[MARCH, FEBRUARY] == 0


def test_weeks_quarters_and_fiscal_years():
    weeks = ask("orders", grain="week", window=between("2024-04-01", "2024-04-15"))
    quarters = ask("revenue", grain="quarter", fiscal=True)
    years = ask("revenue", grain="year", fiscal=True)

    assert groups(weeks) == {date(2024, 4, 1): 2, date(2024, 4, 8): 1}
    assert groups(quarters) == {JANUARY: 250, APRIL: 42}
    assert groups(years) == {date(2023, 4, 1): 250, APRIL: 42}


def test_every_group_has_every_period():
    table = ask("revenue", by="customer.region", grain="month", window=between("2024-01-01", "2024-03-01"))

    assert groups(table) == {
        (JANUARY, "East"): 200, (FEBRUARY, "East"): 0, (JANUARY, "West"): 0, (FEBRUARY, "West"): 50,
    }  # fmt: skip


def test_a_missing_period_is_unknown_where_the_query_says_so():
    assert groups(ask("revenue", grain="month", fill="none"))[MARCH] is None
    assert groups(ask("revenue", grain="month", fill="carry"))[MARCH] == 50


def test_rows_without_a_date_are_counted_when_periods_are_asked_for():
    table = ask("line_revenue", grain="month", window=FIRST_QUARTER)

    assert groups(table) == {JANUARY: 200, FEBRUARY: 50, MARCH: 0}
    assert not [item for item in table.left_out if item.code == "no_time"]


def test_a_segment_groups_by_the_run_that_the_query_names():
    early = ask("revenue", by="customer.value_tier", runs=(("customer.value_tier", date(2024, 2, 1)),))
    late = ask("revenue", by="customer.value_tier", runs=(("customer.value_tier", date(2024, 4, 10)),))

    assert groups(early) == {"high": 200, "low": 50, None: 42}
    assert [row[0] for row in late.rows] == ["mid", "low", None]  # as the model lists them
    with pytest.raises(BadQuery, match="run"):
        ask("revenue", by="customer.value_tier")


# Metric kinds


def test_rows_below_a_metric_may_be_aggregated_in_another_way():
    assert one(ask(MetricRef("revenue", agg="avg")), "avg_revenue") == round(292 / 6, 5)
    assert one(ask(MetricRef("revenue", agg="median")), "median_revenue") == 40
    assert one(ask(MetricRef("revenue", agg="percentile", percentile=1.0))) == 100
    assert one(ask(MetricRef("revenue", agg="max", alias="largest"), by="customer.region", where=[
        ("customer.region", "West")]), "largest") == 50  # fmt: skip
    with pytest.raises(NotAdditive):
        ask(MetricRef("orders", agg="avg"))


def test_a_dimension_may_be_counted_but_words_have_no_average():
    assert one(ask(MetricRef("customer.region", agg="count_distinct"))) == 2
    with pytest.raises(NotAdditive):
        ask(MetricRef("customer.region", agg="avg"))


def test_a_running_window_counts_calendar_days_and_distinct_buyers_anew():
    table = ask("buyers_30_days", grain="month")

    assert groups(table) == {JANUARY: 1, FEBRUARY: 2, MARCH: 0, APRIL: 2}
    assert "window_incomplete" not in table.flags
    assert groups(ask("revenue_month_to_date", grain="day", window=between("2024-04-01", "2024-04-05"))) == {
        date(2024, 4, 1): 0, date(2024, 4, 2): 30, date(2024, 4, 3): 37, date(2024, 4, 4): 37,
    }  # fmt: skip


def test_a_running_total_of_a_ratio_is_computed_from_rows():
    table = ask("aov", grain="month", cumulate=Cumulate())

    assert groups(table, "aov__cumulated") == {
        JANUARY: 100, FEBRUARY: round(250 / 3, 5), MARCH: round(250 / 3, 5), APRIL: round(292 / 6, 5)
    }  # fmt: skip


def test_a_moving_average_waits_until_it_has_all_its_periods():
    table = ask("revenue", grain="month", cumulate=Cumulate("moving_avg", n=2))

    assert groups(table, "revenue__cumulated") == {JANUARY: None, FEBRUARY: 125, MARCH: 25, APRIL: 21}


def test_a_total_to_date_starts_again():
    table = ask("revenue", grain="month", cumulate=Cumulate("to_date", to_date="quarter"))

    assert groups(table, "revenue__cumulated") == {JANUARY: 200, FEBRUARY: 250, MARCH: 250, APRIL: 42}


def test_a_comparison_metric_and_an_offset_move_whole_months():
    before = MetricRef("revenue", alias="before", offset=Offset(1, "month"))

    assert groups(ask("revenue_change", grain="month"))[APRIL] == 42
    assert groups(ask("revenue", before, grain="month"))[FEBRUARY] == (50, 200)
    assert ask(before, window=between("2024-02-01", "2024-03-01")).rows[0][0] == 200


def test_a_conversion_belongs_to_the_latest_event_before_it():
    table = ask("signup_conversion")

    # Customer 1 orders twice and customer 2 once within 30 days of signing up; customers 3 and 4 do not.
    assert table.rows == ((0.75, 4, 3),)


def test_events_whose_window_is_not_over_are_no_base_of_a_conversion():
    table = ask("signup_conversion", as_of=date(2024, 2, 16))

    assert table.rows[0][1] == 1
    assert ("incomplete_window", 2) in [(item.code, item.rows) for item in table.left_out]


def test_a_nested_metric_aggregates_once_per_entity():
    assert one(ask("orders_per_customer")) == 1
    assert groups(ask("orders_per_customer", by="customer.region")) == {"East": 2, "West": 1, None: 1}


def test_the_average_level_is_taken_per_item_before_items_are_added():
    assert groups(ask("stock_average", grain="month"))[JANUARY] == 10
    assert one(ask(MetricRef("stock_level", agg="max"))) == 13
    assert one(ask("stock_level")) == 9
    assert groups(ask("stock_level", by="stock.sku")) == {"1": 8, "2": 1}


def test_a_forward_rate_by_month_leaves_out_months_that_are_not_over():
    rate = MetricRef("repurchase_rate", horizon_days=30)
    table = ask(rate, grain="month")

    found = groups(table, "repurchase_rate__hits", "repurchase_rate__n")
    assert (found[FEBRUARY], found[MARCH]) == ((0, 1), (0, 2))
    assert [(item.code, item.rows) for item in table.left_out if item.code == "incomplete_horizon"] == [
        ("incomplete_horizon", 1)
    ]


def test_a_forward_rate_needs_its_day_and_its_horizon():
    with pytest.raises(BadQuery, match="t0"):
        ask(MetricRef("repurchase_rate", horizon_days=30))
    with pytest.raises(BadQuery, match="horizon"):
        ask(MetricRef("repurchase_rate", t0=date(2024, 2, 1)))


def test_a_repeat_rate_of_two_months_is_compared():
    table = ask("repeat_rate", window=between("2024-02-01", "2024-03-01"), compare=(Comparison("previous"),))

    assert table.rows[0][:4] == (0.0, 1, 0, 1.0)
    assert table.columns[table.index("repeat_rate__previous_change")].unit.kind == "points"


# Operators


def test_several_comparisons_stand_side_by_side():
    table = ask(
        "revenue",
        window=between("2024-02-01", "2024-03-01"),
        compare=(Comparison("previous"), Comparison("year_ago"), Comparison("window", window=FIRST_QUARTER)),
    )

    record = next(table.records())
    assert float(record["revenue__previous"]) == 200
    assert float(record["revenue__previous_rate"]) == -0.75
    assert (float(record["revenue__year_ago"]), record["revenue__year_ago_rate"]) == (0, None)
    assert float(record["revenue__window"]) == 250


def test_a_comparison_by_group_keeps_groups_of_either_period():
    table = ask(
        "revenue",
        by="customer.region",
        window=between("2024-02-01", "2024-03-01"),
        compare=(Comparison("previous"),),
        order=(Order("revenue__previous_change", "desc"),),
    )

    assert [(row[0], float(row[1]), float(row[2])) for row in table.rows] == [("West", 50, 0), ("East", 0, 200)]


def test_shares_within_the_parent_and_of_the_unfiltered_total():
    parent = ask("revenue", by=("customer.region", "campaign.name"), share=Share("parent"))
    total = ask("revenue", by="customer.region", where=[("customer.region", "West")], share=Share("total"))
    filtered = ask("revenue", by="customer.region", where=[("customer.region", "West")], share=Share())

    assert groups(parent, "revenue__share")[("East", "New year")] == 0.5
    assert groups(parent, "revenue__share")[(None, "Spring")] == round(37 / 42, 5)
    assert groups(total, "revenue__share") == {"West": 0.17123}
    assert groups(filtered, "revenue__share") == {"West": 1}


def test_a_ratio_has_no_shares():
    with pytest.raises(NotAdditive):
        ask("aov", by="customer.region", share=Share())


def test_ties_at_the_first_place_all_win_and_ties_at_the_cut_are_flagged():
    most = ask("orders", by="order.order_date", top=Top(1, "orders"))  # one order on each of six days
    two = ask("orders", by="order.order_date", top=Top(2, "orders"))

    assert list(groups(most).values()) == [1] * 6
    assert len(two.rows) == 2
    assert "tie_at_cut" in two.flags
    assert "tie_at_cut" not in ask("revenue", by="customer.region", top=Top(2, "revenue")).flags


def test_the_unknown_group_takes_no_place_in_a_ranking():
    lowest = ask("customers", by="customer.region", top=Top(1, "customers", "asc"))
    assert groups(lowest) == {"East": 1}  # the customer without a region is one too, but of no region
    assert "tie_at_cut" not in lowest.flags


def test_a_missing_value_is_last_in_both_directions():
    for direction, expected in (("asc", [FEBRUARY, JANUARY, APRIL]), ("desc", [JANUARY, FEBRUARY, APRIL])):
        order = (Order("revenue", direction),)
        table = ask("revenue", grain="month", fill="none", order=order, having=(MetricFilter("revenue", "ne", (42,)),))
        assert [row[0] for row in table.rows][-1] == MARCH, expected


def test_a_month_that_as_of_cuts_is_neither_best_nor_worst():
    lowest = ask("orders", grain="month", top=Top(1, "orders", "asc"), window=between("2024-01-01", "2024-04-11"))
    highest = ask("orders", grain="month", top=Top(1, "orders"))
    only = ask("orders", grain="month", top=Top(1, "orders"), window=between("2024-04-01", "2024-04-11"))

    assert groups(lowest) == {MARCH: 0}
    assert groups(highest) == {JANUARY: 2}
    assert "incomplete_not_ranked" in highest.flags
    assert groups(only) == {APRIL: 3}


def test_rank_by_a_change():
    table = ask(
        "revenue",
        by="customer.region",
        window=between("2024-02-01", "2024-03-01"),
        compare=(Comparison("previous"),),
        top=Top(1, "revenue__previous_change", "asc"),
    )

    assert [row[0] for row in table.rows] == ["East"]


def test_others_of_a_distinct_count_are_counted_anew():
    table = ask("line_orders", by="product.category", top=Top(1, "line_orders", others=True))

    assert [(row[0], row[1]) for row in table.rows] == [("Tea", 4), (None, 3), (None, 1)]
    assert table.others == 1


def test_others_are_missing_where_the_top_is_everything():
    table = ask("revenue", by="customer.region", top=Top(5, "revenue", others=True))

    assert table.others is None
    assert groups(table) == {"East": 200, "West": 50, None: 42}


def test_the_total_row_stands_in_the_same_columns():
    table = ask("revenue", "aov", by="customer.region", totals=True)

    assert table.total is not None
    assert table.total[0] is None
    assert [round(float(value), 3) for value in table.total[1:]] == [292, 48.667]


def test_a_limit_cuts_the_ordered_rows():
    table = ask("revenue", by="customer.region", order=(Order("revenue", "desc"),), limit=2)

    assert [row[0] for row in table.rows] == ["East", "West"]


# Refusals


def test_unknown_names_are_refused_with_the_nearest():
    with pytest.raises(UnknownMetric) as metric:
        ask("revenu")
    with pytest.raises(UnknownDimension) as dimension:
        ask("revenue", by="customer.regoin")

    assert metric.value.suggestions[0] == "revenue"
    assert dimension.value.suggestions[0] == "customer.region"


def test_what_is_not_related_says_so():
    with pytest.raises(NoPath):
        ask("revenue", by="stock.sku")


def test_a_metric_without_time_has_no_periods():
    products = MetricRef("product.category", agg="count")

    with pytest.raises(NoTime):
        ask(products, grain="month")
    assert one(ask(products)) == 3


def test_counting_customers_by_order_status_would_count_them_twice():
    with pytest.raises(FanOut) as refused:
        ask("customers", by="order.status")

    assert "orders" in refused.value.possible


@pytest.mark.parametrize(
    "fields",
    [
        {"by": ("customer.region", "customer.region")},
        {"by": "customer.region", "top": Top(0, "revenue")},
        {"by": "customer.region", "top": Top(1, "margin")},
        {"order": (Order("profit"),)},
        {"having": (MetricFilter("profit", "gt", (1,)),)},
        {"where": [Compare("customer.region", "in")]},
        {"where": [Compare("customer.region", "gt", (None,))]},
        {"compare": (Comparison("previous"),)},
        {"window": Window(date(2024, 2, 1), date(2024, 1, 1))},
        {"share": Share()},
        {"cumulate": Cumulate()},
    ],
)
def test_a_query_that_contradicts_itself_is_refused(fields):
    with pytest.raises(BadQuery):
        ask("revenue", **fields)
