"""Arithmetic between metrics, and aggregates of values that are computed for each member first.

Every number is checked against plain Python over the same random rows: missing keys, groups that only one side has,
nothing below the line.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic_layer.compiler.combine import combined_unit
from semantic_layer.errors import (
    BadQuery,
    FanOut,
    FilterUnreachable,
    GrainTooFine,
    NotAdditive,
    NotAdditiveOverTime,
    PolicyError,
    UnitMismatch,
    UnknownDimension,
    UnknownMetric,
    UnknownValue,
)
from semantic_layer.model import Format, Policy, Unit
from semantic_layer.query import (
    Combination,
    Compare,
    Comparison,
    Cumulate,
    Members,
    MetricFilter,
    MetricRef,
    Order,
    Share,
    Top,
    Who,
    Window,
)
from tests.semantic_layer import operators as plain
from tests.semantic_layer import trap_world as trap
from tests.semantic_layer.asking import ask, check, found, query, run, same, same_or_empty, small
from tests.semantic_layer.random_world_two import LATE, MODEL, worlds

MONEY = ("revenue", "mean_amount", "largest", "aov")
COUNTS = ("orders", "visits", "customers", "buyers")
WEB = Compare("order.channel", "eq", ("web",))
is_web = lambda row: row.get("order.channel") == "web"  # noqa: E731
grouped = st.sampled_from([(), ("customer.region",), ("customer.region", "customer.city")])


def combined(name, how, other, *, filters=(), alias="result", **fields):
    other = MetricRef(other) if isinstance(other, str) else other
    return MetricRef(name, filters=filters, alias=alias, combine=Combination(how, other, **fields))


def arithmetic(how, mine, theirs):
    if how == "divide":
        return plain.divide(mine, theirs)
    if mine is None or theirs is None:
        return None
    return {"add": mine + theirs, "subtract": mine - theirs, "multiply": mine * theirs}[how]


@check
@given(
    worlds("customers", "orders", "visits"),
    grouped,
    st.one_of(
        st.tuples(st.sampled_from(["add", "subtract", "divide"]), st.sampled_from(COUNTS), st.sampled_from(COUNTS)),
        st.tuples(st.sampled_from(["add", "subtract", "divide"]), st.sampled_from(MONEY), st.sampled_from(MONEY)),
        st.tuples(st.sampled_from(["divide", "multiply"]), st.sampled_from(MONEY), st.sampled_from(COUNTS)),
    ),
    st.booleans(),
)
def test_arithmetic_is_that_of_the_two_values_of_every_group_that_either_has(world, names, asked, filtered):
    how, first, second = asked
    filtered = filtered and second not in ("visits", "customers")
    other = MetricRef(second, filters=(WEB,) if filtered else ())
    mine = found(ask(world, combined(first, how, other), by=names), "result")
    by = plain.by(*names)
    keep = is_web if filtered else plain.everything
    there = plain.groups(world, [first], by) | plain.groups(world, [second], by, keep) | (set() if names else {()})
    expected = {}
    for group in there:
        here = lambda row: by(row) == group  # noqa: B023, E731
        values = plain.number(world, first, here), plain.number(world, second, plain.both(here, keep))
        expected[group] = (arithmetic(how, *values),)
    same(mine, expected)


@check
@given(worlds("customers", "orders"), grouped)
def test_the_share_of_a_part_is_over_all_rows_of_the_group(world, names):
    ref = combined("orders", "divide", "orders", filters=(WEB,), as_share=True)
    table = ask(world, ref, "web_share", by=names, totals=True)
    same(found(table, "result"), found(table, "web_share"))
    assert (table.columns[-2].unit, table.columns[-2].format) == (Unit("share"), Format("percent", 1))
    assert table.total[-2] == table.total[-1]


@check
@given(worlds("customers", "orders", "visits"), grouped)
def test_arithmetic_goes_on_with_the_result_and_inside_the_other_side(world, names):
    growth = MetricRef(
        "orders", alias="a",
        combine=Combination("subtract", MetricRef("visits"), then=Combination("divide", MetricRef("visits"))),
    )  # fmt: skip
    inside = combined("orders", "divide", combined("orders", "add", "visits", alias=None), alias="b")
    for group, (a, b) in found(ask(world, growth, inside, by=names), "a", "b").items():
        here = lambda row: plain.by(*names)(row) == group  # noqa: B023, E731
        orders, visits = plain.number(world, "orders", here), plain.number(world, "visits", here)
        same({(): (a, b)}, {(): (plain.divide(orders - visits, visits), plain.divide(orders, orders + visits))})


@check
@given(worlds("customers", "orders", "visits"))
def test_a_combined_metric_is_compared_kept_ranked_and_ordered_like_any_other(world):
    ref = combined("revenue", "divide", "visits")
    february = Window(dt.date(2024, 2, 1), dt.date(2024, 3, 1), "month:2024-02")
    table = ask(world, ref, by=("customer.region",), window=february, compare=(Comparison("previous"),))
    january = Window(dt.date(2024, 1, 1), dt.date(2024, 2, 1), "month:2024-01")
    then = found(ask(world, ref, by=("customer.region",), window=january))
    now = found(ask(world, ref, by=("customer.region",), window=february))
    for group, (value, base) in found(table, "result", "result__previous").items():
        same({group: (value, base)}, {group: (now.get(group, (None,))[0], then.get(group, (None,))[0])})
    every = found(ask(world, ref, by=("customer.region",)))
    kept = ask(world, ref, by=("customer.region",), having=(MetricFilter("result", "ge", (2,)),))
    assert set(found(kept)) == {group for group, (value,) in every.items() if value is not None and value >= 2}
    best = ask(world, ref, by=("customer.region",), top=Top(2, "result"))
    known = {group[0]: value for group, (value,) in every.items()}
    assert [row[0] for row in best.rows] == plain.top(known, 2)
    ordered = ask(world, ref, by=("customer.region",), order=(Order("result", "desc"),))
    values = [row[1] for row in ordered.rows if row[1] is not None]
    assert values == sorted(values, reverse=True)


def test_units_follow_the_arithmetic():
    def shown(ref):
        column = trap.ask(ref).columns[-1]
        return str(column.unit), str(column.format)

    assert shown(combined("revenue", "divide", "orders")) == ("currency(CNY)", "currency(2)")
    assert shown(combined("revenue", "divide", "refund")) == ("ratio", "decimal(2)")
    assert shown(combined("refund", "divide", "revenue", as_share=True)) == ("share", "percent(1)")
    assert shown(combined("returns", "divide", "orders", as_share=True)) == ("share", "percent(1)")
    assert shown(combined("orders", "divide", "customers")) == ("none", "decimal(2)")
    assert shown(combined("orders", "add", "returns")) == ("count", "integer")
    assert shown(combined("revenue", "subtract", "refund")) == ("currency(CNY)", "currency(2)")
    assert shown(combined("margin", "subtract", "refund_rate")) == ("points", "percent(1)")
    assert shown(combined("revenue", "multiply", "margin")) == ("currency(CNY)", "currency(2)")
    assert shown(combined("orders", "multiply", "returns")) == ("none", "integer")
    assert shown(MetricRef("orders", agg="avg", per="customer")) == ("count(order)", "decimal(2)")


def test_numbers_in_thousands_are_not_mixed_with_plain_ones():
    thousands, plainly, counted = (
        (Unit("quantity", "thousand"), Format("decimal", 1)), (Unit("none"), Format("decimal", 1)),
        (Unit("count", "order"), Format("integer")),
    )  # fmt: skip
    other = MetricRef("b")
    assert combined_unit(Combination("divide", other), thousands, counted, ("a", "b"))[0] == thousands[0]
    assert combined_unit(Combination("divide", other), thousands, thousands, ("a", "b"))[0] == Unit("ratio")
    assert combined_unit(Combination("add", other), thousands, thousands, ("a", "b"))[0] == thousands[0]
    for step, theirs in (
        (Combination("add", other), plainly), (Combination("divide", other, as_share=True), plainly),
        (Combination("divide", other), plainly), (Combination("multiply", other), thousands),
    ):  # fmt: skip
        with pytest.raises(UnitMismatch, match="differ in scale"):
            combined_unit(step, thousands, theirs, ("a", "b"))


@pytest.mark.parametrize(
    ("how", "other", "error"),
    [
        ("add", "orders", UnitMismatch),
        ("subtract", "margin", UnitMismatch),
        ("multiply", "cost", UnitMismatch),
        ("divide", "nothing", UnknownMetric),
    ],
)
def test_arithmetic_that_means_nothing_is_refused_with_both_names(how, other, error):
    with pytest.raises(error) as refused:
        trap.ask(combined("revenue", how, other))
    if error is UnitMismatch:
        assert "'revenue'" in str(refused.value) and f"'{other}'" in str(refused.value)
        assert refused.value.possible == ("revenue", other)


def test_a_percentage_is_of_the_same_kind_of_thing_and_a_date_is_no_number():
    with pytest.raises(UnitMismatch, match="no part of 'revenue'"):
        trap.ask(combined("orders", "divide", "revenue", as_share=True))
    with pytest.raises(BadQuery, match="Only a division"):
        trap.ask(combined("orders", "add", "orders", as_share=True))
    with pytest.raises(UnitMismatch, match="no arithmetic with dates"):
        trap.ask(combined("orders", "add", MetricRef("order.order_date", agg="max")))


def test_what_is_computed_from_totals_has_no_parts_and_no_running_value():
    ratio = combined("revenue", "divide", "orders")
    with pytest.raises(NotAdditive, match="no parts of a whole"):
        trap.ask(ratio, by="customer.region", share=Share())
    for ref in (ratio, MetricRef("revenue", agg="avg", per="customer")):
        for how in (Cumulate(), Cumulate("moving_avg", n=2)):
            with pytest.raises(NotAdditive, match="no running value"):
                trap.ask(ref, grain="month", cumulate=how)
    both = trap.ask(combined("orders", "add", "returns"), by="customer.region", share=Share())
    assert trap.groups(both) == {"East": (4, 0.44444), "West": (2, 0.22222), None: (3, 0.33333)}


def test_a_filter_must_reach_both_sides_and_name_a_value_that_exists():
    with pytest.raises(FilterUnreachable, match="customers cannot be filtered"):
        trap.ask(combined("revenue", "divide", "customers"), where=[("campaign.name", "Spring")])
    with pytest.raises(UnknownValue):
        wrong = MetricRef("orders", filters=(Compare("campaign.name", "eq", ("Sprung",)),))
        trap.ask(combined("orders", "divide", wrong))


def test_members_are_chosen_by_a_sum_of_two_metrics_also_those_who_have_neither():
    total = combined("orders", "add", "returns")
    few = Members("customer", total, "lt", (1,))
    assert trap.one(trap.ask("customers", members=(few,))) == 1
    with pytest.raises(UnitMismatch):
        trap.ask("customers", members=(Members("customer", combined("revenue", "add", "orders"), "gt", (1,)),))


# --- for each member first ------------------------------------------------------------------------------------

MEMBERS = {"customer": "customer_id", "customer.city": "customer.city", "order.channel": "order.channel"}
HOW = ["avg", "median", "max", "min", "sum", 0.25]


def per(name, over, how, **fields):
    agg, rank = ("percentile", how) if isinstance(how, float) else (how, None)
    return MetricRef(name, alias="result", agg=agg, percentile=rank, per=over, **fields)


def taken(how, values):
    return plain.quantile(values, how) if isinstance(how, float) else plain.aggregate(how, values)


def of_members(world, name, names, member, how, keep=plain.everything):
    """Group -> the aggregate of the metric's values for each member in it."""
    rows = [row for row in plain.widened(world, "orders") if keep(row)]
    by = plain.by(*names)
    expected = {} if names else {(): (None,)}
    for group in map(by, rows):
        inside = {member(row) for row in rows if by(row) == group} - {None}
        values = [
            plain.number(world, name, plain.both(keep, lambda row: by(row) == group and member(row) == one))  # noqa: B023
            for one in sorted(inside)
        ]
        expected[group] = (taken(how, values),)
    return expected


