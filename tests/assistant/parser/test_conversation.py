"""Turns that drop, replace, reverse, go back, point at what was shown, or answer a question back."""

from __future__ import annotations

import pytest

from assistant.conversation import Past, Shown, Turn
from assistant.plan import Clarify, Compute
from assistant.question import Question

from .compact import compact


def talk(world, *texts, shown=()):
    """The plan of the last of several turns; `shown` are the members that the turn before it showed."""
    past = Past()
    for text in texts[:-1]:
        past = Past((*past.turns, Turn(text, world.parser.read(Question.of(text), past), shown)))
    return world.parser.read(Question.of(texts[-1]), past)


EDITS = [
    ("revenue by region in East last month", "drop the filter", "revenue by customer.region in last:1:month"),
    ("revenue by channel in East last month", "remove the region filter", "revenue by order.channel in last:1:month"),
    ("revenue by channel in East", "remove East", "revenue by order.channel"),
    ("上个月华东各渠道的销售额", "删掉筛选", "revenue by order.channel in last:1:month"),
    ("上个月华东各渠道的销售额", "去掉地区筛选", "revenue by order.channel in last:1:month"),
    ("上个月华东各渠道的销售额", "把华东去掉", "revenue by order.channel in last:1:month"),
    ("revenue and orders by region", "drop orders", "revenue by customer.region"),
    ("各地区的销售额和订单数", "不用告诉我订单数了", "revenue by customer.region"),
    ("revenue by region and channel", "remove channel", "revenue by customer.region"),
    ("revenue by region and channel", "replace channel with category", "revenue by customer.region, product.category"),
    ("各地区各渠道的销售额", "把渠道换成品类", "revenue by customer.region, product.category"),
    ("revenue by region last month", "orders instead of revenue", "orders by customer.region in last:1:month"),
    ("上个月各地区的销售额", "把销售额换成订单数", "orders by customer.region in last:1:month"),
    ("revenue by region last month", "by channel instead", "revenue by order.channel in last:1:month"),
    ("revenue by region last month", "also orders", "revenue, orders by customer.region in last:1:month"),
    ("上个月各地区的销售额", "顺便告诉我订单数", "revenue, orders by customer.region in last:1:month"),
    ("top 3 regions by revenue", "reverse the order", "revenue by customer.region top 3 revenue asc"),
    ("销售额前3的地区", "反过来", "revenue by customer.region top 3 revenue asc"),
    ("revenue by region in Sep 2026", "and the period before that?", "revenue by customer.region in month:2026-08"),
    ("2026年9月各地区的销售额", "再往前呢", "revenue by customer.region in month:2026-08"),
    ("revenue in 2025", "and the one before that", "revenue in year:2024"),
    ("revenue in Q1 2026", "the period before that", "revenue in quarter:2025-4"),
    ("rank regions by revenue", "only the first 2", "revenue by customer.region top 2 revenue desc"),
    ("revenue by region in East", "new question: orders by channel", "orders by order.channel"),
    ("华东各地区的销售额", "换个话题，各渠道的订单数", "orders by order.channel"),
]


@pytest.mark.parametrize(("first", "then", "expected"), EDITS, ids=[f"{a} > {b}" for a, b, _ in EDITS])
def test_an_edit_names_a_slot_and_what_becomes_of_it(shop_world, first, then, expected):
    assert compact(talk(shop_world, first, then)) == expected


@pytest.mark.parametrize("text", ["drop the filter", "删掉筛选"])
def test_dropping_a_filter_where_there_is_none_says_so(shop_world, text):
    assert compact(talk(shop_world, "revenue by region", text)).startswith("! nothing_to_drop")


@pytest.mark.parametrize("text", ["delete the orders of East", "删除华东的订单", "drop table orders"])
def test_a_request_to_change_data_stays_refused_in_a_conversation(shop_world, text):
    plan = talk(shop_world, "revenue by region", text)

    assert not isinstance(plan.outcome, Compute)


# --- back, again ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("back", ["go back", "undo", "please go back", "返回上一步", "撤销"])
def test_going_back_gives_the_answer_before(shop_world, back):
    plan = talk(shop_world, "revenue by region last month", "by channel", back)

    assert compact(plan) == "revenue by customer.region in last:1:month"


def test_going_back_twice_goes_back_twice(shop_world):
    plan = talk(shop_world, "revenue by region", "by channel", "in 2025", "go back", "go back")

    assert compact(plan) == "revenue by customer.region"


