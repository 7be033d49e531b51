"""Turns that speak of what the answer before showed: which of them, how many, the difference of the two, the others.

Both languages give one plan; every pair also says which figures it must come to.
"""

from __future__ import annotations

import pytest

from assistant.answer import Answer, answer
from assistant.context import Context
from assistant.conversation import Past
from assistant.question import Question

from .parser.compact import compact


def last(shop: Context, *texts: str) -> Answer:
    past = Past()
    for text in texts:
        found = answer(Question.of(text), shop, past)
        past = past.after(found)
    return found


def rows(found: Answer) -> list[tuple[object, ...]]:
    assert found.table is not None, found.headline
    return [tuple(v if isinstance(v, str) else float(v) for v in row) for row in found.table.rows]


def changed(found: Answer) -> list[str]:
    return [note.text for note in found.notes if note.code == "changed"]


PAIRS = [
    (("top 1 region by revenue", "their orders"), ("销售额前1的地区", "它们的订单数"), [("E", 7.0)]),
    (
        ("which region has the highest revenue", "its orders in October 2026"),
        ("销售额最高的地区是哪个", "它2026年10月的订单数"),
        [("E", 3.0)],
    ),
    (
        ("revenue of East", "and West?", "the difference between the two"),
        ("East的销售额", "West呢", "两者相差多少"),
        [(600.0,)],
    ),
    (("top 2 regions by revenue", "the difference between the two"), ("销售额前2的地区", "两者相差多少"), [(600.0,)]),
    (("top 2 regions by revenue", "how many of them"), ("销售额前2的地区", "其中有几个"), [(2.0,)]),
    (("revenue of West", "which region is highest"), ("West的销售额", "哪个地区最高"), [("E", 900.0)]),
    (
        ("revenue by region in October 2026", "drop the period"),
        ("2026年10月各地区的销售额", "去掉时间条件"),
        [("E", 900.0), ("W", 300.0)],
    ),
    (
        ("revenue by region", "which of them have more than 400 revenue"),
        ("各地区的销售额", "其中哪些销售额超过400"),
        [("E", 900.0)],
    ),
]


EAST = [100.0, 300.0, 500.0]  # August, September, October


@pytest.mark.parametrize(
    "turns",
    [
        ("which region has the highest revenue", "its monthly trend"),
        ("which region has the highest revenue", "how much did it make each month"),
        ("销售额最高的地区是哪个", "它每个月多少"),
        ("销售额最高的地区是哪个", "它的月度走势"),
    ],
)
def test_it_by_month_is_the_winner_that_was_shown_and_not_everybody(shop, turns):
    found = last(shop, *turns)

    assert found.table is not None
    assert [float(row[-1]) for row in found.table.rows] == EAST


def test_it_in_another_period_is_the_same_member_and_no_new_winner(shop):
    assert rows(last(shop, "销售额最低的地区是哪个", "它9月多少")) == [("W", 160.0)]


def test_each_of_several_by_month_stands_apart(shop):
    found = last(shop, "销售额前2的地区", "它们每个月多少")

    assert compact(found.plan) == "revenue by order.region per month if order.region in E,W"


def test_it_after_several_members_is_the_answer(shop):
    found = last(shop, "top 2 regions by revenue", "show it by month")

    assert found.table is not None
    assert [float(row[-1]) for row in found.table.rows] == [140.0, 460.0, 600.0]


@pytest.mark.parametrize(
    "turns",
    [("2026年10月销售额前2的地区", "有几个"), ("top 2 regions by revenue in October 2026", "how many are there")],
)
def test_how_many_were_shown_is_no_matter_of_the_period(shop, turns):
    assert compact(last(shop, *turns).plan) == "count_distinct(order.region) if order.region in E,W"


@pytest.mark.parametrize(("english", "chinese", "expected"), PAIRS, ids=[en[-1] for en, _, _ in PAIRS])
def test_a_turn_about_what_was_shown_means_it_in_both_languages(shop, english, chinese, expected):
    first, second = last(shop, *english), last(shop, *chinese)

    assert rows(first) == expected
    assert compact(second.plan) == compact(first.plan)


def test_a_condition_among_the_shown_makes_no_new_ranking(shop):
    found = last(shop, "top 1 region by revenue", "which of them have more than 100 orders")

    assert rows(found) == []  # West is no stand-in for East
    assert "region = East" in changed(found)[0]
    assert "dropped: top 1" in changed(found)[0] or "dropped: highest revenue" in changed(found)[0]


@pytest.mark.parametrize(
    "texts",
    [
        ("revenue by region", "drop the channel"),
        ("revenue by region", "drop the period"),
        ("revenue by region by channel", "the difference between the two"),
        ("revenue by channel", "in the same order"),
        ("换成最高值",),
    ],
)
def test_what_was_not_there_is_refused(shop, texts):
    assert last(shop, *texts).status == "refused"


def test_a_second_grouping_after_and_stands_beside_the_first(shop):
    found = last(shop, "revenue by region", "and by channel")

    assert changed(found) == ["Changed: by channel and region; kept: revenue"]