@check
@given(
    worlds("customers", "orders"),
    grouped,
    st.sampled_from(["revenue", "orders", "buyers", "aov", "largest"]),
    st.sampled_from(sorted(MEMBERS)),
    st.sampled_from(HOW),
    st.booleans(),
)
def test_a_metric_for_each_member_is_computed_before_it_is_aggregated(world, names, name, over, how, filtered):
    if how == "sum" and name in ("aov", "largest"):
        with pytest.raises(NotAdditive):
            ask(world, per(name, over, how), by=names)
        return
    ref = per(name, over, how, filters=(WEB,) if filtered else ())
    keep = is_web if filtered else plain.everything
    member = lambda row: row[MEMBERS[over]]  # noqa: E731
    same_or_empty(found(ask(world, ref, by=names)), drop_empty(of_members(world, name, names, member, how, keep)))


def drop_empty(expected):
    """Without the groups in which there is no member to take a value of."""
    return {group: values for group, values in expected.items() if values != (None,) or group == ()}


@check
@given(
    worlds("customers", "orders"),
    grouped,
    st.sampled_from(["day", "week", "month"]),
    st.sampled_from(HOW),
)
def test_a_metric_for_each_period_leaves_out_the_one_that_as_of_cuts(world, names, grain, how):
    member = lambda row: plain.floor(row["day"], grain)  # noqa: E731
    whole = lambda row: plain.floor(row["day"], grain) < plain.floor(LATE, grain)  # noqa: E731
    expected = of_members(world, "revenue", names, member, how, whole)
    same_or_empty(found(ask(world, per("revenue", grain, how), by=names)), drop_empty(expected))