def test_an_edit_after_going_back_changes_the_answer_that_was_gone_back_to(shop_world):
    plan = talk(shop_world, "revenue by region", "by channel", "go back", "in 2025")

    assert compact(plan) == "revenue by customer.region in year:2025"


@pytest.mark.parametrize("text", ["go back", "undo", "撤销"])
def test_there_is_nothing_before_the_first_answer(shop_world, text):
    assert compact(talk(shop_world, "revenue by region", text)) == "! nothing_before"


def test_again_computes_the_same(shop_world):
    assert compact(talk(shop_world, "revenue by region", "again")) == "revenue by customer.region"


def test_a_refused_turn_changes_nothing_that_follows(shop_world):
    plan = talk(shop_world, "revenue by region", "only Atlantis", "in 2025")

    assert compact(plan) == "revenue by customer.region in year:2025"


# --- what was shown ------------------------------------------------------------------------------------------

REGIONS = (Shown("customer.region", ("west", "east")),)


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ("the second one", "revenue by customer.region if customer.region eq east"),
        ("第一个呢", "revenue by customer.region if customer.region eq west"),
        ("orders of those regions by month", "orders per month if customer.region in east,west"),
        ("这些地区每月的订单数", "orders per month if customer.region in east,west"),
        ("orders by channel for those", "orders by order.channel if customer.region in east,west"),
    ],
)
def test_a_reference_stands_for_the_members_that_were_shown(shop_world, then, expected):
    assert compact(talk(shop_world, "revenue by region", then, shown=REGIONS)) == expected


def test_the_next_place_after_a_winner_is_the_next_rank(shop_world):
    winner = (Shown("customer.region", ("west",)),)
    plan = talk(shop_world, "which region has the highest revenue", "and the second one?", shown=winner)

    assert compact(plan) == "revenue by customer.region top 1 revenue desc skip 1"


@pytest.mark.parametrize("text", ["what about their orders", "their orders", "它们的订单数", "那它们的订单数呢"])
def test_another_figure_of_those_that_lead_is_theirs_and_no_new_ranking(shop_world, text):
    plan = talk(shop_world, "top 2 regions by revenue", text, shown=REGIONS)

    assert compact(plan) == "orders by customer.region if customer.region in east,west"


@pytest.mark.parametrize("text", ["the fifth one", "第五个"])
def test_a_place_that_was_not_shown_is_refused(shop_world, text):
    assert compact(talk(shop_world, "revenue by region", text, shown=REGIONS)).startswith("! nothing_shown")


@pytest.mark.parametrize("text", ["orders of those customers by month", "这些客户每月的订单数"])
def test_a_reference_to_members_that_were_not_shown_is_refused(shop_world, text):
    assert compact(talk(shop_world, "revenue by region", text, shown=REGIONS)).startswith("! nothing_shown")


@pytest.mark.parametrize("text", ["revenue of those customers", "这些客户的销售额"])
def test_a_reference_without_an_answer_before_is_refused(shop_world, text):
    assert compact(shop_world.read(text)).startswith("! nothing_before")


def test_those_of_a_count_are_the_ones_that_were_counted(shop_world):
    plan = talk(shop_world, "how many customers with at least 3 orders", "revenue of those customers by channel")

    assert compact(plan) == "revenue by order.channel among customer with orders ge 3"


# --- answers to a question back ------------------------------------------------------------------------------


@pytest.fixture
def asked(shop_world):
    """A question that is asked back, with its options."""
    for text in ("revenue in Springfield", "revenue for Jordan", "best region", "哪个地区最好"):
        plan = shop_world.read(text)
        if isinstance(plan.outcome, Clarify):
            return Past((Turn(text, plan),))
    raise AssertionError("no question of the world is asked back")


@pytest.mark.parametrize(
    ("text", "place"),
    [("1", 0), ("2", 1), ("option 2", 1), ("the second one", 1), ("第二个", 1), ("选2", 1), ("yes", 0), ("好的", 0)],
)
def test_a_short_answer_chooses_an_option(shop_world, asked, text, place):
    plan = shop_world.parser.read(Question.of(text), asked)

    assert isinstance(plan.outcome, Compute)
    assert plan.outcome.calls == asked.asked.options[place].calls


def test_another_question_is_no_answer_to_the_question_back(shop_world, asked):
    assert compact(shop_world.parser.read(Question.of("orders by channel"), asked)) == "orders by order.channel"
