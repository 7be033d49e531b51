"""Groups that are too small, had by subtraction: in one question, or in a question and the one that follows it.

Staff of a small club (`club_world.py`) see groups of five members. What is known of fewer comes out of no figure, and
of no two figures that a condition, or a whole, lies between.
"""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from assistant.workspace import open_workspace
from semantic_layer.errors import GroupsOnly
from semantic_layer.query import (
    Combination,
    Combine,
    Compare,
    Comparison,
    Cumulate,
    DimensionRef,
    Exists,
    Members,
    MetricRef,
    SemanticQuery,
    Share,
    Top,
    Who,
    Window,
)
from semantic_layer.run import run_query
from tests.security.club_world import PAID, build

STAFF, OWNER = Who("ann", ("staff",)), Who("boss")
DAY = date(2026, 1, 8)
PAID_SUM, SMALL, CASH = (
    MetricRef("paid"),
    Compare("member.club", "eq", ("small",)),
    Compare("payment.kind", "eq", ("cash",)),
)
NOT_CASH = Combine("none_of", (CASH,))
CLUB = (DimensionRef("member.club"),)


@pytest.fixture(scope="module")
def club(tmp_path_factory):
    folder = build(tmp_path_factory.mktemp("club"))
    return {who: open_workspace(folder, who=who, as_of=DAY) for who in (STAFF, OWNER)}


def ask(club, who=STAFF, **parts):
    tools = club[who].tools
    query = SemanticQuery(**{"metrics": (PAID_SUM,), **parts}, as_of=DAY, who=who)
    return run_query(query, tools.model, tools.engine, tools.calendar)[0]


def days(first, last):
    return Window(date(2026, 1, first), date(2026, 1, last + 1))


AMONG = MetricRef("members", over="payments")  # members counted among the rows of payments
AMONG_CASH = MetricRef("members", over="payments", alias="few", filters=(CASH,))
AMONG_REST = MetricRef("members", over="payments", alias="rest", filters=(NOT_CASH,))