@check
@given(worlds("customers", "orders"), st.integers(0, 40), st.integers(8, 40), st.sampled_from(["week", "month"]))
def test_a_period_that_the_window_cuts_is_left_out_where_there_is_a_whole_one(world, start, length, grain):
    first = dt.date(2024, 1, 1) + dt.timedelta(days=start)
    last = first + dt.timedelta(days=length)
    days = [first + dt.timedelta(days=n) for n in range(length)]
    whole = {
        plain.floor(day, grain)
        for day in days
        if plain.floor(day, grain) >= first and plain.following(day, grain) <= last
    }
    keep = plain.within(first, last)
    if whole:
        keep = plain.both(keep, lambda row: plain.floor(row["day"], grain) in whole)
    expected = of_members(world, "orders", (), lambda row: plain.floor(row["day"], grain), "min", keep)
    same(found(ask(world, per("orders", grain, "min"), window=Window(first, last))), expected)


def test_a_value_for_each_member_is_divided_and_compared_like_any_other():
    ref = per("revenue", "customer", "avg", combine=Combination("divide", MetricRef("revenue", agg="avg")))
    assert trap.one(trap.ask(ref)) == round((287 / 4) / (292 / 6), 5)
    table = trap.ask(
        per("revenue", "day", "max"), window=trap.between("2024-02-01", "2024-03-01"), compare=(Comparison("previous"),)
    )
    assert [float(value) for value in table.rows[0]] == [50, 100, -50, -0.5]


