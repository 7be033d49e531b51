"""Groups that rose or fell period after period, checked against plain Python and by hand."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semantic_layer.errors import BadQuery, NotAdditive
from semantic_layer.model import Policy
from semantic_layer.query import (
    Combination,
    Compare,
    DimensionRef,
    MetricFilter,
    MetricRef,
    Offset,
    Order,
    Streak,
    Top,
    Who,
    Window,
)
from tests.semantic_layer import operators as plain
from tests.semantic_layer import trap_world as trap
from tests.semantic_layer.asking import ask, check, found, query, run, same, small
from tests.semantic_layer.random_world_two import LATE, MODEL, worlds


def lasting(world, name, by, grain, n, direction, end=LATE, keep=plain.everything):
    """The groups with a row in each of the last n + 1 whole periods, the metric moving from each to the next."""
    edges = [plain.floor(end, grain)]
    while len(edges) < n + 2:
        edges.insert(0, plain.before(edges[0], grain))
    spans = list(itertools.pairwise(edges))
    table = "visits" if name == "visits" else "orders"
    rows = [row for row in plain.widened(world, table) if keep(row)]
    chosen = set()
    for group in set(map(by, rows)):
        inside = [
            plain.both(keep, plain.within(*span), lambda row: by(row) == group)  # noqa: B023
            for span in spans
        ]
        values = [plain.number(world, name, one) if any(map(one, rows)) else None for one in inside]
        if None not in values:
            moves = [b - a if direction == "up" else a - b for a, b in itertools.pairwise(values)]
            chosen |= {group} if all(move > 0 for move in moves) else set()
    return chosen


@check
@given(
    worlds("customers", "orders", "visits"),
    st.sampled_from(["revenue", "orders", "aov", "buyers", "visits"]),
    st.sampled_from(["week", "month"]),
    st.sampled_from([1, 2]),
    st.sampled_from(["up", "down"]),
    st.sampled_from([None, dt.date(2024, 3, 1), dt.date(2024, 3, 20)]),
)
def test_a_group_moves_in_each_of_the_last_whole_periods(world, name, grain, n, direction, end):
    by = plain.by("customer.region")
    window = Window(dt.date(2024, 1, 15), end) if end else None
    asked = {"by": ("customer.region",), "window": window}
    mine = found(ask(world, name, streak=Streak(name, grain, n, direction), **asked))
    every = found(ask(world, name, **asked))
    chosen = lasting(world, name, by, grain, n, direction, end or LATE)
    same(mine, {group: values for group, values in every.items() if group in chosen})


@check
@given(worlds("customers", "orders"), st.sampled_from(["up", "down"]))
def test_a_streak_keeps_the_conditions_and_the_columns_that_were_asked_for(world, direction):
    web = Compare("order.channel", "eq", ("web",))
    streak = Streak("orders", "month", 1, direction)
    names = ("customer.region", "customer.city")
    asked = {"by": names, "grain": "month", "filters": (web,)}
    mine = found(ask(world, "orders", "revenue", streak=streak, **asked))
    is_web = lambda row: row["order.channel"] == "web"  # noqa: E731
    chosen = lasting(world, "orders", plain.by(*names), "month", 1, direction, keep=is_web)
    every = found(ask(world, "orders", "revenue", **asked))
    same(mine, {group: values for group, values in every.items() if group[1:] in chosen})


SALES = small(
    customers=[(1, "East", "a", LATE), (2, "West", "b", LATE), (3, None, "c", LATE)],
    orders=[
        (n, person, person, dt.date(2024, month, 5), None, None, amount)
        for n, (person, month, amount) in enumerate(
            [(1, 1, 1), (1, 2, 2), (1, 3, 3), (1, 4, 1), (2, 1, 3), (2, 2, 2), (2, 3, 2), (3, 2, 1), (3, 3, 5)]
        )
    ],
)  # fmt: skip


def regions(*fields, **others):
    return [row[0] for row in ask(SALES, "revenue", by=("customer.region",), streak=Streak(*fields), **others).rows]


def test_the_month_that_as_of_cuts_breaks_no_streak_and_equal_is_no_move():
    assert regions("revenue", "month", 1) == ["East", None]
    assert regions("revenue", "month", 2) == ["East"]
    assert regions("revenue", "month", 3) == []
    assert regions("revenue", "month", 2, "down") == []
    assert regions("revenue", "month", 1, "down", window=Window(None, dt.date(2024, 3, 1))) == ["West"]
    assert regions("revenue", "quarter", 1) == []


def test_a_streak_is_ranked_and_limited_like_any_answer():
    table = ask(
        SALES, "revenue", by=("customer.region",), streak=Streak("revenue", "month", 1), totals=True,
        having=(MetricFilter("revenue", "gt", (1,)),), top=Top(1, "revenue"), order=(Order("revenue", "desc"),),
    )  # fmt: skip
    assert table.rows == (("East", 7),) and table.total == (None, 22 - 2)
    fewer = MetricRef("revenue", alias="mean", combine=Combination("divide", MetricRef("orders")))
    table = ask(SALES, fewer, by=("customer.region",), streak=Streak("mean", "month", 2))
    assert [row[0] for row in table.rows] == ["East"]


def test_a_streak_that_begins_before_the_data_says_so():
    table = ask(SALES, "revenue", by=("customer.region",), streak=Streak("revenue", "month", 3))
    assert table.rows == () and "window_incomplete" in table.flags


def test_a_streak_is_made_of_rows_that_may_be_seen():
    rule = Policy(name="own", dataset="customers", rows="region = :who.region", null_keys="hidden", applies_to=("m",))
    asked = query("revenue", by=("customer.city",), streak=Streak("revenue", "month", 1))
    assert [row[0] for row in run(asked, SALES).rows] == ["a", "c"]
    mine = replace(asked, who=Who("ann", ("m",), (("region", "East"),)))
    assert [row[0] for row in run(mine, SALES, model=replace(MODEL, policies=(rule,))).rows] == ["a"]


@pytest.mark.parametrize(
    ("metric", "by", "streak", "error", "words"),
    [
        ("revenue", (), Streak("revenue", "month", 1), BadQuery, "name a dimension"),
        ("revenue", ("customer.region",), Streak("revenue", "month", 0), BadQuery, "at least one move"),
        ("revenue", ("customer.region",), Streak("revenue", "hour", 1), BadQuery, "not by hour"),
        ("revenue", ("customer.region",), Streak("orders", "month", 1), BadQuery, "no column 'orders'"),
        ("revenue_mtd", ("customer.region",), Streak("revenue_mtd", "month", 1), NotAdditive, "reads other rows"),
        ("best_day", ("customer.region",), Streak("best_day", "month", 1), NotAdditive, "reads other rows"),
        (
            "revenue",
            (DimensionRef("metric_time", part="weekday"),),
            Streak("revenue", "month", 1),
            BadQuery,
            "a period itself",
        ),
        (
            MetricRef("revenue", offset=Offset(1, "month")),
            ("customer.region",),
            Streak("revenue", "month", 1),
            BadQuery,
            "earlier period",
        ),
    ],
)
def test_a_streak_that_nothing_can_have_is_refused(metric, by, streak, error, words):
    with pytest.raises(error, match=words):
        ask(small(), metric, by=by, streak=streak, window=Window(dt.date(2024, 1, 1), LATE))


def test_a_list_of_values_has_no_streak():
    with pytest.raises(BadQuery, match="no metric"):
        trap.ask(by="customer.region", streak=Streak("revenue", "month", 1))
