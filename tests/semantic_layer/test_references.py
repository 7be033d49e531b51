"""Conditions against numbers that the data give: above average, in its own group, over all, as few others.

Every reference is worked out in plain Python over the same random rows, with missing values, keys that lead nowhere,
empty tables and a single group among them.
"""

from __future__ import annotations

import datetime as dt
import operator
from dataclasses import replace
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic_layer.errors import BadQuery, NoPath, NotAdditive, PolicyError, UnknownDimension
from semantic_layer.model import Mask, Policy
from semantic_layer.query import (
    Combine,
    Compare,
    Comparison,
    Exists,
    Members,
    MetricFilter,
    MetricRef,
    Reference,
    Top,
    Who,
    Window,
)
from tests.semantic_layer import operators as plain
from tests.semantic_layer import trap_world as trap
from tests.semantic_layer.asking import ask, check, found, query, run, small
from tests.semantic_layer.random_world_two import LATE, MODEL, worlds

SIDES = {"lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge}
ops = st.sampled_from(sorted(SIDES))
aggregates = st.sampled_from(["avg", "median", "max", "min"])
FEBRUARY = Window(dt.date(2024, 2, 1), dt.date(2024, 3, 1), "month:2024-02")
MANAGER = Who("ann", ("manager",), (("region", "East"),))
EAST = Policy(name="own", dataset="customers", rows="region = :who.region", null_keys="hidden", applies_to=("manager",))


def beyond(value, op, bound):
    return value is not None and bound is not None and SIDES[op](float(value), float(bound))


def sides_of(values, op, agg, factor, group=lambda key: ()):
    """The keys whose value lies beyond the aggregate of all values, or of those of their own group."""
    chosen = set()
    for key, value in values.items():
        own = [other for name, other in values.items() if group(name) == group(key)]
        bound = plain.aggregate(agg, own)
        if None not in group(key) and beyond(value, op, bound if bound is None else bound * factor):
            chosen.add(key)
    return chosen


# --- groups of the answer -------------------------------------------------------------------------------------


@check
@given(
    worlds("customers", "orders"),
    st.sampled_from(["revenue", "orders", "aov", "largest"]),
    ops,
    aggregates,
    st.sampled_from([None, 0.5, 2]),
    st.booleans(),
)
def test_groups_are_compared_with_each_other_before_any_is_left_out(world, name, op, agg, factor, inside):
    names = ("customer.region", "order.channel")
    than = Reference(agg, ("customer.region",) if inside else ())
    asked = MetricFilter(name, op, () if factor is None else (factor,), than)
    mine = ask(
        world, name, by=names, having=(asked, MetricFilter("orders", "lt", (99,))) if name == "orders" else (asked,)
    )
    values = {group: number for group, (number,) in found(ask(world, name, by=names)).items() if None not in group}
    expected = sides_of(values, op, agg, factor or 1, (lambda key: key[:1]) if inside else (lambda key: ()))
    assert set(found(mine)) == expected


@check
@given(worlds("customers", "orders"), st.sampled_from(["revenue", "orders"]), ops, st.sampled_from([-1.5, 0.5, 2.0]))
def test_groups_are_compared_with_so_many_standard_deviations_around_their_average(world, name, op, spread):
    names = ("customer.region", "order.channel")
    asked = MetricFilter(name, op, (), Reference("avg", (), spread))
    values = {group: number for group, (number,) in found(ask(world, name, by=names)).items() if None not in group}
    known = [float(value) for value in values.values() if value is not None]
    bound = mean(known) + spread * stdev(known) if len(known) > 1 else None
    near = {group for group, value in values.items() if bound is not None and abs(float(value or 0) - bound) < 1e-9}
    expected = {group for group, value in values.items() if beyond(value, op, bound)}
    assert set(found(ask(world, name, by=names, having=(asked,)))) - near == expected - near


def test_standard_deviations_are_counted_from_an_average_only():
    for than in (Reference("median", (), 2.0), Reference("overall", (), 2.0)):
        with pytest.raises(BadQuery, match="average"):
            trap.ask("revenue", by="customer.region", having=(MetricFilter("revenue", "gt", (), than),))


@check
@given(worlds("customers", "orders"), st.sampled_from(["revenue", "aov"]), ops, st.booleans())
def test_groups_are_compared_with_the_metric_over_all_rows(world, name, op, inside):
    names = ("customer.region", "order.channel")
    than = Reference("overall", ("customer.region",) if inside else ())
    mine = found(ask(world, name, by=names, having=(MetricFilter(name, op, (), than),)))
    wholes = found(ask(world, name, by=names[:1])) if inside else found(ask(world, name))
    every = found(ask(world, name, by=names))
    assert set(mine) == {
        group
        for group, (value,) in every.items()
        if not (inside and group[0] is None) and beyond(value, op, wholes[group[:1] if inside else ()][0])
    }


def test_a_month_that_as_of_cuts_neither_counts_nor_passes():
    below = MetricFilter("revenue", "lt", (), Reference("avg"))
    table = trap.ask("revenue", grain="month", having=(below,))
    assert trap.groups(table) == {trap.month(2): 50, trap.month(3): 0}  # of 200, 50 and 0
    assert "incomplete_not_ranked" in table.flags


def test_the_best_of_the_groups_above_average_are_ranked_after_the_condition():
    table = trap.ask(
        "orders", by="customer.region",
        having=(MetricFilter("orders", "le", (), Reference("max")),), top=Top(1, "orders"), totals=True,
    )  # fmt: skip
    assert trap.groups(table) == {"East": 2} and table.total == (None, 6)


def test_a_change_is_compared_with_the_average_change_but_has_no_overall_value():
    asked = {
        "by": "customer.region",
        "window": trap.between("2024-02-01", "2024-03-01"),
        "compare": (Comparison("previous"),),
    }
    change = lambda than: (MetricFilter("revenue__previous_change", "gt", (), than),)  # noqa: E731
    assert trap.groups(trap.ask("revenue", having=change(Reference("avg")), **asked), "revenue") == {"West": 50}
    with pytest.raises(BadQuery, match="no overall value"):
        trap.ask("revenue", having=change(Reference("overall")), **asked)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (MetricFilter("revenue", "eq", (), Reference()), "one of lt, le, gt, ge"),
        (MetricFilter("revenue", "gt", (1, 2), Reference()), "one plain number at most"),
        (MetricFilter("revenue", "gt", (), Reference("avg", ("order.status",))), "no column 'order.status'"),
        (MetricFilter("orders", "gt", (), Reference()), "no column 'orders'"),
    ],
)
def test_a_condition_that_compares_with_nothing_is_refused(item, words):
    with pytest.raises(BadQuery, match=words):
        trap.ask("revenue", by="customer.region", having=(item,))