@pytest.mark.parametrize(
    ("ref", "error", "words"),
    [
        (MetricRef("revenue", per="customer"), BadQuery, "needs an aggregate"),
        (MetricRef("revenue", per="customer", agg="count"), BadQuery, "needs an aggregate"),
        (MetricRef("order.order_date", per="customer", agg="max"), BadQuery, "Name a metric"),
        (MetricRef("revenue", per="planet", agg="avg"), BadQuery, "no grain"),
        (MetricRef("revenue", per="customer.planet", agg="avg"), UnknownDimension, "planet"),
        (MetricRef("revenue", per="product", agg="avg"), FanOut, "more than once"),
        (MetricRef("aov", per="customer", agg="sum"), NotAdditive, "does not add up"),
        (MetricRef("stock_level", per="month", agg="sum"), NotAdditiveOverTime, "is a level"),
        (MetricRef("cumulative_revenue", per="customer", agg="avg"), NotAdditive, "reads other rows"),
        (MetricRef("repeat_rate", per="customer", agg="avg"), NotAdditive, "reads other rows"),
        (MetricRef("revenue", per="hour", agg="avg"), GrainTooFine, "known by day only"),
    ],
)
def test_a_value_that_no_member_has_is_refused(ref, error, words):
    with pytest.raises(error, match=words):
        trap.ask(ref)


def test_periods_inside_periods_must_fit():
    for grain, over in (("month", "month"), ("month", "quarter"), ("month", "week")):
        with pytest.raises(BadQuery):
            trap.ask(MetricRef("revenue", per=over, agg="avg"), grain=grain)
    daily = trap.ask(MetricRef("revenue", per="day", agg="avg"), grain="month")
    assert trap.groups(daily)[trap.month(1)] == 100


def test_a_level_for_each_month_is_averaged():
    assert trap.one(trap.ask(MetricRef("stock_level", per="month", agg="avg"))) == round((7 + 7 + 8) / 3, 5)


def test_a_policy_against_small_groups_shows_no_single_members_value():
    rule = Policy(name="five", dataset="customers", min_group_entity="customer", min_group_k=2, applies_to=("manager",))
    asked = query(per("revenue", "customer", "max"), who=Who("ann", ("manager",)))
    with pytest.raises(PolicyError, match="value of one"):
        run(asked, small(), model=replace(MODEL, policies=(rule,)))