# Each of these tells of the two who paid in cash, of the three of the small club, or of one member.
TELLING = {
    "a condition that three meet": {"filters": (SMALL,)},
    "a condition that all but three meet": {"filters": (Compare("member.club", "ne", ("small",)),)},
    "a list of all but three": {"filters": (Compare("member.club", "in", ("big", "mid")),)},
    "a list of values of which one is that of three": {"filters": (Compare("member.club", "in", ("big", "small")),)},
    "a list of what is left out, one of them that of three": {
        "filters": (Compare("member.club", "not_in", ("mid", "small")),)
    },
    "alternatives of which one is met by three": {
        "filters": (Combine("any_of", (Compare("member.club", "eq", ("big",)), SMALL)),)
    },
    "conditions in one, of which one leaves out two": {
        "filters": (Combine("all_of", (Compare("member.club", "eq", ("big",)), NOT_CASH)),)
    },
    "what two did, left out": {"filters": (NOT_CASH,)},
    "a condition that leaves out two of those that another one keeps": {
        "filters": (Compare("member.club", "eq", ("big",)), NOT_CASH)
    },
    "two conditions that only together leave out a few": {
        "filters": (Compare("member.club", "in", ("big", "mid", "small")), Compare("member.club", "ne", ("small",)))
    },
    "a difference in one question": {
        "metrics": (MetricRef("paid", combine=Combination("subtract", MetricRef("paid", filters=(NOT_CASH,)))),)
    },
    "a share of all in one question": {
        "metrics": (MetricRef("paid", filters=(NOT_CASH,), combine=Combination("divide", PAID_SUM)),)
    },
    "part and whole side by side": {"metrics": (PAID_SUM, MetricRef("paid", alias="part", filters=(NOT_CASH,)))},
    "a day of two": {"window": days(6, 6)},
    "days that differ by that day": {
        "window": days(5, 6), "compare": (Comparison("window", window=days(5, 5), align="full"),)
    },
    "the other way round": {
        "window": days(5, 5), "compare": (Comparison("window", window=days(5, 6), align="full"),)
    },
    "a running total by day": {"grain": "day", "cumulate": Cumulate("running")},
    "a metric that runs by day": {"metrics": (MetricRef("paid_so_far"),), "grain": "day"},
    "a running total by day with a condition": {
        "metrics": (MetricRef("paid_so_far"),), "grain": "day", "filters": (NOT_CASH,)
    },
    "members who paid much": {"members": (Members("member", PAID_SUM, "gt", (400.0,)),)},
    "members who did not": {"members": (Members("member", PAID_SUM, "le", (400.0,)),)},
    "members who paid in cash": {"filters": (Exists("payments", CASH),), "metrics": (MetricRef("members"),)},
    "members who never did": {
        "filters": (Exists("payments", CASH, negated=True),), "metrics": (MetricRef("members"),)
    },
    "payments above a number": {
        "metrics": (MetricRef("payments"),), "members": (Members("member", MetricRef("largest"), "ge", (500.0,)),)
    },
    "a level that is carried on": {
        "metrics": (MetricRef("balance"),), "filters": (SMALL,), "grain": "day", "window": days(6, 7)
    },
    "an average of few": {"metrics": (MetricRef("paid", per="member", agg="avg"),), "filters": (SMALL,)},
    "a percentile of which few lie above": {"metrics": (MetricRef("paid", agg="percentile", percentile=0.97),)},
    "the same for each member": {
        "metrics": (MetricRef("paid", per="member", agg="percentile", percentile=0.97),)
    },
    "by the way of paying": {"dimensions": (DimensionRef("payment.kind"),)},
    "the others of a ranking": {"dimensions": (DimensionRef("payment.kind"),), "top": Top(1, "paid", others=True)},
    "by member": {"dimensions": (DimensionRef("member.member_id"),)},
    "the best member": {"dimensions": (DimensionRef("member.member_id"),), "top": Top(1, "paid")},
    "members among the rows of two": {"metrics": (AMONG,), "filters": (CASH,)},
    "members among all rows but those of two": {"metrics": (AMONG,), "filters": (NOT_CASH,)},
    "members of few among rows": {"metrics": (AMONG,), "filters": (SMALL,)},
    "members of all but few among rows": {
        "metrics": (AMONG,), "filters": (Compare("member.club", "ne", ("small",)),)
    },
    "members among the rows of a day of two": {"metrics": (AMONG,), "window": days(6, 6)},
    "members among rows, by a group of two": {"metrics": (AMONG,), "dimensions": (DimensionRef("payment.kind"),)},
    "members among rows, part and whole": {"metrics": (AMONG, AMONG_REST)},
    "members, and those among the rows of two": {"metrics": (MetricRef("members"), AMONG_CASH)},
    "a share of members among rows": {
        "metrics": (MetricRef("members", over="payments", filters=(CASH,), combine=Combination("divide", AMONG)),)
    },
    "an amount for each member among rows": {
        "metrics": (MetricRef("paid", filters=(CASH,), combine=Combination("divide", AMONG_CASH)),)
    },
    "a running total of members among rows": {"metrics": (AMONG,), "grain": "day", "cumulate": Cumulate("running")},
}  # fmt: skip
ONE = {
    "the largest payment": (MetricRef("largest"),),
    "the highest of a sum's rows": (MetricRef("paid", agg="max"),),
    "the lowest": (MetricRef("paid", agg="min"),),
    "the best member as the model defines it": (MetricRef("best_member"),),
    "the highest for each member": (MetricRef("paid", per="member", agg="max"),),
    "the best day": (MetricRef("paid", per="day", agg="max"),),
    "the day in the middle": (MetricRef("paid", per="day", agg="median"),),
    "the last day that somebody paid": (MetricRef("payment.paid_on", agg="max"),),
    "beside a figure that is allowed": (PAID_SUM, MetricRef("largest")),
    "inside of arithmetic": (MetricRef("paid", combine=Combination("divide", MetricRef("largest"))),),
}


@pytest.mark.parametrize("name", TELLING)
def test_what_tells_of_a_few_is_withheld_and_counted(club, name):
    found = ask(club, **TELLING[name])
    shown = [row[-1] for row in found.rows if row[-1] not in (None, 0)]
    assert shown == [] and found.total is None
    assert [item.code for item in found.left_out if item.code == "suppressed_groups"]
    assert [row[-1] for row in ask(club, OWNER, **TELLING[name]).rows if row[-1] not in (None, 0)]  # there is something