# --- members --------------------------------------------------------------------------------------------------


@check
@given(
    worlds("customers", "orders"),
    st.sampled_from(["revenue", "orders", "aov"]),
    ops,
    aggregates,
    st.sampled_from([None, 0.5, 2]),
    st.booleans(),
    st.booleans(),
)
def test_members_are_compared_with_all_members_that_have_rows(world, name, op, agg, factor, inside, windowed):
    window = FEBRUARY if windowed else None
    than = Reference(agg, ("customer.region",) if inside else ())
    asked = Members("customer", MetricRef(name), op, () if factor is None else (factor,), window, than=than)
    mine = ask(world, "orders", members=(asked,))
    keep = plain.within(FEBRUARY.start, FEBRUARY.end) if windowed else plain.everything
    rows = plain.widened(world, "orders")
    keys = {row["customer_id"] for row in rows if keep(row)} - {None}
    values = {
        key: plain.number(world, name, plain.both(keep, lambda row: row["customer_id"] == key))  # noqa: B023
        for key in keys
    }
    regions = {row["customer_id"]: row["region"] for row in world["customers"]}
    chosen = sides_of(values, op, agg, factor or 1, lambda key: (regions.get(key),) if inside else ())
    assert found(mine) == {(): (sum(row["customer_id"] in chosen for row in rows),)}


def test_members_have_no_overall_value_and_one_group_each():
    many = lambda **fields: Members("customer", MetricRef("orders"), **{"op": "gt", **fields})  # noqa: E731
    with pytest.raises(BadQuery, match="compared with the others"):
        trap.ask("customers", members=(many(than=Reference("overall")),))
    with pytest.raises(BadQuery, match="one of lt, le, gt, ge"):
        trap.ask("customers", members=(many(op="ne", than=Reference()),))
    with pytest.raises(BadQuery, match="by a dimension of its own"):
        trap.ask("customers", members=(many(than=Reference("avg", ("order.status",))),))


# --- rows -----------------------------------------------------------------------------------------------------


def bounds(world, agg, group):
    rows = plain.widened(world, "orders")
    return {key: plain.aggregate(agg, [row["amount"] for row in rows if group(row) == key]) for key in map(group, rows)}


@check
@given(
    worlds("customers", "orders"),
    ops,
    aggregates,
    st.sampled_from([None, -2, 1.5]),
    st.sampled_from([(), ("customer.region",), ("order.channel", "referrer.region")]),
)
def test_rows_are_compared_with_all_rows_of_their_dataset_whatever_the_query_asks_for(world, op, agg, plus, names):
    asked = Compare("order.amount", op, () if plus is None else (plus,), than=Reference(agg, names))
    web = Compare("order.channel", "eq", ("web",))
    group = plain.by(*names)
    known = bounds(world, agg, group)

    def passes(row):
        bound = known.get(group(row))
        return None not in group(row) and beyond(row["amount"], op, None if bound is None else bound + (plus or 0))

    plain_count = lambda keep: sum(map(keep, plain.widened(world, "orders")))  # noqa: E731
    assert found(ask(world, "orders", filters=(asked,))) == {(): (plain_count(passes),)}
    inside = plain.both(passes, plain.within(FEBRUARY.start, FEBRUARY.end), lambda row: row["channel"] == "web")
    assert found(ask(world, "orders", filters=(asked, web), window=FEBRUARY)) == {(): (plain_count(inside),)}
    others = Combine("none_of", (asked,))
    assert found(ask(world, "orders", filters=(others,))) == {(): (len(world["orders"]) - plain_count(passes),)}


@check
@given(worlds("customers", "orders", "order_lines"), ops)
def test_finer_rows_are_compared_by_the_row_that_they_point_to(world, op):
    asked = Compare("order.amount", op, than=Reference("avg", ("customer.region",)))
    group = plain.by("customer.region")
    known = bounds(world, "avg", group)

    def passes(row):
        return row["customer.region"] is not None and beyond(row["order.amount"], op, known.get(group(row)))

    mine = found(ask(world, "lines", "orders", filters=(asked,)))
    lines = sum(map(passes, plain.widened(world, "order_lines")))
    assert mine == {(): (lines, sum(map(passes, plain.widened(world, "orders"))))}
    buyers = {row["customer_id"] for row in plain.widened(world, "orders") if passes(row)}
    people = found(ask(world, "customers", filters=(Exists("orders", asked),)))
    assert people == {(): (sum(row["customer_id"] in buyers for row in world["customers"]),)}


def test_the_latest_day_is_a_reference_and_rows_after_as_of_are_none():
    last = Compare("order.order_date", "ge", than=Reference("max"))
    assert trap.one(trap.ask("orders", where=[last])) == 1
    assert trap.one(trap.ask("revenue", where=[last], as_of=dt.date(2024, 2, 20))) == 50


@pytest.mark.parametrize(
    ("item", "error", "words"),
    [
        (Compare("order.amount", "eq", than=Reference()), BadQuery, "one of lt, le, gt, ge"),
        (Compare("order.amount", "gt", (1, 2), than=Reference()), BadQuery, "one plain number"),
        (Compare("order.amount", "gt", ("much",), than=Reference()), BadQuery, "one plain number"),
        (Compare("order.amount", "gt", than=Reference("overall")), BadQuery, "only a metric has an overall value"),
        (Compare("customer.city", "gt", than=Reference()), NotAdditive, "holds no numbers"),
        (Compare("order.channel", "gt", than=Reference()), NotAdditive, "holds no numbers"),
        (Compare("order.day", "gt", than=Reference("avg")), NotAdditive, "is a time"),
        (Compare("order.day", "gt", part="weekday", than=Reference("max")), BadQuery, "calendar part"),
        (Compare("customer.tier", "gt", than=Reference()), BadQuery, "segmentation"),
        (Compare("order.amount", "gt", than=Reference("avg", ("customer.tier",))), BadQuery, "segmentation"),
        (Compare("order.amount", "gt", than=Reference("avg", ("planet.size",))), UnknownDimension, "planet"),
        (Compare("order.amount", "gt", than=Reference("avg", ("stock.sku",))), NoPath, "not related"),
    ],
)
def test_a_row_without_such_a_number_to_compare_with_is_refused(item, error, words):
    with pytest.raises(error, match=words):
        ask(small(), "orders", filters=(item,))


# --- what a person may see ------------------------------------------------------------------------------------

PEOPLE = small(
    customers=[(1, "East", "a", LATE), (2, "West", "b", LATE)],
    orders=[
        (1, 1, 1, dt.date(2024, 2, 1), None, "web", 10),
        (2, 1, 1, dt.date(2024, 2, 2), None, "shop", 20),
        (3, 2, 2, dt.date(2024, 2, 3), None, "web", 1000),
    ],
)  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "everybody", "manager"),
    [
        ({"filters": (Compare("order.amount", "gt", than=Reference()),)}, 1, 1),
        ({"filters": (Compare("order.amount", "lt", than=Reference()),)}, 2, 1),
        ({"members": (Members("customer", MetricRef("revenue"), "ge", than=Reference()),)}, 1, 2),
    ],
)
def test_a_reference_is_that_of_the_rows_a_person_may_see(fields, everybody, manager):
    assert run(query("orders", **fields), PEOPLE).rows == ((everybody,),)
    seen = run(query("orders", who=MANAGER, **fields), PEOPLE, model=replace(MODEL, policies=(EAST,)))
    assert seen.rows == ((manager,),)


def test_the_groups_of_others_are_in_no_average():
    above = (MetricFilter("revenue", "gt", (), Reference("avg")),)
    mine = query("revenue", by=("order.channel",), having=above, who=MANAGER)
    assert run(replace(mine, who=Who()), PEOPLE).rows == (("web", 1010),)
    assert run(mine, PEOPLE, model=replace(MODEL, policies=(EAST,))).rows == (("shop", 20),)
    overall = replace(mine, having=(MetricFilter("revenue", "ge", (0.5,), Reference("overall")),))
    assert run(overall, PEOPLE, model=replace(MODEL, policies=(EAST,))).rows == (("shop", 20),)


def test_a_masked_number_is_no_number_to_compare_with():
    masked = Policy(name="m", dataset="orders", mask=(Mask("amount", "hash"),), applies_to=("manager",))
    asked = query("orders", filters=(Compare("order.amount", "gt", than=Reference()),), who=MANAGER)
    with pytest.raises(PolicyError, match="masked"):
        run(asked, PEOPLE, model=replace(MODEL, policies=(masked,)))