@pytest.mark.parametrize("name", ONE)
def test_the_value_of_one_is_refused_by_name(club, name):
    with pytest.raises(GroupsOnly) as refused:
        ask(club, metrics=ONE[name])
    assert (refused.value.params["policy"], refused.value.params["k"]) == ("fives", 5)
    assert ask(club, OWNER, metrics=ONE[name]).rows


ALLOWED = {
    "all": ({}, [1530]),
    "a condition with enough on both sides": ({"filters": (Compare("member.club", "eq", ("big",)),)}, [1400]),
    "a median amid enough": ({"metrics": (MetricRef("paid", agg="median"),)}, [10]),
    "the same for each member": ({"metrics": (MetricRef("paid", per="member", agg="median"),)}, [20]),
    "an average for each member": ({"metrics": (MetricRef("paid", per="member", agg="avg"),)}, [1530 / 33]),
    "a running total as a whole": ({"metrics": (MetricRef("paid_so_far"),)}, [1530]),
    "a level of all": ({"metrics": (MetricRef("balance"),)}, [33 * 100 + 800]),
}  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
def test_what_enough_members_share_is_shown_as_it_is(club, name):
    parts, expected = ALLOWED[name]
    assert [float(row[-1]) for row in ask(club, **parts).rows] == pytest.approx(expected)


def test_the_smallest_of_the_others_goes_with_a_group_that_is_too_small(club):
    found = ask(club, dimensions=CLUB, totals=True, share=Share("total"))
    assert [(row[0], float(row[1]), row[2]) for row in found.rows] == [("big", 1400, None)]
    assert found.total is None
    assert [item.rows for item in found.left_out if item.code == "suppressed_groups"] == [2]
    grid = ask(club, dimensions=(*CLUB, DimensionRef("payment.kind")))
    assert grid.rows == ()  # cash of the big club is that of two: with card it would be told by the club's own figure


def left_out(folder, who, first, last):
    """What the note says of rows dated after the fifth, of a window of days."""
    tools = open_workspace(folder, who=who, as_of=date(2026, 1, 5)).tools
    query = SemanticQuery(metrics=(PAID_SUM,), window=days(first, last), as_of=tools.as_of, who=who)
    found = run_query(query, tools.model, tools.engine, tools.calendar)[0].left_out
    return [(item.rows, float(str(item.value))) for item in found if item.code == "future_rows"]


def test_a_note_on_rows_that_are_left_out_counts_no_few_and_sums_no_few(tmp_path):
    """Two pay 500 each on the sixth, twenty pay 10 each on the seventh."""
    folder = build(tmp_path / "notes")
    assert left_out(folder, OWNER, 5, 6) == [(2, 1000)]
    assert left_out(folder, STAFF, 5, 6) == []
    assert left_out(folder, STAFF, 5, 7) == left_out(folder, OWNER, 5, 7) == [(22, 1200)]


CONDITIONS = {
    "big": (Compare("member.club", "eq", ("big",)), lambda row: row[0] <= 20),
    "not small": (Compare("member.club", "ne", ("small",)), lambda row: row[0] <= 30),
    "not mid": (Compare("member.club", "ne", ("mid",)), lambda row: not 20 < row[0] <= 30),
    "card": (Compare("payment.kind", "eq", ("card",)), lambda row: row[2] == "card"),
    "early": (Compare("payment.paid_on", "le", (date(2026, 1, 5),)), lambda row: row[1].day <= 5),
    "not the sixth": (Compare("payment.paid_on", "ne", (date(2026, 1, 6),)), lambda row: row[1].day != 6),
}


@pytest.mark.parametrize("names", [pair for n in (1, 2) for pair in combinations(CONDITIONS, n)], ids=" and ".join)
def test_a_question_and_the_same_without_a_condition_never_differ_by_a_few(club, names):
    def shown(chosen):
        return bool(ask(club, filters=tuple(CONDITIONS[name][0] for name in chosen)).rows)

    def people(chosen):
        return [row for row in PAID if all(CONDITIONS[name][1](row) for name in chosen)]

    if not shown(names):
        return
    for fewer in {(), *combinations(names, len(names) - 1)}:
        apart = {row[0] for row in people(fewer) if row not in people(names)}
        assert not shown(fewer) or len(apart) == 0 or len(apart) >= 5, (names, fewer)
